#include "shell/format/table_layout.h"

#include <algorithm>

namespace sipsh::format {
namespace {

constexpr int kSeparator = 1;

void TrimRight(std::string& line) { line.erase(line.find_last_not_of(' ') + 1); }

int TotalWidth(const std::vector<int>& widths) {
  int total = 0;
  for (int width : widths) {
    if (width >= 0) total += width + kSeparator;
  }
  return total > 0 ? total - kSeparator : 0;
}

// A cell that holds several lines shows its first, with a sign that there is more.
std::string OneLine(std::string_view cell) {
  const size_t end = cell.find_first_of("\r\n");
  if (end == std::string_view::npos) return std::string(cell);
  return std::string(cell.substr(0, end)).append("\xE2\x80\xA6");
}

}  // namespace

TableLayout::TableLayout(std::vector<TableColumn> columns, int console_width, bool wrap,
                         Styles styles)
    : columns_(std::move(columns)),
      console_width_(std::max(console_width, 2)),
      wrap_(wrap),
      styles_(std::move(styles)) {
  for (const TableColumn& column : columns_) {
    widths_.push_back(column.width > 0 ? column.width : std::max(1, DisplayWidth(column.header)));
  }
}

void TableLayout::Sample(const std::vector<std::string>& cells) {
  for (size_t i = 0; i < columns_.size() && i < cells.size(); ++i) {
    if (columns_[i].width > 0) continue;
    if (cells[i].find_first_of("\r\n") == std::string::npos) {
      widths_[i] = std::max(widths_[i], DisplayWidth(cells[i]));
    } else if (wrap_) {
      for (std::string_view line : Lines(cells[i]))
        widths_[i] = std::max(widths_[i], DisplayWidth(line));
    } else {
      widths_[i] = std::max(widths_[i], DisplayWidth(OneLine(cells[i])));
    }
  }
}

void TableLayout::Fit() {
  for (size_t last = widths_.size(); last-- > 0;) {
    const int excess = TotalWidth(widths_) - console_width_;
    if (excess <= 0) return;
    const int shrunk = widths_[last] - excess;
    if (shrunk >= 2 || last == 0) {
      widths_[last] = std::max(shrunk, 2);
      return;
    }
    widths_[last] = -1;
  }
}

void TableLayout::WriteLine(const std::vector<std::string_view>& cells, const std::string& style,
                            const LineSink& sink) const {
  std::string line;
  bool first = true;
  for (size_t i = 0; i < columns_.size(); ++i) {
    if (widths_[i] < 0) continue;
    if (!first) line.push_back(' ');
    first = false;
    AppendCell(line, i < cells.size() ? cells[i] : std::string_view(), widths_[i],
               columns_[i].alignment);
  }
  TrimRight(line);
  if (!style.empty()) line = style + line + styles_.reset;
  sink(line);
}

void TableLayout::WriteHeader(const LineSink& sink) const {
  std::vector<std::string_view> headers;
  std::vector<std::string> dashes;
  for (size_t i = 0; i < columns_.size(); ++i) {
    headers.push_back(columns_[i].header);
    const int width = std::max(1, std::min(DisplayWidth(columns_[i].header), widths_[i]));
    dashes.emplace_back(static_cast<size_t>(width), '-');
  }
  WriteLine(headers, styles_.header, sink);
  WriteLine(std::vector<std::string_view>(dashes.begin(), dashes.end()), styles_.header, sink);
}

void TableLayout::WriteRow(const std::vector<std::string>& cells, const LineSink& sink) const {
  if (!wrap_) {
    std::vector<std::string> flat;
    for (const std::string& cell : cells) flat.push_back(OneLine(cell));
    WriteLine(std::vector<std::string_view>(flat.begin(), flat.end()), {}, sink);
    return;
  }
  std::vector<std::vector<std::string>> pieces;
  size_t height = 1;
  for (size_t i = 0; i < cells.size(); ++i) {
    pieces.push_back(widths_[i] < 0 ? std::vector<std::string>{} : Wrap(cells[i], widths_[i]));
    height = std::max(height, pieces.back().size());
  }
  for (size_t row = 0; row < height; ++row) {
    std::vector<std::string_view> line;
    for (const auto& piece : pieces) {
      line.push_back(row < piece.size() ? std::string_view(piece[row]) : std::string_view());
    }
    WriteLine(line, {}, sink);
  }
}

}  // namespace sipsh::format
