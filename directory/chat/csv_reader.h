// Reads comma-separated values one record at a time (RFC 4180: quoted fields may hold commas,
// quotes and line ends). UTF-8, with or without a byte-order mark.
#pragma once

#include <istream>
#include <string>
#include <vector>

#include "directory/status.h"

namespace sipsh::chat {

class CsvReader {
 public:
  // `file` is for messages. The stream is not owned.
  CsvReader(std::istream& in, std::string file) : in_(in), file_(std::move(file)) {}

  // False at the end. kInvalidSyntax as file:line: what.
  directory::Result<bool> Next(std::vector<std::string>* fields);
  int line() const { return line_; }  // Where the last record began.

 private:
  std::istream& in_;
  std::string file_;
  int line_ = 0;
  int next_line_ = 1;
};

}  // namespace sipsh::chat
