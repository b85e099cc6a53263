// What Enable-CsTopology would do: the objects that the published topology needs in the directory
// and that are missing (added) or say something else (corrected). What the directory has beyond the
// topology is only told: nothing is ever deleted here.
#pragma once

#include <string>
#include <vector>

#include "cmdlets/directory_support/environment_service.h"
#include "directory/change.h"

namespace sipsh {

struct DirectoryPlan {
  directory::ChangeSet changes;     // Containers before what lies in them.
  std::vector<std::string> extras;  // One sentence each: what the topology does not have.

  size_t Added() const;
  size_t Corrected() const { return changes.changes.size() - Added(); }
};

// Reads the directory through `store`. Throws what cannot be read.
DirectoryPlan PlanDirectory(EnvironmentService& environment, directory::Store& store);

// Why changes would be refused, one reason for each that the server says is not allowed. What lies
// in a container that is made along with it is not asked for.
std::vector<std::string> MissingRights(directory::Store& store, const directory::ChangeSet& changes,
                                       const directory::Wait& wait);

}  // namespace sipsh
