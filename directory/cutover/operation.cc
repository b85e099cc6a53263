#include "directory/cutover/operation.h"

#include "directory/cutover/chat_data.h"
#include "directory/file/atomic_file.h"

namespace sipsh::cutover {

using directory::Code;

std::string CutoverFolder(const environment::Environment& environment) {
  return environment.folder + "/cutover";
}

Result<directory::FileLock> LockOperations(const environment::Environment& environment) {
  std::string folder = CutoverFolder(environment);
  if (Status made = directory::MakeDirectories(folder, 0700); !made.ok()) return made;
  return directory::FileLock::Acquire(folder + "/lock", std::chrono::milliseconds(0));
}

std::string Operation::Tag() const { return plan_.address + " (cut-over " + plan_.Id() + ")"; }

std::vector<Operation::Step> Operation::ForwardSteps() const {
  std::vector<Step> steps{{"backup", &Operation::Backup},
                          {"stop-legacy", &Operation::StopLegacy},
                          {"stop-target", &Operation::StopTarget}};
  if (!plan_.chat.Moved()) steps.push_back({"chat-data", &Operation::ChatData});
  if (!plan_.chat.dumps.empty()) steps.push_back({"export-data", &Operation::ExportData});
  if (plan_.chat.Moved()) {
    steps.push_back({"count-before", &Operation::CountBefore});
    steps.push_back({"import-data", &Operation::ImportData});
    steps.push_back({"count-after", &Operation::CountAfter});
  }
  if (plan_.one_change_set) {
    steps.push_back({"hand-over", &Operation::HandOver, true});
  } else {
    steps.push_back({"free-address", &Operation::Free, true});
    steps.push_back({"wait-free", &Operation::WaitFree});
    steps.push_back({"create-contact", &Operation::Create, true});
  }
  steps.push_back({"wait-agreement", &Operation::WaitContact, true});
  steps.push_back({"start-target", &Operation::StartTarget});
  steps.push_back({"verify", &Operation::Verify, true});
  steps.push_back({"record", &Operation::WriteRecord, true});
  return steps;
}

std::vector<Operation::Step> Operation::UndoSteps() const {
  std::vector<Step> steps{{"stop-target", &Operation::StopTargetAgain},
                          {"hand-back", &Operation::HandBack, true},
                          {"wait-agreement", &Operation::WaitUser, true}};
  if (plan_.chat.Moved()) steps.push_back({"take-back-data", &Operation::TakeBackData, true});
  steps.push_back({"start-legacy", &Operation::StartLegacyAgain});
  steps.push_back({"verify", &Operation::VerifyBefore, true});
  steps.push_back({"record", &Operation::WriteRecord, true});
  return steps;
}

bool Operation::Began(const std::string& operation, const std::string& step) const {
  for (const Event& event : log_.events())
    if (event.operation == operation && event.step == step && event.what == "intent") return true;
  return false;
}

Status Operation::Saw(const std::string& step, const std::string& what) {
  return log_.Add({{}, log_.Operation(), step, "saw", what, 0});
}

Status Operation::RunSteps(const std::string& operation, const std::vector<Step>& steps) {
  for (const Step& step : steps) {
    if (!step.look_again && log_.Done(step.id) != nullptr) continue;
    if (ground_.stopping && ground_.stopping())
      return {Code::kCancelled, "Stopped before the step " + std::string(step.id) +
                                    ". Resume-CsCutover goes on, Undo-CsCutover goes back."};
    if (Status noted = log_.Add({{}, operation, step.id, "intent", {}, 0}); !noted.ok())
      return noted;
    Result<Outcome> outcome = (this->*step.run)();
    if (!outcome.ok()) {
      Status failed = outcome.status();
      if (Status noted = log_.Add({{}, operation, step.id, "failed", failed.message, 0});
          !noted.ok())
        failed.message += " (and this could not be recorded: " + noted.message + ")";
      failed.message = "The step " + std::string(step.id) + " failed: " + failed.message;
      return failed;
    }
    Event event{{},
                operation,
                step.id,
                outcome->skipped ? "skipped" : "done",
                outcome->evidence,
                outcome->change};
    if (Status noted = log_.Add(event); !noted.ok()) return noted;
    if (ground_.tell) ground_.tell(std::string(step.id) + ": " + outcome->evidence);
  }
  if (Status noted = log_.Add({{}, operation, {}, "end", {}, 0}); !noted.ok()) return noted;
  return WriteReports();
}

Status Operation::Begin() {
  Result<std::vector<std::string>> changed = WhatChanged(plan_, ground_);
  if (!changed.ok()) return changed.status();
  Result<std::vector<std::string>> in_chat = WhatChangedInChat(plan_, ground_);
  if (!in_chat.ok()) return in_chat.status();
  changed->insert(changed->end(), in_chat->begin(), in_chat->end());
  if (!changed->empty()) {
    std::string list;
    for (const std::string& one : *changed) list += (list.empty() ? "" : "; ") + one;
    return {Code::kAssertionFailed, "The plan is stale: " + list +
                                        ". Nothing was done. Make a new one with "
                                        "New-CsCutoverPlan and have it reviewed."};
  }
  std::vector<CheckResult> checks = RunChecks(PreChecks(), ground_, plan_);
  if (AnyFailed(checks))
    return {Code::kUnwilling, "A check failed; nothing was done. " + FailuresText(checks)};
  if (Status kept =
          directory::ReplaceFile(log_.folder() + "/plan.yaml", PlanAsYaml(plan_), {.mode = 0600});
      !kept.ok())
    return kept;
  if (Status noted = log_.Add({{}, "cutover", {}, "begin", plan_.Digest(), 0}); !noted.ok())
    return noted;
  for (const CheckResult& result : checks)
    if (Status noted = Saw("check", std::string(result.definition->id) + ": " +
                                        std::string(VerdictName(result.finding.verdict)) + ": " +
                                        result.finding.evidence);
        !noted.ok())
      return noted;
  return Forward();
}

Status Operation::Forward() { return RunSteps("cutover", ForwardSteps()); }
Status Operation::Backward() { return RunSteps("undo", UndoSteps()); }

Status Operation::Resume() { return log_.Operation() == "undo" ? Backward() : Forward(); }

Status Operation::Undo() {
  if (log_.Operation() != "undo")
    if (Status noted = log_.Add({{}, "undo", {}, "begin", plan_.Digest(), 0}); !noted.ok())
      return noted;
  return Backward();
}

}  // namespace sipsh::cutover
