// What a command's parameters are, prepared for binding.
#include "shell/runtime/binder/parameter_binder.h"
#include "shell/runtime/interpreter.h"
#include "shell/value/text.h"

namespace sipsh::runtime {

namespace {

int SetIndex(std::vector<std::string>& sets, const std::string& name) {
  for (size_t i = 0; i < sets.size(); ++i) {
    if (EqualsIgnoreCase(sets[i], name)) return static_cast<int>(i);
  }
  if (sets.size() == 32) return 31;
  sets.push_back(name);
  return static_cast<int>(sets.size() - 1);
}

ErrorRecord BindingError(std::string message, std::string id, std::string_view name,
                         std::string_view command) {
  ErrorRecord record(std::move(message), std::move(id), ErrorCategory::kInvalidArgument,
                     Value::String(name));
  record.exception_type = "System.Management.Automation.ParameterBindingException";
  record.command = command;
  return record;
}

}  // namespace

CommandSignature::CommandSignature(Interpreter& interpreter, const CmdletMetadata& source)
    : metadata(&source) {
  for (const auto& name : source.SetNames()) {
    if (name != kAllSets) SetIndex(sets, name);
  }
  if (!source.default_set.empty()) default_set = SetIndex(sets, source.default_set);
  if (sets.empty()) sets.push_back(std::string(kAllSets));
  all_sets = sets.size() >= 32 ? ~SetMask{0} : (SetMask{1} << sets.size()) - 1;
  auto add = [&](const ParameterMetadata& parameter, bool common) {
    BoundParameterInfo info;
    info.metadata = &parameter;
    info.is_common = common;
    if (!parameter.is_switch && parameter.type_name != "System.Object") {
      info.type = interpreter.heap.types().Find(parameter.type_name);
      if (info.type && (info.type->type_class == TypeClass::kArray))
        info.element = info.type->element;
    }
    info.takes_collection =
        parameter.IsArray() || (info.type && (info.type->type_class == TypeClass::kArray ||
                                              info.type->type_class == TypeClass::kList));
    info.positions.assign(sets.size(), kNamedOnly);
    for (const auto& entry : parameter.sets) {
      SetMask mask = entry.set == kAllSets ? all_sets : SetMask{1} << SetIndex(sets, entry.set);
      info.sets |= mask;
      if (entry.mandatory) info.mandatory |= mask;
      if (entry.by_value) info.by_value |= mask;
      if (entry.by_property_name) info.by_property |= mask;
      if (entry.from_remaining) info.remaining |= mask;
      for (size_t s = 0; s < sets.size(); ++s) {
        if (mask >> s & 1) info.positions[s] = entry.position;
      }
    }
    takes_pipeline = takes_pipeline || info.by_value || info.by_property;
    parameters.push_back(std::move(info));
  };
  for (const auto& parameter : source.parameters) add(parameter, false);
  for (const auto& parameter : CommonParameters()) add(parameter, true);
  if (source.supports_should_process) {
    for (const auto& parameter : ShouldProcessParameters()) add(parameter, true);
  }
}

int CommandSignature::FindExactly(std::string_view name) const {
  for (size_t i = 0; i < parameters.size(); ++i) {
    const auto& parameter = *parameters[i].metadata;
    if (EqualsIgnoreCase(parameter.name, name)) return static_cast<int>(i);
    for (const auto& alias : parameter.aliases)
      if (EqualsIgnoreCase(alias, name)) return static_cast<int>(i);
  }
  return -1;
}

int CommandSignature::Find(std::string_view name, std::string_view command) const {
  if (const int exact = FindExactly(name); exact >= 0) return exact;
  std::vector<int> beginning;
  for (size_t i = 0; i < parameters.size(); ++i) {
    const auto& parameter = *parameters[i].metadata;
    bool begins = StartsWithIgnoreCase(parameter.name, name);
    for (const auto& alias : parameter.aliases)
      begins = begins || (!parameters[i].is_common && StartsWithIgnoreCase(alias, name));
    if (begins) beginning.push_back(static_cast<int>(i));
  }
  if (beginning.size() > 1) {
    std::vector<int> own;
    for (int i : beginning) {
      if (!parameters[static_cast<size_t>(i)].is_common) own.push_back(i);
    }
    if (own.size() == 1) beginning = own;
  }
  if (beginning.size() == 1) return beginning[0];
  std::string subject(name);
  if (beginning.size() > 1) {
    std::string matches;
    for (int i : beginning)
      matches += (matches.empty() ? "-" : " -") + parameters[static_cast<size_t>(i)].metadata->name;
    throw TerminatingError(
        BindingError("Parameter cannot be processed because the parameter name '" + subject +
                         "' is ambiguous. Possible matches include: " + matches + ".",
                     "AmbiguousParameter", name, command));
  }
  std::vector<std::string> names;
  for (const auto& parameter : parameters) names.push_back(parameter.metadata->name);
  std::string near = NearestName(name, names);
  throw TerminatingError(BindingError("A parameter cannot be found that matches parameter name '" +
                                          subject + "'." +
                                          (near.empty() ? "" : " Did you mean -" + near + "?"),
                                      "NamedParameterNotFound", name, command));
}

}  // namespace sipsh::runtime
