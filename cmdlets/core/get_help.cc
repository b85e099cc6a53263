#include <algorithm>

#include "cmdlets/core/cmdlet_support.h"
#include "cmdlets/core/module_parts.h"
#include "shell/help/help_pages.h"
#include "shell/help/help_topic.h"
#include "shell/help/syntax_lines.h"
#include "shell/value/text.h"
#include "shell/value/wildcard.h"

namespace sipsh {
namespace {

Value OrNull(const std::string& text) { return text.empty() ? Value() : Value::String(text); }

bool IsAbout(const std::string& page) { return StartsWithIgnoreCase(page, "about_"); }

class GetHelp final : public Cmdlet {
 public:
  std::string name;
  std::vector<std::string> parameter, category;
  bool detailed = false, full = false, examples = false;

  Flow ProcessRecord(CommandRuntime& runtime) override {
    CommandCatalog& catalog = runtime.Service<CommandCatalog>();
    const help::HelpPages pages = Pages(runtime);
    if (name.empty()) name = "Get-Help";
    if (WildcardPattern::HasWildcards(name)) return List(runtime, catalog, pages, name);
    auto command = catalog.Find(name);
    if (command && command->type == CommandType::kAlias)
      command = catalog.Find(command->definition);
    if (command && command->metadata && IsCommandName(*command))
      return Show(runtime, pages, *command);
    if (const auto text = pages.Read(name); text && IsAbout(name))
      return ShowAbout(runtime, pages.Names(name).front(), *text);
    return Search(runtime, catalog, pages);
  }

 private:
  static help::HelpPages Pages(CommandRuntime& runtime) {
    std::vector<std::string> plugins;
    for (const ModuleInfo& module : runtime.Service<ModuleService>().List())
      plugins.push_back(module.path);
    return help::HelpPages(plugins);
  }
  // "Help" alone finds Get-Help as a command, yet "topology" should not find Get-Topology.
  bool IsCommandName(const CommandInfo& command) const {
    return EqualsIgnoreCase(command.name, name) || name.find('-') != std::string::npos ||
           command.type != CommandType::kCmdlet || !EqualsIgnoreCase("Get-" + name, command.name);
  }
  bool Wanted(std::string_view kind) const {
    return category.empty() ||
           std::any_of(category.begin(), category.end(),
                       [&](const std::string& c) { return WildcardMatches(c, kind); });
  }
  static Flow WriteShort(CommandRuntime& runtime, const std::string& name, std::string_view kind,
                         const std::string& module, const std::string& synopsis) {
    const RecordMaker maker({"HelpInfoShort"}, {"Name", "Category", "ModuleName", "Synopsis"});
    return runtime.WriteObject(maker.Make(
        {Value::String(name), Value::String(std::string(kind)), OrNull(module), OrNull(synopsis)}));
  }
  Flow WriteShort(CommandRuntime& runtime, const CommandInfo& command) const {
    const std::string_view kind = CommandTypeName(command.type);
    if (!Wanted(kind)) return Flow::kMore;
    return WriteShort(runtime, command.name, kind, command.module,
                      command.metadata ? command.metadata->synopsis : command.definition);
  }
  Flow WriteAbout(CommandRuntime& runtime, const help::HelpPages& pages,
                  const std::string& page) const {
    if (!Wanted("HelpFile")) return Flow::kMore;
    return WriteShort(runtime, page, "HelpFile", {}, help::AboutTitle(*pages.Read(page)));
  }
  Flow List(CommandRuntime& runtime, CommandCatalog& catalog, const help::HelpPages& pages,
            const std::string& pattern) {
    for (const CommandInfo& command : catalog.List(pattern, true, false)) {
      if (WriteShort(runtime, command) == Flow::kStop) return Flow::kStop;
    }
    for (const std::string& page : pages.Names(pattern)) {
      if (IsAbout(page) && WriteAbout(runtime, pages, page) == Flow::kStop) return Flow::kStop;
    }
    return Flow::kMore;
  }
  // What no command and no page is called: names that hold it, or else pages that speak of it.
  Flow Search(CommandRuntime& runtime, CommandCatalog& catalog, const help::HelpPages& pages) {
    const std::string part = "*" + name + "*";
    const auto abouts = pages.Names("about_" + part);
    if (!abouts.empty() || !catalog.List(part, false, false).empty())
      return List(runtime, catalog, pages, part);
    const auto found = pages.Holding(name);
    for (const std::string& page : found) {
      if (IsAbout(page)) {
        if (WriteAbout(runtime, pages, page) == Flow::kStop) return Flow::kStop;
        continue;
      }
      const bool noun = page.find('-') == std::string::npos;
      for (const CommandInfo& command : catalog.List(noun ? "*-" + page : page, true, false)) {
        if (WriteShort(runtime, command) == Flow::kStop) return Flow::kStop;
      }
    }
    if (!found.empty()) return Flow::kMore;
    Fail("HelpNotFound",
         "No command is called '" + name +
             "', and no page of the help speaks of it. Get-Command lists the commands, "
             "Get-Help about_* the topics.",
         ErrorCategory::kObjectNotFound, Value::String(name));
  }

  Flow ShowAbout(CommandRuntime& runtime, const std::string& page, const std::string& text) {
    const RecordMaker maker({"HelpInfo"}, {"Name", "Category", "Synopsis", "Text"});
    return runtime.WriteObject(
        maker.Make({Value::String(page), Value::String("HelpFile"), OrNull(help::AboutTitle(text)),
                    Value::String(help::AboutText(page, text, HostWidth(runtime)))}));
  }
  // Its own, or else the one of its noun, which a family of cmdlets shares.
  static std::optional<std::string> PageOf(const help::HelpPages& pages,
                                           const CmdletMetadata& metadata) {
    auto own = pages.Read(metadata.Name());
    return own ? own : pages.Read(metadata.noun);
  }
  Flow Show(CommandRuntime& runtime, const help::HelpPages& pages, const CommandInfo& command) {
    CmdletMetadata metadata = *command.metadata;
    if (metadata.verb.empty())
      metadata.verb = command.name;  // A function is named where it is kept.
    help::HelpTopic topic;
    if (metadata.is_function) {
      const bool in_text =
          command.type != CommandType::kExternalScript && !command.definition.empty();
      topic = help::ParseCommentHelp(in_text ? command.definition : metadata.help);
    } else if (const auto page = PageOf(pages, metadata)) {
      topic = help::ParseMarkdownHelp(*page);
    }
    if (!parameter.empty()) return ShowParameters(runtime, metadata, topic);
    const auto view = full       ? help::HelpView::kFull
                      : detailed ? help::HelpView::kDetailed
                      : examples ? help::HelpView::kExamples
                                 : help::HelpView::kNormal;
    const RecordMaker maker({"MamlCommandHelpInfo", "HelpInfo"},
                            {"Name", "Category", "ModuleName", "Synopsis", "Syntax", "Description",
                             "Parameters", "Examples", "Notes", "RelatedLinks", "Text"});
    return runtime.WriteObject(maker.Make(
        {Value::String(metadata.Name()), Value::String(std::string(CommandTypeName(command.type))),
         OrNull(command.module), OrNull(help::SynopsisOf(metadata, topic)),
         MakeStringArray(help::SyntaxLines(metadata)), OrNull(topic.description),
         Parameters(runtime, metadata, topic), Examples(topic), OrNull(topic.notes),
         MakeStringArray(topic.links),
         Value::String(help::HelpText(metadata, topic, view, HostWidth(runtime)))}));
  }
  static Value ParameterObject(CommandRuntime& runtime, const ParameterMetadata& parameter,
                               const help::HelpTopic& topic) {
    const RecordMaker maker(
        {"MamlCommandHelpInfo#parameter", "HelpInfo"},
        {"Name", "Type", "Description", "Required", "Position", "Aliases", "Text"});
    const ParameterSetEntry& entry = parameter.sets.front();
    return maker.Make({Value::String(parameter.name), Value::String(parameter.type_name),
                       OrNull(help::TextOf(parameter, topic)), Value::Bool(entry.mandatory),
                       entry.position < 0 ? Value::String("named") : Value::Int32(entry.position),
                       MakeStringArray(parameter.aliases),
                       Value::String(help::ParameterHelp(parameter, topic, HostWidth(runtime)))});
  }
  static Value Parameters(CommandRuntime& runtime, const CmdletMetadata& metadata,
                          const help::HelpTopic& topic) {
    std::vector<Value> objects;
    for (const ParameterMetadata& parameter : metadata.parameters)
      objects.push_back(ParameterObject(runtime, parameter, topic));
    return MakeArray(std::move(objects));
  }
  static Value Examples(const help::HelpTopic& topic) {
    const RecordMaker maker({"MamlCommandHelpInfo#example"}, {"Title", "Text"});
    std::vector<Value> objects;
    for (const help::HelpExample& example : topic.examples)
      objects.push_back(maker.Make({OrNull(example.title), Value::String(example.text)}));
    return MakeArray(std::move(objects));
  }
  Flow ShowParameters(CommandRuntime& runtime, const CmdletMetadata& metadata,
                      const help::HelpTopic& topic) {
    bool found = false;
    const auto show = [&](const std::vector<ParameterMetadata>& parameters) {
      for (const ParameterMetadata& candidate : parameters) {
        if (std::none_of(parameter.begin(), parameter.end(), [&](const std::string& wanted) {
              return WildcardMatches(wanted, candidate.name);
            })) {
          continue;
        }
        found = true;
        if (runtime.WriteObject(ParameterObject(runtime, candidate, topic)) == Flow::kStop)
          return Flow::kStop;
      }
      return Flow::kMore;
    };
    Flow flow = show(metadata.parameters);
    if (flow == Flow::kMore && metadata.supports_should_process)
      flow = show(ShouldProcessParameters());
    if (found) return flow;
    Fail("NoParameterFound",
         metadata.Name() + " has no parameter that matches '" + parameter.front() +
             "'. Get-Command " + metadata.Name() + " -Syntax lists them.",
         ErrorCategory::kObjectNotFound, Value::String(metadata.Name()));
  }
};

CmdletMetadata HelpMetadata() {
  using C = GetHelp;
  CmdletMetadata m =
      MakeCmdlet<C>("Get", "Help", "Shows help about a command or a topic, or searches for it.");
  m.aliases = {"help", "man"};
  m.output_type = "MamlCommandHelpInfo";
  m.default_set = "AllUsersView";
  m.Add(Parameter<&C::name>("Name",
                            "A command, an alias or a topic (about_...); wildcards list; any other "
                            "word is searched for.")
            .Position(0)
            .ByPropertyName());
  m.Add(Parameter<&C::full>("Full", "Everything, with each parameter's attributes.")
            .InSet("AllUsersView"));
  m.Add(Parameter<&C::detailed>("Detailed", "With the parameters and the examples.")
            .InSet("DetailedView")
            .Mandatory());
  m.Add(Parameter<&C::examples>("Examples", "Only the examples.").InSet("Examples").Mandatory());
  m.Add(Parameter<&C::parameter>("Parameter", "Only these parameters; wildcards.")
            .InSet("Parameters")
            .Mandatory());
  m.Add(Parameter<&C::category>("Category", "What a list is to hold.")
            .Enum({"Alias", "Cmdlet", "Function", "Filter", "HelpFile"}));
  return m;
}

}  // namespace

namespace core {
void AddHelpCmdlets(std::vector<CmdletMetadata>& cmdlets) { cmdlets.push_back(HelpMetadata()); }
}  // namespace core
}  // namespace sipsh
