#include "cmdlets/lync/persistent_chat/pool_state.h"

#include "cmdlets/directory_support/environment_parts.h"
#include "cmdlets/lync/windows_service/service_log.h"
#include "cmdlets/lync/windows_service/shell_command.h"

namespace sipsh {
namespace {

void Add(std::string* list, const std::string& text) {
  *list += (list->empty() ? "" : ", ") + text;
}

}  // namespace

PoolServices LookAtPoolServices(CommandRuntime& runtime, EnvironmentService& environment,
                                const std::string& pool_fqdn) {
  PoolServices found;
  const topology::Pool* pool = environment.Topology().FindPool(pool_fqdn);
  if (pool == nullptr) return found;
  ServiceLog log(environment.Parts().Journal().folder());
  for (const ServiceInstance& service : ServicesOf(environment.Topology())) {
    bool here = false;
    for (const topology::Computer& computer : pool->computers)
      here = here || topology::EqualsIgnoreCase(computer.fqdn, service.computer);
    if (!here || service.role != "PersistentChatServer") continue;
    const std::string where = service.name + " on " + service.computer;
    const environment::ServiceCommands* commands =
        CommandsOf(environment.Parts().Environment(), service);
    if (commands != nullptr && !commands->status.empty()) {
      CommandOutcome outcome =
          RunServiceCommand(commands->status, service.computer, [&] { return runtime.Stopping(); });
      if (outcome.exit_code == 0) Add(&found.running, where + ", as its status command says");
      continue;
    }
    std::optional<Confirmation> last = log.Last(service);
    if (!last)
      Add(&found.unknown, where);
    else if (last->state == "started")
      Add(&found.running, where + ", as " + last->author + " confirmed at " + last->time);
  }
  return found;
}

}  // namespace sipsh
