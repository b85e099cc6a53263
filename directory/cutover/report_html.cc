// A run as a page, in the look of the chat data's own reports.

#include "directory/chat/transfer/report.h"
#include "directory/cutover/report.h"

namespace sipsh::cutover {
namespace {

using chat::TransferReport;
using Severity = TransferReport::Severity;

// "id: Verdict: evidence" of a check, "Severity id: ..." of a conversion.
Severity SeverityOf(const std::string& line) {
  bool failure = line.find(": Fail: ") != std::string::npos || line.rfind("Failure ", 0) == 0;
  bool warning = line.find(": Warn: ") != std::string::npos || line.rfind("Warning ", 0) == 0;
  return failure ? Severity::kFailure : warning ? Severity::kWarning : Severity::kInformation;
}

void AddLines(const char* kind, const std::vector<std::string>& lines, TransferReport* page) {
  for (const std::string& line : lines) {
    size_t colon = line.find(": ");
    bool split = colon != std::string::npos;
    std::string about = split ? line.substr(0, colon) : "";
    page->lines.push_back({SeverityOf(line),
                           kind,
                           about.substr(about.rfind(' ') + 1),  // The badge tells the severity.
                           {},
                           {},
                           split ? line.substr(colon + 2) : line});
  }
}

}  // namespace

std::string ReportHtml(const Report& report) {
  TransferReport page;
  page.title = "Cut-over of " + report.address;
  page.outcome = report.state;
  page.failed = report.state == "Stopped" || report.state == "Interrupted";
  page.facts = {{"Cut-over", report.id},
                {"From", report.user + " of " + report.legacy_pool + " (" + report.old_user + ")"},
                {"To", report.contact + " of " + report.target_pool},
                {"Server", report.server},
                {"Begun", report.started},
                {"Ended", report.ended},
                {"Without a holder", report.gap_milliseconds < 0 ? "the address was not handed over"
                                     : report.gap_milliseconds == 0
                                         ? "at no instant: one change set"
                                         : std::to_string(report.gap_milliseconds) + " ms"}};
  if (!report.counts.empty()) page.count_columns = {"Moved", "Before", "After"};
  for (const CountReport& one : report.counts)
    page.counts.push_back(
        {one.what,
         {std::to_string(one.moved), std::to_string(one.before), std::to_string(one.after)}});
  for (const StepReport& step : report.steps)
    page.lines.push_back({step.state == "Failed" ? Severity::kFailure : Severity::kInformation,
                          step.operation + " step",
                          step.step,
                          {},
                          {},
                          step.state + " " + step.ended + ". " + step.detail});
  AddLines("Chat data", report.conversions, &page);
  AddLines("Check before", report.checks, &page);
  AddLines("Check after", report.findings, &page);
  AddLines("Server", report.servers, &page);
  return chat::RenderTransferReport(page);
}

}  // namespace sipsh::cutover
