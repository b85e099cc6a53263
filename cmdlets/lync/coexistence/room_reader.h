// Reads the rooms of the chat pools (directory/coexistence/rooms.h).
#pragma once

#include <vector>

#include "cmdlets/directory_support/environment_service.h"
#include "directory/coexistence/rooms.h"
#include "directory/wait.h"

namespace sipsh {

// Every chat pool of the topology, in its order; what cannot be read says so in `missing`.
std::vector<coexistence::PoolRooms> ReadRooms(EnvironmentService& environment,
                                              const directory::Wait& wait);

}  // namespace sipsh
