#include "shell/syntax/comment_help.h"

#include <algorithm>
#include <array>

#include "shell/syntax/characters.h"

namespace sipsh::syntax {

namespace {

std::string_view TrimRight(std::string_view text) {
  size_t last = text.find_last_not_of(" \t\r\n");
  return last == std::string_view::npos ? std::string_view{} : text.substr(0, last + 1);
}

std::string_view Trim(std::string_view text) {
  size_t first = text.find_first_not_of(" \t\r\n");
  return first == std::string_view::npos ? std::string_view{} : TrimRight(text.substr(first));
}

// The comment's lines without its marks.
std::vector<std::string_view> Lines(std::string_view raw) {
  std::vector<std::string_view> lines;
  bool block = raw.substr(0, 2) == "<#";
  if (block) {
    raw.remove_prefix(2);
    if (raw.size() >= 2 && raw.substr(raw.size() - 2) == "#>") raw.remove_suffix(2);
  }
  while (!raw.empty()) {
    size_t end = raw.find('\n');
    std::string_view line = TrimRight(raw.substr(0, end));
    raw.remove_prefix(end == std::string_view::npos ? raw.size() : end + 1);
    if (!block) {
      size_t first = line.find_first_not_of(" \t");
      if (first != std::string_view::npos && line[first] == '#') line.remove_prefix(first + 1);
    }
    lines.push_back(line);
  }
  return lines;
}

constexpr std::array<std::string_view, 15> kWords{"synopsis",
                                                  "description",
                                                  "parameter",
                                                  "example",
                                                  "inputs",
                                                  "outputs",
                                                  "notes",
                                                  "link",
                                                  "component",
                                                  "role",
                                                  "functionality",
                                                  "forwardhelptargetname",
                                                  "forwardhelpcategory",
                                                  "remotehelprunspace",
                                                  "externalhelp"};

// ".PARAMETER Name" gives {"parameter", "Name"}; an unknown word gives an empty first.
std::pair<std::string_view, std::string_view> Directive(std::string_view line) {
  line = Trim(line);
  if (line.size() < 2 || line[0] != '.') return {};
  line.remove_prefix(1);
  size_t end = line.find_first_of(" \t");
  std::string_view word = line.substr(0, end);
  std::string_view rest =
      end == std::string_view::npos ? std::string_view{} : Trim(line.substr(end));
  for (std::string_view known : kWords) {
    if (EqualsLower(word, known)) return {known, rest};
  }
  return {};
}

// Joins a section's lines, without blank ends and without the indent that all lines share.
std::string Body(const std::vector<std::string_view>& lines, size_t first, size_t last) {
  while (first < last && Trim(lines[first]).empty()) ++first;
  while (last > first && Trim(lines[last - 1]).empty()) --last;
  size_t indent = std::string_view::npos;
  for (size_t i = first; i < last; ++i) {
    size_t own = lines[i].find_first_not_of(" \t");
    if (own != std::string_view::npos) indent = std::min(indent, own);
  }
  std::string out;
  for (size_t i = first; i < last; ++i) {
    if (i > first) out += '\n';
    if (lines[i].size() > indent) out += lines[i].substr(indent);
  }
  return out;
}

void Store(CommentHelp* help, std::string_view word, std::string_view rest, std::string body) {
  if (word == "synopsis") help->synopsis = std::move(body);
  if (word == "description") help->description = std::move(body);
  if (word == "notes") help->notes = std::move(body);
  if (word == "parameter") help->parameters.emplace_back(std::string(rest), std::move(body));
  if (word == "example") help->examples.push_back(std::move(body));
  if (word == "inputs") help->inputs.push_back(std::move(body));
  if (word == "outputs") help->outputs.push_back(std::move(body));
  if (word == "link") help->links.push_back(std::move(body));
  if (word == "component") help->component = std::move(body);
  if (word == "role") help->role = std::move(body);
  if (word == "functionality") help->functionality = std::move(body);
  if (word == "forwardhelptargetname") help->forward_help_target = std::string(rest);
  if (word == "externalhelp") help->external_help = std::string(rest);
}

}  // namespace

const std::string* CommentHelp::FindParameter(std::string_view name) const {
  for (const auto& [known, text] : parameters) {
    bool same = known.size() == name.size() &&
                std::equal(known.begin(), known.end(), name.begin(),
                           [](char a, char b) { return LowerAscii(a) == LowerAscii(b); });
    if (same) return &text;
  }
  return nullptr;
}

bool IsCommentHelp(std::string_view raw) {
  for (std::string_view line : Lines(raw)) {
    if (!Directive(line).first.empty()) return true;
  }
  return false;
}

CommentHelp ParseCommentHelp(std::string_view raw) {
  CommentHelp help;
  std::vector<std::string_view> lines = Lines(raw);
  std::pair<std::string_view, std::string_view> open;
  size_t first = 0;
  for (size_t i = 0; i <= lines.size(); ++i) {
    auto next =
        i < lines.size() ? Directive(lines[i]) : std::pair<std::string_view, std::string_view>{};
    if (i < lines.size() && next.first.empty()) continue;
    if (!open.first.empty()) Store(&help, open.first, open.second, Body(lines, first, i));
    open = next;
    first = i + 1;
  }
  return help;
}

}  // namespace sipsh::syntax
