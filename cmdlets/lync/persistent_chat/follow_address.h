// A user's SIP address stands in the lists of rooms and categories. Where the address changes, the
// lists of all pools follow, as one change through the door, with a record of its own.
#pragma once

#include <string>

#include "cmdlets/directory_support/environment_service.h"

namespace sipsh {

// Throws ObjectError. Nothing where no list names `from`.
void FollowAddress(CommandRuntime& runtime, EnvironmentService& environment,
                   const std::string& from, const std::string& to);

}  // namespace sipsh
