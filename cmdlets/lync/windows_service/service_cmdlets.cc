#include "cmdlets/lync/windows_service/service_cmdlets.h"

#include "cmdlets/directory_support/environment_parts.h"
#include "cmdlets/directory_support/object_cmdlet.h"
#include "cmdlets/lync/identity/sip_address.h"
#include "cmdlets/lync/topology/report.h"
#include "cmdlets/lync/windows_service/service_log.h"
#include "cmdlets/lync/windows_service/shell_command.h"
#include "shell/value/containers.h"
#include "shell/value/convert.h"
#include "shell/value/members.h"
#include "shell/value/wildcard.h"

namespace sipsh {
namespace {

class ServiceCmdlet : public ObjectCmdlet {
 public:
  std::string name, computer_name, report;

 protected:
  std::vector<ServiceInstance> Chosen(EnvironmentService& environment) const {
    std::vector<ServiceInstance> all = ServicesOf(environment.Topology()), chosen;
    bool computer_known = false;
    for (ServiceInstance& service : all) {
      bool here =
          computer_name.empty() || topology::EqualsIgnoreCase(computer_name, service.computer);
      computer_known = computer_known || here;
      bool fits = name.empty() || WildcardMatches(name, service.name) ||
                  WildcardMatches(name, service.role);
      if (here && fits) chosen.push_back(std::move(service));
    }
    if (!computer_known) {
      Fail("The published topology has no services on the computer '" + computer_name +
               "'. Get-CsComputer lists its computers.",
           "ComputerNotFound", ErrorCategory::kObjectNotFound, Value::String(computer_name));
    }
    if (chosen.empty() && !name.empty() && !WildcardPattern::HasWildcards(name)) {
      std::string where = computer_name.empty() ? "" : " on " + computer_name;
      Fail("There is no service '" + name + "'" + where +
               ". Get-CsWindowsService lists those there are.",
           "WindowsServiceNotFound", ErrorCategory::kObjectNotFound, Value::String(name));
    }
    return chosen;
  }

  static ServiceLog LogOf(EnvironmentService& environment) {
    return ServiceLog(environment.Parts().Journal().folder());
  }
};

class GetService final : public ServiceCmdlet {
 public:
  bool exclude_activity_level = false;

 protected:
  Flow Process(CommandRuntime& runtime, EnvironmentService& environment) override {
    std::vector<std::string> lines;
    for (const ServiceInstance& service : Chosen(environment)) {
      Value object = Describe(runtime, environment, service);
      lines.push_back(service.name + " on " + service.computer);
      if (runtime.WriteObject(std::move(object)) == Flow::kStop) return Flow::kStop;
    }
    if (!report.empty()) WriteReport(report, "Get-CsWindowsService", lines);
    return Flow::kMore;
  }

 private:
  Value Describe(CommandRuntime& runtime, EnvironmentService& environment,
                 const ServiceInstance& service) {
    const environment::ServiceCommands* commands =
        CommandsOf(environment.Parts().Environment(), service);
    std::string status = "Unknown", confirmation;
    if (commands != nullptr && !commands->status.empty()) {
      CommandOutcome outcome =
          RunServiceCommand(commands->status, service.computer, [&] { return runtime.Stopping(); });
      status = outcome.exit_code == 0 ? "Running" : "Stopped";
    } else if (auto last = LogOf(environment).Last(service)) {
      confirmation = last->state + ", as " + last->author + " confirmed at " + last->time;
    }
    ShapeBuilder shape("Microsoft.Rtc.Management.Deployment.Core.NTService");
    for (const char* property :
         {"Status", "Name", "ComputerName", "RoleName", "DisplayName", "Confirmation"}) {
      shape.Add(property);
    }
    std::vector<Value> slots{Value::String(status),
                             Value::String(service.name),
                             Value::String(service.computer),
                             Value::String(service.role),
                             Value::String(service.display_name),
                             confirmation.empty() ? Value() : Value::String(confirmation)};
    return Value::FromObject(new RecordObject(shape.Build(), std::move(slots)));
  }
};

class ControlService : public ServiceCmdlet {
 public:
  Value input_object;
  bool no_wait = false, force = false;

 protected:
  virtual bool Starts() const = 0;

  Flow Process(CommandRuntime& runtime, EnvironmentService& environment) override {
    if (!input_object.IsNull()) {
      name = ToText(GetMember(input_object, "Name"));
      computer_name = ToText(GetMember(input_object, "ComputerName"));
    }
    std::vector<std::string> lines;
    for (const ServiceInstance& service : Chosen(environment)) {
      Control(runtime, environment, service);
      lines.push_back((Starts() ? "start " : "stop ") + service.name + " on " + service.computer);
    }
    if (!report.empty()) {
      WriteReport(report, Starts() ? "Start-CsWindowsService" : "Stop-CsWindowsService", lines);
    }
    return Flow::kMore;
  }

 private:
  void Control(CommandRuntime& runtime, EnvironmentService& environment,
               const ServiceInstance& service) {
    std::string where = service.name + " on " + service.computer;
    const environment::ServiceCommands* commands =
        CommandsOf(environment.Parts().Environment(), service);
    std::string command = commands == nullptr ? "" : Starts() ? commands->start : commands->stop;
    std::string verb = Starts() ? "start" : "stop";
    std::string action = command.empty()
                             ? "confirm that it was " + verb + (Starts() ? "ed" : "ped") +
                                   " by hand; environment.yaml has no command for it"
                             : verb + " by: " + command;
    if (!runtime.ShouldProcess(where, action)) return;
    if (command.empty()) {
      // The operator's word: given by -Confirm:$false or -Force, else asked for.
      if (!force && !runtime.ShouldContinue(
                        "Was " + where + " " + verb + (Starts() ? "ed" : "ped") + " by hand?",
                        runtime.Invocation().command_name)) {
        return;
      }
      LogOf(environment).Add(service, Starts() ? "started" : "stopped");
      runtime.WriteMessage(Stream::kVerbose, "Recorded that the operator confirmed: " + where +
                                                 " was " + verb + (Starts() ? "ed." : "ped."));
      Audit(runtime, environment, where, verb, "confirmed by the operator");
      return;
    }
    if (!IsDnsName(service.computer)) {
      Fail("'" + service.computer + "' is no computer name that a command may be given.",
           "InvalidComputerName", ErrorCategory::kInvalidArgument, Value::String(where));
    }
    CommandOutcome outcome =
        RunServiceCommand(no_wait ? "(" + command + ") >/dev/null 2>&1 &" : command,
                          service.computer, [&] { return runtime.Stopping(); });
    if (outcome.exit_code != 0) {
      Audit(runtime, environment, where, verb, "failed");
      Fail("The command to " + verb + " " + where + " ended with " +
               std::to_string(outcome.exit_code) + ": " + outcome.output +
               "\nCorrect it in environment.yaml, or " + verb + " the service by hand.",
           "ServiceCommandFailed", ErrorCategory::kInvalidResult, Value::String(where));
    }
    Audit(runtime, environment, where, verb, "done by command");
  }

  static void Audit(CommandRuntime& runtime, EnvironmentService& environment,
                    const std::string& where, const std::string& verb, const std::string& result) {
    directory::Status status = environment.Parts().Journal().Audit(
        runtime.Invocation().command_name + " " + where + ": " + verb + ", " + result);
    if (!status.ok()) runtime.WriteMessage(Stream::kWarning, status.message);
  }
};

class StartService final : public ControlService {
 protected:
  bool Starts() const override { return true; }
};

class StopService final : public ControlService {
 public:
  bool graceful = false, leave_cls_agent_running = false, leave_web_server_running = false;

 protected:
  bool Starts() const override { return false; }
};

template <typename C>
CmdletMetadata ControlMetadata(const char* verb, const char* synopsis) {
  CmdletMetadata m = MakeCmdlet<C>(verb, "CsWindowsService", synopsis);
  m.supports_should_process = true;
  m.default_set = "Name";
  m.Add(
      Parameter<&ServiceCmdlet::name, C>("Name", "Name or role of the service; all when left out.")
          .InSet("Name")
          .Position(0));
  m.Add(Parameter<&ServiceCmdlet::computer_name, C>("ComputerName", "FQDN of the computer.")
            .InSet("Name"));
  m.Add(
      Parameter<&ControlService::input_object, C>("InputObject", "What Get-CsWindowsService gave.")
          .InSet("InputObject")
          .ByValue());
  m.Add(Parameter<&ControlService::no_wait, C>("NoWait", "Does not wait for the command's end."));
  m.Add(Parameter<&ControlService::force, C>("Force", "Leaves out messages that are not errors."));
  m.Add(Parameter<&ServiceCmdlet::report, C>("Report", "Path of an HTML report."));
  return m;
}

}  // namespace

CmdletMetadata GetCsWindowsService() {
  CmdletMetadata m = MakeCmdlet<GetService>(
      "Get", "CsWindowsService",
      "Gets services and their state: seen by command, or what the operator confirmed.");
  m.output_type = "Microsoft.Rtc.Management.Deployment.Core.NTService";
  m.Add(Parameter<&ServiceCmdlet::name, GetService>("Name", "Name or role of the service.")
            .Position(0));
  m.Add(Parameter<&ServiceCmdlet::computer_name, GetService>("ComputerName",
                                                             "FQDN of the computer."));
  m.Add(Parameter<&GetService::exclude_activity_level>("ExcludeActivityLevel",
                                                       "Leaves out how busy the service is."));
  m.Add(Parameter<&ServiceCmdlet::report, GetService>("Report", "Path of an HTML report."));
  return m;
}

CmdletMetadata StartCsWindowsService() {
  return ControlMetadata<StartService>("Start", "Starts services.");
}

CmdletMetadata StopCsWindowsService() {
  CmdletMetadata m = ControlMetadata<StopService>("Stop", "Stops services.");
  m.Add(Parameter<&StopService::graceful>("Graceful", "Lets sessions end first."));
  m.Add(Parameter<&StopService::leave_cls_agent_running>("LeaveClsAgentRunning",
                                                         "Leaves the logging agent running."));
  m.Add(Parameter<&StopService::leave_web_server_running>("LeaveWebServerRunning",
                                                          "Leaves the web server running."));
  return m;
}

}  // namespace sipsh
