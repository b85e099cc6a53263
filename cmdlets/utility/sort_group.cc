#include <algorithm>
#include <numeric>
#include <unordered_map>

#include "cmdlets/core/cmdlet_support.h"
#include "cmdlets/utility/module_parts.h"
#include "shell/value/compare.h"
#include "shell/value/text.h"

namespace sipsh {
namespace {

using format::PropertySpec;

// Objects with the values they are compared by.
struct Keyed {
  Value object;
  std::vector<Value> keys;
};

std::vector<Value> KeysOf(const std::vector<PropertySpec>& specs, const Value& object,
                          const format::Evaluator& evaluate) {
  if (specs.empty()) return {object};
  std::vector<Value> keys;
  keys.reserve(specs.size());
  for (const PropertySpec& spec : specs) keys.push_back(format::Read(spec, object, evaluate));
  return keys;
}

class SortObject final : public Cmdlet {
 public:
  Value input;
  std::vector<Value> property;
  bool descending = false, unique = false, case_sensitive = false, stable = false;
  std::optional<int> top, bottom;

  void BeginProcessing(CommandRuntime& runtime) override {
    evaluate_ = MakeEvaluator(runtime);
    specs_ = format::ParsePropertySpecs(property);
  }
  Flow ProcessRecord(CommandRuntime&) override {
    if (!input.IsNothing()) rows_.push_back({input, KeysOf(specs_, input, evaluate_)});
    return Flow::kMore;
  }
  void EndProcessing(CommandRuntime& runtime) override {
    std::stable_sort(rows_.begin(), rows_.end(),
                     [this](const Keyed& a, const Keyed& b) { return Order(a, b) < 0; });
    if (unique) {
      rows_.erase(std::unique(rows_.begin(), rows_.end(),
                              [this](const Keyed& a, const Keyed& b) { return Order(a, b) == 0; }),
                  rows_.end());
    }
    size_t begin = 0, end = rows_.size();
    if (top) end = std::min(end, static_cast<size_t>(std::max(*top, 0)));
    if (bottom) begin = end - std::min(end, static_cast<size_t>(std::max(*bottom, 0)));
    for (size_t i = begin; i < end; ++i) {
      if (runtime.WriteObject(rows_[i].object) == Flow::kStop) return;
    }
  }

 private:
  int Order(const Keyed& a, const Keyed& b) const {
    for (size_t i = 0; i < a.keys.size(); ++i) {
      const bool down =
          i < specs_.size() && specs_[i].descending ? *specs_[i].descending : descending;
      const int order = OrderValues(Unwrap(a.keys[i]), Unwrap(b.keys[i]), !case_sensitive);
      if (order != 0) return down ? -order : order;
    }
    return 0;
  }

  format::Evaluator evaluate_;
  std::vector<PropertySpec> specs_;
  std::vector<Keyed> rows_;
};

class GroupObject final : public Cmdlet {
 public:
  Value input;
  std::vector<Value> property;
  bool no_element = false, as_hashtable = false, as_string = false, case_sensitive = false;

  void BeginProcessing(CommandRuntime& runtime) override {
    evaluate_ = MakeEvaluator(runtime);
    specs_ = format::ParsePropertySpecs(property);
  }
  Flow ProcessRecord(CommandRuntime&) override {
    if (input.IsNull()) return Flow::kMore;
    std::vector<Value> keys = KeysOf(specs_, input, evaluate_);
    std::string name;
    for (const Value& key : keys) {
      if (!name.empty()) name += ", ";
      name += ToText(key);
    }
    const std::string known = case_sensitive ? name : Fold(name);
    const auto [found, added] = by_name_.try_emplace(known, groups_.size());
    if (added) groups_.push_back({std::move(name), std::move(keys), {}});
    groups_[found->second].members.push_back(input);
    return Flow::kMore;
  }
  void EndProcessing(CommandRuntime& runtime) override {
    if (as_hashtable) {
      (void)runtime.WriteObject(AsTable());
      return;
    }
    std::vector<size_t> order(groups_.size());
    std::iota(order.begin(), order.end(), size_t{0});
    std::stable_sort(order.begin(), order.end(), [this](size_t a, size_t b) {
      for (size_t i = 0; i < groups_[a].keys.size(); ++i) {
        const int result =
            OrderValues(Unwrap(groups_[a].keys[i]), Unwrap(groups_[b].keys[i]), !case_sensitive);
        if (result != 0) return result < 0;
      }
      return false;
    });
    const RecordMaker maker = no_element
                                  ? RecordMaker({"Microsoft.PowerShell.Commands.GroupInfoNoElement",
                                                 "Microsoft.PowerShell.Commands.GroupInfo"},
                                                {"Count", "Name", "Group", "Values"})
                                  : RecordMaker({"Microsoft.PowerShell.Commands.GroupInfo"},
                                                {"Count", "Name", "Group", "Values"});
    for (size_t index : order) {
      Group& group = groups_[index];
      const Value count = Value::Integer(static_cast<int64_t>(group.members.size()));
      Value members = no_element ? MakeArray({}) : MakeArray(std::move(group.members));
      if (runtime.WriteObject(maker.Make({count, Value::String(group.name), std::move(members),
                                          MakeArray(group.keys)})) == Flow::kStop) {
        return;
      }
    }
  }

 private:
  struct Group {
    std::string name;
    std::vector<Value> keys;
    std::vector<Value> members;
  };

  Value AsTable() {
    auto* table = new HashtableObject(types::kHashtable, case_sensitive);
    const Value result = Value::FromObject(table);
    for (Group& group : groups_) {
      const Value key =
          as_string || group.keys.size() != 1 ? Value::String(group.name) : group.keys.front();
      table->Set(key.IsNull() ? Value::EmptyString() : key, MakeArray(std::move(group.members)));
    }
    return result;
  }

  format::Evaluator evaluate_;
  std::vector<PropertySpec> specs_;
  std::vector<Group> groups_;
  std::unordered_map<std::string, size_t> by_name_;
};

class CompareObject final : public Cmdlet {
 public:
  std::vector<Value> reference, difference;
  std::vector<Value> property;
  bool include_equal = false, exclude_different = false, pass_through = false,
       case_sensitive = false;

  Flow ProcessRecord(CommandRuntime&) override {
    collected_.insert(collected_.end(), difference.begin(), difference.end());
    return Flow::kMore;
  }
  void EndProcessing(CommandRuntime& runtime) override {
    const format::Evaluator evaluate = MakeEvaluator(runtime);
    specs_ = format::ParsePropertySpecs(property);
    std::vector<Keyed> left, right;
    for (const Value& object : reference)
      left.push_back({object, KeysOf(specs_, object, evaluate)});
    for (const Value& object : collected_)
      right.push_back({object, KeysOf(specs_, object, evaluate)});
    std::vector<bool> taken(left.size(), false);
    std::vector<std::pair<const Keyed*, const char*>> equal, only_right, only_left;
    for (const Keyed& row : right) {
      bool found = false;
      for (size_t i = 0; i < left.size() && !found; ++i) {
        if (taken[i] || !Same(left[i], row)) continue;
        taken[i] = found = true;
        equal.emplace_back(&left[i], "==");
      }
      if (!found) only_right.emplace_back(&row, "=>");
    }
    for (size_t i = 0; i < left.size(); ++i) {
      if (!taken[i]) only_left.emplace_back(&left[i], "<=");
    }
    if (include_equal && !Give(runtime, equal)) return;
    if (exclude_different) return;
    if (Give(runtime, only_right)) Give(runtime, only_left);
  }

 private:
  bool Same(const Keyed& a, const Keyed& b) const {
    for (size_t i = 0; i < a.keys.size(); ++i) {
      if (OrderValues(Unwrap(a.keys[i]), Unwrap(b.keys[i]), !case_sensitive) != 0) return false;
    }
    return true;
  }
  bool Give(CommandRuntime& runtime,
            const std::vector<std::pair<const Keyed*, const char*>>& rows) {
    for (const auto& [row, side] : rows) {
      Value result;
      if (pass_through) {
        result =
            AddMember(row->object, "SideIndicator", MemberKind::kNoteProperty, Value::String(side));
      } else {
        ObjectRef<RecordObject> record = MakeObject<RecordObject>();
        if (specs_.empty()) record->Set("InputObject", row->object);
        for (size_t i = 0; i < specs_.size(); ++i) record->Set(specs_[i].label, row->keys[i]);
        record->Set("SideIndicator", Value::String(side));
        result = Value::FromObject(record);
      }
      if (runtime.WriteObject(std::move(result)) == Flow::kStop) return false;
    }
    return true;
  }

  std::vector<PropertySpec> specs_;
  std::vector<Value> collected_;
};

CmdletMetadata SortMetadata() {
  using C = SortObject;
  CmdletMetadata m = MakeCmdlet<C>("Sort", "Object", "Sorts objects by their property values.");
  m.aliases = {"sort"};
  m.default_set = "Default";
  m.Add(AnyInput(Parameter<&C::input>("InputObject", "The objects.")));
  m.Add(Parameter<&C::property>("Property", "What to sort by; hash tables may say Descending.")
            .Position(0));
  m.Add(Parameter<&C::descending>("Descending", "The largest first."));
  m.Add(Parameter<&C::unique>("Unique", "Equal objects only once."));
  m.Add(Parameter<&C::case_sensitive>("CaseSensitive", "Minds case."));
  m.Add(Parameter<&C::stable>("Stable", "Keeps the order of equals (always so).").InSet("Default"));
  m.Add(Parameter<&C::top>("Top", "Only so many from the beginning.").InSet("Top").Mandatory());
  m.Add(Parameter<&C::bottom>("Bottom", "Only so many from the end.").InSet("Bottom").Mandatory());
  return m;
}

CmdletMetadata GroupMetadata() {
  using C = GroupObject;
  CmdletMetadata m = MakeCmdlet<C>("Group", "Object", "Groups objects with equal property values.");
  m.aliases = {"group"};
  m.default_set = "HashTable";
  m.Add(AnyInput(Parameter<&C::input>("InputObject", "The objects.")));
  m.Add(Parameter<&C::property>("Property", "What to group by.").Position(0));
  m.Add(Parameter<&C::no_element>("NoElement", "Leaves the members out."));
  m.Add(Parameter<&C::as_hashtable>("AsHashTable", "Gives a hash table.")
            .InSet("HashTable")
            .Alias("AHT"));
  m.Add(Parameter<&C::as_string>("AsString", "Makes the keys text.").InSet("HashTable"));
  m.Add(Parameter<&C::case_sensitive>("CaseSensitive", "Minds case."));
  return m;
}

CmdletMetadata CompareMetadata() {
  using C = CompareObject;
  CmdletMetadata m = MakeCmdlet<C>("Compare", "Object", "Compares two sets of objects.");
  m.aliases = {"compare", "diff"};
  m.Add(Parameter<&C::reference>("ReferenceObject", "The reference.")
            .Mandatory()
            .Position(0)
            .AllowEmpty());
  m.Add(Parameter<&C::difference>("DifferenceObject", "What is compared with it.")
            .Mandatory()
            .Position(1)
            .ByValue()
            .AllowEmpty());
  m.Add(Parameter<&C::property>("Property", "The properties compared.").Position(2));
  m.Add(Parameter<&C::include_equal>("IncludeEqual", "Shows equal objects too."));
  m.Add(Parameter<&C::exclude_different>("ExcludeDifferent", "Leaves different objects out."));
  m.Add(Parameter<&C::pass_through>("PassThru", "Gives the objects themselves."));
  m.Add(Parameter<&C::case_sensitive>("CaseSensitive", "Minds case."));
  return m;
}

}  // namespace

namespace utility {
void AddSortCmdlets(std::vector<CmdletMetadata>& cmdlets) {
  cmdlets.push_back(SortMetadata());
  cmdlets.push_back(GroupMetadata());
  cmdlets.push_back(CompareMetadata());
}
}  // namespace utility
}  // namespace sipsh
