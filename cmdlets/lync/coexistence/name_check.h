// Whether the pools and computers of a topology have addresses in DNS (or the hosts file), as this
// machine sees them: a name typed wrong is found before servers are installed under it.
#pragma once

#include <vector>

#include "directory/coexistence/findings.h"
#include "directory/wait.h"

namespace sipsh {

// One finding for each name without an address. All names are asked for at once, for at most ten
// seconds.
std::vector<coexistence::Finding> CheckNames(const topology::Topology& topology,
                                             const directory::Wait& wait);

}  // namespace sipsh
