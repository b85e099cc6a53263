#include <optional>

#include "cmdlets/directory_support/directory_names.h"
#include "cmdlets/directory_support/object_cmdlet.h"
#include "cmdlets/lync/topology/report.h"
#include "cmdlets/lync/topology/topology_cmdlets.h"
#include "directory/journal/change_door.h"
#include "directory/topology/services.h"
#include "shell/value/containers.h"

namespace sipsh {
namespace {

using directory::Dn;
using directory::Entry;
using topology::Pool;

// What the directory must hold so that older servers and endpoints find the published topology.
class DirectoryPlan {
 public:
  explicit DirectoryPlan(EnvironmentService& environment)
      : environment_(environment),
        names_(environment.Configuration()),
        schema_(*Require(environment.Store().GetSchema())) {}

  directory::ChangeSet Missing() {
    AddContainers();
    for (const Pool& pool : environment_.Topology().pools) {
      if (pool.generation == topology::Generation::kNone) continue;
      if (pool.FindService("Registrar") != nullptr) AddPool(pool);
      if (pool.IsPersistentChat()) AddTrustedService(pool);
    }
    return std::move(changes_);
  }

 private:
  Entry Container(Dn dn, const char* class_name = nullptr) {
    Entry entry(dn);
    std::vector<std::string> classes = environment_.Profile().container_classes;
    if (class_name != nullptr && schema_.FindClass(class_name) != nullptr) {
      classes.emplace_back(class_name);
    }
    entry.Set("objectClass", classes);
    entry.Set("cn", dn.LeafValue());
    return entry;
  }

  void AddUnlessThere(Entry entry) {
    if (Require(directory::Exists(environment_.Store(), entry.dn()))) return;
    changes_.changes.push_back(directory::Change::Add(std::move(entry)));
  }

  void AddContainers() {
    if (!Require(directory::Exists(environment_.Store(), names_.Configuration()))) {
      AddUnlessThere(Container(names_.Configuration(), "configuration"));
    }
    AddUnlessThere(Container(names_.Services()));
    AddUnlessThere(Container(names_.RtcService()));
    AddUnlessThere(Container(names_.GlobalSettings(), "msRTCSIP-GlobalContainer"));
    AddUnlessThere(Container(names_.Pools(), "msRTCSIP-Pools"));
    AddUnlessThere(Container(names_.TrustedServices(), "msRTCSIP-TrustedServices"));
    AddUnlessThere(Container(names_.TrustedMcus(), "msRTCSIP-TrustedMCUs"));
    AddUnlessThere(Container(names_.ApplicationContacts(), "msRTCSIP-ApplicationContacts"));
    AddUnlessThere(Container(names_.ConferenceDirectories(), "msRTCSIP-ConferenceDirectories"));
  }

  void AddPool(const Pool& pool) {
    std::string id = environment_.Topology().DirectoryName(pool);
    Entry entry = Container(names_.Pool(id), "msRTCSIP-Pool");
    entry.Set("dNSHostName", pool.fqdn);
    entry.Set("msRTCSIP-PoolDisplayName",
              pool.display_name.empty() ? pool.fqdn : pool.display_name);
    entry.Set("msRTCSIP-PoolVersion", std::to_string(topology::GenerationVersion(pool.generation)));
    AddUnlessThere(std::move(entry));
    AddUnlessThere(Container(names_.Pool(id).Child("cn", "Microsoft")));
    AddUnlessThere(Container(names_.LcServices(id), "msRTCSIP-PoolService"));
  }

  void AddTrustedService(const Pool& pool) {
    if (!environment_.TrustedServicesOf(pool.fqdn).empty()) return;
    topology::ServiceRef service{&pool, pool.FindService("PersistentChatServer")};
    Entry entry =
        Container(names_.TrustedServices().Child("cn", NewBracedGuid()), "msRTCSIP-TrustedService");
    entry.Set("msRTCSIP-TrustedServerFQDN", pool.fqdn);
    entry.Set("msRTCSIP-TrustedServerVersion",
              std::to_string(topology::GenerationVersion(pool.generation)));
    entry.Set("msRTCSIP-TrustedServicePort",
              std::to_string(topology::EffectivePort(service, "MtlsPort")));
    entry.Set("msRTCSIP-TrustedServiceType", trusted_service::kPersistentChat);
    entry.Set("msRTCSIP-Routable", "TRUE");
    if (const Pool* home = environment_.Topology().HomeOf(pool)) {
      entry.Set("msRTCSIP-RoutingPoolDN",
                names_.Pool(environment_.Topology().DirectoryName(*home)).text());
    }
    changes_.changes.push_back(directory::Change::Add(std::move(entry)));
  }

  EnvironmentService& environment_;
  DirectoryNames names_;
  const directory::Schema& schema_;
  directory::ChangeSet changes_;
};

class EnableTopology final : public ObjectCmdlet {
 public:
  std::string global_catalog, settings_controller, report;
  std::optional<bool> skip_prepare_check;
  bool force = false;

 protected:
  Flow Process(CommandRuntime& runtime, EnvironmentService& environment) override {
    environment.Profile();  // The schema first: a directory without it cannot be enabled.
    directory::ChangeSet missing = DirectoryPlan(environment).Missing();
    std::vector<std::string> lines = journal::Describe(missing);
    if (missing.changes.empty()) {
      runtime.WriteMessage(Stream::kVerbose, "The directory follows the topology already.");
    } else {
      size_t count = missing.changes.size();
      DirectoryChange change{environment.Configuration().text(),
                             "create " + std::to_string(count) +
                                 (count == 1 ? " object" : " objects") +
                                 " that the published topology needs",
                             std::move(missing),
                             {}};
      if (!CommitChange(runtime, environment, environment.Store(), std::move(change))) {
        return Flow::kMore;
      }
      environment.Refresh();
    }
    if (!report.empty()) WriteReport(report, "Enable-CsTopology", lines);
    return Flow::kMore;
  }
};

class TestTopology final : public ObjectCmdlet {
 public:
  std::string global_catalog, settings_controller, report, service;

 protected:
  Flow Process(CommandRuntime& runtime, EnvironmentService& environment) override {
    const topology::Topology& topology = environment.Topology();
    if (!service.empty() && !topology::FindService(topology, service)) {
      Fail("The published topology has no service '" + service + "'. Get-CsService lists all.",
           "ServiceNotFound", ErrorCategory::kObjectNotFound, Value::String(service));
    }
    std::vector<std::string> lines;
    for (const topology::ServiceRef& ref : topology::AllServices(topology)) {
      std::string identity = topology::ServiceIdentity(ref);
      if (!service.empty() && !topology::EqualsIgnoreCase(service, identity)) continue;
      std::string fault = FaultOf(environment, ref);
      lines.push_back(identity + ": " + (fault.empty() ? "Success" : fault));
      static const std::string_view kNames[] = {"Identity", "TargetFqdn", "Result", "Error"};
      ShapeBuilder shape("Microsoft.Rtc.SyntheticTransactions.TaskOutput");
      for (std::string_view name : kNames) shape.Add(name);
      std::vector<Value> slots{Value::String(identity), Value::String(ref.pool->fqdn),
                               Value::String(fault.empty() ? "Success" : "Failure"),
                               fault.empty() ? Value() : Value::String(fault)};
      Flow flow =
          runtime.WriteObject(Value::FromObject(new RecordObject(shape.Build(), std::move(slots))));
      if (flow == Flow::kStop) break;
    }
    if (!report.empty()) WriteReport(report, "Test-CsTopology", lines);
    return Flow::kMore;
  }

 private:
  static std::string FaultOf(EnvironmentService& environment, const topology::ServiceRef& ref) {
    const std::string& role = ref.service->role;
    if (role == "Registrar") {
      Dn home = Dn::FromTrusted(environment.HomeServerOf(*ref.pool));
      if (!Require(directory::Exists(environment.Store(), home))) {
        return "The directory has no " + home.text() + ". Run Enable-CsTopology.";
      }
    }
    if (role == "PersistentChatServer" && environment.TrustedServicesOf(ref.pool->fqdn).empty()) {
      return "The directory has no trusted-service entry for " + ref.pool->fqdn +
             ". Run Enable-CsTopology.";
    }
    return {};
  }
};

template <auto Catalog, auto Controller, auto Report, typename C>
void AddTaskParameters(CmdletMetadata* m) {
  m->Add(Parameter<Catalog, C>("GlobalCatalog", "FQDN of a global catalog."));
  m->Add(Parameter<Controller, C>("GlobalSettingsDomainController",
                                  "FQDN of the server that holds the global settings."));
  m->Add(Parameter<Report, C>("Report", "Path of an HTML report."));
}

}  // namespace

CmdletMetadata EnableCsTopology() {
  using C = EnableTopology;
  CmdletMetadata m = MakeCmdlet<C>(
      "Enable", "CsTopology", "Creates the directory objects that the published topology needs.");
  m.supports_should_process = true;
  AddTaskParameters<&C::global_catalog, &C::settings_controller, &C::report, C>(&m);
  m.Add(Parameter<&C::skip_prepare_check>("SkipPrepareCheck", "Leaves out the check beforehand."));
  m.Add(Parameter<&C::force>("Force", "Leaves out messages that are not errors."));
  return m;
}

CmdletMetadata TestCsTopology() {
  using C = TestTopology;
  CmdletMetadata m = MakeCmdlet<C>("Test", "CsTopology",
                                   "Tells whether the directory follows the published topology.");
  m.output_type = "Microsoft.Rtc.SyntheticTransactions.TaskOutput";
  AddTaskParameters<&C::global_catalog, &C::settings_controller, &C::report, C>(&m);
  m.Add(Parameter<&C::service>("Service", "Only this service: Role:pool."));
  return m;
}

}  // namespace sipsh
