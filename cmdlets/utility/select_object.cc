#include <algorithm>
#include <deque>
#include <set>

#include "cmdlets/core/cmdlet_support.h"
#include "cmdlets/utility/module_parts.h"
#include "shell/value/compare.h"
#include "shell/value/text.h"
#include "shell/value/wildcard.h"

namespace sipsh {
namespace {

using format::PropertySpec;

class SelectObject final : public Cmdlet {
 public:
  Value input;
  std::vector<Value> property;
  std::vector<std::string> exclude;
  std::string expand;
  bool unique = false, ignore_case = false, wait = false;
  int last = 0, first = 0, skip = 0, skip_last = 0;
  std::vector<int> index, skip_index;

  void BeginProcessing(CommandRuntime& runtime) override {
    evaluate_ = MakeEvaluator(runtime);
    specs_ = format::ParsePropertySpecs(property);
    limited_ = runtime.IsBound("First");
    if (specs_.empty() && !exclude.empty()) specs_.push_back(AllProperties());
    wanted_.insert(index.begin(), index.end());
    unwanted_.insert(skip_index.begin(), skip_index.end());
    for (const std::string& name : exclude) excluded_.emplace_back(name);
  }

  Flow ProcessRecord(CommandRuntime& runtime) override {
    if (input.IsNothing()) return Flow::kMore;
    const int64_t position = seen_++;
    if (!wanted_.empty()) {
      if (wanted_.count(static_cast<int>(position)) && Emit(runtime, input) == Flow::kStop)
        return Flow::kStop;
      return position >= *wanted_.rbegin() && !wait ? Flow::kStop : Flow::kMore;
    }
    if (unwanted_.count(static_cast<int>(position))) return Flow::kMore;
    if (last > 0 || skip_last > 0) return Hold(runtime, position);
    if (position < skip) return Flow::kMore;
    if (limited_ && first <= 0) return Flow::kStop;
    if (Emit(runtime, input) == Flow::kStop) return Flow::kStop;
    return limited_ && ++given_ >= first && !wait ? Flow::kStop : Flow::kMore;
  }

  void EndProcessing(CommandRuntime& runtime) override {
    if (last <= 0) return;
    if (skip > 0)
      held_.resize(held_.size() - std::min<size_t>(held_.size(), static_cast<size_t>(skip)));
    while (held_.size() > static_cast<size_t>(last)) held_.pop_front();
    for (const Value& object : held_) {
      if (Emit(runtime, object) == Flow::kStop) return;
    }
  }

 private:
  static PropertySpec AllProperties() {
    PropertySpec all;
    all.property = all.label = "*";
    return all;
  }

  Flow Hold(CommandRuntime& runtime, int64_t position) {
    if (last > 0 && limited_ && position >= skip && given_ < first) {
      ++given_;
      return Emit(runtime, input);
    }
    if (skip_last > 0 && position < skip) return Flow::kMore;
    held_.push_back(input);
    if (last > 0) {
      if (held_.size() > static_cast<size_t>(last) + static_cast<size_t>(std::max(skip, 0)))
        held_.pop_front();
      return Flow::kMore;
    }
    if (held_.size() <= static_cast<size_t>(skip_last)) return Flow::kMore;
    const Value oldest = held_.front();
    held_.pop_front();
    return Emit(runtime, oldest);
  }

  Flow Emit(CommandRuntime& runtime, const Value& object) {
    if (!expand.empty()) return EmitExpanded(runtime, object);
    return Give(runtime, specs_.empty() ? object : Project(object));
  }

  Flow Give(CommandRuntime& runtime, const Value& result) {
    if (unique && !IsNew(result)) return Flow::kMore;
    return runtime.WriteObject(result);
  }

  Flow EmitExpanded(CommandRuntime& runtime, const Value& object) {
    PropertySpec spec;
    spec.property = expand;
    if (WildcardPattern::HasWildcards(expand)) {
      const auto found = format::ExpandWildcards({spec}, object);
      if (!found.empty()) spec = found.front();
    }
    const auto* table = AsHashtable(object);
    if (!HasProperty(object, spec.property) && !(table && table->Find(spec.property))) {
      runtime.WriteError(ErrorRecord("Property \"" + expand + "\" cannot be found.",
                                     "ExpandPropertyNotFound", ErrorCategory::kInvalidArgument,
                                     object));
      return Flow::kMore;
    }
    const Value value = format::Read(spec, object, evaluate_);
    for (const Value& item : ToVector(value)) {
      Value result = item;
      if (!specs_.empty()) {
        const auto extra = format::ExpandWildcards(specs_, object);
        for (const PropertySpec& each : extra) {
          result = AddMember(result, each.label, MemberKind::kNoteProperty,
                             format::Read(each, object, evaluate_));
        }
      }
      if (Give(runtime, result) == Flow::kStop) return Flow::kStop;
    }
    return Flow::kMore;
  }

  bool Excluded(const std::string& name) const {
    return std::any_of(excluded_.begin(), excluded_.end(),
                       [&](const WildcardPattern& pattern) { return pattern.Matches(name); });
  }

  // Without wildcards the columns are the same for every object: one shape serves all.
  Value Project(const Value& object) {
    if (fixed_) return Fill(columns_, shape_, object);
    std::vector<PropertySpec> columns = format::ExpandWildcards(specs_, object);
    columns.erase(std::remove_if(columns.begin(), columns.end(),
                                 [&](const PropertySpec& spec) { return Excluded(spec.label); }),
                  columns.end());
    std::vector<std::string> names;
    const auto type_names = TypeNames(object);
    const std::string type_name =
        "Selected." + (type_names.empty() ? std::string("System.Object") : type_names.front());
    const std::vector<std::string_view> types = {
        type_name, "System.Management.Automation.PSCustomObject", "System.Object"};
    ShapeBuilder builder{std::span<const std::string_view>(types)};
    for (const PropertySpec& spec : columns) builder.Add(spec.label);
    shape_ = builder.Build();
    columns_ = std::move(columns);
    fixed_ = std::none_of(specs_.begin(), specs_.end(), [](const PropertySpec& spec) {
      return spec.script.IsNull() && WildcardPattern::HasWildcards(spec.property);
    });
    return Fill(columns_, shape_, object);
  }

  Value Fill(const std::vector<PropertySpec>& columns, const ShapeRef& shape, const Value& object) {
    std::vector<Value> slots(shape->size());
    caches_.resize(columns.size());
    for (size_t i = 0; i < columns.size(); ++i) {
      const int slot = shape->Find(columns[i].label);
      const bool simple = columns[i].script.IsNull() && AsRecord(object);
      slots[static_cast<size_t>(slot)] = simple
                                             ? GetMember(object, columns[i].property, &caches_[i])
                                             : format::Read(columns[i], object, evaluate_);
    }
    return Value::FromObject(new RecordObject(shape, std::move(slots)));
  }

  bool IsNew(const Value& result) {
    std::string key;
    if (const auto* record = AsRecord(result); record && !record->is_wrapper()) {
      for (size_t i = 0; i < record->shape()->size(); ++i) key += ToText(record->slot(i)) + '\x1f';
    } else {
      key = ToText(result);
    }
    return known_.insert(ignore_case ? Fold(key) : key).second;
  }

  format::Evaluator evaluate_;
  std::vector<PropertySpec> specs_, columns_;
  std::vector<WildcardPattern> excluded_;
  std::vector<MemberCache> caches_;
  std::set<int> wanted_, unwanted_;
  std::set<std::string> known_;
  std::deque<Value> held_;
  ShapeRef shape_;
  bool fixed_ = false, limited_ = false;
  int64_t seen_ = 0, given_ = 0;
};

CmdletMetadata SelectMetadata() {
  CmdletMetadata m =
      MakeCmdlet<SelectObject>("Select", "Object", "Chooses objects or some of their properties.");
  m.aliases = {"select"};
  m.default_set = "DefaultParameter";
  const Value zero = Value::Int32(0), most = Value::Int32(2147483647);
  m.Add(AnyInput(Parameter<&SelectObject::input>("InputObject", "The objects.")));
  m.Add(Parameter<&SelectObject::property>("Property",
                                           "Names, wildcards, or hash tables with Name "
                                           "and Expression.")
            .Position(0));
  m.Add(Parameter<&SelectObject::exclude>("ExcludeProperty", "Properties left out; wildcards."));
  m.Add(Parameter<&SelectObject::expand>("ExpandProperty",
                                         "The property given instead of the object."));
  m.Add(Parameter<&SelectObject::unique>("Unique", "Equal objects only once."));
  m.Add(Parameter<&SelectObject::ignore_case>("CaseInsensitive", "-Unique ignores case."));
  m.Add(Parameter<&SelectObject::last>("Last", "So many from the end.")
            .InSet("DefaultParameter")
            .ValidateRange(zero, most));
  m.Add(Parameter<&SelectObject::first>("First", "So many from the beginning.")
            .InSet("DefaultParameter")
            .ValidateRange(zero, most));
  m.Add(Parameter<&SelectObject::skip>("Skip", "So many left out at the beginning.")
            .InSet("DefaultParameter")
            .InSet("SkipLastParameter")
            .ValidateRange(zero, most));
  m.Add(Parameter<&SelectObject::skip_last>("SkipLast", "So many left out at the end.")
            .InSet("SkipLastParameter")
            .ValidateRange(zero, most));
  m.Add(Parameter<&SelectObject::wait>("Wait", "Lets the source run to its end.")
            .InSet("DefaultParameter")
            .InSet("IndexParameter"));
  m.Add(Parameter<&SelectObject::index>("Index", "The objects at these positions, from 0.")
            .InSet("IndexParameter")
            .ValidateRange(zero, most));
  m.Add(Parameter<&SelectObject::skip_index>("SkipIndex", "Positions left out.")
            .InSet("SkipIndexParameter")
            .ValidateRange(zero, most));
  return m;
}

class GetUnique final : public Cmdlet {
 public:
  Value input;
  bool as_string = false, on_type = false, ignore_case = false;

  Flow ProcessRecord(CommandRuntime& runtime) override {
    if (input.IsNull()) return Flow::kMore;
    const bool same = any_ && (on_type ? TypeNames(before_).front() == TypeNames(input).front()
                               : as_string || input.IsString()
                                   ? TextEquals(ToText(before_), ToText(input), ignore_case)
                                   : ValuesEqual(before_, input, ignore_case));
    any_ = true;
    before_ = input;
    return same ? Flow::kMore : runtime.WriteObject(input);
  }

 private:
  Value before_;
  bool any_ = false;
};

CmdletMetadata UniqueMetadata() {
  CmdletMetadata m = MakeCmdlet<GetUnique>("Get", "Unique",
                                           "Leaves out equal neighbours of a "
                                           "sorted list.");
  m.aliases = {"gu"};
  m.Add(AnyInput(Parameter<&GetUnique::input>("InputObject", "The objects.")));
  m.Add(Parameter<&GetUnique::as_string>("AsString", "Compares as text.").InSet("AsString"));
  m.Add(Parameter<&GetUnique::on_type>("OnType", "One object of each type.").InSet("UniqueByType"));
  m.Add(Parameter<&GetUnique::ignore_case>("CaseInsensitive", "Ignores case."));
  m.default_set = "AsString";
  return m;
}

}  // namespace

namespace utility {
void AddSelectCmdlets(std::vector<CmdletMetadata>& cmdlets) {
  cmdlets.push_back(SelectMetadata());
  cmdlets.push_back(UniqueMetadata());
}
}  // namespace utility
}  // namespace sipsh
