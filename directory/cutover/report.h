// What is told about a run: derived from its plan and its journal alone.
#pragma once

#include <string>
#include <vector>

#include "directory/cutover/run_log.h"

namespace sipsh::cutover {

struct Plan;

struct StepReport {
  std::string operation, step, state, started, ended, detail;
  journal::ChangeId change = 0;
};

// What was moved of the chat data, of one sort.
struct CountReport {
  std::string what;  // "rooms"
  long long moved = 0, before = 0, after = 0;
};

struct Report {
  std::string id, state, address, legacy_pool, target_pool, old_user, user, contact, server, folder;
  std::string started, ended;
  // How long nobody held the address; 0 where it was handed over in one change set, -1: it was not
  // handed over.
  long long gap_milliseconds = -1;
  std::vector<StepReport> steps;
  std::vector<std::string> checks;    // Before: "id: Verdict: evidence".
  std::vector<std::string> findings;  // After.
  std::vector<std::string> servers;   // "server: what it shows"; the last look.
  std::vector<journal::ChangeId> changes;
  std::vector<CountReport> counts;       // None where the data are moved outside, or not yet.
  std::vector<std::string> conversions;  // Every finding of the conversion.
};

Report MakeReport(const Plan& plan, const RunLog& log);
std::string ReportJson(const Report& report);
std::string ReportText(const Report& report);
std::string ReportHtml(const Report& report);  // One page; nothing fetched.

}  // namespace sipsh::cutover
