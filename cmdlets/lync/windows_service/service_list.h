// Which services run on which computers of the published topology, legacy Group Chat included.
#pragma once

#include <string>
#include <vector>

#include "directory/environment/environment.h"
#include "directory/topology/model.h"

namespace sipsh {

struct ServiceInstance {
  std::string name;  // RTCCHAT
  std::string role;  // PersistentChatServer
  std::string display_name;
  std::string computer;
};

std::vector<ServiceInstance> ServicesOf(const topology::Topology& topology);

// What environment.yaml says for it, by service name, role, or role without "Server"; null:
// nothing.
const environment::ServiceCommands* CommandsOf(const environment::Environment& environment,
                                               const ServiceInstance& service);

}  // namespace sipsh
