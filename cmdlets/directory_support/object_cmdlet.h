// ObjectCmdlet: a cmdlet that works on one object of the environment at a time. What fails for one
// object is a non-terminating error; the next one is tried.
#pragma once

#include <functional>
#include <string>

#include "cmdlets/directory_support/directory_error.h"
#include "cmdlets/directory_support/environment_service.h"
#include "directory/journal/change_door.h"
#include "shell/command/cmdlet_metadata.h"

namespace sipsh {

class ObjectCmdlet : public Cmdlet {
 public:
  Flow ProcessRecord(CommandRuntime& runtime) final;

 protected:
  // Throws ObjectError for what concerns this object alone.
  virtual Flow Process(CommandRuntime& runtime, EnvironmentService& environment) = 0;
};

[[noreturn]] void Fail(std::string message, std::string id, ErrorCategory category,
                       Value target = {});

// "What if" and "confirm" for a change of the directory, then the one door: lock, assertions,
// before-image, change, audit. Nothing when ShouldProcess said no. `verify`, when given, is asked
// inside the lock and may throw.
struct DirectoryChange {
  std::string target;
  std::string action;
  directory::ChangeSet changes;
  std::function<void(directory::Store&)> verify;
};
bool PassDoor(CommandRuntime& runtime, EnvironmentService& environment, directory::Store& store,
              DirectoryChange change, directory::Status* status);
// The same, throwing what went wrong about `about`.
bool CommitChange(CommandRuntime& runtime, EnvironmentService& environment, directory::Store& store,
                  DirectoryChange change, const Value& about = {});
// A change of the topology document through the same door; `step` needs no document. What
// ShouldProcess asks about is the document. `changes` of the directory go before it, as one.
bool CommitTopology(CommandRuntime& runtime, EnvironmentService& environment,
                    const std::string& action, journal::TopologyStep step,
                    directory::ChangeSet changes = {});

}  // namespace sipsh
