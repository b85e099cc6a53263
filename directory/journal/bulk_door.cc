#include "directory/journal/bulk_door.h"

#include <algorithm>

#include "directory/file/file_lock.h"
#include "directory/journal/change_door.h"
#include "directory/journal/for_the_record.h"

namespace sipsh::journal {
namespace {

using directory::ApplyResult;
using directory::ChangeResult;
using directory::Code;

Outcome ToOutcome(const Status& status, bool applied, const std::string& server) {
  Outcome outcome;
  outcome.kind = applied ? OutcomeKind::kCommitted : OutcomeKind::kFailed;
  outcome.code = status.code;
  outcome.message = status.message;
  outcome.server = server;
  outcome.applied = {applied};
  return outcome;
}

// How many of the changes are settled, from the first: made, refused or uncertain.
size_t Settled(const ApplyResult& result) {
  size_t count = 0;
  for (const ChangeResult& one : result.results) {
    if (!one.applied && one.status.ok()) break;
    ++count;
  }
  return count;
}

}  // namespace

// The outcomes of the changes that were tried; at least one.
std::vector<Outcome> BulkDoor::ApplySome(const BulkRequest& request, size_t first, size_t count) {
  directory::ChangeSet set;
  set.atomic = false;
  set.wait = request.wait;
  for (size_t i = first; i < first + count; ++i) set.changes.push_back(request.changes[i].change);
  const ApplyResult result = store_->Apply(set);
  const size_t settled = Settled(result);
  std::vector<Outcome> outcomes;
  for (size_t i = 0; i < settled; ++i) {
    const ChangeResult& one = result.results[i];
    outcomes.push_back(ToOutcome(one.status, one.applied, result.server));
  }
  // What kept the next one from being tried: no connection, no room.
  if (outcomes.empty() || (!result.ok() && outcomes.back().applied[0] && settled < count))
    outcomes.push_back(ToOutcome(result.status, false, result.server));
  return outcomes;
}

void BulkDoor::Record(const BulkRequest& request, ChangeId id, size_t first,
                      const std::vector<Outcome>& outcomes, Status* remark) {
  std::vector<std::string> lines;
  for (size_t i = 0; i < outcomes.size(); ++i) {
    const BulkChange& one = request.changes[first + i];
    lines.push_back(request.cmdlet + " " + one.target + ": " + Describe(one.change) + "; " +
                    std::string(OutcomeName(outcomes[i].kind)) + " [change " +
                    std::to_string(id + first + i) + "]");
    if (!outcomes[i].message.empty()) lines.back() += " " + outcomes[i].message;
  }
  const Status ended = journal_->EndAll(id + first, outcomes);
  const Status audited = journal_->AuditAll(lines);
  if (ended.ok() && audited.ok()) return;
  remark->message = "done, but not every result could be recorded: " +
                    (ended.ok() ? audited.message : ended.message);
}

Status BulkDoor::Apply(const BulkRequest& request, const Told& told) {
  Result<directory::FileLock> lock = directory::FileLock::Acquire(journal_->LockPath());
  if (!lock.ok()) return lock.status();
  if (request.verify)
    if (Status verified = request.verify(); !verified.ok()) return verified;
  std::vector<Intent> intents;
  for (const BulkChange& one : request.changes) {
    Intent& intent = intents.emplace_back();
    intent.cmdlet = request.cmdlet;
    intent.target = one.target;
    intent.command_line = request.command_line;
    intent.changes.push_back(ForTheRecord(one.change));
    if (one.change.kind != directory::Change::Kind::kAdd)
      RedactBefore(one.before, &intent.changes.back());
  }
  Result<ChangeId> id = journal_->BeginAll(intents);
  if (!id.ok()) return id.status();
  Status remark;
  bool going = true;
  const size_t all = request.changes.size();
  // After a refusal with one, then with more and more: where nearly all are refused, a store that
  // gives a whole transaction up for one of them shall not be handed the same ones over and over.
  size_t step = all;
  for (size_t first = 0; first < all;) {
    std::vector<Outcome> outcomes;
    if (going) {
      outcomes = ApplySome(request, first, std::min(step, all - first));
    } else {
      const Status kept(Code::kCancelled, "Not tried: the command ended at an earlier change.");
      outcomes.assign(all - first, ToOutcome(kept, false, ""));
    }
    Record(request, *id, first, outcomes, &remark);
    step = outcomes.back().applied[0] ? std::min(step * 4, all) : 1;
    for (size_t i = 0; i < outcomes.size() && going; ++i) {
      Status status(outcomes[i].code, outcomes[i].message);
      status.dn = request.changes[first + i].change.dn.text();
      going = told(first + i, status) && status.code != Code::kCancelled;
    }
    first += outcomes.size();
  }
  return remark;
}

}  // namespace sipsh::journal
