// The guarded cut-over itself: steps in order, each with its intent durable before and its result
// after, each to be taken up again after a crash at any point. A step asks what stands before it
// does anything: "as wished already" is done. Undo goes back to the state before by the journal's
// before-images. One operation at a time in an environment (a lock).
#pragma once

#include <string>
#include <vector>

#include "directory/cutover/checks.h"
#include "directory/cutover/plan.h"
#include "directory/cutover/run_log.h"
#include "directory/file/file_lock.h"
#include "directory/journal/journal.h"

namespace sipsh::cutover {

std::string CutoverFolder(const environment::Environment& environment);
// The lock of all operations of the environment; kBusyLocked names the process that holds it.
Result<directory::FileLock> LockOperations(const environment::Environment& environment);

class Operation {
 public:
  // Neither is owned. The lock is held by the caller.
  Operation(const Ground& ground, const Plan& plan, RunLog* log)
      : ground_(ground), plan_(plan), log_(*log) {}

  // From the beginning: the plan is kept in the run's folder, the checks are made.
  // kAssertionFailed: the plan is stale; kUnwilling: a check failed.
  Status Begin();
  // Takes an interrupted or stopped operation up again, a cut-over or an undo.
  Status Resume();
  // Back to the state before, from wherever the run is.
  Status Undo();

  // What undoing would do to the directory; for -WhatIf.
  Result<directory::ChangeSet> UndoChanges();
  Result<std::string> UndoData();  // And to the chat data; "": nothing.
  const std::vector<std::string>& not_back() const { return not_back_; }

 private:
  struct Outcome {
    std::string evidence;
    journal::ChangeId change = 0;
    bool skipped = false;
  };
  using Do = Result<Outcome> (Operation::*)();
  struct Step {
    const char* id;
    Do run;
    bool look_again = false;  // Asks what stands, also when it is recorded as done.
  };

  std::vector<Step> ForwardSteps() const;
  std::vector<Step> UndoSteps() const;
  Status RunSteps(const std::string& operation, const std::vector<Step>& steps);
  Status Forward();
  Status Backward();
  Status WriteReports();
  Status Saw(const std::string& step, const std::string& what);
  bool Began(const std::string& operation, const std::string& step) const;

  // steps_forward.cc
  Result<Outcome> Backup();
  Result<Outcome> StopLegacy();
  Result<Outcome> StopTarget();
  Result<Outcome> HandOver();
  Result<Outcome> Free();
  Result<Outcome> WaitFree();
  Result<Outcome> Create();
  Result<Outcome> WaitContact();
  Result<Outcome> StartTarget();
  Result<Outcome> Verify();
  Result<Outcome> WriteRecord();
  // steps_data.cc
  Result<Outcome> ChatData();
  Result<Outcome> ExportData();
  Result<Outcome> CountBefore();
  Result<Outcome> ImportData();
  Result<Outcome> CountAfter();
  Result<Outcome> TakeBackData();
  std::string ArchivePath() const;
  // steps_back.cc
  Result<Outcome> StopTargetAgain();
  Result<Outcome> HandBack();
  Result<Outcome> WaitUser();
  Result<Outcome> StartLegacyAgain();
  Result<Outcome> VerifyBefore();

  Result<Outcome> Services(const std::string& pool, bool start);
  Result<Outcome> Await(const std::string& step, Phase wished);
  Result<Outcome> PassDoor(directory::ChangeSet changes, Phase before);
  Status Refuse(const Standing& standing, const std::string& step) const;
  Status AfterRefusedContact(const Status& why);
  bool RefusedAsWhole(const Status& status) const;
  Result<Outcome> InTwoChanges(const Status& why);
  std::string Tag() const;
  Result<std::vector<journal::Record>> OwnRecords();
  Status ApplyUndo(Store& store, const std::vector<journal::Record>& records, Outcome* outcome);

  const Ground& ground_;
  const Plan& plan_;
  RunLog& log_;
  std::vector<std::string> not_back_;
};

}  // namespace sipsh::cutover
