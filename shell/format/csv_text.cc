#include "shell/format/csv_text.h"

#include <utility>

namespace sipsh::format {
namespace {

bool IsBlank(char c) { return c == ' ' || c == '\t'; }

bool IsBlankLine(std::string_view line) {
  return line.find_first_not_of(" \t\r") == std::string_view::npos;
}

std::string_view WithoutLeadingBlanks(std::string_view field, char delimiter) {
  size_t at = 0;
  while (at < field.size() && IsBlank(field[at]) && field[at] != delimiter) ++at;
  return field.substr(at);
}

}  // namespace

CsvReader::CsvReader(LineSource source, char delimiter)
    : source_(std::move(source)), delimiter_(delimiter) {}

bool CsvReader::Next(std::vector<std::string_view>& fields) {
  while (source_(line_)) {
    if (!line_.empty() && line_.back() == '\r') line_.pop_back();
    if (IsBlankLine(line_)) continue;
    if (first_ && line_.front() == '#') continue;
    first_ = false;
    return Split(fields);
  }
  return false;
}

bool CsvReader::Split(std::vector<std::string_view>& fields) {
  fields.clear();
  if (line_.find('"') == std::string::npos) {
    const std::string_view line = line_;
    size_t begin = 0;
    for (;;) {
      const size_t end = line.find(delimiter_, begin);
      const size_t length = end == std::string_view::npos ? end : end - begin;
      fields.push_back(WithoutLeadingBlanks(line.substr(begin, length), delimiter_));
      if (end == std::string_view::npos) return true;
      begin = end + 1;
    }
  }
  text_.clear();
  ends_.clear();
  bool quoted = false;      // Inside quotes now.
  bool was_quoted = false;  // This field began with a quote.
  bool empty = true;        // Nothing of this field seen yet.
  size_t at = 0;
  for (;;) {
    if (at == line_.size()) {
      std::string more;
      if (quoted && source_(more)) {
        text_.push_back('\n');
        line_ = std::move(more);
        at = 0;
        continue;
      }
      ends_.push_back(text_.size());
      break;
    }
    const char c = line_[at++];
    if (quoted) {
      if (c != '"') {
        text_.push_back(c);
      } else if (at < line_.size() && line_[at] == '"') {
        text_.push_back('"');
        ++at;
      } else {
        quoted = false;
      }
    } else if (c == delimiter_) {
      ends_.push_back(text_.size());
      empty = true;
      was_quoted = false;
    } else if (c == '"' && empty) {
      quoted = was_quoted = true;
      empty = false;
    } else if (IsBlank(c) && (empty || was_quoted)) {
      continue;
    } else {
      text_.push_back(c);
      empty = false;
    }
  }
  const std::string_view text = text_;
  size_t begin = 0;
  for (size_t end : ends_) {
    fields.push_back(text.substr(begin, end - begin));
    begin = end;
  }
  return true;
}

void AppendCsvField(std::string& out, std::string_view field, char delimiter, CsvQuotes quotes) {
  if (quotes == CsvQuotes::kAsNeeded) {
    const char special[] = {delimiter, '"', '\n', '\r'};
    const bool needed = field.find_first_of(std::string_view(special, 4)) != std::string_view::npos;
    quotes = needed ? CsvQuotes::kAlways : CsvQuotes::kNever;
  }
  if (quotes == CsvQuotes::kNever) {
    out.append(field);
    return;
  }
  out.push_back('"');
  for (;;) {
    const size_t quote = field.find('"');
    if (quote == std::string_view::npos) break;
    out.append(field.substr(0, quote + 1)).push_back('"');
    field.remove_prefix(quote + 1);
  }
  out.append(field).push_back('"');
}

}  // namespace sipsh::format
