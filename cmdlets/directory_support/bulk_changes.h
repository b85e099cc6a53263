// Changes of single entries that a cmdlet collects from a pipeline and hands through the door in
// chunks (directory/journal/bulk_door.h). What is refused is written as an error about its own
// object, in the order of the pipeline.
#pragma once

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "cmdlets/directory_support/environment_service.h"
#include "directory/journal/bulk_door.h"
#include "shell/command/command_runtime.h"

namespace sipsh {

class BulkChanges {
 public:
  struct Change {
    journal::BulkChange change;
    Value about;  // Of an error.
    // Asked inside the lock; throws ObjectError. May be empty.
    std::function<void(directory::Store&)> verify{};
    std::function<void()> made{};  // Told of the change once it is made. May be empty.
    // The error when it was refused; empty: the status as it is.
    std::function<ErrorRecord(const directory::Status&)> explain{};
  };

  // How many make a chunk for this store: as many as may be made together, or fewer where each is
  // made alone.
  size_t ChunkOf(directory::Store& store);

  void Add(Change change);
  bool Holds(const directory::Dn& dn) const { return keys_.count(dn.Key()) > 0; }
  size_t size() const { return changes_.size(); }
  // Forgets what was collected; gives what it was about.
  std::vector<Value> Drop();
  // Makes what was collected, nothing when there is nothing. Throws what WriteError throws (with
  // -ErrorAction Stop): then the changes behind the refused one were not tried. Also throws, about
  // the whole, where nothing could be begun.
  void Apply(CommandRuntime& runtime, EnvironmentService& environment, directory::Store& store);

 private:
  std::vector<Change> changes_;
  std::set<std::string> keys_;  // Of their DNs.
  std::optional<size_t> chunk_;
};

}  // namespace sipsh
