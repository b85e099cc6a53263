#include "directory/topology/text_changes.h"

#include <algorithm>

namespace sipsh::topology {
namespace {

using Lines = std::vector<std::string_view>;

// More cells than this are not compared line by line.
constexpr size_t kMostCells = 4'000'000;

Lines Split(std::string_view text) {
  Lines lines;
  while (!text.empty()) {
    size_t end = text.find('\n');
    lines.push_back(text.substr(0, end));
    text.remove_prefix(end == text.npos ? text.size() : end + 1);
  }
  return lines;
}

std::string Numbered(size_t number, char sign, std::string_view line) {
  return std::to_string(number + 1) + " " + sign + " " + std::string(line);
}

// What differs between the ends that both have in common: the longest common subsequence stays.
std::vector<std::string> Middle(const Lines& before, const Lines& after, size_t first,
                                size_t before_end, size_t after_end) {
  const size_t rows = before_end - first, columns = after_end - first;
  std::vector<unsigned> common((rows + 1) * (columns + 1), 0);
  auto cell = [&](size_t row, size_t column) -> unsigned& {
    return common[row * (columns + 1) + column];
  };
  for (size_t row = rows; row-- > 0;)
    for (size_t column = columns; column-- > 0;)
      cell(row, column) = before[first + row] == after[first + column]
                              ? cell(row + 1, column + 1) + 1
                              : std::max(cell(row + 1, column), cell(row, column + 1));
  std::vector<std::string> changes;
  for (size_t row = 0, column = 0; row < rows || column < columns;) {
    if (row < rows && column < columns && before[first + row] == after[first + column]) {
      ++row;
      ++column;
    } else if (row < rows &&
               (column == columns || cell(row + 1, column) >= cell(row, column + 1))) {
      changes.push_back(Numbered(first + row, '-', before[first + row]));
      ++row;
    } else {
      changes.push_back(Numbered(first + column, '+', after[first + column]));
      ++column;
    }
  }
  return changes;
}

}  // namespace

std::vector<std::string> TextChanges(std::string_view before, std::string_view after) {
  if (before == after) return {};
  Lines old_lines = Split(before), new_lines = Split(after);
  size_t first = 0, old_end = old_lines.size(), new_end = new_lines.size();
  while (first < std::min(old_end, new_end) && old_lines[first] == new_lines[first]) ++first;
  while (old_end > first && new_end > first && old_lines[old_end - 1] == new_lines[new_end - 1]) {
    --old_end;
    --new_end;
  }
  if ((old_end - first + 1) * (new_end - first + 1) > kMostCells)
    return {std::to_string(old_end - first) + " lines become " + std::to_string(new_end - first)};
  std::vector<std::string> changes = Middle(old_lines, new_lines, first, old_end, new_end);
  if (changes.empty()) changes.push_back("the end of the last line");
  return changes;
}

}  // namespace sipsh::topology
