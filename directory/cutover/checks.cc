#include "directory/cutover/checks.h"

#include <algorithm>

namespace sipsh::cutover {

std::string_view VerdictName(Verdict verdict) {
  switch (verdict) {
    case Verdict::kPass:
      return "Pass";
    case Verdict::kWarn:
      return "Warn";
    case Verdict::kFail:
      return "Fail";
    case Verdict::kNotApplicable:
      return "NotApplicable";
  }
  return "";
}

const std::vector<CheckDefinition>& PreChecks() {
  static const std::vector<CheckDefinition> checks{
      {1, "topology", "The topology is whole", CheckTopology},
      {2, "target-pool", "The target is a Persistent Chat pool with a fitting home",
       CheckTargetPool},
      {3, "legacy-home", "The legacy pool is homed on its own generation", CheckLegacyHome},
      {4, "published", "What is written is published, and the directory follows it",
       CheckPublished},
      {5, "address", "The address is well-formed and in a SIP domain", CheckAddress},
      {6, "well-known-user", "The well-known user is there, once", CheckWellKnownUser},
      {7, "unique", "No other object holds the address", CheckUnique},
      {8, "no-endpoint", "The target pool has no endpoint yet", CheckNoEndpoint},
      {9, "servers-agree", "Every server answers and shows the same", CheckServersAgree},
      {10, "rights", "The right to make the changes", CheckRights},
      {11, "recycle-bin", "Whether a deleted account can be brought back whole", CheckRecycleBin},
      {12, "chat-data", "The chat data can be taken over", CheckChatData},
      {13, "users", "Users are ready for the new pool", CheckUsers},
      {14, "clock", "The clocks agree", CheckClock},
      {15, "backups", "There is room for backups, and a database backup", CheckBackups},
  };
  return checks;
}

std::vector<CheckResult> RunChecks(const std::vector<CheckDefinition>& checks, const Ground& ground,
                                   const Plan& plan) {
  std::vector<CheckResult> results;
  for (const CheckDefinition& check : checks)
    results.push_back({&check, check.check(ground, plan)});
  return results;
}

bool AnyFailed(const std::vector<CheckResult>& results) {
  return std::any_of(results.begin(), results.end(), [](const CheckResult& result) {
    return result.finding.verdict == Verdict::kFail;
  });
}

std::string FailuresText(const std::vector<CheckResult>& results) {
  std::string text;
  for (const CheckResult& result : results) {
    if (result.finding.verdict != Verdict::kFail) continue;
    text += (text.empty() ? "" : " ") + std::string(result.definition->id) + ": " +
            result.finding.evidence + ". " + result.finding.advice;
  }
  return text;
}

}  // namespace sipsh::cutover
