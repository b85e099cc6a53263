#include "directory/chat/transfer/import.h"

#include <algorithm>
#include <chrono>

#include "directory/chat/objects.h"
#include "directory/schema.h"

namespace sipsh::chat {
namespace {

using directory::Change;
using directory::Code;
using directory::Entry;

// A transaction has few enough to keep the write-ahead log small, many enough to make its syncs
// cheap; the first ones are smaller, so that little is lost of a short import that is stopped.
constexpr int64_t kFewestAtOnce = 1000, kMostAtOnce = 50000;

// Unique: the same archive may be imported, undone and imported again, and each is another one.
std::string RunName(const std::string& identity) {
  constexpr size_t kDigits = 12;
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return identity.substr(0, kDigits) + "-" +
         std::to_string(std::chrono::duration_cast<std::chrono::microseconds>(now).count());
}

template <typename T>
void AddChange(const std::string& pool, const Converted<T>& one, ImportPlan* plan) {
  if (one.Unchanged()) return;
  Entry after = ToEntry(pool, one.object);
  if (!one.overwritten) {
    plan->changes.changes.push_back(Change::Add(std::move(after)));
    return;
  }
  Entry before = ToEntry(pool, *one.overwritten);
  for (Change& change : Difference(before, after).changes)
    plan->changes.changes.push_back(std::move(change));
  plan->as_read.push_back(std::move(before));
}

// The import comes last, so that undoing begins with its messages.
void PlanChanges(const std::string& pool, ImportPlan* plan) {
  for (const auto& one : plan->conversion.addins) AddChange(pool, one, plan);
  for (const auto& one : plan->conversion.categories) AddChange(pool, one, plan);
  for (const auto& one : plan->conversion.rooms) AddChange(pool, one, plan);
  plan->changes.changes.push_back(Change::Add(ToEntry(pool, plan->run)));
}

// An import that goes on writes no objects.
void ForgetObjects(Conversion* conversion) {
  std::erase_if(conversion->findings, [](const Finding& finding) {
    return finding.id == "AddinOverwritten" || finding.id == "CategoryOverwritten" ||
           finding.id == "RoomOverwritten";
  });
}

// Is everything that the archive names in the pool?
bool AllThere(const Conversion& conversion) {
  auto there = [](const auto& list) {
    return std::all_of(list.begin(), list.end(),
                       [](const auto& one) { return one.overwritten.has_value(); });
  };
  return there(conversion.addins) && there(conversion.categories) && there(conversion.rooms);
}

// Tells apart messages of a room with the same author, time and text, which stand together.
class Occurrences {
 public:
  int64_t Next(const Message& message) {
    if (message.posted != posted_) same_.clear();
    posted_ = message.posted;
    for (auto& [author, text, count] : same_)
      if (author == message.author && text == message.text) return ++count;
    same_.emplace_back(message.author, message.text, 1);
    return 1;
  }
  void Clear() { same_.clear(); }

 private:
  int64_t posted_ = 0;
  std::vector<std::tuple<std::string, std::string, int64_t>> same_;
};

class MessageImport {
 public:
  MessageImport(const ImportTarget& target, const ImportPlan& plan,
                const TransferProgress& progress)
      : store_(*target.store),
        pool_(target.pool),
        plan_(plan),
        progress_(progress),
        run_(plan.run) {}

  // Where something was thrown meanwhile.
  ~MessageImport() {
    if (open_) store_.Rollback();
  }
  MessageImport(const MessageImport&) = delete;
  MessageImport& operator=(const MessageImport&) = delete;

  Status All(ArchiveReader& archive) {
    if (!Going()) return Stopped();
    // The last chunk that was done is read once more: what stands at its end counts for the next.
    const int64_t first = std::max<int64_t>(run_.chunks, 1);
    Status read = archive.EachMessageChunk(first, [&](MessageChunk&& chunk) {
      status_ = chunk.number <= run_.chunks ? Recall(chunk) : Take(std::move(chunk));
      if (status_.ok() && !Going()) stopped_ = true;
      return status_.ok() && !stopped_;
    });
    if (status_.ok() && !read.ok()) status_ = read;
    if (status_.ok() && !stopped_) {
      status_ = BeginOnce();
      run_.complete = status_.ok();
    }
    if (!status_.ok()) return status_;
    if (Status ended = EndTransaction(); !ended.ok()) return ended;
    return stopped_ ? Stopped() : Status::Ok();
  }
  const ImportRun& run() const { return run_; }

 private:
  bool Going() {
    if (!progress_) return true;
    return progress_({"Importing messages", run_.messages + run_.doubles, plan_.messages});
  }
  static Status Stopped() {
    return {Code::kCancelled,
            "The import was stopped. What is there is whole as far as it goes; the same command "
            "goes on with it, and Undo-CsChange takes it back."};
  }

  Status BeginOnce() {
    if (open_) return Status::Ok();
    if (Status begun = store_.Begin(); !begun.ok()) return begun;
    open_ = true;
    // Two of the same at once would bring everything twice.
    Result<ImportRun> stands = store_.FindImport(pool_, run_.name);
    if (!stands.ok()) return stands.status();
    if (stands->chunks == run_.chunks && stands->complete == run_.complete) return Status::Ok();
    return {Code::kAssertionFailed,
            "Another command goes on with this import at the same time. Wait for its end."};
  }
  Status EndTransaction() {
    if (!open_) return Status::Ok();
    Status kept = store_.Advance(pool_, run_);
    if (kept.ok()) kept = store_.Commit();
    if (!kept.ok()) store_.Rollback();
    open_ = false;
    written_ = 0;
    return kept;
  }

  Status Enter(int64_t node) {
    if (node == node_) return Status::Ok();
    auto found = plan_.conversion.room_of.find(node);
    if (found == plan_.conversion.room_of.end())
      return {Code::kCorrupt, "The archive has messages of a room " + std::to_string(node) +
                                  " that it does not have. Export again."};
    node_ = node;
    room_ = &found->second;
    occurrences_.Clear();
    Result<bool> had = store_.HadMessages(pool_, run_.name, *room_);
    if (!had.ok()) return had.status();
    look_ = *had;
    return Status::Ok();
  }

  Status Recall(const MessageChunk& chunk) {
    for (const ArchiveMessage& one : chunk.messages) {
      if (Status in = Enter(one.room); !in.ok()) return in;
      if (look_) occurrences_.Next(one.message);
    }
    return Status::Ok();
  }

  Status Take(MessageChunk&& chunk) {
    if (Status begun = BeginOnce(); !begun.ok()) return begun;
    std::vector<ImportedMessage> batch;
    for (ArchiveMessage& one : chunk.messages) {
      if (one.room != node_) {
        if (Status added = Add(&batch); !added.ok()) return added;
        if (Status in = Enter(one.room); !in.ok()) return in;
      }
      const int64_t nth = look_ ? occurrences_.Next(one.message) : 0;
      batch.push_back({std::move(one.message), nth});
    }
    if (Status added = Add(&batch); !added.ok()) return added;
    run_.chunks = chunk.number;
    written_ += static_cast<int64_t>(chunk.messages.size());
    if (written_ < at_once_) return Status::Ok();
    at_once_ = std::min(at_once_ * 2, kMostAtOnce);
    return EndTransaction();
  }
  Status Add(std::vector<ImportedMessage>* batch) {
    if (batch->empty()) return Status::Ok();
    Status added = store_.AddMessages(pool_, *room_, *batch, &run_);
    batch->clear();
    return added;
  }

  ChatStore& store_;
  const std::string& pool_;
  const ImportPlan& plan_;
  const TransferProgress& progress_;
  ImportRun run_;
  Occurrences occurrences_;
  int64_t node_ = -1;
  const std::string* room_ = nullptr;
  bool look_ = false;  // The room had messages before.
  bool open_ = false, stopped_ = false;
  int64_t written_ = 0;  // In this transaction.
  int64_t at_once_ = kFewestAtOnce;
  Status status_;
};

const Change* ImportOf(const journal::Record& record) {
  for (const auto& one : record.intent.changes) {
    if (one.change.kind != Change::Kind::kAdd) continue;
    std::optional<ObjectName> name = ParseObjectDn(one.change.dn);
    if (name && name->kind == Kind::kImport) return &one.change;
  }
  return nullptr;
}

}  // namespace

Result<ImportPlan> PlanImport(ArchiveReader& archive, const ImportTarget& target,
                              std::function<PrincipalFacts(const std::string& name)> directory) {
  Result<ConversionInput> input = ReadForConversion(archive, *target.store, target.pool);
  if (!input.ok()) return input.status();
  input->directory = std::move(directory);
  ImportPlan plan;
  plan.messages = archive.counts().messages;
  plan.message_chunks = archive.message_chunks();
  plan.conversion = Convert(*input);
  std::optional<ImportRun> earlier;
  Status read = target.store->EachImport(target.pool, [&](ImportRun&& run) {
    if (run.archive == archive.identity()) earlier = std::move(run);
    return !earlier;
  });
  if (!read.ok()) return read;
  if (earlier && !earlier->complete) {
    plan.state = ImportPlan::State::kUnfinished;
    plan.run = std::move(*earlier);
    ForgetObjects(&plan.conversion);
    return plan;
  }
  if (earlier && AllThere(plan.conversion)) {
    plan.state = ImportPlan::State::kComplete;
    plan.run = std::move(*earlier);
    return plan;
  }
  plan.run.name = RunName(archive.identity());
  plan.run.archive = archive.identity();
  plan.run.source = archive.manifest().source.pool;
  if (!plan.conversion.Failed()) PlanChanges(target.pool, &plan);
  return plan;
}

namespace {

Result<journal::ChangeId> ImportObjects(const ImportTarget& target, const ImportPlan& plan) {
  ChatObjects objects(*target.store);
  journal::Request request;
  request.cmdlet = target.cmdlet;
  request.target = target.pool;
  request.command_line = target.command_line;
  request.changes = plan.changes;
  request.as_read = plan.as_read;
  request.verify = [&] {
    Status status;
    Status read = target.store->EachImport(target.pool, [&](ImportRun&& run) {
      if (run.archive == plan.run.archive && !run.complete)
        status = {Code::kAssertionFailed,
                  "Another command began to import this archive meanwhile; nothing was done. "
                  "Repeat the command once that one has ended."};
      return status.ok();
    });
    return read.ok() ? status : read;
  };
  journal::DoorResult made = journal::ChangeDoor(&objects, target.journal).Apply(request);
  if (!made.ok()) return made.status;
  return made.id;
}

}  // namespace

Result<ImportResult> Import(ArchiveReader& archive, const ImportTarget& target,
                            const ImportPlan& plan, const TransferProgress& progress) {
  for (const Finding& finding : plan.conversion.findings) {
    if (finding.severity != Finding::Severity::kFailure) break;
    return Status(Code::kConstraintViolation, finding.Line());
  }
  ImportResult result;
  if (plan.state == ImportPlan::State::kComplete) return result;
  if (plan.state == ImportPlan::State::kFresh) {
    if (progress && !progress({"Importing categories and rooms", 0, 0}))
      return Status(Code::kCancelled, "The import was stopped; nothing was changed.");
    Result<journal::ChangeId> made = ImportObjects(target, plan);
    if (!made.ok()) return made.status();
    result.change = *made;
  } else {
    Result<journal::ChangeId> known = ChangeOf(*target.journal, target.pool, plan.run);
    if (!known.ok()) return known.status();
    result.change = *known;
  }
  MessageImport messages(target, plan, progress);
  if (Status all = messages.All(archive); !all.ok()) return all;
  result.messages = messages.run().messages;
  result.doubles = messages.run().doubles;
  return result;
}

Result<journal::ChangeId> ChangeOf(const journal::Journal& journal, const std::string& pool,
                                   const ImportRun& run) {
  const directory::Dn dn = ObjectDn(Kind::kImport, pool, run.name);
  journal::ChangeId id = 0;
  Status read = journal.Enumerate([&](const journal::Record& record) {
    const Change* import = ImportOf(record);
    if (import != nullptr && import->dn == dn) id = record.id;
    return true;
  });
  if (!read.ok()) return read;
  return id;
}

Status SettleImport(ChatStore& store, journal::Record* record) {
  const Change* import = ImportOf(*record);
  if (import == nullptr || record->outcome) return Status::Ok();
  const ObjectName name = *ParseObjectDn(import->dn);
  Result<ImportRun> run = store.FindImport(name.pool, name.name);
  if (!run.ok() && run.status().code != Code::kNoSuchObject) return run.status();
  journal::Outcome outcome;
  outcome.kind = run.ok() ? journal::OutcomeKind::kCommitted : journal::OutcomeKind::kFailed;
  for (auto& one : record->intent.changes) {
    one.applied = run.ok();
    outcome.applied.push_back(run.ok());
  }
  record->outcome = std::move(outcome);
  return Status::Ok();
}

Result<std::vector<std::string>> ForeignMessages(ChatStore& store, const journal::Record& record) {
  std::vector<std::string> found;
  const Change* import = ImportOf(record);
  if (import == nullptr) return found;
  const ObjectName run = *ParseObjectDn(import->dn);
  for (const auto& one : record.intent.changes) {
    std::optional<ObjectName> room = ParseObjectDn(one.change.dn);
    if (!one.applied || one.change.kind != Change::Kind::kAdd || !room || room->kind != Kind::kRoom)
      continue;
    Result<int64_t> count = store.MessagesSince(run.pool, run.name, room->name);
    if (count.status().code == Code::kNoSuchObject) continue;
    if (!count.ok()) return count.status();
    if (*count > 0)
      found.push_back("room '" + room->name + "': " + std::to_string(*count) +
                      (*count == 1 ? " message" : " messages"));
  }
  return found;
}

}  // namespace sipsh::chat
