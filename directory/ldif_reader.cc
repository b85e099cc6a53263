#include <istream>
#include <vector>

#include "directory/base64.h"
#include "directory/ldif.h"

namespace sipsh::directory {
namespace {

constexpr size_t kLongestRecord = 64u << 20;

struct Field {
  std::string name;
  std::string value;
  size_t line = 0;
};

Status At(size_t line, const std::string& what) {
  return Status(Code::kInvalidSyntax, "line " + std::to_string(line) + ": " + what);
}

Result<Field> Split(const std::string& text, size_t line) {
  Field field;
  field.line = line;
  size_t colon = text.find(':');
  if (colon == std::string::npos || colon == 0) {
    return At(line, "'name: value' is expected, not '" + text.substr(0, 40) + "'.");
  }
  field.name = text.substr(0, colon);
  bool encoded = colon + 1 < text.size() && text[colon + 1] == ':';
  if (colon + 1 < text.size() && text[colon + 1] == '<') {
    return At(line, "values read from URLs (" + field.name + ":<) are not accepted.");
  }
  size_t start = text.find_first_not_of(' ', colon + (encoded ? 2 : 1));
  if (start == std::string::npos) return field;
  if (!encoded) {
    field.value.assign(text, start);
    return field;
  }
  std::string value = text.substr(start);
  while (!value.empty() && value.back() == ' ') value.pop_back();
  std::optional<std::string> decoded = Base64Decode(value);
  if (!decoded) return At(line, "the value of " + field.name + " is not valid base64.");
  field.value = std::move(*decoded);
  return field;
}

// Walks over the fields of one record.
class RecordParser {
 public:
  RecordParser(const std::vector<Field>& fields, size_t first) : fields_(fields), at_(first) {}

  Result<Change> Parse(Dn dn) {
    Change change;
    change.dn = std::move(dn);
    while (More() && Is("control")) ++at_;
    if (!More() || !Is("changetype")) return Content(std::move(change));
    std::string type = fields_[at_++].value;
    if (EqualIgnoreCase(type, "add")) return Content(std::move(change));
    if (EqualIgnoreCase(type, "delete")) return Deletion(std::move(change));
    if (EqualIgnoreCase(type, "modify")) return Modify(std::move(change));
    if (EqualIgnoreCase(type, "modrdn") || EqualIgnoreCase(type, "moddn")) {
      return Rename(std::move(change));
    }
    return At(fields_[at_ - 1].line,
              "changetype '" + type + "' is not known: write add, modify, delete or modrdn.");
  }

 private:
  bool More() const { return at_ < fields_.size(); }
  bool Is(std::string_view name) const { return EqualIgnoreCase(fields_[at_].name, name); }
  size_t Line() const { return More() ? fields_[at_].line : fields_.back().line; }

  Result<Change> Content(Change change) {
    change.kind = Change::Kind::kAdd;
    struct Attribute {
      std::string_view name;
      std::vector<std::string_view> values;
    };
    std::vector<Attribute> attributes;
    for (; More(); ++at_) {
      const Field& field = fields_[at_];
      if (Is("changetype")) return At(field.line, "changetype must follow dn at once.");
      Attribute* found = nullptr;
      for (Attribute& each : attributes) {
        if (EqualIgnoreCase(each.name, field.name)) found = &each;
      }
      if (!found) found = &attributes.emplace_back(Attribute{field.name, {}});
      found->values.push_back(field.value);
    }
    if (attributes.empty()) return At(fields_.back().line, "the entry has no attributes.");
    change.entry.set_dn(change.dn);
    for (const Attribute& each : attributes) change.entry.Append(each.name, each.values);
    return change;
  }

  Result<Change> Deletion(Change change) {
    change.kind = Change::Kind::kDelete;
    if (More()) return At(Line(), "nothing may follow changetype: delete.");
    return change;
  }

  Result<Change> Modify(Change change) {
    change.kind = Change::Kind::kModify;
    while (More()) {
      Modification modification;
      if (Is("add"))
        modification.operation = Modification::Operation::kAdd;
      else if (Is("delete"))
        modification.operation = Modification::Operation::kDelete;
      else if (Is("replace"))
        modification.operation = Modification::Operation::kReplace;
      else
        return At(Line(), "add:, delete: or replace: is expected.");
      modification.attribute = fields_[at_++].value;
      for (; More() && fields_[at_].name != "-"; ++at_) {
        if (!Is(modification.attribute)) {
          return At(Line(), "a value of " + modification.attribute + " or '-' is expected.");
        }
        modification.values.push_back(fields_[at_].value);
      }
      if (More()) ++at_;
      change.modifications.push_back(std::move(modification));
    }
    if (change.modifications.empty()) return At(fields_.back().line, "nothing to modify.");
    return change;
  }

  Result<Change> Rename(Change change) {
    change.kind = Change::Kind::kRename;
    if (!More() || !Is("newrdn")) return At(Line(), "newrdn: is expected.");
    change.new_rdn = fields_[at_++].value;
    if (!More() || !Is("deleteoldrdn")) return At(Line(), "deleteoldrdn: is expected.");
    change.delete_old_rdn = fields_[at_++].value == "1";
    if (More() && Is("newsuperior")) {
      Result<Dn> superior = Dn::Parse(fields_[at_].value);
      if (!superior.ok()) return At(Line(), superior.status().message);
      change.new_superior = *superior;
      ++at_;
    }
    if (More()) return At(Line(), "nothing may follow the rename.");
    return change;
  }

  const std::vector<Field>& fields_;
  size_t at_;
};

}  // namespace

bool LdifReader::ReadPhysical(std::string* text) {
  if (ahead_) {
    *text = std::move(*ahead_);
    ahead_.reset();
    return true;
  }
  if (!std::getline(in_, *text)) return false;
  if (!text->empty() && text->back() == '\r') text->pop_back();
  return true;
}

// One line with its continuations; comments are left out.
bool LdifReader::ReadLogical(Line* line) {
  std::string text;
  for (;;) {
    if (!ReadPhysical(&text)) return false;
    line->number = ++line_number_;
    line->text = std::move(text);
    size_t folded = 0;
    while (!line->text.empty() && ReadPhysical(&text)) {
      if (!text.starts_with(' ')) {
        ahead_ = std::move(text);
        break;
      }
      line->text.append(text, 1);
      ++folded;
      if (line->text.size() > kLongestRecord) break;
    }
    line_number_ += folded;
    if (!line->text.starts_with('#')) return true;
  }
}

Result<std::optional<Change>> LdifReader::Next() {
  std::vector<Line> lines;
  Line line;
  size_t size = 0;
  while (ReadLogical(&line)) {
    if (line.text.empty()) {
      if (lines.empty()) continue;
      break;
    }
    if (first_record_ && lines.empty() && line.text.starts_with("version:")) {
      first_record_ = false;
      if (line.text.find_first_not_of(' ', 8) == std::string::npos ||
          line.text.substr(line.text.find_first_not_of(' ', 8)) != "1") {
        return At(line.number, "only version: 1 of LDIF is known.");
      }
      continue;
    }
    size += line.text.size();
    if (size > kLongestRecord) return At(line.number, "the record is longer than 64 MB.");
    lines.push_back(std::move(line));
  }
  if (in_.bad()) return Status(Code::kOther, "The LDIF can not be read to its end.");
  if (lines.empty()) return std::optional<Change>();
  first_record_ = false;
  record_line_ = lines.front().number;
  Result<Change> change = ParseRecord(lines);
  if (!change.ok()) return change.status();
  return std::optional<Change>(*std::move(change));
}

Result<Change> LdifReader::ParseRecord(const std::vector<Line>& lines) {
  std::vector<Field> fields;
  fields.reserve(lines.size());
  for (const Line& line : lines) {
    if (line.text == "-") {
      fields.push_back({"-", "", line.number});
      continue;
    }
    Result<Field> field = Split(line.text, line.number);
    if (!field.ok()) return field.status();
    fields.push_back(*std::move(field));
  }
  if (!EqualIgnoreCase(fields.front().name, "dn")) {
    return At(fields.front().line,
              "a record must begin with dn:, not " + fields.front().name + ":.");
  }
  Result<Dn> dn = Dn::Parse(fields.front().value);
  if (!dn.ok()) return At(fields.front().line, dn.status().message);
  return RecordParser(fields, 1).Parse(*std::move(dn));
}

}  // namespace sipsh::directory
