#include "directory/journal/stream_door.h"

#include <algorithm>

#include "directory/file/file_lock.h"
#include "directory/journal/change_door.h"
#include "directory/journal/for_the_record.h"

namespace sipsh::journal {
namespace {

using directory::Change;
using directory::Code;
using directory::Entry;
using directory::Modification;

void Mix(size_t* digest, std::string_view text) {
  *digest = (*digest * 1099511628211u) ^ std::hash<std::string_view>()(text);
}

size_t DigestOf(const Change& change) {
  size_t digest = static_cast<size_t>(change.kind);
  Mix(&digest, change.dn.text());
  Mix(&digest, change.entry.data());
  for (const Modification& modification : change.modifications) {
    digest += static_cast<size_t>(modification.operation);
    Mix(&digest, modification.attribute);
    for (const std::string& value : modification.values) Mix(&digest, value);
  }
  Mix(&digest, change.new_rdn);
  if (change.new_superior) Mix(&digest, change.new_superior->text());
  return digest + (change.delete_old_rdn ? 1 : 0);
}

Status Different() {
  return {Code::kAssertionFailed,
          "The changes were not the same when they were read a second time; let nobody write to "
          "their source, and repeat the command."};
}

}  // namespace

Status StreamDoor::WriteIntent(Intent* intent, Plan* plan) {
  if (intent->changes.empty()) return Status::Ok();
  Result<ChangeId> id = journal_->Begin(*intent);
  if (!id.ok()) return id.status();
  plan->chunks.push_back({*id, intent->changes.size(), Describe(intent->changes.front().change)});
  intent->changes.clear();
  return Status::Ok();
}

Status StreamDoor::WriteIntents(const StreamRequest& request, Plan* plan) {
  Intent intent{request.cmdlet, request.target, request.command_line, {}, {}, {}};
  directory::Store::ChangeSource next = request.begin();
  for (;;) {
    if (request.wait.Stopping()) return {Code::kCancelled, "Stopped. Nothing was changed."};
    Result<std::optional<Change>> change = next();
    if (!change.ok()) return change.status();
    if (!*change) break;
    plan->digests.push_back(DigestOf(**change));
    RecordedChange recorded = ForTheRecord(**change);
    if ((*change)->kind != Change::Kind::kAdd) {
      Result<Entry> before = directory::Find(*store_, (*change)->dn, {}, request.wait);
      if (before.ok()) RedactBefore(std::move(*before), &recorded);
      // An entry made earlier in the stream is not there yet: it needs no before-image.
      else if (before.status().code != Code::kNoSuchObject)
        return before.status();
    }
    intent.changes.push_back(std::move(recorded));
    if (intent.changes.size() < request.chunk) continue;
    if (Status written = WriteIntent(&intent, plan); !written.ok()) return written;
  }
  return WriteIntent(&intent, plan);
}

Status StreamDoor::ApplyPlan(const StreamRequest& request, const Plan& plan, size_t* applied) {
  directory::Store::ChangeSource next = request.begin();
  size_t count = 0;
  auto checked = [&]() -> Result<std::optional<Change>> {
    Result<std::optional<Change>> change = next();
    if (!change.ok()) return change;
    const bool same = *change
                          ? count < plan.digests.size() && plan.digests[count] == DigestOf(**change)
                          : count == plan.digests.size();
    if (!same) return Different();
    ++count;
    return change;
  };
  return store_->ApplyStream(checked, request.wait, applied);
}

void StreamDoor::Record(const StreamRequest& request, const Plan& plan, StreamResult* result) {
  Result<directory::StoreInfo> info = store_->Describe();
  size_t left = result->applied;
  Status remark;
  for (const Chunk& chunk : plan.chunks) {
    const size_t made = std::min(left, chunk.size);
    left -= made;
    Outcome outcome;
    if (info.ok()) outcome.server = info->server;
    outcome.applied.assign(made, true);
    outcome.applied.resize(chunk.size, false);
    if (made < chunk.size) {
      outcome.kind = made == 0 ? OutcomeKind::kFailed : OutcomeKind::kPartial;
      outcome.code = result->status.code;
      outcome.message = result->status.message;
    }
    std::string line = request.cmdlet + " " + request.target + ": " + chunk.first + "; ";
    if (chunk.size > 1) line += "and " + std::to_string(chunk.size - 1) + " more; ";
    line += std::string(OutcomeName(outcome.kind)) + " [change " + std::to_string(chunk.id) + "]";
    if (!outcome.message.empty()) line += " " + outcome.message;
    for (const Status& written : {journal_->End(chunk.id, outcome), journal_->Audit(line)})
      if (!written.ok()) remark = written;
  }
  if (result->ok() && !remark.ok())
    result->status.message = "done, but its result could not be recorded: " + remark.message;
}

StreamResult StreamDoor::Apply(const StreamRequest& request) {
  StreamResult result;
  Result<directory::FileLock> lock = directory::FileLock::Acquire(journal_->LockPath());
  if (!lock.ok()) {
    result.status = lock.status();
    return result;
  }
  Plan plan;
  result.status = WriteIntents(request, &plan);
  if (result.ok()) result.status = ApplyPlan(request, plan, &result.applied);
  if (plan.chunks.empty()) return result;
  result.first = plan.chunks.front().id;
  result.last = plan.chunks.back().id;
  Record(request, plan, &result);
  return result;
}

}  // namespace sipsh::journal
