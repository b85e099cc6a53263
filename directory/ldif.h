// LDIF (RFC 2849): content and change records in, content and change records out.
// The reader streams and keeps one record; errors say "line N: what". Values from URLs ("attr:<
// ...") are refused: a file must not name other files.
#pragma once

#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>

#include "directory/change.h"
#include "directory/store.h"

namespace sipsh::directory {

class LdifReader {
 public:
  explicit LdifReader(std::istream& in) : in_(in) {}  // The stream must outlive the reader.

  // The next record as a change: a content record is an addition. Nothing at the end.
  Result<std::optional<Change>> Next();
  size_t line() const { return record_line_; }  // Where the last record began.

 private:
  struct Line {
    std::string text;
    size_t number = 0;
  };
  bool ReadPhysical(std::string* text);
  bool ReadLogical(Line* line);
  Result<Change> ParseRecord(const std::vector<Line>& lines);

  std::istream& in_;
  size_t line_number_ = 0;
  size_t record_line_ = 0;
  std::optional<std::string> ahead_;
  bool first_record_ = true;
};

class LdifWriter {
 public:
  explicit LdifWriter(std::ostream& out) : out_(out) {}  // The stream must outlive the writer.
  void Write(const EntryView& entry);
  void Write(const Change& change);

 private:
  void Header(std::string_view dn);
  void Line(std::string_view name, std::string_view value);
  std::ostream& out_;
  bool started_ = false;
};

struct LoadSummary {
  size_t applied = 0;
  size_t failed = 0;
  size_t line = 0;  // Of the record that failed.
};

// Applies a whole LDIF stream; on an embedded store as one transaction. Stops at the first failure,
// whose message begins with "line N: ".
Status LoadLdif(Store& store, std::istream& in, LoadSummary* summary = nullptr,
                const Wait& wait = {});

}  // namespace sipsh::directory
