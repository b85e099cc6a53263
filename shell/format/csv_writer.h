// Objects as CSV, one record at a time: the first object's properties are the columns.
#pragma once

#include <string>
#include <vector>

#include "shell/format/csv_text.h"
#include "shell/value/shape.h"
#include "shell/value/value.h"

namespace sipsh::format {

struct CsvOptions {
  char delimiter = ',';
  CsvQuotes quotes = CsvQuotes::kAlways;
  std::vector<std::string> quoted_fields;  // Not empty: only these columns are quoted.
  bool type_information = false;           // "#TYPE name" above the header.
};

class CsvWriter {
 public:
  explicit CsvWriter(CsvOptions options) : options_(std::move(options)) {}

  bool has_columns() const { return !columns_.empty(); }
  // From a file that is appended to; keeps the order there.
  void SetColumns(std::vector<std::string> columns);
  // Takes the columns from `object`: its properties, or the keys of a dictionary.
  void TakeColumns(const Value& object);
  // The header's lines, without a final line end.
  std::string Header(const Value& first) const;
  // Appends one record without a line end.
  void AppendRecord(std::string& out, const Value& object);
  // Columns that `object` lacks.
  std::vector<std::string> Missing(const Value& object) const;

 private:
  void AppendField(std::string& out, size_t column, const Value& value) const;

  CsvOptions options_;
  std::vector<std::string> columns_;
  std::vector<CsvQuotes> quotes_;
  ShapeRef shape_;          // The shape that slots_ belongs to.
  std::vector<int> slots_;  // Per column: slot, or -1 to ask by name.
};

}  // namespace sipsh::format
