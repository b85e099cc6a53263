// The last act of a deployment: Publish-CsTopology -FinalizeUninstall.
#pragma once

#include <string>

#include "cmdlets/directory_support/environment_service.h"
#include "directory/change.h"

namespace sipsh {

// Deletes the pools' objects and their trusted-service entries, deepest first. Fails with
// TopologyInUse, which names the first, while a user or contact is homed on one of the pools or an
// endpoint points at one.
directory::ChangeSet PlanUninstall(EnvironmentService& environment);

// A document of the SIP domains alone: a topology needs one.
std::string TextWithoutPools(const topology::Topology& topology);

}  // namespace sipsh
