#include "shell/format/csv_writer.h"

#include <algorithm>

#include "shell/value/containers.h"
#include "shell/value/convert.h"
#include "shell/value/members.h"
#include "shell/value/text.h"

namespace sipsh::format {

void CsvWriter::SetColumns(std::vector<std::string> columns) {
  columns_ = std::move(columns);
  quotes_.clear();
  for (const std::string& column : columns_) {
    CsvQuotes quotes = options_.quotes;
    if (!options_.quoted_fields.empty()) {
      const bool listed =
          std::any_of(options_.quoted_fields.begin(), options_.quoted_fields.end(),
                      [&](const std::string& f) { return EqualsIgnoreCase(f, column); });
      quotes = listed ? CsvQuotes::kAlways : CsvQuotes::kNever;
    }
    quotes_.push_back(quotes);
  }
  shape_ = ShapeRef();
}

void CsvWriter::TakeColumns(const Value& object) {
  std::vector<std::string> columns;
  if (const auto* table = AsHashtable(object)) {
    for (const Value& key : table->Keys()) columns.push_back(ToText(key));
  } else {
    columns = PropertyNames(object);
  }
  SetColumns(std::move(columns));
}

std::string CsvWriter::Header(const Value& first) const {
  std::string out;
  if (options_.type_information) {
    const auto names = TypeNames(first);
    out += "#TYPE " + (names.empty() ? std::string("System.Object") : names.front()) + "\n";
  }
  for (size_t i = 0; i < columns_.size(); ++i) {
    if (i > 0) out.push_back(options_.delimiter);
    AppendCsvField(out, columns_[i], options_.delimiter, quotes_[i]);
  }
  return out;
}

void CsvWriter::AppendField(std::string& out, size_t column, const Value& value) const {
  if (value.IsNull()) return;
  if (value.IsString()) {
    AppendCsvField(out, value.AsStringView(), options_.delimiter, quotes_[column]);
  } else if (value.IsObject() && IsEnumerable(value)) {
    AppendCsvField(out, TypeNames(value).front(), options_.delimiter, quotes_[column]);
  } else {
    AppendCsvField(out, ToDisplayText(value), options_.delimiter, quotes_[column]);
  }
}

void CsvWriter::AppendRecord(std::string& out, const Value& object) {
  const auto* table = AsHashtable(object);
  const auto* record = AsRecord(object);
  if (record && record->shape() != shape_.get()) {
    shape_ = record->shape_ref();
    slots_.clear();
    for (const std::string& column : columns_) {
      const int slot = shape_->Find(column);
      const bool plain =
          slot >= 0 && shape_->member(static_cast<size_t>(slot)).kind == MemberKind::kNoteProperty;
      slots_.push_back(plain ? slot : -1);
    }
  }
  for (size_t i = 0; i < columns_.size(); ++i) {
    if (i > 0) out.push_back(options_.delimiter);
    if (record && slots_[i] >= 0) {
      AppendField(out, i, record->slot(static_cast<size_t>(slots_[i])));
    } else if (table) {
      if (const Value* found = table->Find(columns_[i])) AppendField(out, i, *found);
    } else {
      Value value;
      try {
        TryGetMember(object, columns_[i], &value);
      } catch (const ValueError&) {
      }
      AppendField(out, i, value);
    }
  }
}

std::vector<std::string> CsvWriter::Missing(const Value& object) const {
  std::vector<std::string> missing;
  for (const std::string& column : columns_) {
    if (const auto* table = AsHashtable(object);
        table ? !table->Find(column) : !HasProperty(object, column)) {
      missing.push_back(column);
    }
  }
  return missing;
}

}  // namespace sipsh::format
