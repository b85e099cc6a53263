#include <array>

#include "cmdlets/core/cmdlet_support.h"
#include "cmdlets/core/module_parts.h"
#include "shell/value/compare.h"
#include "shell/value/regex.h"
#include "shell/value/type_table.h"
#include "shell/value/wildcard.h"

namespace sipsh {
namespace {

enum class Test {
  kTruth,
  kEq,
  kNe,
  kGt,
  kGe,
  kLt,
  kLe,
  kLike,
  kNotLike,
  kMatch,
  kNotMatch,
  kContains,
  kNotContains,
  kIn,
  kNotIn,
  kIs,
  kIsNot,
  kNot
};

class WhereObject final : public Cmdlet {
 public:
  ScriptBlockRef filter;
  Value input, value;
  std::string property;
  Test test = Test::kTruth;
  bool ignore_case = true;

  void BeginProcessing(CommandRuntime& runtime) override {
    invoker_ = &runtime.Service<ScriptBlockInvoker>();
    if (test == Test::kMatch || test == Test::kNotMatch) {
      regex_ = Regex::Compile(ToText(value), {.ignore_case = ignore_case});
    } else if (test == Test::kLike || test == Test::kNotLike) {
      pattern_.emplace(ToText(value), ignore_case);
    } else if (test == Test::kIs || test == Test::kIsNot) {
      const auto* literal = value.As<TypeLiteral>();
      type_ = literal ? &literal->type() : &Heap::Current().types().Get(ToText(value));
    }
  }

  Flow ProcessRecord(CommandRuntime& runtime) override {
    if (input.IsNothing()) return Flow::kMore;
    bool truth = false;
    if (filter) {
      if (invoker_->InvokeForTruth(filter, input, truth) == Flow::kStop) return Flow::kStop;
    } else {
      truth = Holds(ReadProperty());
    }
    return truth ? runtime.WriteObject(input) : Flow::kMore;
  }

 private:
  Value ReadProperty() {
    if (const auto* table = AsHashtable(input)) {
      if (const Value* found = table->Find(property)) return *found;
    }
    return GetMember(input, property, &cache_);
  }
  bool Compare(CompareOp op, const Value& left) const {
    return ToBool(ApplyCompare(op, left, value, ignore_case));
  }
  // Text tests on several values hold when one of them does.
  template <typename Fits>
  static bool Any(const Value& left, Fits&& fits) {
    if (!IsEnumerable(left)) return fits(ToText(left));
    bool found = false;
    Enumerate(left, [&](const Value& item) { return !(found = fits(ToText(item))); });
    return found;
  }
  bool Holds(const Value& left) const {
    const auto like = [this](const std::string& text) { return pattern_->Matches(text); };
    const auto match = [this](const std::string& text) { return regex_->IsMatch(text); };
    switch (test) {
      case Test::kTruth:
        return ToBool(left);
      case Test::kNot:
        return !ToBool(left);
      case Test::kEq:
        return Compare(CompareOp::kEq, left);
      case Test::kNe:
        return Compare(CompareOp::kNe, left);
      case Test::kGt:
        return Compare(CompareOp::kGt, left);
      case Test::kGe:
        return Compare(CompareOp::kGe, left);
      case Test::kLt:
        return Compare(CompareOp::kLt, left);
      case Test::kLe:
        return Compare(CompareOp::kLe, left);
      case Test::kLike:
        return Any(left, like);
      case Test::kNotLike:
        return Any(left, [&](const std::string& text) { return !like(text); });
      case Test::kMatch:
        return Any(left, match);
      case Test::kNotMatch:
        return Any(left, [&](const std::string& text) { return !match(text); });
      case Test::kContains:
        return Contains(left, value, ignore_case);
      case Test::kNotContains:
        return !Contains(left, value, ignore_case);
      case Test::kIn:
        return Contains(value, left, ignore_case);
      case Test::kNotIn:
        return !Contains(value, left, ignore_case);
      case Test::kIs:
        return IsInstanceOf(left, *type_);
      case Test::kIsNot:
        return !IsInstanceOf(left, *type_);
    }
    return false;
  }

  ScriptBlockInvoker* invoker_ = nullptr;
  std::shared_ptr<const Regex> regex_;
  std::optional<WildcardPattern> pattern_;
  const TypeInfo* type_ = nullptr;
  MemberCache cache_;
};

struct TestRow {
  const char* name;
  const char* set;
  const char* alias;
  Test test;
  bool has_case;
};

constexpr std::array<TestRow, 17> kTests = {{
    {"EQ", "EqualSet", "IEQ", Test::kEq, true},
    {"NE", "NotEqualSet", "INE", Test::kNe, true},
    {"GT", "GreaterThanSet", "IGT", Test::kGt, true},
    {"LT", "LessThanSet", "ILT", Test::kLt, true},
    {"GE", "GreaterOrEqualSet", "IGE", Test::kGe, true},
    {"LE", "LessOrEqualSet", "ILE", Test::kLe, true},
    {"Like", "LikeSet", "ILike", Test::kLike, true},
    {"NotLike", "NotLikeSet", "INotLike", Test::kNotLike, true},
    {"Match", "MatchSet", "IMatch", Test::kMatch, true},
    {"NotMatch", "NotMatchSet", "INotMatch", Test::kNotMatch, true},
    {"Contains", "ContainsSet", "IContains", Test::kContains, true},
    {"NotContains", "NotContainsSet", "INotContains", Test::kNotContains, true},
    {"In", "InSet", "IIn", Test::kIn, true},
    {"NotIn", "NotInSet", "INotIn", Test::kNotIn, true},
    {"Is", "IsSet", nullptr, Test::kIs, false},
    {"IsNot", "IsNotSet", nullptr, Test::kIsNot, false},
    {"Not", "Not", nullptr, Test::kNot, false},
}};

ParameterMetadata TestSwitch(const TestRow& row, bool case_sensitive) {
  const Test test = row.test;
  ParameterMetadata parameter =
      DynamicParameter((case_sensitive ? "C" : "") + std::string(row.name),
                       "The comparison that the property must pass.", "switch",
                       [test, case_sensitive](Cmdlet& cmdlet, const Value& given) {
                         auto& where = static_cast<WhereObject&>(cmdlet);
                         if (!ToBool(given)) return;
                         where.test = test;
                         where.ignore_case = !case_sensitive;
                       });
  parameter.is_switch = true;
  ParameterSetEntry entry;
  entry.set = (case_sensitive ? "CaseSensitive" : "") + std::string(row.set);
  entry.mandatory = row.test != Test::kEq || case_sensitive;
  parameter.sets = {entry};
  if (!case_sensitive && row.alias) parameter.aliases.emplace_back(row.alias);
  return parameter;
}

CmdletMetadata WhereMetadata() {
  CmdletMetadata m =
      MakeCmdlet<WhereObject>("Where", "Object", "Selects objects by their property values.");
  m.aliases = {"?", "where"};
  m.default_set = "EqualSet";
  m.Add(Parameter<&WhereObject::filter>("FilterScript", "The condition; $_ is the object.")
            .InSet("ScriptBlockSet")
            .Mandatory()
            .Position(0));
  ParameterMetadata property =
      Parameter<&WhereObject::property>("Property", "The property tested.");
  ParameterMetadata value =
      Parameter<&WhereObject::value>("Value", "What it is compared with.").AllowNull().AllowEmpty();
  property.sets.clear();
  value.sets.clear();
  const auto in_set = [&](const std::string& set, bool needs_value) {
    ParameterSetEntry entry;
    entry.set = set;
    entry.position = 0;
    entry.mandatory = true;
    property.sets.push_back(entry);
    entry.position = 1;
    entry.mandatory = false;
    if (needs_value) value.sets.push_back(entry);
  };
  for (const TestRow& row : kTests) {
    in_set(row.set, row.test != Test::kNot);
    if (row.has_case) in_set(std::string("CaseSensitive") + row.set, true);
  }
  m.Add(std::move(property)).Add(std::move(value));
  m.Add(AnyInput(Parameter<&WhereObject::input>("InputObject", "The objects to be filtered.")));
  for (const TestRow& row : kTests) {
    m.Add(TestSwitch(row, false));
    if (row.has_case) m.Add(TestSwitch(row, true));
  }
  return m;
}

class ForEachObject final : public Cmdlet, private ObjectSink {
 public:
  Value input;
  ScriptBlockRef begin, end;
  std::vector<ScriptBlockRef> process, remaining;
  std::string member;
  std::vector<Value> arguments;

  void BeginProcessing(CommandRuntime& runtime) override {
    runtime_ = &runtime;
    invoker_ = &runtime.Service<ScriptBlockInvoker>();
    process.insert(process.end(), remaining.begin(), remaining.end());
    // Without names, the first of several blocks is begin and the last of more than two is end.
    if (!runtime.IsBound("Begin") && process.size() > 1) {
      begin = process.front();
      process.erase(process.begin());
    }
    if (!runtime.IsBound("End") && process.size() > 1) {
      end = process.back();
      process.pop_back();
    }
    if (begin) stopped_ = invoker_->Invoke(begin, {}, *this) == Flow::kStop;
  }
  Flow ProcessRecord(CommandRuntime& runtime) override {
    if (stopped_) return Flow::kStop;
    if (input.IsNothing()) return Flow::kMore;
    if (process.empty()) return runtime.WriteEnumerated(FromMember());
    BlockCall call;
    call.input = &input;
    for (const ScriptBlockRef& block : process) {
      if (!block) continue;
      if (invoker_->Invoke(block, call, *this) == Flow::kStop) {
        stopped_ = true;
        return Flow::kStop;
      }
    }
    return Flow::kMore;
  }
  void EndProcessing(CommandRuntime&) override {
    if (end && !stopped_) (void)invoker_->Invoke(end, {}, *this);
  }

 private:
  Flow Write(Value object) override { return runtime_->WriteObject(std::move(object)); }

  Value FromMember() {
    if (const auto* table = AsHashtable(input); table && arguments.empty()) {
      if (const Value* found = table->Find(member)) return *found;
    }
    Value found;
    if (arguments.empty() && TryGetMember(input, member, &found) && !IsMethod(found)) return found;
    try {
      return InvokeMethod(input, member, arguments);
    } catch (const ValueError& error) {
      if (error.error_id() != "MethodNotFound" || !arguments.empty()) throw;
      return Value();
    }
  }
  static bool IsMethod(const Value& value) {
    return value.IsObject() &&
           value.object()->Type().full_name.find("PSMethod") != std::string_view::npos;
  }

  CommandRuntime* runtime_ = nullptr;
  ScriptBlockInvoker* invoker_ = nullptr;
  bool stopped_ = false;
};

CmdletMetadata ForEachMetadata() {
  CmdletMetadata m =
      MakeCmdlet<ForEachObject>("ForEach", "Object", "Does something for each object.");
  m.aliases = {"%", "foreach"};
  m.default_set = "ScriptBlockSet";
  m.Add(AnyInput(Parameter<&ForEachObject::input>("InputObject", "The objects to work on.")));
  m.Add(Parameter<&ForEachObject::begin>("Begin", "Runs before the first object.")
            .InSet("ScriptBlockSet"));
  m.Add(Parameter<&ForEachObject::process>("Process", "Runs for each object; $_ is the object.")
            .InSet("ScriptBlockSet")
            .Mandatory()
            .Position(0)
            .AllowNull()
            .AllowEmpty());
  m.Add(
      Parameter<&ForEachObject::end>("End", "Runs after the last object.").InSet("ScriptBlockSet"));
  m.Add(Parameter<&ForEachObject::remaining>("RemainingScripts", "Further blocks.")
            .InSet("ScriptBlockSet")
            .FromRemaining()
            .AllowNull()
            .AllowEmpty());
  m.Add(Parameter<&ForEachObject::member>("MemberName", "The property read or the method called.")
            .InSet("PropertyAndMethodSet")
            .Mandatory()
            .Position(0));
  m.Add(Parameter<&ForEachObject::arguments>("ArgumentList", "The method's arguments.")
            .InSet("PropertyAndMethodSet")
            .FromRemaining()
            .Alias("Args"));
  return m;
}

}  // namespace

namespace core {
void AddFilterCmdlets(std::vector<CmdletMetadata>& cmdlets) {
  cmdlets.push_back(WhereMetadata());
  cmdlets.push_back(ForEachMetadata());
}
}  // namespace core
}  // namespace sipsh
