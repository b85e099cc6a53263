#include "directory/cutover/report.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <nlohmann/json.hpp>

#include "directory/cutover/chat_data.h"
#include "directory/cutover/plan.h"

namespace sipsh::cutover {
namespace {

using Json = nlohmann::ordered_json;

StepReport* Current(Report* report, const Event& event) {
  for (auto it = report->steps.rbegin(); it != report->steps.rend(); ++it)
    if (it->step == event.step && it->operation == event.operation) return &*it;
  return nullptr;
}

// "rooms: 12 moved, 3 before, 15 after"
void TakeCount(const std::string& detail, std::vector<CountReport>* counts) {
  CountReport count;
  size_t colon = detail.find(':');
  if (colon == std::string::npos) return;
  count.what = detail.substr(0, colon);
  int read = std::sscanf(detail.c_str() + colon, ": %lld moved, %lld before, %lld after",
                         &count.moved, &count.before, &count.after);
  if (read == 3) counts->push_back(std::move(count));
}

void TakeSaw(Report* report, const Event& event, std::string* shown_step) {
  if (event.step == "hand-over") return;  // The gap; see Gap().
  if (event.step == "count-after") {
    if (*shown_step != event.step) report->counts.clear();
    TakeCount(event.detail, &report->counts);
  } else if (event.step == "check") {
    report->checks.push_back(event.detail);
  } else if (event.step == "verify") {
    if (*shown_step != "verify") report->findings.clear();
    report->findings.push_back(event.detail);
  } else {
    if (*shown_step != event.operation + event.step) report->servers.clear();
    report->servers.push_back(event.detail);
  }
  bool alone = event.step == "verify" || event.step == "count-after";
  *shown_step = alone ? event.step : event.operation + event.step;
}

void TakeStep(Report* report, const Event& event) {
  StepReport* step = Current(report, event);
  if (event.what == "intent") {
    // Taken up again: the later attempt counts.
    if (step == nullptr)
      step = &report->steps.emplace_back(
          StepReport{event.operation, event.step, {}, event.time, {}, {}, 0});
    step->state = "Interrupted";
    return;
  }
  if (step == nullptr) return;
  step->state = event.what == "done" ? "Done" : event.what == "skipped" ? "Skipped" : "Failed";
  step->ended = event.time;
  step->detail = event.detail;
  if (event.change != 0) {
    step->change = event.change;
    report->changes.push_back(event.change);
  }
}

// From the instant nobody held the address to the one when the contact did.
long long Gap(const RunLog& log) {
  std::string freed;
  long long gap = -1;
  for (const Event& event : log.events()) {
    if (event.operation != "cutover") continue;
    bool done = event.what == "done", over = done || event.what == "skipped";
    if (over && event.step == "hand-over" && gap < 0) gap = 0;
    if (event.what == "saw" && event.step == "hand-over")
      gap = std::strtoll(event.detail.c_str() + std::strlen("gap "), nullptr, 10);
    if (event.step == "free-address" && (done || (event.what == "intent" && freed.empty())))
      freed = event.time;
    if (over && gap < 0 && event.step == "create-contact")
      gap = MillisecondsBetween(freed, event.time);
  }
  return gap;
}

Json Counts(const Report& report) {
  Json counts = Json::array();
  for (const CountReport& one : report.counts)
    counts.push_back(Json{
        {"what", one.what}, {"moved", one.moved}, {"before", one.before}, {"after", one.after}});
  return counts;
}

Json Steps(const Report& report) {
  Json steps = Json::array();
  for (const StepReport& step : report.steps) {
    Json json{{"operation", step.operation}, {"step", step.step},   {"state", step.state},
              {"started", step.started},     {"ended", step.ended}, {"detail", step.detail}};
    if (step.change != 0) json["change"] = step.change;
    steps.push_back(std::move(json));
  }
  return steps;
}

void AddList(const char* title, const std::vector<std::string>& lines, std::string* text) {
  if (lines.empty()) return;
  *text += std::string("\n") + title + "\n";
  for (const std::string& line : lines) *text += "  " + line + "\n";
}

std::string Padded(const std::string& text, size_t width) {
  return text + std::string(text.size() < width ? width - text.size() : 1, ' ');
}

}  // namespace

Report MakeReport(const Plan& plan, const RunLog& log) {
  Report report;
  report.id = plan.Id();
  report.state = RunStateName(log.State());
  report.address = plan.address;
  report.legacy_pool = plan.legacy_pool;
  report.target_pool = plan.target_pool;
  report.old_user = OldUserName(plan.old_user);
  report.user = plan.user.text();
  report.contact = plan.contact.dn().text();
  report.server = plan.server;
  report.folder = log.folder();
  std::string shown;
  for (const Event& event : log.events()) {
    if (report.started.empty()) report.started = event.time;
    report.ended = event.time;
    if (event.what == "saw")
      TakeSaw(&report, event, &shown);
    else if (!event.step.empty())
      TakeStep(&report, event);
  }
  report.gap_milliseconds = Gap(log);
  report.conversions = plan.chat.conversions;
  if (Result<ChatLedger> ledger = ReadLedger(log.folder()); ledger.ok())
    report.conversions = std::move(ledger->findings);
  return report;
}

std::string ReportJson(const Report& report) {
  Json json{{"id", report.id},
            {"state", report.state},
            {"address", report.address},
            {"legacy_pool", report.legacy_pool},
            {"target_pool", report.target_pool},
            {"old_user", report.old_user},
            {"user", report.user},
            {"contact", report.contact},
            {"server", report.server},
            {"started", report.started},
            {"ended", report.ended},
            {"gap_milliseconds", report.gap_milliseconds},
            {"steps", Steps(report)},
            {"checks", report.checks},
            {"findings", report.findings},
            {"servers", report.servers},
            {"chat_counts", Counts(report)},
            {"chat_conversions", report.conversions},
            {"changes", report.changes}};
  if (report.gap_milliseconds < 0) json["gap_milliseconds"] = nullptr;
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string ReportText(const Report& report) {
  std::string text = "Cut-over " + report.id + ": " + report.state + "\n";
  auto line = [&](const char* name, const std::string& value) {
    text += Padded(name, 14) + value + "\n";
  };
  line("Address", report.address);
  line("From", report.user + " of " + report.legacy_pool + " (" + report.old_user + ")");
  line("To", report.contact + " of " + report.target_pool);
  line("Server", report.server);
  line("Time", report.started + " to " + report.ended);
  line("Gap", report.gap_milliseconds < 0 ? "the address was not handed over"
              : report.gap_milliseconds == 0
                  ? "none: one change set"
                  : std::to_string(report.gap_milliseconds) + " ms without a holder");
  text += "\nSteps\n";
  for (const StepReport& step : report.steps)
    text += "  " + Padded(step.operation, 8) + Padded(step.step, 16) + Padded(step.state, 12) +
            step.ended + "  " + step.detail + "\n";
  std::vector<std::string> counts;
  for (const CountReport& one : report.counts)
    counts.push_back(Padded(one.what, 16) + std::to_string(one.moved) + " moved, " +
                     std::to_string(one.before) + " before, " + std::to_string(one.after) +
                     " after");
  AddList("Chat data", counts, &text);
  AddList("What became of the chat data", report.conversions, &text);
  AddList("Checks before", report.checks, &text);
  AddList("Checks after", report.findings, &text);
  AddList("Servers", report.servers, &text);
  return text;
}

}  // namespace sipsh::cutover
