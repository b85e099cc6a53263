// Runs one command line of environment.yaml by /bin/sh, able to be stopped.
#pragma once

#include <functional>
#include <string>

namespace sipsh {

struct CommandOutcome {
  int exit_code = -1;
  bool stopped = false;
  std::string output;  // The last of what it wrote, standard error included.
};

// {computer} stands for `computer`, which must be a DNS name.
CommandOutcome RunServiceCommand(std::string command, const std::string& computer,
                                 const std::function<bool()>& stopping);

}  // namespace sipsh
