// Starting and stopping the chat services of a pool during a cut-over: by the commands of
// environment.yaml, or by the operator's word, recorded as such.
#pragma once

#include <string>

#include "cmdlets/directory_support/object_cmdlet.h"

namespace sipsh {

// What was done, for the run's journal. Throws ObjectError. `given`: the operator has confirmed
// what has no command.
std::string ControlPoolServices(CommandRuntime& runtime, EnvironmentService& environment,
                                const std::string& pool, bool start, bool given);

}  // namespace sipsh
