// The checks before a cut-over (fifteen) and after it: each has an id that stays the same, looks at
// one thing, changes nothing, and says what it saw. None is passed over in silence: where one
// cannot be made on a kind of server it says so.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "directory/cutover/plan.h"
#include "directory/cutover/standing.h"

namespace sipsh::cutover {

enum class Verdict { kPass, kWarn, kFail, kNotApplicable };
std::string_view VerdictName(Verdict verdict);  // "Pass", "Warn", "Fail", "NotApplicable"

struct Finding {
  Verdict verdict = Verdict::kPass;
  std::string evidence;
  std::string advice;  // What to do; empty when nothing is.
};

struct CheckDefinition {
  int number;
  std::string_view id;
  std::string_view title;
  Finding (*check)(const Ground&, const Plan&);
};

struct CheckResult {
  const CheckDefinition* definition = nullptr;
  Finding finding;
};

const std::vector<CheckDefinition>& PreChecks();
const std::vector<CheckDefinition>& PostChecks();
std::vector<CheckResult> RunChecks(const std::vector<CheckDefinition>& checks, const Ground& ground,
                                   const Plan& plan);
bool AnyFailed(const std::vector<CheckResult>& results);
std::string FailuresText(const std::vector<CheckResult>& results);

// What the parts of the list are made of (check_*.cc).
Finding CheckTopology(const Ground&, const Plan&);
Finding CheckTargetPool(const Ground&, const Plan&);
Finding CheckLegacyHome(const Ground&, const Plan&);
Finding CheckPublished(const Ground&, const Plan&);
Finding CheckAddress(const Ground&, const Plan&);
Finding CheckWellKnownUser(const Ground&, const Plan&);
Finding CheckUnique(const Ground&, const Plan&);
Finding CheckNoEndpoint(const Ground&, const Plan&);
Finding CheckServersAgree(const Ground&, const Plan&);
Finding CheckRights(const Ground&, const Plan&);
Finding CheckRecycleBin(const Ground&, const Plan&);
Finding CheckChatData(const Ground&, const Plan&);
Finding CheckUsers(const Ground&, const Plan&);
Finding CheckClock(const Ground&, const Plan&);
Finding CheckBackups(const Ground&, const Plan&);

inline Finding Pass(std::string evidence) { return {Verdict::kPass, std::move(evidence), {}}; }
inline Finding Warn(std::string evidence, std::string advice) {
  return {Verdict::kWarn, std::move(evidence), std::move(advice)};
}
inline Finding FailWith(std::string evidence, std::string advice) {
  return {Verdict::kFail, std::move(evidence), std::move(advice)};
}
inline Finding NotApplicable(std::string evidence) {
  return {Verdict::kNotApplicable, std::move(evidence), {}};
}
inline Finding Failed(const Status& status) {
  return FailWith(status.message, "Cure that, then check again.");
}

}  // namespace sipsh::cutover
