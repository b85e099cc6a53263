#include "shell/format/view_registry.h"

#include "shell/value/convert.h"
#include "shell/value/format_string.h"
#include "shell/value/members.h"
#include "shell/value/text.h"
#include "shell/value/type_info.h"

namespace sipsh::format {
namespace {

std::string LongDate(const Value& value) { return FormatDateTime(value, "F"); }
std::string PlainText(const Value& value) { return ToDisplayText(value); }

std::string HelpPage(const Value& help) { return ToText(GetMember(help, "Text")); }

Value EntryName(const Value& entry) {
  Value key;
  if (!TryGetMember(entry, "Key", &key)) TryGetMember(entry, "Name", &key);
  return key;
}

Value FileLength(const Value& item) {
  Value length;
  TryGetMember(item, "Length", &length);
  return length;
}

Value JoinedPath(const Value& module) {
  Value commands;
  TryGetMember(module, "ExportedCommands", &commands);
  return commands;
}

// "gcm -> Get-Command" for an alias.
Value CommandTitle(const Value& command) {
  const Value name = GetMember(command, "Name");
  if (ToText(GetMember(command, "CommandType")) != "Alias") return name;
  return Value::String(ToText(name) + " -> " + ToText(GetMember(command, "Definition")));
}

std::vector<ViewDefinition> EngineViews() {
  using Kind = FormatKind;
  const auto right = Alignment::kRight;
  return {
      {.type_names = {"System.Collections.DictionaryEntry",
                      "System.Collections.Generic.KeyValuePair`2"},
       .kind = Kind::kTable,
       .columns = {{.property = "Name", .width = 30, .read = EntryName},
                   {.property = "Value", .alignment = Alignment::kLeft}}},
      {.type_names = {"System.Management.Automation.PSVariable"},
       .kind = Kind::kTable,
       .columns = {{.property = "Name", .width = 30},
                   {.property = "Value", .alignment = Alignment::kLeft}}},
      {.type_names = {"System.DateTime"}, .kind = Kind::kText, .columns = {}, .text = LongDate},
      {.type_names = {"System.Management.Automation.ErrorRecord",
                      "System.Management.Automation.InformationRecord",
                      "System.Management.Automation.InformationalRecord"},
       .kind = Kind::kText,
       .columns = {},
       .text = PlainText},
      {.type_names = {"System.Guid"},
       .kind = Kind::kTable,
       .columns = {{.property = "Guid",
                    .read = [](const Value& v) { return Value::String(ToText(v)); }}}},
      {.type_names = {"System.Version"},
       .kind = Kind::kTable,
       .columns = {{.property = "Major", .width = 6, .alignment = Alignment::kLeft},
                   {.property = "Minor", .width = 6, .alignment = Alignment::kLeft},
                   {.property = "Build", .width = 6, .alignment = Alignment::kLeft},
                   {.property = "Revision", .width = 8, .alignment = Alignment::kLeft}}},
      {.type_names = {"System.RuntimeType", "System.Type"},
       .kind = Kind::kTable,
       .columns = {{.property = "IsPublic", .width = 8},
                   {.property = "IsSerial", .width = 8},
                   {.property = "Name", .width = 40},
                   {.property = "BaseType"}}},
      {.type_names = {"Microsoft.PowerShell.Commands.GroupInfo"},
       .kind = Kind::kTable,
       .columns = {{.property = "Count", .width = 5, .alignment = right},
                   {.property = "Name", .width = 25},
                   {.property = "Group"}}},
      {.type_names = {"Microsoft.PowerShell.Commands.GroupInfoNoElement"},
       .kind = Kind::kTable,
       .columns = {{.property = "Count", .width = 5, .alignment = right}, {.property = "Name"}}},
      {.type_names = {"Microsoft.PowerShell.Commands.MemberDefinition"},
       .kind = Kind::kTable,
       .columns = {{.property = "Name"}, {.property = "MemberType"}, {.property = "Definition"}},
       .group_property = "TypeName"},
      {.type_names = {"System.Management.Automation.CommandInfo"},
       .kind = Kind::kTable,
       .columns = {{.property = "CommandType", .width = 15},
                   {.property = "Name", .width = 50, .read = CommandTitle},
                   {.property = "Version", .width = 10},
                   {.property = "Source"}}},
      {.type_names = {"System.Management.Automation.AliasInfo"},
       .kind = Kind::kTable,
       .columns = {{.property = "CommandType", .width = 15},
                   {.property = "Name", .width = 50, .read = CommandTitle},
                   {.property = "Version", .width = 10},
                   {.property = "Source"}}},
      {.type_names = {"System.Management.Automation.PSModuleInfo"},
       .kind = Kind::kTable,
       .columns = {{.property = "ModuleType", .width = 10},
                   {.property = "Version", .width = 10},
                   {.property = "Name", .width = 35},
                   {.property = "ExportedCommands", .read = JoinedPath}}},
      {.type_names = {"System.Management.Automation.PathInfo"},
       .kind = Kind::kTable,
       .columns = {{.property = "Path"}}},
      {.type_names = {"System.IO.FileInfo", "System.IO.DirectoryInfo"},
       .kind = Kind::kTable,
       .columns = {{.property = "Mode", .width = 6},
                   {.property = "LastWriteTime", .width = 26, .alignment = right, .format = "g"},
                   {.property = "Length", .width = 14, .alignment = right, .read = FileLength},
                   {.property = "Name"}},
       .group_property = "Directory",
       .group_label = "Directory"},
      {.type_names = {"HelpInfo"}, .kind = Kind::kText, .columns = {}, .text = HelpPage},
      {.type_names = {"HelpInfoShort"},
       .kind = Kind::kTable,
       .columns = {{.property = "Name", .width = 33},
                   {.property = "Category", .width = 9},
                   {.property = "Synopsis"}}},
      {.type_names = {"Microsoft.PowerShell.Commands.MatchInfo"},
       .kind = Kind::kText,
       .columns = {},
       .text = PlainText},
      {.type_names = {"Microsoft.PowerShell.Commands.TextMeasureInfo"},
       .kind = Kind::kTable,
       .columns = {{.property = "Lines"},
                   {.property = "Words"},
                   {.property = "Characters"},
                   {.property = "Property"}}},
      {.type_names = {"Microsoft.PowerShell.Commands.HistoryInfo"},
       .kind = Kind::kTable,
       .columns = {{.property = "Id", .width = 4, .alignment = right},
                   {.property = "CommandLine"}}},
  };
}

}  // namespace

bool IsScalar(const Value& value) {
  if (!value.IsObject()) return !value.IsDateTime() && !value.IsTimeSpan();
  const TypeInfo& type = TypeOf(value);
  return type.type_class == TypeClass::kEnum || type.kind != Kind::kObject ||
         IsInstanceOf(value, types::kUri) ||
         value.object()->Type().full_name == "System.Management.Automation.ScriptBlock";
}

ViewRegistry::ViewRegistry() {
  for (ViewDefinition& view : EngineViews()) Add(std::move(view));
}

void ViewRegistry::Add(ViewDefinition view) {
  views_.push_back(std::make_unique<ViewDefinition>(std::move(view)));
  for (const std::string& name : views_.back()->type_names) {
    by_type_[ToLower(name)] = views_.back().get();
  }
}

const ViewDefinition* ViewRegistry::Find(const Value& object) const {
  for (const std::string& name : TypeNames(object)) {
    const auto found = by_type_.find(ToLower(name));
    if (found != by_type_.end()) return found->second;
  }
  return nullptr;
}

}  // namespace sipsh::format
