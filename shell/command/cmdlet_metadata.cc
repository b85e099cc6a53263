#include "shell/command/cmdlet_metadata.h"

#include <algorithm>

#include "shell/value/containers.h"
#include "shell/value/convert.h"
#include "shell/value/members.h"
#include "shell/value/text.h"

namespace sipsh {
namespace {

// What the chained declarations apply to: the set named last.
ParameterSetEntry& Last(ParameterMetadata& parameter) { return parameter.sets.back(); }

}  // namespace

const ParameterSetEntry* ParameterMetadata::InSetOrAll(std::string_view set) const {
  for (const ParameterSetEntry& entry : sets)
    if (entry.set == set || entry.set == kAllSets) return &entry;
  return nullptr;
}

ParameterMetadata&& ParameterMetadata::Mandatory(bool yes) && {
  Last(*this).mandatory = yes;
  return std::move(*this);
}
ParameterMetadata&& ParameterMetadata::Position(int position) && {
  Last(*this).position = position;
  return std::move(*this);
}
ParameterMetadata&& ParameterMetadata::ByValue() && {
  Last(*this).by_value = true;
  return std::move(*this);
}
ParameterMetadata&& ParameterMetadata::ByPropertyName() && {
  Last(*this).by_property_name = true;
  return std::move(*this);
}
ParameterMetadata&& ParameterMetadata::FromRemaining() && {
  Last(*this).from_remaining = true;
  return std::move(*this);
}

// The first set named takes the place of "all sets" and keeps what was declared before it. A set
// named again moves to the end, since declarations apply to the last.
ParameterMetadata&& ParameterMetadata::InSet(std::string set) && {
  const auto named =
      std::find_if(sets.begin(), sets.end(), [&](const auto& entry) { return entry.set == set; });
  if (named != sets.end()) {
    std::rotate(named, named + 1, sets.end());
  } else if (sets.size() == 1 && sets[0].set == kAllSets) {
    sets[0].set = std::move(set);
  } else {
    sets.push_back({});
    sets.back().set = std::move(set);
  }
  return std::move(*this);
}

ParameterMetadata&& ParameterMetadata::Alias(std::string alias) && {
  aliases.push_back(std::move(alias));
  return std::move(*this);
}
ParameterMetadata&& ParameterMetadata::Type(std::string type) && {
  type_name = std::move(type);
  return std::move(*this);
}
ParameterMetadata&& ParameterMetadata::ValidateSet(std::vector<std::string> values) && {
  validation.values = std::move(values);
  return std::move(*this);
}
ParameterMetadata&& ParameterMetadata::ValidateRange(Value minimum, Value maximum) && {
  validation.minimum = std::move(minimum);
  validation.maximum = std::move(maximum);
  return std::move(*this);
}
ParameterMetadata&& ParameterMetadata::ValidateLength(int minimum, int maximum) && {
  validation.min_length = minimum;
  validation.max_length = maximum;
  return std::move(*this);
}
ParameterMetadata&& ParameterMetadata::ValidateCount(int minimum, int maximum) && {
  validation.min_count = minimum;
  validation.max_count = maximum;
  return std::move(*this);
}
ParameterMetadata&& ParameterMetadata::ValidatePattern(std::string pattern) && {
  validation.pattern = std::move(pattern);
  return std::move(*this);
}
ParameterMetadata&& ParameterMetadata::ValidateNotNull() && {
  validation.not_null = true;
  return std::move(*this);
}
ParameterMetadata&& ParameterMetadata::ValidateNotNullOrEmpty() && {
  validation.not_null_or_empty = true;
  return std::move(*this);
}
ParameterMetadata&& ParameterMetadata::AllowNull() && {
  validation.allow_null = true;
  return std::move(*this);
}
ParameterMetadata&& ParameterMetadata::AllowEmpty() && {
  validation.allow_empty_string = validation.allow_empty_collection = true;
  return std::move(*this);
}
ParameterMetadata&& ParameterMetadata::Enum(std::vector<std::string> values) && {
  enum_values = std::move(values);
  return std::move(*this);
}
ParameterMetadata&& ParameterMetadata::Hidden() && {
  hidden = true;
  return std::move(*this);
}

const ParameterMetadata* CmdletMetadata::Find(std::string_view parameter) const {
  const auto found = std::find_if(parameters.begin(), parameters.end(), [&](const auto& each) {
    return EqualsIgnoreCase(each.name, parameter);
  });
  return found == parameters.end() ? nullptr : &*found;
}

std::vector<std::string> CmdletMetadata::SetNames() const {
  std::vector<std::string> names;
  for (const ParameterMetadata& parameter : parameters)
    for (const ParameterSetEntry& entry : parameter.sets)
      if (entry.set != kAllSets && std::find(names.begin(), names.end(), entry.set) == names.end())
        names.push_back(entry.set);
  if (names.empty()) names.emplace_back(kAllSets);
  return names;
}

namespace parameter_detail {

void Take(std::string& member, const Value& value) { member = ToText(value); }
void Take(bool& member, const Value& value) { member = ToBool(value); }
void Take(int& member, const Value& value) { member = ToInt32(value); }
void Take(int64_t& member, const Value& value) { member = ToInt64(value); }
void Take(double& member, const Value& value) { member = ToDouble(value); }
void Take(Value& member, const Value& value) { member = value; }
void Take(ScriptBlockRef& member, const Value& value) { member.block = value; }

std::vector<Value> Elements(const Value& value) {
  if (value.IsNull()) return {};
  if (const ArrayObject* array = AsArray(value)) return array->items();
  return {value};
}

ParameterMetadata Make(std::string name, std::string help, std::string type, bool is_switch,
                       std::function<void(Cmdlet&, const Value&)> assign) {
  ParameterMetadata parameter;
  parameter.name = std::move(name);
  parameter.help = std::move(help);
  parameter.type_name = std::move(type);
  parameter.is_switch = is_switch;
  parameter.assign = std::move(assign);
  parameter.sets.emplace_back();
  return parameter;
}

}  // namespace parameter_detail

ParameterMetadata DynamicParameter(std::string name, std::string help, std::string type,
                                   std::function<void(Cmdlet&, const Value&)> assign) {
  const bool is_switch = EqualsIgnoreCase(type, "switch");
  if (is_switch) type = "System.Management.Automation.SwitchParameter";
  return parameter_detail::Make(std::move(name), std::move(help), std::move(type), is_switch,
                                std::move(assign));
}

}  // namespace sipsh
