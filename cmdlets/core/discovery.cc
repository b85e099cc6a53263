#include <algorithm>

#include "cmdlets/core/cmdlet_support.h"
#include "cmdlets/core/module_parts.h"
#include "cmdlets/core/session_objects.h"
#include "shell/command/language_services.h"
#include "shell/help/syntax_lines.h"
#include "shell/value/text.h"
#include "shell/value/type_table.h"
#include "shell/value/wildcard.h"

namespace sipsh {
namespace {

bool MatchesAny(const std::vector<std::string>& patterns, std::string_view text) {
  return patterns.empty() ||
         std::any_of(patterns.begin(), patterns.end(),
                     [&](const std::string& p) { return WildcardMatches(p, text); });
}

class GetCommand final : public Cmdlet {
 public:
  std::vector<std::string> name, verb, noun, module, command_type, arguments;
  bool syntax = false, all = false, show_info = false, list_imported = false;
  std::optional<int> total_count;

  Flow ProcessRecord(CommandRuntime& runtime) override {
    CommandCatalog& catalog = runtime.Service<CommandCatalog>();
    if (name.empty()) return List(runtime, catalog, "*");
    for (const std::string& one : name) {
      if (WildcardPattern::HasWildcards(one)) {
        if (List(runtime, catalog, one) == Flow::kStop) return Flow::kStop;
        continue;
      }
      const auto found = catalog.Find(one);
      if (!found || !Wanted(*found)) {
        runtime.WriteError(NotFound(catalog, one));
      } else if (Give(runtime, catalog, *found) == Flow::kStop) {
        return Flow::kStop;
      }
    }
    return Flow::kMore;
  }

 private:
  static ErrorRecord NotFound(CommandCatalog& catalog, const std::string& name) {
    std::string message = "The term '" + name +
                          "' is not recognized as a name of a cmdlet, function, "
                          "script file, or executable program.";
    const auto near = catalog.Nearest(name);
    message +=
        near.empty() ? " Check the spelling of the name." : " Did you mean " + near.front() + "?";
    ErrorRecord error(message, "CommandNotFoundException", ErrorCategory::kObjectNotFound,
                      Value::String(name));
    error.exception_type = "System.Management.Automation.CommandNotFoundException";
    return error;
  }
  bool Wanted(const CommandInfo& command) const {
    if (!command_type.empty() && !MatchesAny(command_type, "All") &&
        !MatchesAny(command_type, CommandTypeName(command.type))) {
      return false;
    }
    const size_t dash = command.name.find('-');
    const bool split = dash != std::string::npos && command.type != CommandType::kApplication;
    const std::string verb_part = split ? command.name.substr(0, dash) : std::string();
    const std::string noun_part = split ? command.name.substr(dash + 1) : std::string();
    if ((!verb.empty() || !noun.empty()) && (!split || command.type == CommandType::kAlias))
      return false;
    return MatchesAny(verb, verb_part) && MatchesAny(noun, noun_part) &&
           MatchesAny(module, command.module);
  }
  Flow List(CommandRuntime& runtime, CommandCatalog& catalog, const std::string& pattern) {
    std::vector<CommandInfo> commands = catalog.List(pattern, syntax, false);
    std::stable_sort(commands.begin(), commands.end(),
                     [](const CommandInfo& a, const CommandInfo& b) {
                       if (a.type != b.type) return a.type < b.type;
                       return Fold(a.name) < Fold(b.name);
                     });
    int given = 0;
    for (const CommandInfo& command : commands) {
      if (!Wanted(command)) continue;
      if (total_count && given++ >= *total_count) return Flow::kMore;
      if (Give(runtime, catalog, command) == Flow::kStop) return Flow::kStop;
    }
    return Flow::kMore;
  }
  Flow Give(CommandRuntime& runtime, CommandCatalog& catalog, const CommandInfo& command) {
    if (!syntax) return runtime.WriteObject(CommandObject(command));
    CommandInfo target = command;
    if (command.type == CommandType::kAlias) {
      if (const auto found = catalog.Find(command.definition)) target = *found;
    }
    if (!target.metadata) return runtime.WriteObject(Value::String(target.definition));
    std::string text = "\n";
    for (const std::string& line : help::SyntaxLines(*target.metadata)) text += line + "\n\n";
    text.pop_back();
    return runtime.WriteObject(Value::String(text));
  }
};

Value ModuleObject(const ModuleInfo& module) {
  const RecordMaker maker(
      {"System.Management.Automation.PSModuleInfo"},
      {"ModuleType", "Version", "Name", "ExportedCommands", "Description", "Path"});
  return maker.Make({Value::String("Binary"), Value::String(module.version),
                     Value::String(module.name), MakeStringArray(module.cmdlets),
                     Value::String(module.description), Value::String(module.path)});
}

class GetModule final : public Cmdlet {
 public:
  std::vector<std::string> name;
  bool list_available = false, all = false;
  Flow ProcessRecord(CommandRuntime& runtime) override {
    for (const ModuleInfo& module : runtime.Service<ModuleService>().List()) {
      if (!(module.loaded || list_available) || !MatchesAny(name, module.name)) continue;
      if (runtime.WriteObject(ModuleObject(module)) == Flow::kStop) return Flow::kStop;
    }
    return Flow::kMore;
  }
};

// Modules whose commands are here without being asked for; scripts import them all the same.
bool IsAlwaysThere(std::string_view name) {
  for (std::string_view known :
       {"Lync", "SkypeForBusiness", "LyncOnlineConnector", "ActiveDirectory",
        "Microsoft.PowerShell.Core", "Microsoft.PowerShell.Utility",
        "Microsoft.PowerShell.Management", "Microsoft.PowerShell.Security"}) {
    if (EqualsIgnoreCase(name, known)) return true;
  }
  return false;
}

class ImportModule final : public Cmdlet {
 public:
  std::vector<std::string> name, function, cmdlet, variable, alias;
  bool force = false, pass_through = false, global = false, disable_name_checking = false;
  bool no_clobber = false;
  std::string prefix, scope, minimum_version, required_version;
  Flow ProcessRecord(CommandRuntime& runtime) override {
    for (const std::string& module : name) {
      if (IsAlwaysThere(module)) continue;
      const ModuleInfo info = runtime.Service<ModuleService>().Import(module);
      if (pass_through && runtime.WriteObject(ModuleObject(info)) == Flow::kStop)
        return Flow::kStop;
    }
    return Flow::kMore;
  }
};

class ExportModuleMember final : public Cmdlet {
 public:
  std::vector<std::string> function, cmdlet, variable, alias;
  Flow ProcessRecord(CommandRuntime& runtime) override {
    runtime.Service<LanguageServices>().ExportFromModule(function, variable);
    return Flow::kMore;
  }
};

CmdletMetadata ExportMetadata() {
  using C = ExportModuleMember;
  CmdletMetadata m =
      MakeCmdlet<C>("Export", "ModuleMember", "Says what a script module shows the session.");
  m.Add(Parameter<&C::function>("Function", "Functions; wildcards.")
            .Position(0)
            .ByValue()
            .ByPropertyName()
            .AllowEmpty());
  m.Add(Parameter<&C::cmdlet>("Cmdlet", "Cmdlets; wildcards.").ByPropertyName().AllowEmpty());
  m.Add(Parameter<&C::variable>("Variable", "Variables; wildcards.").ByPropertyName());
  m.Add(Parameter<&C::alias>("Alias", "Aliases; wildcards.").ByPropertyName());
  return m;
}

CmdletMetadata CommandMetadata() {
  using C = GetCommand;
  CmdletMetadata m = MakeCmdlet<C>("Get", "Command", "Lists the commands there are.");
  m.aliases = {"gcm"};
  m.Add(Parameter<&C::name>("Name", "Names; wildcards.").Position(0).ByValue().ByPropertyName());
  m.Add(Parameter<&C::verb>("Verb", "Verbs; wildcards.").ByPropertyName());
  m.Add(Parameter<&C::noun>("Noun", "Nouns; wildcards.").ByPropertyName());
  m.Add(Parameter<&C::module>("Module", "Modules; wildcards.").Alias("PSSnapin"));
  m.Add(
      Parameter<&C::command_type>("CommandType", "Kinds of commands.")
          .Alias("Type")
          .Enum({"Alias", "Function", "Filter", "Cmdlet", "ExternalScript", "Application", "All"}));
  m.Add(Parameter<&C::total_count>("TotalCount", "Not more than so many."));
  m.Add(Parameter<&C::syntax>("Syntax", "Only the syntax."));
  m.Add(Parameter<&C::all>("All", "Commands that others hide, too."));
  m.Add(Parameter<&C::list_imported>("ListImported", "Only what is loaded."));
  m.Add(Parameter<&C::arguments>("ArgumentList", "Arguments.")
            .Position(1)
            .FromRemaining()
            .Alias("Args"));
  return m;
}

CmdletMetadata ImportMetadata() {
  using C = ImportModule;
  CmdletMetadata m = MakeCmdlet<C>("Import", "Module", "Loads a module.");
  m.aliases = {"ipmo"};
  m.Add(Parameter<&C::name>("Name", "Names or paths.").Mandatory().Position(0).ByValue());
  m.Add(Parameter<&C::force>("Force", "Loads it again."));
  m.Add(Parameter<&C::pass_through>("PassThru", "Gives the module."));
  m.Add(Parameter<&C::global>("Global", "For the whole session."));
  m.Add(
      Parameter<&C::disable_name_checking>("DisableNameChecking", "Says nothing about odd verbs."));
  m.Add(Parameter<&C::no_clobber>("NoClobber", "Replaces no command."));
  m.Add(Parameter<&C::prefix>("Prefix", "Stands before the nouns."));
  m.Add(Parameter<&C::scope>("Scope", "Local or Global."));
  m.Add(Parameter<&C::function>("Function", "Functions to import."));
  m.Add(Parameter<&C::cmdlet>("Cmdlet", "Cmdlets to import."));
  m.Add(Parameter<&C::variable>("Variable", "Variables to import."));
  m.Add(Parameter<&C::alias>("Alias", "Aliases to import."));
  m.Add(Parameter<&C::minimum_version>("MinimumVersion", "The version at least.").Alias("Version"));
  m.Add(Parameter<&C::required_version>("RequiredVersion", "The version exactly."));
  return m;
}

}  // namespace

namespace core {
void AddDiscoveryCmdlets(std::vector<CmdletMetadata>& cmdlets) {
  cmdlets.push_back(CommandMetadata());
  CmdletMetadata modules = MakeCmdlet<GetModule>("Get", "Module", "Lists modules.");
  modules.aliases = {"gmo"};
  modules.Add(Parameter<&GetModule::name>("Name", "Names; wildcards.").Position(0).ByValue());
  modules.Add(Parameter<&GetModule::list_available>("ListAvailable", "Modules not loaded, too."));
  modules.Add(Parameter<&GetModule::all>("All", "Nested ones, too."));
  cmdlets.push_back(std::move(modules));
  cmdlets.push_back(ImportMetadata());
  cmdlets.push_back(ExportMetadata());
}
}  // namespace core
}  // namespace sipsh
