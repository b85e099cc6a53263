// The end of the road to the screen: takes objects and format entries one at a time and writes
// lines.
//
// Consecutive objects of one type stand under one header.  A table's first rows are held back until
// its column widths are known: at most kSampleRows of them, and on a terminal 300 ms.  Call Flush()
// at the end of the pipeline.  On a terminal control characters from data are made visible.
#pragma once

#include <chrono>
#include <memory>
#include <vector>

#include "shell/format/format_entry.h"

namespace sipsh::format {

struct WriterOptions {
  int width = 120;
  bool terminal = false;  // Escape control characters, use colours.
  int enumeration_limit = 4;
  const ViewRegistry* views = nullptr;
  Evaluator evaluate;
};

class FormatWriter {
 public:
  FormatWriter(WriterOptions options, LineSink sink);
  void Write(const Value& object);
  void Flush();

 private:
  static constexpr size_t kSampleRows = 1000;

  void WriteEntry(ObjectRef<FormatEntry> entry);
  void WritePlain(const Value& object);
  void WriteText(const std::string& text);
  void BeginGroup(const FormatEntry& entry);
  void EndGroup();
  void ReleaseRows();
  void WriteList(const FormatEntry& entry);
  void WriteWide();
  std::vector<std::string> Cells(const FormatEntry& entry) const;
  void Line(std::string_view line);
  void BlankBefore();
  void BlankAfter();

  WriterOptions options_;
  LineSink sink_;
  LineSink line_sink_;
  EntryMaker maker_;
  std::shared_ptr<const FormatShape> shape_;
  std::string group_;
  std::unique_ptr<TableLayout> table_;
  std::vector<std::vector<std::string>> held_;
  std::chrono::steady_clock::time_point held_since_;
  bool widths_known_ = false;
  bool blank_after_group_ = false;
  bool first_in_group_ = false;
};

}  // namespace sipsh::format
