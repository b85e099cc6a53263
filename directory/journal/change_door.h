// The one door for changes. Whatever a cmdlet changes, in the directory or in
// the topology document, passes here:
//   lock, what was read still holds, before-images and intent into the journal,
//   the change, its result, an audit line.
// ShouldProcess is the cmdlet's; Describe gives it the lines to show.
// A failure before the intent is durable changes nothing. A change that was
// made but whose result could not be recorded is reported as made.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "directory/change.h"
#include "directory/journal/journal.h"
#include "directory/store.h"
#include "directory/topology/document.h"

namespace sipsh::journal {

// What is to become of the topology document: an edit that is published at
// once, or publishing what is in the file (or another text).
struct TopologyStep {
  topology::TopologyDocument* document = nullptr;  // Not owned.
  std::optional<topology::Edit> edit;
  std::optional<std::string> text;  // Publish this instead of the working copy.
  std::string expected_hash;        // Without an edit: the version the caller looked at.
};

struct Request {
  std::string cmdlet;        // New-CsPersistentChatEndpoint
  std::string target;        // What ShouldProcess was asked about.
  std::string command_line;  // As typed, for the record.
  directory::ChangeSet changes;
  // Entries with the attributes that the cmdlet read and relied on. Where one is
  // different by now, nothing is changed (kAssertionFailed). An entry without
  // attributes must only exist.
  std::vector<directory::Entry> as_read;
  std::optional<TopologyStep> topology;
  // A further condition, asked inside the lock before anything is done: that an address is still
  // free, for instance. May be empty.
  std::function<Status()> verify{};
  std::vector<ChangeId> undoes{};  // Changes that this one takes back.
};

struct DoorResult {
  Status status;
  directory::ApplyResult applied;  // Per change; empty when it was not tried.
  ChangeId id = 0;                 // In the journal; 0: refused before.
  bool topology_applied = false;
  bool ok() const { return status.ok(); }
};

class ChangeDoor {
 public:
  // Neither is owned; the store may be null where only the topology changes.
  ChangeDoor(directory::Store* store, Journal* journal) : store_(store), journal_(journal) {}

  // The directory first, then the topology (checked beforehand): one journal entry.
  DoorResult Apply(const Request& request);

  void set_lock_patience(std::chrono::milliseconds patience) { patience_ = patience; }

 private:
  Status CheckAsRead(const Request& request);
  Status ReadBefore(const Request& request, Intent* intent);
  Status PlanTopology(const TopologyStep& step, Intent* intent);
  Status ApplyTopology(const TopologyStep& step);
  void Finish(const Request& request, DoorResult* result);

  directory::Store* store_;
  Journal* journal_;
  std::chrono::milliseconds patience_{5000};
};

// Exactly what would pass the door, a line a change, for -WhatIf. Secret values are not shown.
std::vector<std::string> Describe(const directory::ChangeSet& changes);
std::string Describe(const directory::Change& change);
std::string Describe(const TopologyStep& step);

}  // namespace sipsh::journal
