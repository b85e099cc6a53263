// The record of every change: what was meant to be done, with the entries as
// they were before, and what came of it. Append-only JSON lines in a folder of
// its own (0700, files 0600):
//   journal.jsonl       intents and results, one a line
//   journal-<id>.jsonl  earlier ones, up to change <id>: a file that has grown
//                       past the limit is put aside at the next change
//   audit.log           one line a change, for people
//   lock                held while a change passes the door
//
// An intent is durable before the change is made (one fdatasync); its result
// is written but not waited for. A result lost in a crash leaves an intent
// without one, which Unfinished() tells: the store itself is durable, so what
// happened can be seen there by comparing it with the before-images. A line
// cut off by a crash is skipped and told (Damage): an intent cut off was never
// acted upon.
// Values of password attributes are never written (IsSecretAttribute), and what
// looks like a secret in a command line is masked (MaskSecrets).
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "directory/change.h"
#include "directory/entry.h"
#include "directory/status.h"

namespace sipsh::journal {

using directory::Result;
using directory::Status;
using ChangeId = uint64_t;

// A change of the topology document: versions and hashes say which texts.
struct TopologyChange {
  std::string path;
  std::string description;
  int version_before = 0;
  std::string hash_before, hash_after;
};

struct RecordedChange {
  directory::Change change;                // Without secret values; assertions are not kept.
  std::optional<directory::Entry> before;  // Of a modify, delete or rename.
  std::vector<std::string> redacted;       // Attributes whose values were left out.
  bool applied = false;                    // Known from the result.
};

struct Intent {
  std::string cmdlet, target, command_line;
  std::vector<RecordedChange> changes;
  std::optional<TopologyChange> topology;
  std::vector<ChangeId> undoes;  // Changes that this one takes back.
};

enum class OutcomeKind { kCommitted, kFailed, kPartial };
std::string_view OutcomeName(OutcomeKind kind);  // "committed", "failed", "partial"

struct Outcome {
  OutcomeKind kind = OutcomeKind::kCommitted;
  directory::Code code = directory::Code::kOk;
  std::string message;
  std::string server;
  std::vector<bool> applied;  // One per change.
  bool topology_applied = false;
};

struct Record {
  ChangeId id = 0;
  std::string time;  // UTC
  std::string who;   // "alice", or "root for alice" under sudo
  unsigned uid = 0;
  Intent intent;
  std::optional<Outcome> outcome;  // Nothing: interrupted, or still under way.
};

// A line that is no record.
struct Damage {
  std::string file;
  size_t line = 0;
  bool cut_off = false;  // The last one, without an end: a crash while it was written.
};

struct IdRange {
  ChangeId first = 0;
  ChangeId last = UINT64_MAX;
};

// How much is kept.
struct Limits {
  int64_t segment_bytes = int64_t{64} << 20;
  size_t segments = 0;  // Earlier files; 0: all.
};

class Journal {
 public:
  Journal() = default;
  ~Journal();
  Journal(Journal&& other) noexcept;
  Journal& operator=(Journal&& other) noexcept;
  Journal(const Journal&) = delete;
  Journal& operator=(const Journal&) = delete;

  // Makes the folder. Nothing is read yet.
  static Result<Journal> Open(const std::string& folder);
  const std::string& folder() const { return folder_; }
  std::string LockPath() const { return folder_ + "/lock"; }

  // The caller holds LockPath() from Begin to End. Returns once the intent is durable.
  Result<ChangeId> Begin(const Intent& intent);
  Status End(ChangeId id, const Outcome& outcome);
  Status Audit(std::string_view line);  // Time and author are put before it.

  // The same of at most kMostAtOnce changes, one after the other: one sync serves all intents. The
  // first one's id is given; the others follow it.
  static constexpr size_t kMostAtOnce = 1000;
  Result<ChangeId> BeginAll(std::span<const Intent> intents);
  Status EndAll(ChangeId first, const std::vector<Outcome>& outcomes);
  Status AuditAll(const std::vector<std::string>& lines);

  // Oldest first, one in memory at a time; a visitor that answers false ends it.
  Status Enumerate(const std::function<bool(const Record&)>& visitor, IdRange range = {},
                   std::vector<Damage>* damage = nullptr) const;
  Result<std::vector<Record>> Unfinished() const;
  Result<Record> Find(ChangeId id) const;

  void set_limits(Limits limits) { limits_ = limits; }

 private:
  Status OpenFiles();
  Status FollowRotation();
  Status Rotate();
  Status Append(std::string line);
  Status FindEnd();

  std::string folder_;
  std::string who_;
  int journal_fd_ = -1;
  int audit_fd_ = -1;
  ChangeId last_id_ = 0;
  int64_t end_ = -1;   // The file's size when last_id_ was true.
  bool torn_ = false;  // The last line has no end.
  Limits limits_;
};

bool IsSecretAttribute(std::string_view name);  // Options (;binary) are ignored.
// A command line with the values of password-like parameters, and literals made into secure
// strings, replaced by stars.
std::string MaskSecrets(std::string_view command_line);

// What would undo a finished change, last first. kNotSupported where values
// were left out (passwords), kNoSuchObject where nothing was applied.
Result<directory::ChangeSet> InverseOf(const Record& record);
// Of one change. With `lost`, values that were never recorded do not refuse it: their attributes
// are named there.
Result<directory::Change> InverseOfOne(const RecordedChange& recorded,
                                       std::vector<std::string>* lost = nullptr);

}  // namespace sipsh::journal
