#include <algorithm>
#include <ostream>

#include "directory/base64.h"
#include "directory/ldif.h"

namespace sipsh::directory {
namespace {

constexpr size_t kLineLength = 76;

// RFC 2849's SAFE-STRING, and no blank at the end.
bool IsSafe(std::string_view value) {
  if (value.empty()) return true;
  if (value.front() == ' ' || value.front() == ':' || value.front() == '<') return false;
  if (value.back() == ' ') return false;
  return std::all_of(value.begin(), value.end(), [](char c) {
    unsigned char byte = static_cast<unsigned char>(c);
    return byte >= 0x20 && byte < 0x7F;
  });
}

}  // namespace

void LdifWriter::Line(std::string_view name, std::string_view value) {
  std::string line(name);
  if (value.empty())
    line += ':';
  else if (IsSafe(value))
    line.append(": ").append(value);
  else
    line.append(":: ").append(Base64Encode(value));
  std::string_view rest = line;
  out_ << rest.substr(0, kLineLength) << '\n';
  rest.remove_prefix(std::min(kLineLength, rest.size()));
  while (!rest.empty()) {
    out_ << ' ' << rest.substr(0, kLineLength - 1) << '\n';
    rest.remove_prefix(std::min(kLineLength - 1, rest.size()));
  }
}

void LdifWriter::Header(std::string_view dn) {
  if (!started_) out_ << "version: 1\n";
  started_ = true;
  out_ << '\n';
  Line("dn", dn);
}

void LdifWriter::Write(const EntryView& entry) {
  Header(entry.dn());
  for (const AttributeView& attribute : entry) {
    for (std::string_view value : attribute.values) Line(attribute.name, value);
  }
}

void LdifWriter::Write(const Change& change) {
  Header(change.dn.text());
  switch (change.kind) {
    case Change::Kind::kAdd:
      Line("changetype", "add");
      for (const AttributeView& attribute : change.entry) {
        for (std::string_view value : attribute.values) Line(attribute.name, value);
      }
      break;
    case Change::Kind::kDelete:
      Line("changetype", "delete");
      break;
    case Change::Kind::kModify:
      Line("changetype", "modify");
      for (const Modification& modification : change.modifications) {
        static constexpr std::string_view kNames[] = {"add", "delete", "replace"};
        Line(kNames[static_cast<int>(modification.operation)], modification.attribute);
        for (const std::string& value : modification.values) Line(modification.attribute, value);
        out_ << "-\n";
      }
      break;
    case Change::Kind::kRename:
      Line("changetype", "modrdn");
      Line("newrdn", change.new_rdn);
      Line("deleteoldrdn", change.delete_old_rdn ? "1" : "0");
      if (change.new_superior) Line("newsuperior", change.new_superior->text());
      break;
  }
}

}  // namespace sipsh::directory
