#include "cmdlets/lync/windows_service/service_list.h"

namespace sipsh {
namespace {

struct ServiceName {
  const char* role;
  const char* name;
  const char* display_name;
};

// A role may run several services.
constexpr ServiceName kNames[] = {
    {"CentralManagement", "MASTER", "Lync Server Master Replicator Agent"},
    {"CentralManagement", "FTA", "Lync Server File Transfer Agent"},
    {"Registrar", "RTCSRV", "Lync Server Front-End"},
    {"ConferencingServer", "RTCIMMCU", "Lync Server IM Conferencing"},
    {"MediationServer", "RTCMEDSRV", "Lync Server Mediation"},
    {"ApplicationServer", "RTCRGS", "Lync Server Response Group"},
    {"WebServer", "W3SVC", "World Wide Web Publishing Service"},
    {"PersistentChatServer", "RTCCHAT", "Lync Server Persistent Chat"},
};

}  // namespace

std::vector<ServiceInstance> ServicesOf(const topology::Topology& topology) {
  std::vector<ServiceInstance> services;
  for (const topology::Pool& pool : topology.pools) {
    for (const topology::Computer& computer : pool.computers) {
      for (const ServiceName& known : kNames) {
        if (pool.FindService(known.role) == nullptr) continue;
        services.push_back({known.name, known.role, known.display_name, computer.fqdn});
      }
      if (pool.group_chat) {
        services.push_back(
            {"GroupChat", "GroupChat", "Group Chat (Lookup, Channel, Web)", computer.fqdn});
      }
    }
  }
  return services;
}

const environment::ServiceCommands* CommandsOf(const environment::Environment& environment,
                                               const ServiceInstance& service) {
  if (const auto* commands = environment.FindService(service.name)) return commands;
  if (const auto* commands = environment.FindService(service.role)) return commands;
  size_t end = service.role.rfind("Server");
  if (end == std::string::npos || end == 0) return nullptr;
  return environment.FindService(service.role.substr(0, end));
}

}  // namespace sipsh
