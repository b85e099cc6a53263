#include "directory/topology/line_editor.h"

#include <algorithm>

namespace sipsh::topology {
namespace {

using directory::Code;
using directory::YamlKind;

size_t IndentOf(std::string_view line) {
  size_t at = line.find_first_not_of(' ');
  return at == std::string_view::npos ? line.size() : at;
}

bool IsBlankOrComment(std::string_view line) {
  size_t at = line.find_first_not_of(" \t");
  return at == std::string_view::npos || line[at] == '#';
}

bool IsDash(std::string_view line, size_t column) {
  return line.size() > column && line[column] == '-' &&
         (line.size() == column + 1 || line[column + 1] == ' ');
}

// Where the scalar that begins at `at` ends on its line; npos when it goes on below.
size_t ScalarEnd(std::string_view line, size_t at) {
  if (at >= line.size()) return line.size();
  char quote = line[at];
  if (quote == '"' || quote == '\'') {
    for (size_t i = at + 1; i < line.size(); ++i) {
      if (quote == '"' && line[i] == '\\') {
        ++i;
      } else if (line[i] == quote) {
        if (quote == '\'' && i + 1 < line.size() && line[i + 1] == '\'') {
          ++i;
          continue;
        }
        return i + 1;
      }
    }
    return std::string_view::npos;
  }
  size_t end = line.find(" #", at);
  if (end == std::string_view::npos) end = line.size();
  while (end > at && (line[end - 1] == ' ' || line[end - 1] == '\t')) --end;
  return end;
}

}  // namespace

bool IsPlain(std::string_view text) {
  static constexpr std::string_view kPlain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._/@+-: ()=$";
  return !text.empty() && text.find_first_not_of(kPlain) == std::string_view::npos &&
         text.find(": ") == std::string_view::npos && text.back() != ':' && text.back() != ' ' &&
         std::string_view(" -:=@+").find(text.front()) == std::string_view::npos;
}

std::string QuoteScalar(std::string_view text) {
  static constexpr std::string_view kBare[] = {"y",   "n",    "yes",   "no",   "on",
                                               "off", "true", "false", "null", "~"};
  std::string lower(text);
  for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  bool bare = std::find(std::begin(kBare), std::end(kBare), lower) != std::end(kBare);
  return IsPlain(text) && !bare ? std::string(text) : ForceQuotes(text);
}

std::string ForceQuotes(std::string_view text) {
  std::string quoted = "\"";
  for (char c : text) {
    switch (c) {
      case '"':
        quoted += "\\\"";
        break;
      case '\\':
        quoted += "\\\\";
        break;
      case '\n':
        quoted += "\\n";
        break;
      case '\r':
        quoted += "\\r";
        break;
      case '\t':
        quoted += "\\t";
        break;
      default:
        quoted += c;
    }
  }
  return quoted + "\"";
}

LineEditor::LineEditor(std::string file, std::string text)
    : file_(std::move(file)), text_(std::move(text)) {
  std::string_view rest = text_;
  ends_with_newline_ = rest.empty() || rest.back() == '\n';
  if (size_t at = rest.find('\n'); at != rest.npos && at > 0 && rest[at - 1] == '\r')
    line_end_ = "\r\n";
  while (!rest.empty()) {
    size_t at = rest.find('\n');
    std::string line(rest.substr(0, at));
    if (line_end_ == "\r\n" && !line.empty() && line.back() == '\r') line.pop_back();
    lines_.push_back(std::move(line));
    if (at == rest.npos) break;
    rest.remove_prefix(at + 1);
  }
}

Status LineEditor::Parse() {
  std::vector<directory::Problem> problems;
  root_ = Node();
  if (directory::ParseYaml(file_, text_, &root_, &problems)) return Status::Ok();
  return {Code::kInvalidSyntax, directory::JoinProblems(problems)};
}

Status LineEditor::Commit() {
  text_.clear();
  for (size_t i = 0; i < lines_.size(); ++i) {
    text_ += lines_[i];
    if (i + 1 < lines_.size() || ends_with_newline_) text_ += line_end_;
  }
  return Parse();
}

const directory::YamlNode* LineEditor::Find(const Path& path) const {
  const Node* node = &root_;
  for (const Step& step : path) {
    if (const auto* key = std::get_if<std::string>(&step)) {
      node = node->Find(*key);
    } else {
      size_t index = std::get<size_t>(step);
      node = node->kind == YamlKind::kSequence && index < node->items.size() ? &node->items[index]
                                                                             : nullptr;
    }
    if (node == nullptr) return nullptr;
  }
  return node;
}

Status LineEditor::Refuse(const Node& node, const std::string& what) const {
  return {Code::kNotSupported, file_ + ":" + std::to_string(node.line) + ":" +
                                   std::to_string(node.column) + ": " + what};
}

Status LineEditor::Mapping(const Path& path, const Node** mapping) const {
  *mapping = Find(path);
  if (*mapping == nullptr || (*mapping)->kind != YamlKind::kMapping)
    return {Code::kNoSuchObject, file_ +
                                     ": the place to edit is not there; publish the file as it "
                                     "is now and try again"};
  if (IsFlow(**mapping))
    return Refuse(**mapping,
                  "written in flow style ({...}); write it as a block (key: value, one "
                  "a line) so that it can be edited here");
  return Status::Ok();
}

size_t LineEditor::ByteOffset(size_t line, int column) const {
  const std::string& text = lines_[line];
  size_t at = 0;
  for (int i = 1; i < column && at < text.size(); ++i) {
    ++at;
    while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) ++at;
  }
  return at;
}

bool LineEditor::IsFlow(const Node& node) const {
  size_t line = static_cast<size_t>(node.line) - 1;
  if (node.kind != YamlKind::kMapping && node.kind != YamlKind::kSequence) return false;
  size_t at = ByteOffset(line, node.column);
  return at < lines_[line].size() && (lines_[line][at] == '[' || lines_[line][at] == '{');
}

size_t LineEditor::EndOf(size_t line, size_t column, bool dashes_belong) const {
  size_t end = line + 1;
  for (size_t i = line + 1; i < lines_.size(); ++i) {
    if (IsBlankOrComment(lines_[i])) continue;
    size_t indent = IndentOf(lines_[i]);
    bool belongs =
        indent > column || (dashes_belong && indent == column && IsDash(lines_[i], indent));
    if (!belongs) break;
    end = i + 1;
  }
  return end;
}

size_t LineEditor::EndOfMember(const Node& member) const {
  size_t line = static_cast<size_t>(member.key_line) - 1;
  size_t column = static_cast<size_t>(member.key_column) - 1;
  bool block_list = member.kind == YamlKind::kSequence && !IsFlow(member);
  return EndOf(line, column, block_list);
}

void LineEditor::Insert(size_t at, const std::vector<std::string>& lines, size_t indent) {
  std::vector<std::string> indented;
  for (const std::string& line : lines)
    indented.push_back(line.empty() ? line : std::string(indent, ' ') + line);
  lines_.insert(lines_.begin() + static_cast<std::ptrdiff_t>(at), indented.begin(), indented.end());
}

Status LineEditor::InsertMember(const Node& mapping, const std::vector<std::string>& lines,
                                const std::string& after) {
  if (mapping.items.empty()) return Refuse(mapping, "an empty mapping; write a first key by hand");
  const Node* last = mapping.Find(after);
  if (last == nullptr) last = &mapping.items.back();
  // A list may stand at its key's own column: its dashes belong to the member before.
  Insert(EndOfMember(*last), lines, static_cast<size_t>(last->key_column) - 1);
  return Commit();
}

Status LineEditor::ReplaceValue(const Node& member, const std::string& value) {
  size_t line = static_cast<size_t>(member.key_line) - 1;
  std::string& text = lines_[line];
  size_t key_end = ScalarEnd(text, ByteOffset(line, member.key_column));
  size_t colon = text[ByteOffset(line, member.key_column)] == '"' ||
                         text[ByteOffset(line, member.key_column)] == '\''
                     ? text.find(':', key_end)
                     : text.find(':', ByteOffset(line, member.key_column));
  if (colon == std::string::npos) return Refuse(member, "no colon after this key on its line");
  size_t end_line = EndOfMember(member);
  if (member.kind == YamlKind::kNull) {
    text.insert(colon + 1, " " + value);
  } else if (member.kind == YamlKind::kScalar && member.line == member.key_line &&
             end_line == line + 1) {
    size_t begin = ByteOffset(line, member.column), end = ScalarEnd(text, begin);
    if (end == std::string::npos) return Refuse(member, "this value cannot be replaced in place");
    text.replace(begin, end - begin, value);
  } else {
    text = text.substr(0, colon + 1) + " " + value;
    lines_.erase(lines_.begin() + static_cast<std::ptrdiff_t>(line) + 1,
                 lines_.begin() + static_cast<std::ptrdiff_t>(end_line));
  }
  return Commit();
}

Status LineEditor::SetScalar(const Path& path, const std::string& key, std::string_view value,
                             const std::string& after) {
  const Node* mapping = nullptr;
  if (Status found = Mapping(path, &mapping); !found.ok()) return found;
  std::string written = QuoteScalar(value);
  if (const Node* member = mapping->Find(key)) return ReplaceValue(*member, written);
  return InsertMember(*mapping, {QuoteScalar(key) + ": " + written}, after);
}

Status LineEditor::SetBlock(const Path& path, const std::string& key,
                            const std::vector<std::string>& lines) {
  const Node* mapping = nullptr;
  if (Status found = Mapping(path, &mapping); !found.ok()) return found;
  std::vector<std::string> block{QuoteScalar(key) + ":"};
  for (const std::string& line : lines) block.push_back("  " + line);
  const Node* member = mapping->Find(key);
  if (member == nullptr) return InsertMember(*mapping, block, "");
  size_t line = static_cast<size_t>(member->key_line) - 1, end = EndOfMember(*member);
  size_t indent = static_cast<size_t>(member->key_column) - 1;
  if (IndentOf(lines_[line]) != indent) return Refuse(*member, "shares its line with a dash");
  lines_.erase(lines_.begin() + static_cast<std::ptrdiff_t>(line),
               lines_.begin() + static_cast<std::ptrdiff_t>(end));
  Insert(line, block, indent);
  return Commit();
}

Status LineEditor::RemoveMember(const Path& path, const std::string& key) {
  const Node* mapping = nullptr;
  if (Status found = Mapping(path, &mapping); !found.ok()) return found;
  const Node* member = mapping->Find(key);
  if (member == nullptr) return Status::Ok();
  size_t line = static_cast<size_t>(member->key_line) - 1, end = EndOfMember(*member);
  size_t column = static_cast<size_t>(member->key_column) - 1;
  if (mapping->items.size() == 1) return Refuse(*member, "the only key here; remove it by hand");
  auto begin = lines_.begin() + static_cast<std::ptrdiff_t>(line);
  if (IndentOf(lines_[line]) == column) {
    lines_.erase(begin, lines_.begin() + static_cast<std::ptrdiff_t>(end));
  } else {  // Behind a dash: the next key takes its place.
    const Node& next = mapping->items[1];
    auto next_line = static_cast<size_t>(next.key_line) - 1;
    lines_[next_line] = lines_[line].substr(0, column) + lines_[next_line].substr(column);
    lines_.erase(begin, lines_.begin() + static_cast<std::ptrdiff_t>(next_line));
  }
  return Commit();
}

Status LineEditor::FlowEnd(const Node& list, size_t* begin, size_t* end) const {
  size_t line = static_cast<size_t>(list.line) - 1;
  const std::string& text = lines_[line];
  *begin = ByteOffset(line, list.column);
  *end = *begin;
  for (const Node& item : list.items) {
    if (item.kind != YamlKind::kScalar || item.line != list.line)
      return Refuse(list,
                    "a list in flow style ([...]) that is not of plain values on one line; "
                    "write it as a block (- item, one a line)");
    size_t at = ByteOffset(line, item.column);
    size_t stop = item.quoted ? ScalarEnd(text, at) : at + item.text.size();
    if (stop == std::string::npos) return Refuse(item, "this item goes on in the next line");
    *end = stop;
  }
  *end = text.find(']', *end);
  if (*end == std::string::npos) return Refuse(list, "this list ends on another line");
  return Status::Ok();
}

Status LineEditor::AppendToFlow(const Node& list, const std::string& item) {
  size_t begin = 0, end = 0;
  if (Status found = FlowEnd(list, &begin, &end); !found.ok()) return found;
  std::string& text = lines_[static_cast<size_t>(list.line) - 1];
  while (end > begin + 1 && text[end - 1] == ' ') --end;
  text.insert(end, (list.items.empty() ? "" : ", ") + item);
  return Commit();
}

Status LineEditor::RemoveFromFlow(const Node& list, size_t index) {
  size_t begin = 0, end = 0;
  if (Status found = FlowEnd(list, &begin, &end); !found.ok()) return found;
  size_t line = static_cast<size_t>(list.line) - 1;
  std::string& text = lines_[line];
  size_t from = ByteOffset(line, list.items[index].column);
  if (index + 1 < list.items.size()) {
    text.erase(from, ByteOffset(line, list.items[index + 1].column) - from);
  } else {
    if (index > 0) from = text.rfind(',', from);
    text.erase(from, end - from);
  }
  return Commit();
}

Status LineEditor::AppendItem(const Path& path, const std::string& key,
                              const std::vector<std::string>& lines) {
  const Node* mapping = nullptr;
  if (Status found = Mapping(path, &mapping); !found.ok()) return found;
  std::vector<std::string> item;
  for (const std::string& line : lines) item.push_back((item.empty() ? "- " : "  ") + line);
  const Node* list = mapping->Find(key);
  if (list == nullptr) {
    std::vector<std::string> block{key + ":"};
    for (const std::string& line : item) block.push_back("  " + line);
    return InsertMember(*mapping, block, "");
  }
  if (list->kind == YamlKind::kSequence && IsFlow(*list) && !list->items.empty()) {
    if (lines.size() == 1) return AppendToFlow(*list, lines.front());
    return Refuse(*list, "a list in flow style ([...]); write it as a block (- item, one a line)");
  }
  if (list->kind == YamlKind::kSequence && !IsFlow(*list)) {
    Insert(EndOfMember(*list), item, static_cast<size_t>(list->column) - 1);
    return Commit();
  }
  if (list->kind == YamlKind::kSequence) {  // key: []
    size_t begin = 0, end = 0;
    if (Status found = FlowEnd(*list, &begin, &end); !found.ok()) return found;
    std::string& text = lines_[static_cast<size_t>(list->line) - 1];
    text.erase(begin, end + 1 - begin);
    while (!text.empty() && text.back() == ' ') text.pop_back();
  } else if (list->kind != YamlKind::kNull) {
    return Refuse(*list, "'" + key + "' is no list");
  }
  Insert(static_cast<size_t>(list->key_line), item, static_cast<size_t>(list->key_column) + 1);
  return Commit();
}

Status LineEditor::ListItem(const Path& path, const std::string& key, size_t index,
                            const Node** list) const {
  const Node* mapping = nullptr;
  if (Status found = Mapping(path, &mapping); !found.ok()) return found;
  *list = mapping->Find(key);
  if (*list == nullptr || (*list)->kind != YamlKind::kSequence || index >= (*list)->items.size())
    return {Code::kNoSuchObject, file_ + ": there is no such item under '" + key + "'"};
  return Status::Ok();
}

size_t LineEditor::DashLine(const Node& list, size_t index) const {
  size_t column = static_cast<size_t>(list.column) - 1;
  size_t line = static_cast<size_t>(list.items[index].line) - 1;
  while (line > 0 && !(IndentOf(lines_[line]) == column && IsDash(lines_[line], column))) --line;
  return line;
}

Status LineEditor::ReplaceItem(const Path& path, const std::string& key, size_t index,
                               const std::vector<std::string>& lines) {
  const Node* list = nullptr;
  if (Status found = ListItem(path, key, index, &list); !found.ok()) return found;
  if (IsFlow(*list))
    return Refuse(*list, "a list in flow style ([...]); write it as a block (- item, one a line)");
  size_t column = static_cast<size_t>(list->column) - 1, line = DashLine(*list, index);
  size_t end = EndOf(line, column, false);
  std::vector<std::string> item;
  for (const std::string& text : lines) item.push_back((item.empty() ? "- " : "  ") + text);
  // A comment behind the item's first value stays.
  size_t comment = lines_[line].find(" #");
  while (comment != std::string::npos && comment > 0 && lines_[line][comment - 1] == ' ') --comment;
  if (comment != std::string::npos && !item.empty()) item.front() += lines_[line].substr(comment);
  lines_.erase(lines_.begin() + static_cast<std::ptrdiff_t>(line),
               lines_.begin() + static_cast<std::ptrdiff_t>(end));
  Insert(line, item, column);
  return Commit();
}

Status LineEditor::RemoveItem(const Path& path, const std::string& key, size_t index) {
  const Node* list = nullptr;
  if (Status found = ListItem(path, key, index, &list); !found.ok()) return found;
  if (IsFlow(*list)) return RemoveFromFlow(*list, index);
  size_t column = static_cast<size_t>(list->column) - 1, line = DashLine(*list, index);
  size_t end = EndOf(line, column, false);
  lines_.erase(lines_.begin() + static_cast<std::ptrdiff_t>(line),
               lines_.begin() + static_cast<std::ptrdiff_t>(end));
  if (list->items.size() == 1) {
    std::string& text = lines_[static_cast<size_t>(list->key_line) - 1];
    size_t colon = text.find(':');
    if (colon == std::string::npos) return Refuse(*list, "no colon after this key on its line");
    text.insert(colon + 1, " []");
  }
  return Commit();
}

}  // namespace sipsh::topology
