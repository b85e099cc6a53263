// Coexistence: who reaches which chat pool, what is amiss, and how legacy installations come into
// the topology.
#pragma once

#include "shell/command/cmdlet_metadata.h"
#include "shell/command/service_registry.h"

namespace sipsh {

CmdletMetadata GetCsPersistentChatCoexistence();
CmdletMetadata ExportCsPersistentChatCoexistence();
CmdletMetadata MergeCsLegacyTopology();
CmdletMetadata TestCsTopology();

void AddCoexistenceViews(ServiceRegistry& services);

}  // namespace sipsh
