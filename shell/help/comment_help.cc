#include <array>

#include "shell/help/help_topic.h"
#include "shell/value/text.h"

namespace sipsh::help {
namespace {

std::string Trimmed(std::string_view text) {
  const size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return std::string(text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1));
}

template <typename Visit>
void EachLine(std::string_view text, Visit&& visit) {
  while (!text.empty()) {
    const size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    visit(line);
    if (end == std::string_view::npos) return;
    text.remove_prefix(end + 1);
  }
}

// Collects the lines of one section after the other into a topic.
class TopicBuilder {
 public:
  void Begin(std::string_view section, std::string_view argument) {
    End();
    section_ = ToUpper(section);
    argument_ = Trimmed(argument);
  }
  void Line(std::string_view line) { text_.append(line).push_back('\n'); }
  HelpTopic Finish() {
    End();
    return std::move(topic_);
  }

 private:
  void End() {
    const std::string text = Trimmed(text_);
    text_.clear();
    if (section_ == "PARAMETER")
      topic_.parameters.emplace_back(argument_, text);
    else if (text.empty())
      return;
    else if (section_ == "SYNOPSIS")
      topic_.synopsis = text;
    else if (section_ == "DESCRIPTION")
      topic_.description = text;
    else if (section_.starts_with("EXAMPLE"))
      topic_.examples.push_back({{}, text});
    else if (section_ == "INPUTS")
      topic_.inputs = text;
    else if (section_ == "OUTPUTS")
      topic_.outputs = text;
    else if (section_ == "NOTES")
      topic_.notes = text;
    else if (section_ == "LINK") {
      EachLine(text, [&](std::string_view line) { topic_.links.push_back(Trimmed(line)); });
    }
  }

  HelpTopic topic_;
  std::string section_, argument_, text_;
};

constexpr std::array<std::string_view, 9> kKeywords = {"SYNOPSIS", "DESCRIPTION", "PARAMETER",
                                                       "EXAMPLE",  "INPUTS",      "OUTPUTS",
                                                       "NOTES",    "LINK",        "COMPONENT"};

// ".PARAMETER Name" at the head of a comment line.
bool IsKeyword(std::string_view line, std::string_view& keyword, std::string_view& argument) {
  const size_t dot = line.find_first_not_of(" \t");
  if (dot == std::string_view::npos || line[dot] != '.') return false;
  std::string_view rest = line.substr(dot + 1);
  keyword = rest.substr(0, rest.find_first_of(" \t"));
  argument = rest.substr(keyword.size());
  for (std::string_view known : kKeywords) {
    if (EqualsIgnoreCase(keyword, known)) return true;
  }
  return false;
}

HelpTopic FromComment(std::string_view comment) {
  TopicBuilder builder;
  EachLine(comment, [&](std::string_view line) {
    std::string_view keyword, argument;
    if (IsKeyword(line, keyword, argument))
      builder.Begin(keyword, argument);
    else
      builder.Line(Trimmed(line));
  });
  return builder.Finish();
}

}  // namespace

HelpTopic ParseCommentHelp(std::string_view script) {
  size_t at = 0;
  while ((at = script.find("<#", at)) != std::string_view::npos) {
    const size_t end = script.find("#>", at + 2);
    if (end == std::string_view::npos) break;
    HelpTopic topic = FromComment(script.substr(at + 2, end - at - 2));
    if (!topic.empty()) return topic;
    at = end + 2;
  }
  std::string lines;
  HelpTopic found;
  EachLine(script, [&](std::string_view line) {
    const size_t hash = line.find_first_not_of(" \t");
    if (hash != std::string_view::npos && line[hash] == '#') {
      lines.append(line.substr(hash + 1)).push_back('\n');
      return;
    }
    if (found.empty() && !lines.empty()) found = FromComment(lines);
    lines.clear();
  });
  if (found.empty() && !lines.empty()) found = FromComment(lines);
  return found;
}

}  // namespace sipsh::help
