#include "directory/journal/change_door.h"

#include <algorithm>

#include "directory/file/atomic_file.h"
#include "directory/file/digest.h"
#include "directory/file/file_lock.h"
#include "directory/journal/for_the_record.h"

namespace sipsh::journal {
namespace {

using directory::Change;
using directory::Code;
using directory::Entry;
using directory::FileLock;

std::vector<std::string> Sorted(std::vector<std::string> values) {
  std::sort(values.begin(), values.end());
  return values;
}

Status Changed(const Entry& read, const std::string& attribute) {
  return {Code::kAssertionFailed,
          read.dn().text() + " was changed by somebody else meanwhile (" + attribute +
              "); nothing was done, look at it again and repeat the command",
          read.dn().text()};
}

}  // namespace

Status ChangeDoor::CheckAsRead(const Request& request) {
  for (const Entry& read : request.as_read) {
    std::vector<std::string> names;
    for (const auto& attribute : read) names.emplace_back(attribute.name);
    std::vector<std::string> wanted = names;
    if (wanted.empty()) wanted.push_back("objectClass");
    Result<Entry> now =
        directory::Find(*store_, read.dn(), std::move(wanted), request.changes.wait);
    if (!now.ok()) {
      if (now.status().code != Code::kNoSuchObject) return now.status();
      return {Code::kAssertionFailed,
              read.dn().text() + " is gone; nothing was done, look again and repeat the command",
              read.dn().text()};
    }
    for (const std::string& name : names)
      if (Sorted(read.ValueList(name)) != Sorted(now->ValueList(name))) return Changed(read, name);
  }
  return Status::Ok();
}

Status ChangeDoor::ReadBefore(const Request& request, Intent* intent) {
  for (const Change& change : request.changes.changes) {
    RecordedChange recorded = ForTheRecord(change);
    if (change.kind != Change::Kind::kAdd) {
      Result<Entry> before = directory::Find(*store_, change.dn, {}, request.changes.wait);
      if (before.ok()) RedactBefore(std::move(*before), &recorded);
      // An entry made earlier in the same set is not there yet: it needs no before-image.
      else if (before.status().code != Code::kNoSuchObject)
        return before.status();
    }
    intent->changes.push_back(std::move(recorded));
  }
  return Status::Ok();
}

Status ChangeDoor::PlanTopology(const TopologyStep& step, Intent* intent) {
  topology::TopologyDocument& document = *step.document;
  TopologyChange change{document.path(), Describe(step), document.Version().number,
                        document.Version().hash, ""};
  if (step.edit) {
    if (Status loaded = document.Reload(); !loaded.ok()) return loaded;
    change.version_before = document.Version().number;
    change.hash_before = document.Version().hash;
    Result<std::string> text = document.Preview(*step.edit);
    if (!text.ok()) return text.status();
    change.hash_after = directory::Sha256Hex(*text);
  } else {
    Result<std::string> text =
        step.text ? Result<std::string>(*step.text) : directory::ReadFile(document.path());
    if (!text.ok()) return text.status();
    change.hash_after = directory::Sha256Hex(*text);
  }
  intent->topology = std::move(change);
  return Status::Ok();
}

Status ChangeDoor::ApplyTopology(const TopologyStep& step) {
  if (step.edit) return step.document->EditAndPublish(*step.edit);
  if (step.text) return step.document->PublishText(*step.text, step.expected_hash);
  return step.document->Publish(step.expected_hash);
}

void ChangeDoor::Finish(const Request& request, DoorResult* result) {
  Outcome outcome;
  outcome.code = result->status.code;
  outcome.message = result->status.message;
  outcome.server = result->applied.server;
  outcome.topology_applied = result->topology_applied;
  bool any = result->topology_applied;
  for (const auto& one : result->applied.results) {
    outcome.applied.push_back(one.applied);
    any = any || one.applied;
  }
  if (!result->status.ok()) outcome.kind = any ? OutcomeKind::kPartial : OutcomeKind::kFailed;
  std::string line = request.cmdlet + " " + request.target + ": ";
  for (size_t i = 0; i < request.changes.changes.size(); ++i) {
    constexpr size_t kMostShown = 3;
    if (i == kMostShown) {
      line += "and " + std::to_string(request.changes.changes.size() - i) + " more; ";
      break;
    }
    line += Describe(request.changes.changes[i]) + "; ";
  }
  if (request.topology) line += Describe(*request.topology) + "; ";
  line += std::string(OutcomeName(outcome.kind)) + " [change " + std::to_string(result->id) + "]";
  if (!result->status.ok()) line += " " + result->status.message;
  Status ended = journal_->End(result->id, outcome);
  Status audited = journal_->Audit(line);
  if (result->status.ok() && !(ended.ok() && audited.ok()))
    result->status.message = "done, but its result could not be recorded: " +
                             (ended.ok() ? audited.message : ended.message);
}

DoorResult ChangeDoor::Apply(const Request& request) {
  DoorResult result;
  Result<FileLock> lock = FileLock::Acquire(journal_->LockPath(), patience_);
  if (!lock.ok()) return {lock.status(), {}, 0, false};
  Intent intent{request.cmdlet, request.target, request.command_line, {}, {}, request.undoes};
  result.status = CheckAsRead(request);
  if (result.ok() && request.verify) result.status = request.verify();
  if (result.ok()) result.status = ReadBefore(request, &intent);
  if (result.ok() && request.topology) result.status = PlanTopology(*request.topology, &intent);
  if (!result.ok()) return result;
  Result<ChangeId> id = journal_->Begin(intent);
  if (!id.ok()) {
    result.status = id.status();
    return result;
  }
  result.id = *id;
  if (!request.changes.changes.empty()) {
    result.applied = store_->Apply(request.changes);
    result.status = result.applied.status;
  }
  if (result.ok() && request.topology) {
    result.status = ApplyTopology(*request.topology);
    result.topology_applied = result.ok();
  }
  Finish(request, &result);
  return result;
}

}  // namespace sipsh::journal
