// More changes than memory should hold through the one door (change_door.h): they are read twice,
// first for the journal, whose intents are all durable before the first change is made, then to be
// applied as one stream (all or nothing where the store can). A record holds one chunk of them.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "directory/journal/journal.h"
#include "directory/store.h"

namespace sipsh::journal {

struct StreamRequest {
  std::string cmdlet;
  std::string target;        // What ShouldProcess was asked about.
  std::string command_line;  // As typed, for the record.
  // Begins again at the first change. Called twice; what comes the second time must be what came
  // the first, else the stream ends there (kAssertionFailed).
  std::function<directory::Store::ChangeSource()> begin;
  directory::Wait wait;
  size_t chunk = 10000;  // Changes of one record.
};

struct StreamResult {
  Status status;  // Ok with a message: done, but not all of it could be recorded.
  size_t applied = 0;
  ChangeId first = 0, last = 0;  // The records; 0: refused before.
  bool ok() const { return status.ok(); }
};

class StreamDoor {
 public:
  // Neither is owned.
  StreamDoor(directory::Store* store, Journal* journal) : store_(store), journal_(journal) {}

  StreamResult Apply(const StreamRequest& request);

 private:
  struct Chunk {
    ChangeId id = 0;
    size_t size = 0;
    std::string first;  // Described, for the audit line.
  };
  struct Plan {
    std::vector<Chunk> chunks;
    std::vector<size_t> digests;  // Of each change.
  };
  Status WriteIntents(const StreamRequest& request, Plan* plan);
  Status WriteIntent(Intent* intent, Plan* plan);
  Status ApplyPlan(const StreamRequest& request, const Plan& plan, size_t* applied);
  void Record(const StreamRequest& request, const Plan& plan, StreamResult* result);

  directory::Store* store_;
  Journal* journal_;
};

}  // namespace sipsh::journal
