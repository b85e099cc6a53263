// Whether the chat services of a pool run, as far as anything here can know.
#pragma once

#include <string>

#include "cmdlets/directory_support/environment_service.h"
#include "shell/command/command_runtime.h"

namespace sipsh {

struct PoolServices {
  std::string
      running;  // "PersistentChat on pc1 (its status command says so)"; "": none is known to
  std::string unknown;  // Those of which nothing is known.
};

// Asks the status commands of environment.yaml; where there is none, the operator's last word
// counts.
PoolServices LookAtPoolServices(CommandRuntime& runtime, EnvironmentService& environment,
                                const std::string& pool);

}  // namespace sipsh
