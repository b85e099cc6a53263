#include <algorithm>

#include "cmdlets/directory_support/object_cmdlet.h"
#include "cmdlets/directory_support/object_query.h"
#include "cmdlets/lync/coexistence/coexistence_cmdlets.h"
#include "cmdlets/lync/coexistence/facts_reader.h"
#include "cmdlets/lync/coexistence/name_check.h"
#include "cmdlets/lync/coexistence/output_path.h"
#include "cmdlets/lync/coexistence/topology_findings.h"
#include "cmdlets/lync/topology/report.h"
#include "directory/topology/services.h"
#include "shell/value/containers.h"

namespace sipsh {
namespace {

using coexistence::Finding;
using coexistence::Severity;

constexpr const char* kTaskOutput = "Microsoft.Rtc.SyntheticTransactions.TaskOutput";

Value TextOrNull(std::string_view text) { return text.empty() ? Value() : Value::String(text); }

const char* ResultOf(const Finding* finding) {
  if (finding == nullptr) return "Success";
  switch (finding->severity) {
    case Severity::kError:
      return "Failure";
    case Severity::kWarning:
      return "Warning";
    case Severity::kInformation:
      break;
  }
  return "Information";
}

// `finding` is null for a service with which nothing is wrong.
Value TaskOutput(const std::string& identity, const std::string& target, const Finding* finding) {
  static const std::string_view kNames[] = {"Identity", "TargetFqdn", "Result", "Error", "Rule",
                                            "Severity", "Where",      "What",   "Action"};
  ShapeBuilder shape(kTaskOutput);
  for (std::string_view name : kNames) shape.Add(name);
  std::string error;
  if (finding != nullptr && finding->severity == Severity::kError) {
    error = finding->what + (finding->action.empty() ? "" : " " + finding->action);
  }
  std::vector<Value> slots{
      Value::String(identity),
      TextOrNull(target),
      Value::String(ResultOf(finding)),
      TextOrNull(error),
      TextOrNull(finding == nullptr ? "" : finding->rule),
      finding == nullptr ? Value() : Value::String(coexistence::SeverityName(finding->severity)),
      Value::String(identity),
      TextOrNull(finding == nullptr ? "" : finding->what),
      TextOrNull(finding == nullptr ? "" : finding->action)};
  return Value::FromObject(new RecordObject(shape.Build(), std::move(slots)));
}

class TestTopology final : public ObjectCmdlet {
 public:
  std::string global_catalog, settings_controller, report, service;
  bool resolve_names = false;

 protected:
  Flow Process(CommandRuntime& runtime, EnvironmentService& environment) override {
    const topology::Topology& topology = environment.Topology();
    if (!service.empty() && !topology::FindService(topology, service)) {
      Fail("The published topology has no service '" + service + "'. Get-CsService lists all.",
           "ServiceNotFound", ErrorCategory::kObjectNotFound, Value::String(service));
    }
    coexistence::Facts facts =
        ReadFacts(environment, environment.StoreOn(settings_controller), WaitOf(runtime),
                  service.empty() ? FactsExtent::kEverything : FactsExtent::kAddresses);
    findings_ = ReadFindings(environment, facts);
    if (resolve_names) {
      for (Finding& finding : CheckNames(topology, WaitOf(runtime))) {
        findings_.push_back(std::move(finding));
      }
    }
    Flow flow = WriteServices(runtime, topology);
    if (flow == Flow::kMore && service.empty()) flow = WriteFindings(runtime, topology);
    if (!report.empty()) WriteReport(AbsolutePath(runtime, report), "Test-CsTopology", lines_);
    return flow;
  }

 private:
  Flow Write(CommandRuntime& runtime, const std::string& identity, const std::string& target,
             const Finding* finding) {
    std::string line = identity + ": " + ResultOf(finding);
    if (finding != nullptr) line += ": " + finding->what + " " + finding->action;
    lines_.push_back(std::move(line));
    return runtime.WriteObject(TaskOutput(identity, target, finding));
  }

  // What is wrong with a service is said in its own row.
  Flow WriteServices(CommandRuntime& runtime, const topology::Topology& topology) {
    for (const topology::ServiceRef& ref : topology::AllServices(topology)) {
      std::string identity = topology::ServiceIdentity(ref);
      if (!service.empty() && !topology::EqualsIgnoreCase(service, identity)) continue;
      std::string_view rule = ref.service->role == "Registrar"              ? "pool-object"
                              : ref.service->role == "PersistentChatServer" ? "trusted-service"
                                                                            : "";
      auto found = std::find_if(findings_.begin(), findings_.end(), [&](const Finding& one) {
        return one.rule == rule && topology::EqualsIgnoreCase(one.where, ref.pool->fqdn);
      });
      const Finding* finding = found == findings_.end() ? nullptr : &*found;
      if (Write(runtime, identity, ref.pool->fqdn, finding) == Flow::kStop) return Flow::kStop;
    }
    return Flow::kMore;
  }

  Flow WriteFindings(CommandRuntime& runtime, const topology::Topology& topology) {
    for (const Finding& finding : findings_) {
      if (finding.rule == "pool-object" || finding.rule == "trusted-service") continue;
      const topology::Pool* pool = topology.FindPool(finding.where);
      if (Write(runtime, finding.where, pool == nullptr ? "" : pool->fqdn, &finding) ==
          Flow::kStop) {
        return Flow::kStop;
      }
    }
    return Flow::kMore;
  }

  std::vector<Finding> findings_;
  std::vector<std::string> lines_;
};

}  // namespace

CmdletMetadata TestCsTopology() {
  using C = TestTopology;
  CmdletMetadata m = MakeCmdlet<C>(
      "Test", "CsTopology",
      "Tells whether the directory follows the published topology, and which rules of "
      "coexistence are broken.");
  m.output_type = kTaskOutput;
  m.Add(Parameter<&C::global_catalog>("GlobalCatalog", "FQDN of a global catalog."));
  m.Add(Parameter<&C::settings_controller>("GlobalSettingsDomainController",
                                           "FQDN of the server that holds the global settings."));
  m.Add(Parameter<&C::report>("Report", "Path of an HTML report."));
  m.Add(Parameter<&C::service>("Service", "Only this service: Role:pool."));
  m.Add(Parameter<&C::resolve_names>("ResolveNames",
                                     "Asks DNS for the names of all pools and computers as well."));
  return m;
}

}  // namespace sipsh
