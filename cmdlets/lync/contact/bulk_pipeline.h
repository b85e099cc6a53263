// Objects that come through a pipeline, read and changed in chunks where none of them can concern
// another one's change: one search and one sync for many, each change with its own record. For
// whoever looks on, it is as if one were changed after the other.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "cmdlets/directory_support/bulk_changes.h"
#include "cmdlets/lync/contact/sip_object_lookup.h"
#include "cmdlets/lync/identity/sip_address.h"

namespace sipsh {

struct PlannedChange {
  directory::Change change;  // Its assertion covers all that it touches.
  directory::Entry before;
  std::string action;                 // For ShouldProcess, about the entry.
  std::optional<SipAddress> address;  // That it gives the entry.
  std::function<void()> made;         // May be empty.
};

class BulkPipeline {
 public:
  // What is to become of the object; nothing when nothing is. Throws ObjectError.
  using Plan = std::function<std::optional<PlannedChange>(
      CommandRuntime&, EnvironmentService&, directory::Store&, const std::string& name,
      directory::Entry object)>;

  // `type` is how identities are looked up.
  BulkPipeline(const SipObjectType& type, Plan plan) : type_(type), plan_(std::move(plan)) {}

  // Not where nothing comes through a pipeline, where somebody is asked about each, and with
  // -PassThru.
  static bool MayWait(CommandRuntime& runtime);

  void Take(CommandRuntime& runtime, EnvironmentService& environment, directory::Store& store,
            std::string name);
  void End(CommandRuntime& runtime);  // What waits is done.
  void Stop();                        // The pipeline ended before its end: says what was left.

 private:
  void ChangeWaiting(CommandRuntime& runtime, EnvironmentService& environment);
  void Collect(CommandRuntime& runtime, EnvironmentService& environment, const std::string& name,
               std::optional<directory::Entry> object);
  void Apply(CommandRuntime& runtime, EnvironmentService& environment);
  std::map<std::string, directory::Entry> FindSome(CommandRuntime& runtime,
                                                   EnvironmentService& environment,
                                                   std::span<const std::string> names) const;
  void GiveUp(std::span<const std::string> rest);

  const SipObjectType& type_;
  Plan plan_;
  std::vector<std::string> waiting_;  // Identities.
  std::chrono::steady_clock::time_point since_;
  BulkChanges bulk_;
  std::set<std::string> addresses_;  // That the collected changes give away.
  CommandRuntime* runtime_ = nullptr;
  directory::Store* store_ = nullptr;
};

}  // namespace sipsh
