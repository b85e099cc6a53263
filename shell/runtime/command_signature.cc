#include <algorithm>

#include "shell/command/error_record.h"
#include "shell/runtime/interpreter.h"
#include "shell/runtime/nearest.h"
#include "shell/runtime/parameter_binder.h"
#include "shell/value/text.h"
#include "shell/value/type_table.h"

namespace sipsh::runtime {
namespace {

constexpr std::string_view kBindingException = "System.Management.Automation.ParameterBindingException";

std::string Suggestion(const std::vector<BoundParameterInfo>& parameters, std::string_view name) {
  std::vector<std::string> names;
  for (const BoundParameterInfo& each : parameters)
    if (!each.metadata->hidden) names.push_back(each.metadata->name);
  const std::vector<std::string> nearest = NearestNames(name, names, 1);
  return nearest.empty() ? std::string() : " Did you mean -" + nearest.front() + "?";
}

[[noreturn]] void Throw(std::string_view command, std::string id, std::string message, std::string_view name) {
  ErrorRecord record(std::move(message), std::move(id), ErrorCategory::kInvalidArgument, Value::String(name));
  record.exception_type = kBindingException;
  record.command = command;
  throw TerminatingError(std::move(record));
}

bool IsNamed(const ParameterMetadata& parameter, std::string_view name) {
  return EqualsIgnoreCase(parameter.name, name) ||
         std::any_of(parameter.aliases.begin(), parameter.aliases.end(),
                     [&](const std::string& alias) { return EqualsIgnoreCase(alias, name); });
}

bool BeginsWith(const ParameterMetadata& parameter, std::string_view name) {
  return StartsWithIgnoreCase(parameter.name, name) ||
         std::any_of(parameter.aliases.begin(), parameter.aliases.end(),
                     [&](const std::string& alias) { return StartsWithIgnoreCase(alias, name); });
}

}  // namespace

CommandSignature::CommandSignature(Interpreter& interpreter, const CmdletMetadata& declared)
    : metadata(&declared), sets(declared.SetNames()) {
  if (!declared.default_set.empty() && declared.default_set != kAllSets) {
    const auto found = std::find(sets.begin(), sets.end(), declared.default_set);
    if (found == sets.end()) {
      if (sets.size() == 1 && sets[0] == kAllSets) sets.clear();
      sets.push_back(declared.default_set);
      default_set = static_cast<int>(sets.size()) - 1;
    } else {
      default_set = static_cast<int>(found - sets.begin());
    }
  }
  all_sets = sets.size() >= 32 ? ~SetMask{0} : (SetMask{1} << sets.size()) - 1;

  const auto add = [&](const ParameterMetadata& parameter, bool is_common) {
    BoundParameterInfo info;
    info.metadata = &parameter;
    info.is_common = is_common;
    info.positions.assign(sets.size(), kNamedOnly);
    info.type = parameter.is_switch ? &types::kSwitchParameter : interpreter.heap.types().Find(parameter.type_name);
    if (info.type == &types::kObject || !parameter.enum_values.empty()) info.type = nullptr;
    if (info.type != nullptr && info.type->type_class == TypeClass::kArray) info.element = info.type->element;
    info.takes_collection = info.type == nullptr ? parameter.enum_values.empty() || parameter.IsArray()
                                                 : info.type->type_class >= TypeClass::kArray ||
                                                       info.type->type_class == TypeClass::kInterface;
    for (const ParameterSetEntry& entry : parameter.sets) {
      for (size_t set = 0; set < sets.size(); ++set) {
        if (entry.set != kAllSets && entry.set != sets[set]) continue;
        const SetMask bit = SetMask{1} << set;
        info.sets |= bit;
        if (entry.mandatory) info.mandatory |= bit;
        if (entry.by_value) info.by_value |= bit;
        if (entry.by_property_name) info.by_property |= bit;
        if (entry.from_remaining) info.remaining |= bit;
        if (entry.position != kNamedOnly) info.positions[set] = entry.position;
      }
    }
    takes_pipeline = takes_pipeline || info.by_value != 0 || info.by_property != 0;
    parameters.push_back(std::move(info));
  };
  for (const ParameterMetadata& parameter : declared.parameters) add(parameter, false);
  if (!declared.has_common_parameters) return;
  for (const ParameterMetadata& parameter : CommonParameters()) add(parameter, true);
  if (declared.supports_should_process)
    for (const ParameterMetadata& parameter : ShouldProcessParameters()) add(parameter, true);
}

int CommandSignature::Find(std::string_view name, std::string_view command) const {
  for (size_t i = 0; i < parameters.size(); ++i)
    if (IsNamed(*parameters[i].metadata, name)) return static_cast<int>(i);
  int found = -1;
  std::string candidates;
  for (size_t i = 0; i < parameters.size(); ++i) {
    if (parameters[i].metadata->hidden || !BeginsWith(*parameters[i].metadata, name)) continue;
    candidates += " -" + parameters[i].metadata->name;
    found = found == -1 ? static_cast<int>(i) : -2;
  }
  if (found >= 0) return found;
  if (found == -2)
    Throw(command, "AmbiguousParameter",
          "The parameter name '" + std::string(name) + "' of " + std::string(command) +
              " is ambiguous. It may stand for:" + candidates + ".",
          name);
  Throw(command, "NamedParameterNotFound",
        std::string(command) + " has no parameter that matches the name '" + std::string(name) + "'." +
            Suggestion(parameters, name),
        name);
}

}  // namespace sipsh::runtime
