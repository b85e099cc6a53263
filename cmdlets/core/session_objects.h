// Objects that stand for what a session holds: commands, as Get-Command gives them, and variables.
#pragma once

#include "shell/command/session_services.h"

namespace sipsh {

Value CommandObject(const CommandInfo& command);
Value VariableObject(const VariableInfo& variable);

}  // namespace sipsh
