// The layout of tables: column widths from what is known when the first row must go out, then one
// row at a time.  Works on text only; who fills the cells is FormatWriter's business.
//
// Widths follow PowerShell: a fixed width where the view gives one, else the widest of header and
// sampled cells; what exceeds the console shrinks the last visible column and, below two columns,
// hides it.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "shell/format/text_layout.h"

namespace sipsh::format {

using LineSink = std::function<void(std::string_view line)>;

struct TableColumn {
  std::string header;
  int width = 0;  // 0: by content
  Alignment alignment = Alignment::kLeft;
};

struct Styles {  // SGR sequences, empty where output is no terminal
  std::string header, label, reset;
};

class TableLayout {
 public:
  TableLayout(std::vector<TableColumn> columns, int console_width, bool wrap, Styles styles);

  // Widens columns without a fixed width; call for each sampled row before WriteHeader().
  void Sample(const std::vector<std::string>& cells);
  void Fit();  // Ends sampling.
  void WriteHeader(const LineSink& sink) const;
  void WriteRow(const std::vector<std::string>& cells, const LineSink& sink) const;

 private:
  void WriteLine(const std::vector<std::string_view>& cells, const std::string& style,
                 const LineSink& sink) const;

  std::vector<TableColumn> columns_;
  std::vector<int> widths_;  // -1: hidden
  int console_width_;
  bool wrap_;
  Styles styles_;
};

}  // namespace sipsh::format
