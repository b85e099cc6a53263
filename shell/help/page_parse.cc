#include "shell/format/text_layout.h"
#include "shell/help/help_topic.h"
#include "shell/help/markdown.h"
#include "shell/value/text.h"

namespace sipsh::help {
namespace {

struct Section {
  std::string title;  // of its heading, without marks
  std::string text;
};

// What stands below each heading of this level ("## "); headings inside fenced blocks are text.
std::vector<Section> Sections(std::string_view markdown, std::string_view mark) {
  std::vector<Section> sections;
  bool fenced = false;
  for (std::string_view line : format::Lines(markdown)) {
    if (line.starts_with("```")) fenced = !fenced;
    if (!fenced && line.starts_with(mark))
      sections.push_back({PlainInline(TrimWhiteSpace(line.substr(mark.size()))), {}});
    else if (!sections.empty())
      sections.back().text.append(line).push_back('\n');
  }
  for (Section& section : sections) section.text = TrimWhiteSpace(section.text);
  return sections;
}

std::vector<std::string> Names(std::string_view list) {
  std::vector<std::string> names;
  for (std::string_view rest = list; !rest.empty();) {
    const size_t end = rest.find(',');
    const std::string name = PlainInline(TrimWhiteSpace(rest.substr(0, end)));
    if (!name.empty()) names.push_back(name);
    rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
  }
  return names;
}

}  // namespace

HelpTopic ParseMarkdownHelp(std::string_view markdown) {
  HelpTopic topic;
  topic.markdown = true;
  for (Section& section : Sections(markdown, "## ")) {
    if (EqualsIgnoreCase(section.title, "Description")) {
      topic.description = std::move(section.text);
    } else if (EqualsIgnoreCase(section.title, "Examples")) {
      for (Section& example : Sections(section.text, "### "))
        topic.examples.push_back({std::move(example.title), std::move(example.text)});
    } else if (EqualsIgnoreCase(section.title, "Notes")) {
      topic.notes = std::move(section.text);
    } else if (EqualsIgnoreCase(section.title, "See also")) {
      topic.links = Names(section.text);
    }
  }
  return topic;
}

}  // namespace sipsh::help
