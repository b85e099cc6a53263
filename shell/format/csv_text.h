// CSV as text: splitting records as Import-Csv does, and quoting fields as Export-Csv does.
//
// Reading: the first record names the columns; "#TYPE" and blank lines before it are skipped;
// blanks before an unquoted field are dropped; a quoted field may span lines and doubles its
// quotes.  There are no malformed inputs: a quote never closed runs to the end.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace sipsh::format {

class CsvReader {
 public:
  // Gives the next line without its end; false at the end.
  using LineSource = std::function<bool(std::string& line)>;

  CsvReader(LineSource source, char delimiter);

  // The views hold until the next call.  Blank lines are skipped.
  bool Next(std::vector<std::string_view>& fields);

 private:
  bool Split(std::vector<std::string_view>& fields);

  LineSource source_;
  char delimiter_;
  bool first_ = true;
  std::string line_;
  std::string text_;  // Unquoted text of the record's fields, one after the other.
  std::vector<size_t> ends_;
};

enum class CsvQuotes { kAlways, kAsNeeded, kNever };

void AppendCsvField(std::string& out, std::string_view field, char delimiter, CsvQuotes quotes);

}  // namespace sipsh::format
