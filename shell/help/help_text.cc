#include "shell/help/help_topic.h"
#include "shell/help/syntax_lines.h"
#include "shell/value/text.h"
#include "shell/value/wildcard.h"

namespace sipsh::help {
namespace {

constexpr std::string_view kIndent = "    ";

void AppendIndented(std::string& out, std::string_view text, int levels) {
  for (;;) {
    const size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    if (!line.empty()) {
      for (int i = 0; i < levels; ++i) out += kIndent;
      out += line;
    }
    out.push_back('\n');
    if (end == std::string_view::npos) return;
    text.remove_prefix(end + 1);
  }
}

void Section(std::string& out, std::string_view title, std::string_view text) {
  if (text.empty()) return;
  out.append(title).push_back('\n');
  AppendIndented(out, text, 1);
  out.push_back('\n');
}

std::string TextOf(const ParameterMetadata& parameter, const HelpTopic& topic) {
  for (const auto& [name, text] : topic.parameters) {
    if (EqualsIgnoreCase(name, parameter.name) && !text.empty()) return text;
  }
  if (!parameter.help.empty()) return parameter.help;
  for (const ParameterSetEntry& entry : parameter.sets) {
    if (!entry.help.empty()) return entry.help;
  }
  return {};
}

std::string YesNo(bool yes) { return yes ? "true" : "false"; }

void AppendAttributes(std::string& out, const ParameterMetadata& parameter) {
  const ParameterSetEntry& entry = parameter.sets.front();
  std::string pipeline = "false";
  if (entry.by_value && entry.by_property_name)
    pipeline = "true (ByValue, ByPropertyName)";
  else if (entry.by_value)
    pipeline = "true (ByValue)";
  else if (entry.by_property_name)
    pipeline = "true (ByPropertyName)";
  std::string aliases;
  for (const std::string& alias : parameter.aliases)
    aliases += (aliases.empty() ? "" : ", ") + alias;
  AppendIndented(out, "Required?                    " + YesNo(entry.mandatory), 2);
  AppendIndented(out,
                 "Position?                    " +
                     (entry.position < 0 ? std::string("named") : std::to_string(entry.position)),
                 2);
  AppendIndented(out, "Accept pipeline input?       " + pipeline, 2);
  AppendIndented(out, "Aliases                      " + (aliases.empty() ? "none" : aliases), 2);
  const auto& values =
      parameter.enum_values.empty() ? parameter.validation.values : parameter.enum_values;
  if (!values.empty()) {
    std::string joined;
    for (const std::string& value : values) joined += (joined.empty() ? "" : ", ") + value;
    AppendIndented(out, "Accepted values              " + joined, 2);
  }
}

void AppendParameter(std::string& out, const ParameterMetadata& parameter, const HelpTopic& topic,
                     bool attributes) {
  std::string head = "-" + parameter.name;
  if (!parameter.is_switch) head += " <" + ShortTypeName(parameter.type_name) + ">";
  AppendIndented(out, head, 1);
  const std::string text = TextOf(parameter, topic);
  if (!text.empty()) AppendIndented(out, text, 2);
  if (attributes) {
    out.push_back('\n');
    AppendAttributes(out, parameter);
  }
  out.push_back('\n');
}

void AppendExamples(std::string& out, const HelpTopic& topic) {
  int number = 0;
  for (const std::string& example : topic.examples) {
    AppendIndented(out,
                   "-------------------------- EXAMPLE " + std::to_string(++number) +
                       " --------------------------",
                   1);
    out.push_back('\n');
    AppendIndented(out, example, 1);
    out.push_back('\n');
  }
}

std::string Remarks(const CmdletMetadata& metadata) {
  const std::string name = metadata.Name();
  return "To see the examples, type: \"Get-Help " + name + " -Examples\"\n" +
         "For more information, type: \"Get-Help " + name + " -Detailed\"\n" +
         "For technical information, type: \"Get-Help " + name + " -Full\"";
}

}  // namespace

std::string HelpText(const CmdletMetadata& metadata, const HelpTopic& topic, HelpView view) {
  std::string out = "\n";
  Section(out, "NAME", metadata.Name());
  Section(out, "SYNOPSIS", topic.synopsis.empty() ? metadata.synopsis : topic.synopsis);
  if (view == HelpView::kExamples) {
    AppendExamples(out, topic);
    return out;
  }
  std::string syntax;
  for (const std::string& line : SyntaxLines(metadata))
    syntax += (syntax.empty() ? "" : "\n\n") + line;
  Section(out, "SYNTAX", syntax);
  Section(out, "DESCRIPTION", topic.description);
  if (view == HelpView::kNormal) {
    std::string links;
    for (const std::string& link : topic.links) links += (links.empty() ? "" : "\n") + link;
    Section(out, "RELATED LINKS", links);
    Section(out, "REMARKS", Remarks(metadata));
    return out;
  }
  out += "PARAMETERS\n";
  for (const ParameterMetadata& parameter : metadata.parameters) {
    if (!parameter.hidden) AppendParameter(out, parameter, topic, view == HelpView::kFull);
  }
  AppendIndented(out, "<CommonParameters>", 1);
  AppendIndented(out,
                 "Verbose, Debug, ErrorAction, ErrorVariable, WarningAction, WarningVariable,\n"
                 "InformationAction, InformationVariable, OutVariable, OutBuffer and\n"
                 "PipelineVariable.",
                 2);
  out.push_back('\n');
  if (view == HelpView::kFull) {
    Section(out, "INPUTS", topic.inputs);
    Section(out, "OUTPUTS", topic.outputs.empty() ? metadata.output_type : topic.outputs);
    Section(out, "NOTES", topic.notes);
  }
  AppendExamples(out, topic);
  if (view == HelpView::kDetailed) Section(out, "REMARKS", Remarks(metadata));
  return out;
}

std::string ParameterHelp(const CmdletMetadata& metadata, const HelpTopic& topic,
                          std::string_view parameter) {
  const WildcardPattern pattern(parameter);
  std::string out;
  for (const ParameterMetadata& candidate : metadata.parameters) {
    if (!pattern.Matches(candidate.name)) continue;
    if (out.empty()) out.push_back('\n');
    AppendParameter(out, candidate, topic, true);
  }
  return out;
}

}  // namespace sipsh::help
