#include "cmdlets/lync/cutover/pool_services.h"

#include "cmdlets/directory_support/environment_parts.h"
#include "cmdlets/lync/identity/sip_address.h"
#include "cmdlets/lync/windows_service/service_list.h"
#include "cmdlets/lync/windows_service/service_log.h"
#include "cmdlets/lync/windows_service/shell_command.h"

namespace sipsh {
namespace {

std::vector<ServiceInstance> ChatServices(const topology::Topology& topology,
                                          const std::string& pool_fqdn) {
  std::vector<ServiceInstance> chosen;
  const topology::Pool* pool = topology.FindPool(pool_fqdn);
  if (pool == nullptr) return chosen;
  for (ServiceInstance& service : ServicesOf(topology)) {
    bool chat = service.role == "GroupChat" || service.role == "PersistentChatServer";
    for (const topology::Computer& computer : pool->computers)
      if (chat && topology::EqualsIgnoreCase(computer.fqdn, service.computer))
        chosen.push_back(service);
  }
  return chosen;
}

std::string ByCommand(CommandRuntime& runtime, const ServiceInstance& service,
                      const std::string& command, const std::string& verb) {
  std::string where = service.name + " on " + service.computer;
  if (!IsDnsName(service.computer)) {
    Fail("'" + service.computer + "' is no computer name that a command may be given.",
         "InvalidComputerName", ErrorCategory::kInvalidArgument, Value::String(where));
  }
  CommandOutcome outcome =
      RunServiceCommand(command, service.computer, [&] { return runtime.Stopping(); });
  if (outcome.exit_code != 0) {
    Fail("The command to " + verb + " " + where + " ended with " +
             std::to_string(outcome.exit_code) + ": " + outcome.output +
             " Correct it in environment.yaml, or " + verb + " the service by hand.",
         "ServiceCommandFailed", ErrorCategory::kInvalidResult, Value::String(where));
  }
  return where + " by command";
}

}  // namespace

std::string ControlPoolServices(CommandRuntime& runtime, EnvironmentService& environment,
                                const std::string& pool, bool start, bool given) {
  std::string verb = start ? "start" : "stop", done = start ? "started" : "stopped";
  ServiceLog log(environment.Parts().Journal().folder());
  std::string evidence;
  for (const ServiceInstance& service : ChatServices(environment.Topology(), pool)) {
    std::string where = service.name + " on " + service.computer;
    const environment::ServiceCommands* commands =
        CommandsOf(environment.Parts().Environment(), service);
    std::string command = commands == nullptr ? "" : start ? commands->start : commands->stop;
    std::string how;
    if (!command.empty()) {
      how = ByCommand(runtime, service, command, verb);
    } else {
      if (!given && !runtime.ShouldContinue("Was " + where + " " + done + " by hand?",
                                            runtime.Invocation().command_name)) {
        Fail("It was not confirmed that " + where + " was " + done + ". " +
                 (start ? "Start" : "Stop") + " it, then Resume-CsCutover.",
             "ServiceNotConfirmed", ErrorCategory::kOperationStopped, Value::String(where));
      }
      log.Add(service, done);
      how = where + " as the operator confirmed";
    }
    evidence += (evidence.empty() ? done + ": " : ", ") + how;
  }
  return evidence.empty() ? pool + " has no chat services in the topology" : evidence;
}

}  // namespace sipsh
