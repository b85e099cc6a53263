#include "directory/chat/csv_reader.h"

namespace sipsh::chat {

using directory::Code;
using directory::Status;

directory::Result<bool> CsvReader::Next(std::vector<std::string>* fields) {
  fields->clear();
  line_ = next_line_;
  if (line_ == 1 && in_.peek() == 0xEF) in_.ignore(3);
  if (in_.peek() == std::istream::traits_type::eof()) return false;
  std::string field;
  bool quoted = false, was_quoted = false;
  for (;;) {
    int c = in_.get();
    if (c == std::istream::traits_type::eof()) {
      if (quoted) {
        return Status(Code::kInvalidSyntax,
                      file_ + ":" + std::to_string(line_) +
                          ": a quoted field has no end; the file is cut off, or a quote within a "
                          "field is not doubled");
      }
      break;
    }
    if (c == '\n') ++next_line_;
    if (quoted) {
      if (c != '"') {
        field += static_cast<char>(c);
      } else if (in_.peek() == '"') {
        field += static_cast<char>(in_.get());
      } else {
        quoted = false;
      }
    } else if (c == '"' && field.empty() && !was_quoted) {
      quoted = was_quoted = true;
    } else if (c == ',') {
      fields->push_back(std::move(field));
      field.clear();
      was_quoted = false;
    } else if (c == '\n') {
      break;
    } else if (c != '\r' || in_.peek() != '\n') {
      field += static_cast<char>(c);
    }
  }
  fields->push_back(std::move(field));
  return true;
}

}  // namespace sipsh::chat
