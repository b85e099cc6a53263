// The steps of a cut-over.
#include <sstream>

#include "directory/cutover/operation.h"
#include "directory/cutover/report.h"
#include "directory/file/atomic_file.h"
#include "directory/file/digest.h"
#include "directory/journal/undo.h"
#include "directory/ldif.h"

namespace sipsh::cutover {

using directory::Change;
using directory::ChangeSet;
using directory::Code;

namespace {

// Without what must be written nowhere.
Entry WithoutSecrets(Entry entry) {
  std::vector<std::string> secret;
  for (const auto& attribute : entry)
    if (journal::IsSecretAttribute(attribute.name)) secret.emplace_back(attribute.name);
  for (const std::string& name : secret) entry.Remove(name);
  return entry;
}

}  // namespace

Result<Operation::Outcome> Operation::Backup() {
  std::string folder = log_.folder() + "/before";
  if (Status made = directory::MakeDirectories(folder, 0700); !made.ok()) return made;
  Result<Entry> user = directory::Find(*ground_.store, plan_.user, {}, ground_.wait());
  if (!user.ok()) return user.status();
  std::ostringstream user_ldif, contacts_ldif;
  directory::LdifWriter(user_ldif).Write(WithoutSecrets(std::move(*user)));
  directory::LdifWriter contacts(contacts_ldif);
  directory::SearchRequest request;
  request.base = ground_.application_contacts;
  request.wait = ground_.wait();
  Status read = ground_.store->Search(request, [&](Entry&& entry) {
    contacts.Write(WithoutSecrets(std::move(entry)));
    return true;
  });
  if (!read.ok()) return read;
  Result<std::string> topology = ground_.document->VersionText(ground_.document->Version().number);
  if (!topology.ok()) return topology.status();
  Outcome outcome;
  for (const auto& [name, text] :
       {std::pair<const char*, std::string>{"user.ldif", user_ldif.str()},
        {"contacts.ldif", contacts_ldif.str()},
        {"topology.yaml", *topology}}) {
    Status kept = directory::ReplaceFile(folder + "/" + name, text, {.mode = 0600});
    if (!kept.ok()) return kept;
    outcome.evidence += (outcome.evidence.empty() ? "" : ", ") + std::string(name) + " SHA-256 " +
                        directory::Sha256Hex(text).substr(0, 16);
  }
  return outcome;
}

Result<Operation::Outcome> Operation::Services(const std::string& pool, bool start) {
  Result<std::string> how = ground_.control_services(pool, start);
  if (!how.ok()) return how.status();
  return Outcome{std::move(*how)};
}

Result<Operation::Outcome> Operation::StopLegacy() { return Services(plan_.legacy_pool, false); }
Result<Operation::Outcome> Operation::StopTarget() { return Services(plan_.target_pool, false); }
Result<Operation::Outcome> Operation::StartTarget() { return Services(plan_.target_pool, true); }

Status Operation::Refuse(const Standing& standing, const std::string& step) const {
  std::string holders;
  for (const Holder& holder : standing.holders)
    holders += (holders.empty() ? "" : ", ") + holder.description;
  return {Code::kAssertionFailed,
          "the address " + plan_.address + " is " + std::string(PhaseText(standing.phase)) +
              (holders.empty() ? "" : " (" + holders + ")") + ", so " + step +
              " cannot go on. Put that right, then Resume-CsCutover; or Undo-CsCutover."};
}

// One passage through the door; `before` must stand when the lock is held.
Result<Operation::Outcome> Operation::PassDoor(ChangeSet changes, Phase before) {
  journal::Request request;
  request.cmdlet = ground_.cmdlet;
  request.command_line = ground_.command_line;
  request.target = Tag();
  request.changes = std::move(changes);
  request.changes.wait = ground_.wait();
  request.verify = [&]() -> Status {
    Result<Standing> standing = Look(ground_, *ground_.store, plan_);
    if (!standing.ok()) return standing.status();
    if (standing->phase != before) return Refuse(*standing, "the step");
    if (before != Phase::kBefore) return Status::Ok();
    Result<std::vector<std::string>> changed = WhatChanged(plan_, ground_);
    if (!changed.ok()) return changed.status();
    if (changed->empty()) return Status::Ok();
    return {Code::kAssertionFailed,
            changed->front() + " since the plan was made; nothing was done"};
  };
  journal::DoorResult result = journal::ChangeDoor(ground_.store, ground_.journal).Apply(request);
  if (!result.ok()) return result.status;
  return Outcome{"change " + std::to_string(result.id) + " on " + result.applied.server, result.id};
}

Result<Operation::Outcome> Operation::HandOver() {
  Result<Standing> standing = Look(ground_, *ground_.store, plan_);
  if (!standing.ok()) return standing.status();
  if (standing->phase == Phase::kAfter)
    return Outcome{"the contact holds the address already", 0, true};
  ChangeSet changes;
  if (standing->phase == Phase::kBefore) changes.changes.push_back(FreeAddress(plan_));
  if (standing->phase != Phase::kBefore && standing->phase != Phase::kFreed)
    return Refuse(*standing, "the hand-over");
  changes.changes.push_back(CreateContact(plan_));
  Result<Outcome> made = PassDoor(std::move(changes), standing->phase);
  if (!made.ok() && RefusedAsWhole(made.status())) return InTwoChanges(made.status());
  return made;
}

Result<Operation::Outcome> Operation::InTwoChanges(const Status& why) {
  Result<Outcome> freed = Free();
  if (!freed.ok()) return freed;
  std::string from = NowWithMilliseconds();
  Result<Outcome> made = Create();
  if (!made.ok()) return made;
  long long gap = MillisecondsBetween(from, NowWithMilliseconds());
  if (Status noted = Saw("hand-over", "gap " + std::to_string(gap) + " ms: " + why.message);
      !noted.ok())
    return noted;
  made->evidence += "; in two changes, for the server refused the change set as a whole";
  return made;
}

Result<Operation::Outcome> Operation::Free() {
  Result<Standing> standing = Look(ground_, *ground_.store, plan_);
  if (!standing.ok()) return standing.status();
  if (standing->phase == Phase::kFreed || standing->phase == Phase::kAfter)
    return Outcome{"the user does not hold the address any more", 0, true};
  if (standing->phase != Phase::kBefore) return Refuse(*standing, "freeing it");
  ChangeSet changes;
  changes.changes.push_back(FreeAddress(plan_));
  return PassDoor(std::move(changes), Phase::kBefore);
}

Result<Operation::Outcome> Operation::WaitFree() {
  Result<Standing> standing = Look(ground_, *ground_.store, plan_);
  if (standing.ok() && standing->phase == Phase::kAfter)
    return Outcome{"the contact holds the address already", 0, true};
  return Await("wait-free", Phase::kFreed);
}

Result<Operation::Outcome> Operation::Create() {
  Result<Standing> standing = Look(ground_, *ground_.store, plan_);
  if (!standing.ok()) return standing.status();
  if (standing->phase == Phase::kAfter) return Outcome{"the contact is there already", 0, true};
  if (standing->phase != Phase::kFreed) return Refuse(*standing, "creating the contact");
  ChangeSet changes;
  changes.changes.push_back(CreateContact(plan_));
  Result<Outcome> made = PassDoor(std::move(changes), Phase::kFreed);
  if (!made.ok()) return AfterRefusedContact(made.status());
  return made;
}

// The address must not stay free: it is handed back at once where that restores the account whole.
Status Operation::AfterRefusedContact(const Status& why) {
  Status status = why;
  Result<directory::StoreInfo> info = ground_.store->Describe();
  bool whole = plan_.old_user != OldUser::kDelete || (info.ok() && !info->active_directory);
  bool reachable = why.code != Code::kUnavailable && why.code != Code::kTimeout;
  if (whole && reachable) {
    Result<std::vector<journal::Record>> records = OwnRecords();
    Outcome outcome;
    Status back = records.ok() ? ApplyUndo(*ground_.store, *records, &outcome) : records.status();
    if (back.ok()) {
      status.message += " The address was handed back to " + plan_.user.text() +
                        " at once (change " + std::to_string(outcome.change) +
                        "). Cure the cause, then Resume-CsCutover.";
      return status;
    }
    status.message += " Handing it back failed as well: " + back.message;
  }
  status.message += " NOBODY HOLDS " + plan_.address +
                    " NOW. Resume-CsCutover creates the contact, Undo-CsCutover brings the user "
                    "back.";
  return status;
}

Result<Operation::Outcome> Operation::Await(const std::string& step, Phase wished) {
  std::vector<ServerRow> rows =
      AwaitAgreement(ground_, plan_, wished, ground_.replication_patience);
  for (const ServerRow& row : rows)
    if (Status noted = Saw(step, row.server + ": " + row.seen +
                                     (row.version.empty() ? "" : " (" + row.version + ")"));
        !noted.ok())
      return noted;
  if (AllAgree(rows)) return Outcome{RowsText(rows)};
  if (ground_.accept_lag) return Outcome{"accepted by the operator: " + RowsText(rows), 0, true};
  return Status(Code::kTimeout,
                "not every server shows the address " + std::string(PhaseText(wished)) + ": " +
                    RowsText(rows) +
                    ". Resume-CsCutover waits again; -AcceptReplicationLag goes on without them.");
}

Result<Operation::Outcome> Operation::WaitContact() {
  return Await("wait-agreement", Phase::kAfter);
}

Result<Operation::Outcome> Operation::Verify() {
  std::vector<CheckResult> checks = RunChecks(PostChecks(), ground_, plan_);
  size_t passed = 0;
  for (const CheckResult& result : checks) {
    passed += result.finding.verdict == Verdict::kPass;
    if (Status noted = Saw("verify", std::string(result.definition->id) + ": " +
                                         std::string(VerdictName(result.finding.verdict)) + ": " +
                                         result.finding.evidence);
        !noted.ok())
      return noted;
  }
  if (AnyFailed(checks) && !ground_.accept_lag)
    return Status(Code::kUnwilling, "what stands is not as planned: " + FailuresText(checks));
  return Outcome{std::to_string(passed) + " of " + std::to_string(checks.size()) +
                 " checks passed"};
}

Result<Operation::Outcome> Operation::WriteRecord() {
  std::string operation = log_.Operation();
  Status audited = ground_.journal->Audit(
      ground_.cmdlet + " " + Tag() + ": " +
      (operation == "undo"
           ? "undone, the address is back with " + plan_.user.text()
           : "the address went from " + plan_.user.text() + " to " + plan_.contact.dn().text()));
  if (!audited.ok()) return audited;
  return Outcome{"audit log; " + log_.folder() + "/report.json, report.txt, report.html"};
}

// Derived from plan and journal: should a crash come between, Get-CsCutover -Report writes it.
Status Operation::WriteReports() {
  Report report = MakeReport(plan_, log_);
  for (const auto& [name, text] :
       {std::pair<const char*, std::string>{"report.json", ReportJson(report)},
        {"report.txt", ReportText(report)},
        {"report.html", ReportHtml(report)}}) {
    Status kept = directory::ReplaceFile(log_.folder() + "/" + name, text, {.mode = 0600});
    if (!kept.ok()) return kept;
  }
  return Status::Ok();
}

}  // namespace sipsh::cutover
