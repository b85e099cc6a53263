#include <algorithm>

#include "shell/format/text_layout.h"
#include "shell/help/help_topic.h"
#include "shell/help/markdown.h"
#include "shell/help/syntax_lines.h"
#include "shell/value/text.h"

namespace sipsh::help {
namespace {

constexpr int kIndent = 4;

std::string Filled(std::string_view text, int width) {
  std::string out;
  for (const std::string& piece : format::Wrap(text, std::max(width, 20))) {
    if (!out.empty()) out.push_back('\n');
    out += piece;
  }
  return out;
}

void Section(std::string& out, std::string_view title, const std::string& text) {
  if (text.empty()) return;
  out.append(title).append("\n").append(Indented(text, kIndent)).append("\n\n");
}

// The end of the parameter that begins at `begin` of a syntax line: a space outside of brackets
// that no value follows.
size_t TokenEnd(std::string_view line, size_t begin) {
  int depth = 0;
  for (size_t i = begin; i < line.size(); ++i) {
    const char c = line[i];
    if (c == '[' || c == '<' || c == '{') ++depth;
    if (c == ']' || c == '>' || c == '}') --depth;
    const bool value_follows = i + 1 < line.size() && (line[i + 1] == '<' || line[i + 1] == '{');
    if (c == ' ' && depth == 0 && !value_follows) return i;
  }
  return line.size();
}

// A syntax line cut between parameters, its further lines put in.
std::string FilledSyntax(std::string_view line, int width) {
  std::string out;
  int column = 0;
  for (size_t at = 0; at < line.size();) {
    const size_t end = TokenEnd(line, at);
    const std::string_view token = line.substr(at, end - at);
    const int needed = DisplayWidth(token);
    if (column > 0 && column + 1 + needed > width) {
      out.append("\n").append(kIndent, ' ');
      column = kIndent;
    } else if (column > 0) {
      out.push_back(' ');
      ++column;
    }
    out += token;
    column += needed;
    at = end + 1;
  }
  return out;
}

std::string SyntaxText(const CmdletMetadata& metadata, int width) {
  std::string syntax;
  for (const std::string& line : SyntaxLines(metadata))
    syntax += (syntax.empty() ? "" : "\n\n") + FilledSyntax(line, width);
  return syntax;
}

std::string Joined(const std::vector<std::string>& parts, std::string_view between) {
  std::string out;
  for (const std::string& part : parts) out.append(out.empty() ? "" : between).append(part);
  return out;
}

std::string PipelineInput(const ParameterSetEntry& entry) {
  if (entry.by_value && entry.by_property_name) return "true (ByValue, ByPropertyName)";
  if (entry.by_value) return "true (ByValue)";
  return entry.by_property_name ? "true (ByPropertyName)" : "false";
}

std::string Attributes(const ParameterMetadata& parameter) {
  const ParameterSetEntry& entry = parameter.sets.front();
  std::string out =
      "Required?                    " + std::string(entry.mandatory ? "true" : "false") +
      "\nPosition?                    " +
      (entry.position < 0 ? std::string("named") : std::to_string(entry.position)) +
      "\nAccept pipeline input?       " + PipelineInput(entry) + "\nAliases                      " +
      (parameter.aliases.empty() ? std::string("none") : Joined(parameter.aliases, ", "));
  const auto& values =
      parameter.enum_values.empty() ? parameter.validation.values : parameter.enum_values;
  if (!values.empty()) out += "\nAccepted values              " + Joined(values, ", ");
  return out;
}

// Lays out the texts of one topic for one width.
class Writer {
 public:
  Writer(const CmdletMetadata& metadata, const HelpTopic& topic, int width)
      : metadata_(metadata), topic_(topic), width_(width) {}

  std::string Write(HelpView view) {
    Section(out_, "NAME", metadata_.Name());
    Section(out_, "SYNOPSIS", Filled(SynopsisOf(metadata_, topic_), Room(1)));
    if (view == HelpView::kExamples) {
      Examples();
      return std::move(out_);
    }
    Section(out_, "SYNTAX", SyntaxText(metadata_, Room(1)));
    if (view != HelpView::kNormal) Section(out_, "ALIASES", Joined(metadata_.aliases, ", "));
    Section(out_, "DESCRIPTION", Laid(topic_.description, Room(1)));
    if (view != HelpView::kNormal) {
      Parameters(view == HelpView::kFull);
      if (view == HelpView::kFull) {
        Section(out_, "INPUTS", Laid(topic_.inputs, Room(1)));
        Section(out_, "OUTPUTS",
                topic_.outputs.empty() ? metadata_.output_type : Laid(topic_.outputs, Room(1)));
      }
      Section(out_, "NOTES", Laid(topic_.notes, Room(1)));
      Examples();
    }
    Section(out_, "RELATED LINKS", Joined(topic_.links, "\n"));
    if (view != HelpView::kFull) Section(out_, "REMARKS", Remarks());
    return std::move(out_);
  }

  std::string Parameter(const ParameterMetadata& parameter, bool attributes) const {
    std::string head = "-" + parameter.name;
    if (!parameter.is_switch) head += " <" + ShortTypeName(parameter.type_name) + ">";
    std::string out = Indented(head, kIndent) + "\n";
    const std::string text = TextOf(parameter, topic_);
    if (!text.empty()) out += Indented(Laid(text, Room(2)), 2 * kIndent) + "\n";
    if (attributes) out += "\n" + Indented(Attributes(parameter), 2 * kIndent) + "\n";
    return out + "\n";
  }

 private:
  int Room(int levels) const { return width_ - levels * kIndent; }
  std::string Laid(std::string_view text, int width) const {
    if (text.empty()) return {};
    return topic_.markdown ? LayMarkdown(text, width) : Filled(text, width);
  }
  void Parameters(bool attributes) {
    out_ += "PARAMETERS\n";
    for (const ParameterMetadata& parameter : metadata_.parameters) {
      if (!parameter.hidden) out_ += Parameter(parameter, attributes);
    }
    if (metadata_.supports_should_process) {
      for (const ParameterMetadata& parameter : ShouldProcessParameters())
        out_ += Parameter(parameter, attributes);
    }
    std::vector<std::string> names;
    for (const ParameterMetadata& parameter : CommonParameters()) names.push_back(parameter.name);
    out_ += Indented("<CommonParameters>", kIndent) + "\n" +
            Indented(Filled("Every command has these: " + Joined(names, ", ") + ".", Room(2)),
                     2 * kIndent) +
            "\n\n";
  }
  void Examples() {
    if (topic_.examples.empty()) return;
    out_ += "EXAMPLES\n";
    int number = 0;
    for (const HelpExample& example : topic_.examples) {
      std::string title = "Example " + std::to_string(++number);
      if (!example.title.empty()) title += ": " + example.title;
      out_ +=
          Indented(Filled(title, Room(1)), kIndent) + "\n\n" +
          Indented(topic_.markdown ? LayMarkdown(example.text, Room(1)) : example.text, kIndent) +
          "\n\n";
    }
  }
  std::string Remarks() const {
    const std::string name = metadata_.Name();
    return (topic_.examples.empty() ? "" : "Get-Help " + name + " -Examples shows examples,\n") +
           "Get-Help " + name + " -Detailed the parameters as well,\n" + "Get-Help " + name +
           " -Full everything.";
  }

  const CmdletMetadata& metadata_;
  const HelpTopic& topic_;
  int width_;
  std::string out_ = "\n";
};

}  // namespace

std::string SynopsisOf(const CmdletMetadata& metadata, const HelpTopic& topic) {
  return topic.synopsis.empty() ? metadata.synopsis : topic.synopsis;
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

std::string HelpText(const CmdletMetadata& metadata, const HelpTopic& topic, HelpView view,
                     int width) {
  return Writer(metadata, topic, width).Write(view);
}

std::string ParameterHelp(const ParameterMetadata& parameter, const HelpTopic& topic, int width) {
  const CmdletMetadata none;
  std::string out = "\n" + Writer(none, topic, width).Parameter(parameter, true);
  while (out.ends_with('\n')) out.pop_back();
  return out;
}

std::string AboutTitle(std::string_view markdown) {
  std::string first;
  for (std::string_view line : format::Lines(markdown)) {
    if (line.starts_with("#")) continue;
    if (line.empty() && !first.empty()) break;
    if (!line.empty()) first.append(first.empty() ? "" : " ").append(line);
  }
  const std::string plain = PlainInline(first);
  const size_t stop = plain.find(". ");
  return stop == std::string::npos ? plain : plain.substr(0, stop + 1);
}

std::string AboutText(std::string_view name, std::string_view markdown, int width) {
  const size_t first_line = markdown.starts_with("# ") ? markdown.find('\n') : 0;
  const std::string_view text =
      first_line == std::string_view::npos ? std::string_view() : markdown.substr(first_line);
  return "\nTOPIC\n" + Indented(name, kIndent) + "\n\n" + LayMarkdown(text, width) + "\n\n";
}

}  // namespace sipsh::help
