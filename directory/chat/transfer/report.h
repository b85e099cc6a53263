// The HTML log of an export or import (-Report): one page, no scripts, nothing fetched, every
// string escaped. Pure function.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace sipsh::chat {

struct TransferReport {
  enum class Severity { kInformation, kWarning, kFailure };
  struct Line {  // A finding: a rename, a loss, a failure ...
    Severity severity = Severity::kInformation;
    std::string kind;    // "Room renamed"
    std::string object;  // What it is about.
    std::string before, after;
    std::string text;
  };
  struct Row {  // Of the table of counts; as many values as count_columns.
    std::string name;
    std::vector<std::string> values;
  };

  std::string title;    // "Export of chat data"
  std::string outcome;  // "Completed", "Failed: why", "Preview: nothing was changed" ...
  bool failed = false;
  std::vector<std::pair<std::string, std::string>> facts;  // Source, target, file, times ...
  std::vector<std::string> count_columns;                  // "Exported", or "Before", "After" ...
  std::vector<Row> counts;
  std::vector<Line> lines;
};

std::string RenderTransferReport(const TransferReport& report);

}  // namespace sipsh::chat
