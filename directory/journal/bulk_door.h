// Many changes of single entries through the one door (change_door.h) at once. Each has a record of
// its own in the journal, whose intent is durable before the change is made; one lock and one sync
// serve all of them, and the store may make them together (RFC 5805 transactions, one SQLite
// transaction). A change that is refused is named; the others stand.
//
// The entries are not read again: a change brings the entry as it was read, and its assertion must
// say that what it touches is as read, so that the before-image is true where the change is made.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "directory/journal/journal.h"
#include "directory/store.h"

namespace sipsh::journal {

struct BulkChange {
  std::string target;  // What ShouldProcess was asked about.
  directory::Change change;
  directory::Entry before;  // Of an addition: without attributes.
};

struct BulkRequest {
  std::string cmdlet;
  std::string command_line;         // As typed, for the record.
  std::vector<BulkChange> changes;  // At most Journal::kMostAtOnce.
  directory::Wait wait;
  // A further condition, asked inside the lock before anything is done. May be empty.
  std::function<Status()> verify{};
};

class BulkDoor {
 public:
  // Neither is owned.
  BulkDoor(directory::Store* store, Journal* journal) : store_(store), journal_(journal) {}

  // What came of a change, in order; false: the rest is not to be tried. Called while the lock is
  // held, after the result was recorded.
  using Told = std::function<bool(size_t index, const Status& status)>;

  // Not ok: nothing was done, and nothing told. Ok with a message: done, but not all of it could be
  // recorded.
  Status Apply(const BulkRequest& request, const Told& told);

 private:
  std::vector<Outcome> ApplySome(const BulkRequest& request, size_t first, size_t count);
  void Record(const BulkRequest& request, ChangeId id, size_t first,
              const std::vector<Outcome>& outcomes, Status* remark);

  directory::Store* store_;
  Journal* journal_;
};

}  // namespace sipsh::journal
