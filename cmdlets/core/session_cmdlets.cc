#include "cmdlets/core/cmdlet_support.h"
#include "cmdlets/core/module_parts.h"
#include "shell/command/language_services.h"
#include "shell/value/text.h"
#include "shell/value/wildcard.h"

namespace sipsh {
namespace {

class OutNull final : public Cmdlet {
 public:
  Value input;
};

class SetStrictMode final : public Cmdlet {
 public:
  std::string version;
  bool off = false;
  Flow ProcessRecord(CommandRuntime& runtime) override {
    runtime.Service<LanguageServices>().SetStrictMode(off ? 0 : Version());
    return Flow::kMore;
  }

 private:
  int Version() const {
    if (EqualsIgnoreCase(version, "Latest")) return 3;
    const char first = version.empty() ? '\0' : version.front();
    if (first < '1' || first > '9') {
      Fail("InvalidPSVersion",
           "'" + version + "' is no version of strict mode: use 1.0, 2.0, 3.0 or Latest.",
           ErrorCategory::kInvalidArgument, Value::String(version));
    }
    return std::min(first - '0', 3);
  }
};

Value AliasObject(const std::string& name, const std::string& target) {
  const RecordMaker maker(
      {"System.Management.Automation.AliasInfo", "System.Management.Automation.CommandInfo"},
      {"CommandType", "Name", "Definition", "Version", "Source", "ResolvedCommandName"});
  return maker.Make({Value::String("Alias"), Value::String(name), Value::String(target), Value(),
                     Value(), Value::String(target)});
}

class SetAlias final : public Cmdlet {
 public:
  std::string name, value, description, scope, option;
  bool force = false, pass_through = false, is_new = false;
  Flow ProcessRecord(CommandRuntime& runtime) override {
    CommandCatalog& catalog = runtime.Service<CommandCatalog>();
    if (is_new && !force && catalog.AliasTarget(name)) {
      Fail("AliasAlreadyExists",
           "The alias '" + name + "' already exists. Use Set-Alias to change it.",
           ErrorCategory::kResourceExists, Value::String(name));
    }
    catalog.SetAlias(name, value);
    return pass_through ? runtime.WriteObject(AliasObject(name, value)) : Flow::kMore;
  }
};

class GetAlias final : public Cmdlet {
 public:
  std::vector<std::string> name, definition;
  Flow ProcessRecord(CommandRuntime& runtime) override {
    CommandCatalog& catalog = runtime.Service<CommandCatalog>();
    for (const std::string& one : name) {
      if (!WildcardPattern::HasWildcards(one) && !catalog.AliasTarget(one)) {
        runtime.WriteError(ErrorRecord(
            "This command cannot find a matching alias because an alias with "
            "the name '" +
                one + "' does not exist.",
            "ItemNotFoundException", ErrorCategory::kObjectNotFound, Value::String(one)));
      }
    }
    const auto fits = [](const std::vector<std::string>& patterns, const std::string& text) {
      if (patterns.empty()) return true;
      for (const std::string& pattern : patterns) {
        if (WildcardMatches(pattern, text)) return true;
      }
      return false;
    };
    for (const auto& [alias, target] : catalog.Aliases()) {
      if (!fits(name, alias) || !fits(definition, target)) continue;
      if (runtime.WriteObject(AliasObject(alias, target)) == Flow::kStop) return Flow::kStop;
    }
    return Flow::kMore;
  }
};

CmdletMetadata AliasMetadata(bool is_new) {
  using C = SetAlias;
  CmdletMetadata m = MakeCmdlet<C>(is_new ? "New" : "Set", "Alias",
                                   is_new ? "Makes an alias." : "Makes or changes an alias.");
  m.factory = [is_new] {
    auto cmdlet = std::make_unique<C>();
    cmdlet->is_new = is_new;
    return cmdlet;
  };
  m.aliases = {is_new ? "nal" : "sal"};
  m.Add(Parameter<&C::name>("Name", "The alias.").Mandatory().Position(0).ByPropertyName());
  m.Add(Parameter<&C::value>("Value", "The command it stands for.")
            .Mandatory()
            .Position(1)
            .ByPropertyName());
  m.Add(Parameter<&C::description>("Description", "What it is for."));
  m.Add(Parameter<&C::option>("Option", "Its options."));
  m.Add(Parameter<&C::scope>("Scope", "Where it holds."));
  m.Add(Parameter<&C::force>("Force", "Replaces what is there."));
  m.Add(Parameter<&C::pass_through>("PassThru", "Gives the alias."));
  return m;
}

}  // namespace

namespace core {
void AddSessionCmdlets(std::vector<CmdletMetadata>& cmdlets) {
  CmdletMetadata null = MakeCmdlet<OutNull>("Out", "Null", "Drops objects.");
  null.Add(AnyInput(Parameter<&OutNull::input>("InputObject", "The objects.")));
  cmdlets.push_back(std::move(null));
  CmdletMetadata strict =
      MakeCmdlet<SetStrictMode>("Set", "StrictMode", "Chooses how strict scripts are read.");
  strict.default_set = "Version";
  strict.Add(Parameter<&SetStrictMode::version>("Version", "1.0, 2.0, 3.0 or Latest.")
                 .InSet("Version")
                 .Mandatory()
                 .Alias("v"));
  strict.Add(Parameter<&SetStrictMode::off>("Off", "Not strict.").InSet("Off").Mandatory());
  cmdlets.push_back(std::move(strict));
  cmdlets.push_back(AliasMetadata(false));
  cmdlets.push_back(AliasMetadata(true));
  CmdletMetadata alias = MakeCmdlet<GetAlias>("Get", "Alias", "Lists aliases.");
  alias.aliases = {"gal"};
  alias.Add(Parameter<&GetAlias::name>("Name", "Names; wildcards.").Position(0).ByValue());
  alias.Add(Parameter<&GetAlias::definition>("Definition", "Commands they stand for.")
                .Alias("ReferencedCommand"));
  cmdlets.push_back(std::move(alias));
}
}  // namespace core
}  // namespace sipsh
