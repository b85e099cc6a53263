#include "cmdlets/core/session_objects.h"

#include "cmdlets/core/cmdlet_support.h"
#include "shell/help/syntax_lines.h"
#include "shell/value/type_table.h"

namespace sipsh {
namespace {

std::string_view TypeNameOf(CommandType type) {
  switch (type) {
    case CommandType::kAlias:
      return "System.Management.Automation.AliasInfo";
    case CommandType::kFunction:
      return "System.Management.Automation.FunctionInfo";
    case CommandType::kFilter:
      return "System.Management.Automation.FilterInfo";
    case CommandType::kCmdlet:
      return "System.Management.Automation.CmdletInfo";
    case CommandType::kExternalScript:
      return "System.Management.Automation.ExternalScriptInfo";
    default:
      return "System.Management.Automation.ApplicationInfo";
  }
}

Value ParameterTable(const CmdletMetadata& metadata) {
  auto* table = new HashtableObject(types::kOrderedDictionary);
  const Value result = Value::FromObject(table);
  const RecordMaker maker({"System.Management.Automation.ParameterMetadata"},
                          {"Name", "ParameterType", "Aliases", "SwitchParameter"});
  const auto add = [&](const std::vector<ParameterMetadata>& parameters) {
    for (const ParameterMetadata& p : parameters) {
      const TypeInfo* type = Heap::Current().types().Find(p.type_name);
      table->Set(p.name, maker.Make({Value::String(p.name),
                                     type ? MakeTypeLiteral(*type) : Value::String(p.type_name),
                                     MakeStringArray(p.aliases), Value::Bool(p.is_switch)}));
    }
  };
  add(metadata.parameters);
  if (metadata.has_common_parameters) add(CommonParameters());
  if (metadata.supports_should_process) add(ShouldProcessParameters());
  return result;
}

}  // namespace

Value CommandObject(const CommandInfo& command) {
  const RecordMaker maker({TypeNameOf(command.type), "System.Management.Automation.CommandInfo"},
                          {"CommandType", "Name", "Version", "Source", "ModuleName", "Definition",
                           "Verb", "Noun", "Parameters", "ScriptBlock", "ResolvedCommandName"});
  const size_t dash = command.name.find('-');
  const bool split = dash != std::string::npos && command.type != CommandType::kApplication;
  std::string definition = command.definition;
  Value parameters;
  if (command.metadata) {
    if (definition.empty()) {
      for (const std::string& line : help::SyntaxLines(*command.metadata))
        definition += "\n" + line + "\n";
    }
    parameters = ParameterTable(*command.metadata);
  }
  const bool alias = command.type == CommandType::kAlias;
  return maker.Make(
      {Value::String(CommandTypeName(command.type)), Value::String(command.name), Value(),
       Value::String(command.module), Value::String(command.module), Value::String(definition),
       split && !alias ? Value::String(command.name.substr(0, dash)) : Value(),
       split && !alias ? Value::String(command.name.substr(dash + 1)) : Value(), parameters,
       command.block.block, alias ? Value::String(command.definition) : Value()});
}

Value VariableObject(const VariableInfo& variable) {
  const RecordMaker maker({"System.Management.Automation.PSVariable"},
                          {"Name", "Value", "Description", "Options"});
  const char* options = variable.constant ? "Constant" : variable.read_only ? "ReadOnly" : "None";
  return maker.Make({Value::String(variable.name), variable.value,
                     Value::String(variable.description), Value::String(options)});
}

}  // namespace sipsh
