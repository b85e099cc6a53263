// Reads the rooms of the chat pools (directory/coexistence/rooms.h).
#pragma once

#include <vector>

#include "cmdlets/directory_support/environment_service.h"
#include "directory/coexistence/rooms.h"
#include "shell/command/command_runtime.h"

namespace sipsh {

// Every chat pool of the topology, in its order; what cannot be read says so in `missing`. Those of
// a legacy pool come from the dumps of its database.
std::vector<coexistence::PoolRooms> ReadRooms(CommandRuntime& runtime,
                                              EnvironmentService& environment);

}  // namespace sipsh
