// $PSDefaultParameterValues: values for parameters that a call does not name.
#pragma once

#include "shell/runtime/interpreter.h"

namespace sipsh::runtime {

// Appends what the table has for the command; false when it has nothing.
bool AddDefaultParameters(Interpreter& interpreter, std::string_view command,
                          std::vector<Argument>& arguments);

}  // namespace sipsh::runtime
