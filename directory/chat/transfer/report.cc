#include "directory/chat/transfer/report.h"

#include "directory/coexistence/markup.h"
#include "directory/coexistence/report_style.h"

namespace sipsh::chat {
namespace {

using coexistence::Markup;
using Severity = TransferReport::Severity;

std::string_view SeverityName(Severity severity) {
  return severity == Severity::kFailure   ? "Failure"
         : severity == Severity::kWarning ? "Warning"
                                          : "Information";
}

// The style sheet's classes.
std::string_view SeverityClass(Severity severity) {
  return severity == Severity::kFailure   ? "error"
         : severity == Severity::kWarning ? "warning"
                                          : "information";
}

size_t Many(const TransferReport& report, Severity severity) {
  size_t many = 0;
  for (const TransferReport::Line& line : report.lines) many += line.severity == severity ? 1 : 0;
  return many;
}

void Head(const TransferReport& report, Markup* out) {
  out->Open("head");
  out->Empty("meta", {{"charset", "utf-8"}});
  out->Empty("meta", {{"name", "viewport"}, {"content", "width=device-width, initial-scale=1"}});
  out->Put("title", report.title);
  out->Open("style");
  out->Raw(coexistence::ReportStyle());
  out->Close();
  out->Close();
}

void Card(const std::string& number, const std::string& text, const char* tone, Markup* out) {
  out->Open("li", {{"class", tone}});
  out->Put("b", number);
  out->Text(text);
  out->Close();
}

void Cards(const TransferReport& report, Markup* out) {
  out->Open("ul", {{"class", "cards"}});
  for (const TransferReport::Row& row : report.counts)
    if (!row.values.empty()) Card(row.values.back(), row.name, "plain", out);
  size_t failures = Many(report, Severity::kFailure), warnings = Many(report, Severity::kWarning);
  if (failures != 0) Card(std::to_string(failures), "Failures", "bad", out);
  if (warnings != 0) Card(std::to_string(warnings), "Warnings", "warn", out);
  out->Close();
}

void Facts(const TransferReport& report, Markup* out) {
  out->Put("h2", "The run");
  out->Open("div", {{"class", "scroll"}});
  out->Open("table");
  out->Open("tbody");
  for (const auto& [name, value] : report.facts) {
    out->Open("tr");
    out->Put("th", name, {{"scope", "row"}});
    out->Put("td", value);
    out->Close();
  }
  out->Close();
  out->Close();
  out->Close();
}

void Counts(const TransferReport& report, Markup* out) {
  if (report.count_columns.size() < 2) return;  // The cards say it all.
  out->Put("h2", "Counts");
  out->Open("div", {{"class", "scroll"}});
  out->Open("table");
  out->Open("thead");
  out->Open("tr");
  out->Put("th", "");
  for (const std::string& column : report.count_columns) out->Put("th", column);
  out->Close();
  out->Close();
  out->Open("tbody");
  for (const TransferReport::Row& row : report.counts) {
    out->Open("tr");
    out->Put("th", row.name, {{"scope", "row"}});
    for (const std::string& value : row.values) out->Put("td", value);
    out->Close();
  }
  out->Close();
  out->Close();
  out->Close();
}

void Lines(const TransferReport& report, Markup* out) {
  out->Put("h2", report.lines.empty() ? "Nothing else to know" : "What to know");
  if (report.lines.empty()) return;
  out->Open("ul", {{"class", "findings"}});
  for (Severity severity : {Severity::kFailure, Severity::kWarning, Severity::kInformation}) {
    for (const TransferReport::Line& line : report.lines) {
      if (line.severity != severity) continue;
      out->Open("li", {{"class", std::string(SeverityClass(severity))}});
      out->Put("span", SeverityName(severity), {{"class", "badge"}});
      out->Put("strong", line.kind);
      if (!line.object.empty()) out->Text(" " + line.object);
      if (!line.text.empty()) out->Put("p", line.text);
      if (!line.before.empty() || !line.after.empty()) {
        out->Open("p", {{"class", "action"}});
        out->Put("code", line.before.empty() ? "(nothing)" : line.before);
        out->Text(" becomes ");
        out->Put("code", line.after.empty() ? "(nothing)" : line.after);
        out->Close();
      }
      out->Close();
    }
  }
  out->Close();
}

}  // namespace

std::string RenderTransferReport(const TransferReport& report) {
  Markup out;
  out.Raw("<!DOCTYPE html>\n");
  out.Open("html", {{"xmlns", "http://www.w3.org/1999/xhtml"}, {"lang", "en"}});
  Head(report, &out);
  out.Open("body");
  out.Open("header");
  out.Put("h1", report.title);
  out.Put("p", report.outcome, {{"class", report.failed ? "bad" : "good"}});
  out.Close();
  Cards(report, &out);
  Facts(report, &out);
  Counts(report, &out);
  Lines(report, &out);
  out.Put("footer", "Written by sipsh. Nothing in this page is fetched from elsewhere.");
  out.Close();
  out.Close();
  return out.text();
}

}  // namespace sipsh::chat
