// Taking recorded changes back: what would have to be done, and whether what they left still
// stands. Reads the directory and the published topology, changes neither: what comes out passes
// the door like any other change.
#pragma once

#include <string>
#include <vector>

#include "directory/journal/change_door.h"
#include "directory/recycle_bin.h"

namespace sipsh::journal {

// Somebody changed what a change had left.
struct Conflict {
  ChangeId id = 0;
  std::string object;  // DN, or the topology document's path.
  std::string what;    // "displayName is 'B' now; change 7 left 'A'"
};

struct UndoPlan {
  directory::ChangeSet changes;
  std::vector<directory::Entry> as_read;  // For Request::as_read.
  std::optional<TopologyStep> topology;
  std::vector<ChangeId> undoes;
  std::vector<Conflict> conflicts;    // Not empty and not forced: refuse.
  std::vector<std::string> not_back;  // What the server will assign anew, or was never recorded.
  std::vector<std::string> remarks;   // What stands as wished already.

  bool Empty() const { return changes.changes.empty() && !topology; }
};

// `records` in any order; they are taken back newest first. `document` may be null where no record
// changed the topology. With `force` conflicts are listed but overridden where that can be done.
// Errors: kNotSupported (a before-image is missing), kEntryAlreadyExists (a deleted entry's name is
// taken again), kUnwilling (the topology has unpublished edits by hand).
Result<UndoPlan> PlanUndo(directory::Store& store, topology::TopologyDocument* document,
                          std::vector<Record> records, bool force);

// Attributes that the directory itself keeps: it refuses or overrides what a client would write.
bool IsKeptByServer(std::string_view attribute);
// A deleted entry as it can be added again, with its objectGUID where something remains, which
// brings that back; `lost` names what cannot come back.
directory::Entry Restorable(const directory::Entry& before, directory::Remains remains,
                            std::vector<std::string>* lost);

}  // namespace sipsh::journal
