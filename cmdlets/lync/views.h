// Default views of the Cs objects, taken from their object tables.
#pragma once

#include "shell/command/service_registry.h"

namespace sipsh {

void AddLyncViews(ServiceRegistry& services);

}  // namespace sipsh
