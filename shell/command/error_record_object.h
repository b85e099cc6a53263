// The types under which scripts know errors: ErrorRecord and ErrorCategory.
#pragma once

#include "shell/value/type_table.h"

namespace sipsh {

void RegisterErrorTypes(TypeTable& types);

}  // namespace sipsh
