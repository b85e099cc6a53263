#include "cmdlets/lync/cutover/cutover_cmdlets.h"
#include "cmdlets/lync/cutover/session_ground.h"
#include "directory/cutover/chat_data.h"
#include "directory/file/atomic_file.h"

namespace sipsh {
namespace {

using cutover::Plan;
using cutover::RunState;

class RunCmdlet : public ObjectCmdlet {
 public:
  std::string path, id;
  std::optional<int> replication_timeout;
  bool accept_lag = false, force = false;

 protected:
  cutover::Ground GroundOf(CommandRuntime& runtime, EnvironmentService& environment,
                           const Plan& plan) const {
    cutover::Ground ground = MakeGround(runtime, environment, plan.server, force);
    if (replication_timeout)
      ground.replication_patience = std::chrono::seconds(*replication_timeout);
    ground.accept_lag = accept_lag;
    ground.force = force;
    return ground;
  }

  static directory::FileLock Lock(EnvironmentService& environment) {
    auto lock = cutover::LockOperations(environment.Parts().Environment());
    if (lock.ok()) return std::move(*lock);
    ErrorRecord record = ToErrorRecord(lock.status());
    record.error_id = "CutoverRunning";
    throw ObjectError(std::move(record));
  }

  static Flow Show(CommandRuntime& runtime, const Plan& plan, const cutover::RunLog& log) {
    return runtime.WriteObject(CutoverObject(cutover::MakeReport(plan, log)));
  }

  static void WarnOfTorn(CommandRuntime& runtime, const cutover::RunLog& log) {
    if (!log.torn()) return;
    runtime.WriteMessage(Stream::kWarning,
                         log.folder() +
                             "/run.jsonl: the last line is cut off by a crash; the step is looked "
                             "at again.");
  }
};

std::string Whole(const Plan& plan) {
  return "hand " + plan.address + " over from " + plan.user.text() + " (" +
         std::string(cutover::OldUserName(plan.old_user)) + ") to " + plan.target_pool;
}

class Invoke final : public RunCmdlet {
 protected:
  Flow Process(CommandRuntime& runtime, EnvironmentService& environment) override {
    Plan plan = RequirePlan(path);
    cutover::Ground ground = GroundOf(runtime, environment, plan);
    std::string folder = RunFolder(environment, plan);
    if (directory::FileExists(folder + "/plan.yaml")) {
      cutover::RunLog log = Require(cutover::RunLog::Open(folder));
      if (log.State() != RunState::kNone) return Again(runtime, plan, log);
    }
    if (!runtime.ShouldProcess(plan.address, Whole(plan))) {
      if (runtime.WhatIf()) ShowPlan(runtime, ground, plan);
      return Flow::kMore;
    }
    directory::FileLock lock = Lock(environment);
    cutover::RunLog log = Require(cutover::RunLog::Open(folder));
    directory::Status status = cutover::Operation(ground, plan, &log).Begin();
    environment.Refresh();
    if (!status.ok()) ThrowCutover(status, plan);
    return Show(runtime, plan, log);
  }

 private:
  static Flow Again(CommandRuntime& runtime, const Plan& plan, const cutover::RunLog& log) {
    std::string name = "The cut-over " + plan.Id();
    switch (log.State()) {
      case RunState::kDone:
        runtime.WriteMessage(Stream::kVerbose, name + " is done already.");
        return Show(runtime, plan, log);
      case RunState::kUndone:
        Fail(name + " was undone. Make a new plan with New-CsCutoverPlan.", "CutoverUndone",
             ErrorCategory::kInvalidOperation, Value::String(plan.address));
      default:
        Fail(name +
                 " was begun and did not end. Resume-CsCutover goes on, Undo-CsCutover goes "
                 "back.",
             "CutoverUnfinished", ErrorCategory::kInvalidOperation, Value::String(plan.address));
    }
  }

  static void ShowConversions(CommandRuntime& runtime, const cutover::Ground& ground,
                              const Plan& plan) {
    if (!plan.chat.Moved()) return;
    std::string text = "chat data: " + cutover::Held(plan.chat.counts) + "\n";
    for (const chat::Finding& finding :
         Require(cutover::SurveyChat(ground, plan)).conversion.findings)
      text += std::string(chat::Name(finding.severity)) + " " + finding.Line() + "\n";
    ShowText(runtime, text);
  }

  static void ShowPlan(CommandRuntime& runtime, const cutover::Ground& ground, const Plan& plan) {
    int number = 0;
    std::string text;
    for (const cutover::StepText& step : cutover::StepsOf(plan))
      text += std::to_string(++number) + ". " + step.id + ": " + step.does + "\n";
    text += cutover::ChangesAsLdif(plan);
    ShowText(runtime, text);
    ShowConversions(runtime, ground, plan);
    auto changed = Require(cutover::WhatChanged(plan, ground));
    for (std::string& one : Require(cutover::WhatChangedInChat(plan, ground)))
      changed.push_back(std::move(one));
    for (const std::string& one : changed)
      runtime.WriteMessage(Stream::kWarning,
                           "The plan is stale and would be refused: " + one + ".");
    for (const cutover::CheckResult& result :
         cutover::RunChecks(cutover::PreChecks(), ground, plan)) {
      const cutover::Finding& finding = result.finding;
      if (finding.verdict == cutover::Verdict::kFail)
        runtime.WriteMessage(Stream::kWarning,
                             "It would be refused: " + std::string(result.definition->id) + ": " +
                                 finding.evidence + ". " + finding.advice);
    }
  }
};

class Resume final : public RunCmdlet {
 protected:
  Flow Process(CommandRuntime& runtime, EnvironmentService& environment) override {
    CutoverRun run = RequireRun(environment, id);
    RunState state = run.log.State();
    if (state == RunState::kDone || state == RunState::kUndone) {
      runtime.WriteMessage(Stream::kVerbose, "The cut-over " + run.plan.Id() + " is " +
                                                 std::string(cutover::RunStateName(state)) +
                                                 "; there is nothing to resume.");
      return Show(runtime, run.plan, run.log);
    }
    if (state == RunState::kNone) {
      Fail("The cut-over " + run.plan.Id() +
               " was not begun: nothing was changed. Begin it with Invoke-CsCutover.",
           "CutoverNotBegun", ErrorCategory::kInvalidOperation, Value::String(run.plan.address));
    }
    WarnOfTorn(runtime, run.log);
    cutover::Ground ground = GroundOf(runtime, environment, run.plan);
    std::string operation = run.log.Operation() == "undo" ? "go on undoing: " : "go on: ";
    if (!runtime.ShouldProcess(run.plan.address, operation + Whole(run.plan))) return Flow::kMore;
    directory::FileLock lock = Lock(environment);
    directory::Status status = cutover::Operation(ground, run.plan, &run.log).Resume();
    environment.Refresh();
    if (!status.ok()) ThrowCutover(status, run.plan);
    return Show(runtime, run.plan, run.log);
  }
};

class Undo final : public RunCmdlet {
 protected:
  Flow Process(CommandRuntime& runtime, EnvironmentService& environment) override {
    CutoverRun run = RequireRun(environment, id);
    if (run.log.State() == RunState::kUndone) {
      runtime.WriteMessage(Stream::kVerbose,
                           "The cut-over " + run.plan.Id() + " was undone already.");
      return Show(runtime, run.plan, run.log);
    }
    WarnOfTorn(runtime, run.log);
    cutover::Ground ground = GroundOf(runtime, environment, run.plan);
    cutover::Operation operation(ground, run.plan, &run.log);
    if (!runtime.ShouldProcess(run.plan.address, "go back: hand it from " + run.plan.target_pool +
                                                     " to " + run.plan.user.text() + " again")) {
      if (!runtime.WhatIf()) return Flow::kMore;
      for (const std::string& line : journal::Describe(Require(operation.UndoChanges())))
        ShowText(runtime, line);
      if (std::string data = Require(operation.UndoData()); !data.empty()) ShowText(runtime, data);
      return Flow::kMore;
    }
    directory::FileLock lock = Lock(environment);
    directory::Status status = operation.Undo();
    environment.Refresh();
    for (const std::string& lost : operation.not_back())
      runtime.WriteMessage(Stream::kWarning, "Does not come back with " + lost + ".");
    if (!status.ok()) ThrowCutover(status, run.plan);
    return Show(runtime, run.plan, run.log);
  }
};

class GetCutover final : public ObjectCmdlet {
 public:
  std::string id, report;

 protected:
  Flow Process(CommandRuntime& runtime, EnvironmentService& environment) override {
    std::vector<CutoverRun> runs;
    if (id.empty() && report.empty())
      runs = AllRuns(environment);
    else
      runs.push_back(RequireRun(environment, id));
    for (const CutoverRun& run : runs) {
      cutover::Report told = cutover::MakeReport(run.plan, run.log);
      if (!report.empty()) Write(told);
      if (runtime.WriteObject(CutoverObject(told)) == Flow::kStop) return Flow::kStop;
    }
    return Flow::kMore;
  }

 private:
  void Write(const cutover::Report& told) const {
    auto named = [&](std::string_view end) {
      return report.size() > end.size() && report.substr(report.size() - end.size()) == end;
    };
    std::string text = named(".json")   ? cutover::ReportJson(told)
                       : named(".html") ? cutover::ReportHtml(told)
                                        : cutover::ReportText(told);
    Check(directory::ReplaceFile(report, text, {.mode = 0600}), Value::String(report));
  }
};

template <typename C>
void AddRunParameters(CmdletMetadata* m) {
  m->supports_should_process = true;
  m->confirm_impact = ConfirmImpact::kHigh;
  m->output_type = kCutoverType;
  m->Add(Parameter<&RunCmdlet::replication_timeout, C>(
             "ReplicationTimeout", "Seconds to wait until every server agrees; 300 otherwise.")
             .ValidateRange(Value::Int32(0), Value::Int32(86400)));
  m->Add(Parameter<&RunCmdlet::accept_lag, C>("AcceptReplicationLag",
                                              "Goes on though not every server agrees."));
}

template <typename C>
void AddId(CmdletMetadata* m) {
  m->Add(Parameter<&RunCmdlet::id, C>("Id", "The cut-over's id; the newest when left out.")
             .Position(0)
             .ByPropertyName());
}

}  // namespace

CmdletMetadata InvokeCsCutover() {
  CmdletMetadata m = MakeCmdlet<Invoke>(
      "Invoke", "CsCutover",
      "Carries a plan out: checks, backups, the hand-over of the address, verification. Each step "
      "is recorded before and after, so that a crash can be resumed or undone.");
  m.Add(Parameter<&RunCmdlet::path, Invoke>("Path", "The plan's file.")
            .Mandatory()
            .Position(0)
            .ByPropertyName());
  AddRunParameters<Invoke>(&m);
  m.Add(Parameter<&RunCmdlet::force, Invoke>(
      "Force", "Takes it as confirmed that services were stopped and data moved."));
  return m;
}

CmdletMetadata ResumeCsCutover() {
  CmdletMetadata m = MakeCmdlet<Resume>(
      "Resume", "CsCutover", "Goes on with a cut-over, or with its undoing, that did not end.");
  AddId<Resume>(&m);
  AddRunParameters<Resume>(&m);
  m.Add(Parameter<&RunCmdlet::force, Resume>(
      "Force", "Takes it as confirmed that services were stopped and data moved."));
  return m;
}

CmdletMetadata UndoCsCutover() {
  CmdletMetadata m = MakeCmdlet<Undo>(
      "Undo", "CsCutover",
      "Goes back to the state before a cut-over, from wherever it is: the well-known user has the "
      "address again.");
  AddId<Undo>(&m);
  AddRunParameters<Undo>(&m);
  m.Add(Parameter<&RunCmdlet::force, Undo>("Force",
                                           "Overwrites what was changed since, and takes it as "
                                           "confirmed that services were started."));
  return m;
}

CmdletMetadata GetCsCutover() {
  CmdletMetadata m = MakeCmdlet<GetCutover>(
      "Get", "CsCutover", "Gets the cut-overs of the environment: state, steps, checks, servers.");
  m.output_type = kCutoverType;
  m.Add(Parameter<&GetCutover::id>("Id", "The cut-over's id, or its beginning.")
            .Position(0)
            .ByPropertyName());
  m.Add(Parameter<&GetCutover::report>("Report",
                                       "Writes the report to this file: JSON or HTML by its "
                                       "name, else text."));
  return m;
}

}  // namespace sipsh
