// The way back.
#include <algorithm>
#include <set>

#include "directory/cutover/chat_data.h"
#include "directory/cutover/operation.h"
#include "directory/journal/undo.h"

namespace sipsh::cutover {

using directory::Code;
using journal::ChangeId;
using journal::Record;

// The changes this run has made that stand. A crash may have cut the result of one off: its intent
// is among them, and whether it was made is seen by looking.
Result<std::vector<Record>> Operation::OwnRecords() {
  std::vector<Record> own;
  std::set<ChangeId> undone;
  std::string tag = Tag();
  Status read = ground_.journal->Enumerate([&](const Record& record) {
    bool made = record.outcome && record.outcome->kind == journal::OutcomeKind::kCommitted;
    if (made) undone.insert(record.intent.undoes.begin(), record.intent.undoes.end());
    bool nothing = record.outcome && record.outcome->kind == journal::OutcomeKind::kFailed;
    if (record.intent.target == tag && record.intent.undoes.empty() && !nothing)
      own.push_back(record);
    return true;
  });
  if (!read.ok()) return read;
  std::erase_if(own, [&](const Record& record) { return undone.count(record.id) != 0; });
  return own;
}

Result<directory::ChangeSet> Operation::UndoChanges() {
  Result<std::vector<Record>> records = OwnRecords();
  if (!records.ok()) return records.status();
  Result<journal::UndoPlan> plan =
      journal::PlanUndo(*ground_.store, nullptr, *records, ground_.force);
  if (!plan.ok()) return plan.status();
  return std::move(plan->changes);
}

// slapd 2.5 answers some transactions with a fault of its own though each change alone is fine.
bool Operation::RefusedAsWhole(const Status& status) const {
  return plan_.one_change_set && status.code == Code::kOther;
}

Status Operation::ApplyUndo(Store& store, const std::vector<Record>& records, Outcome* outcome) {
  Result<journal::UndoPlan> plan = journal::PlanUndo(store, nullptr, records, ground_.force);
  if (!plan.ok()) return plan.status();
  if (!plan->conflicts.empty() && !ground_.force) {
    const journal::Conflict& first = plan->conflicts.front();
    return {Code::kAssertionFailed,
            first.object + " was changed since: " + first.what +
                ". Put it back, or repeat with -Force, which overwrites it."};
  }
  not_back_.insert(not_back_.end(), plan->not_back.begin(), plan->not_back.end());
  for (const std::string& lost : plan->not_back)
    outcome->evidence += "; does not come back with " + lost;
  if (plan->changes.changes.empty()) {
    outcome->evidence = "all is as it was before" + outcome->evidence;
    outcome->skipped = true;
    return Status::Ok();
  }
  journal::Request request;
  request.cmdlet = ground_.cmdlet;
  request.command_line = ground_.command_line;
  request.target = Tag();
  request.changes = std::move(plan->changes);
  request.changes.wait = ground_.wait();
  request.as_read = std::move(plan->as_read);
  request.undoes = plan->undoes;
  journal::ChangeDoor door(&store, ground_.journal);
  journal::DoorResult result = door.Apply(request);
  if (RefusedAsWhole(result.status) && result.applied.applied() == 0) {
    request.changes.atomic = false;
    outcome->evidence += "; one after the other, for the server refused the change set as a whole";
    result = door.Apply(request);
  }
  if (!result.ok()) return result.status;
  outcome->change = result.id;
  outcome->evidence =
      "change " + std::to_string(result.id) + " on " + result.applied.server + outcome->evidence;
  if (!result.status.message.empty()) outcome->evidence += "; " + result.status.message;
  return Status::Ok();
}

Result<Operation::Outcome> Operation::HandBack() {
  Result<std::vector<Record>> records = OwnRecords();
  if (!records.ok()) return records.status();
  Outcome outcome;
  if (Status back = ApplyUndo(*ground_.store, *records, &outcome); !back.ok()) return back;
  return outcome;
}

Result<Operation::Outcome> Operation::StopTargetAgain() {
  if (!Began("cutover", "start-target")) return Outcome{"they were not started", 0, true};
  return Services(plan_.target_pool, false);
}

Result<Operation::Outcome> Operation::StartLegacyAgain() {
  if (!Began("cutover", "stop-legacy")) return Outcome{"they were not stopped", 0, true};
  return Services(plan_.legacy_pool, true);
}

Result<Operation::Outcome> Operation::WaitUser() { return Await("wait-agreement", Phase::kBefore); }

Result<Operation::Outcome> Operation::VerifyBefore() {
  Result<Standing> standing = Look(ground_, *ground_.store, plan_);
  if (!standing.ok()) return standing.status();
  if (standing->phase != Phase::kBefore) return Refuse(*standing, "the undo");
  Result<std::vector<std::string>> changed = WhatChanged(plan_, ground_);
  if (!changed.ok()) return changed.status();
  Result<std::vector<std::string>> in_chat = WhatChangedInChat(plan_, ground_);
  if (!in_chat.ok()) in_chat = std::vector<std::string>{in_chat.status().message};
  changed->insert(changed->end(), in_chat->begin(), in_chat->end());
  if (changed->empty()) return Outcome{"as the plan found it"};
  std::string text = "the user holds the address; beside that:";
  for (const std::string& one : *changed) text += " " + one + ";";
  return Outcome{text};
}

}  // namespace sipsh::cutover
