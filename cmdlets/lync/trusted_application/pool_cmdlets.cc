#include <optional>

#include "cmdlets/directory_support/filter_expression.h"
#include "cmdlets/lync/identity/sip_address.h"
#include "cmdlets/lync/trusted_application/application_cmdlets.h"
#include "cmdlets/lync/trusted_application/application_pool.h"
#include "shell/value/convert.h"

namespace sipsh {
namespace {

using topology::Pool;
using topology::Setting;

constexpr const char* kRole = "TrustedApplicationPool";

// The role's own settings, parameter by parameter.
struct SettingRow {
  const char* name;
  bool flag;  // A Boolean; else a port or a count.
  const char* help;
};

constexpr SettingRow kSettings[] = {
    {"AppSharingPortCount", false, "How many ports for application sharing."},
    {"AppSharingPortStart", false, "The first port for application sharing."},
    {"AudioPortCount", false, "How many ports for audio."},
    {"AudioPortStart", false, "The first port for audio."},
    {"OutboundOnly", true, "Only the servers open connections."},
    {"RequiresReplication", true, "The management store is replicated to the pool."},
    {"ThrottleAsServer", true, "Throttled as a server, not as a client."},
    {"TreatAsAuthenticated", true, "Its connections count as authenticated."},
    {"VideoPortCount", false, "How many ports for video."},
    {"VideoPortStart", false, "The first port for video."},
};

class PoolCmdlet : public ObjectCmdlet {
 public:
  std::vector<std::pair<const SettingRow*, Value>> given;
  std::string identity;
  std::optional<std::string> registrar;
  bool force = false;

 protected:
  // "Registrar:pool01.contoso.com" or the FQDN: a pool that has a Registrar.
  static std::string RequireRegistrar(EnvironmentService& environment, const std::string& name) {
    const Pool* pool = environment.Topology().FindPool(PoolFqdnOf(name));
    if (pool == nullptr || pool->FindService("Registrar") == nullptr) {
      Fail("'" + name + "' is no pool with a Registrar. Get-CsService -Registrar lists them.",
           "RegistrarNotFound", ErrorCategory::kObjectNotFound, Value::String(name));
    }
    return pool->fqdn;
  }

  void PutSettings(Pool* pool) const {
    for (topology::Service& service : pool->services) {
      if (!topology::EqualsIgnoreCase(service.role, kRole)) continue;
      service.settings.kind = topology::SettingKind::kMapping;
      for (const auto& [row, value] : given) Put(*row, value, &service.settings);
    }
  }

 private:
  static void Put(const SettingRow& row, const Value& value, Setting* settings) {
    Setting one;
    one.kind = topology::SettingKind::kScalar;
    one.key = row.name;
    one.text = row.flag ? (ToBool(value) ? "true" : "false") : ToText(value);
    for (Setting& there : settings->items) {
      if (!topology::EqualsIgnoreCase(there.key, row.name)) continue;
      there = std::move(one);
      return;
    }
    settings->items.push_back(std::move(one));
  }
};

class NewPool final : public PoolCmdlet {
 public:
  std::string computer, site;

 protected:
  Flow Process(CommandRuntime& runtime, EnvironmentService& environment) override {
    std::string fqdn = PoolFqdnOf(identity);
    for (const std::string& name : {fqdn, computer}) {
      if (name.empty() || IsDnsName(name)) continue;
      Fail("'" + name + "' is not a host name. Write it as pool.contoso.com.", "InvalidFqdn",
           ErrorCategory::kInvalidArgument, Value::String(name));
    }
    const topology::Topology& topology = environment.Topology();
    if (topology.FindPool(fqdn) != nullptr) {
      Fail("The topology has a pool '" + fqdn + "' already. Get-CsPool " + fqdn + " shows it.",
           "PoolExists", ErrorCategory::kResourceExists, Value::String(fqdn));
    }
    const topology::Site* place = topology.FindSite(PoolFqdnOf(site));
    if (place == nullptr) {
      Fail(site.empty() ? "-Site must name the site of the new pool. Get-CsSite lists them."
                        : "The topology has no site '" + site + "'. Get-CsSite lists them.",
           site.empty() ? "SiteMissing" : "SiteNotFound", ErrorCategory::kInvalidArgument,
           Value::String(site));
    }
    Pool pool;
    pool.fqdn = fqdn;
    pool.site = place->name;
    pool.number = NextNumber(topology, *place);
    pool.services.push_back({});
    pool.services.back().role = kRole;
    if (registrar && !registrar->empty()) {
      pool.next_hop = RequireRegistrar(environment, *registrar);
      pool.generation = topology.FindPool(pool.next_hop)->generation;
    } else {
      pool.generation = topology.Deployments().empty() ? topology::Generation::kLyncServer2013
                                                       : topology.Deployments().back();
      runtime.WriteMessage(Stream::kWarning,
                           "The pool " + fqdn +
                               " has no Registrar: applications on it can have no endpoints, and "
                               "Remove-CsTrustedApplicationPool refuses it.");
    }
    pool.computers.push_back({computer.empty() ? fqdn : computer, true, {}});
    PutSettings(&pool);
    if (!CommitEdit(runtime, environment, topology::AddPool(pool))) return Flow::kMore;
    RemindOfEnableTopology(runtime);
    const Pool* made = environment.Topology().FindPool(fqdn);
    return made == nullptr ? Flow::kMore
                           : runtime.WriteObject(ApplicationPoolObject(environment, *made));
  }

 private:
  static int NextNumber(const topology::Topology& topology, const topology::Site& site) {
    int highest = 0;
    for (const Pool& pool : topology.pools) {
      if (topology.FindSite(pool.site) == &site) highest = std::max(highest, pool.number);
    }
    return highest + 1;
  }
};

class GetPool final : public ObjectCmdlet {
 public:
  std::string identity, filter, pool_fqdn;

 protected:
  Flow Process(CommandRuntime& runtime, EnvironmentService& environment) override {
    if (!identity.empty()) {
      const Pool& pool = RequireApplicationPool(environment, identity);
      return runtime.WriteObject(ApplicationPoolObject(environment, pool));
    }
    for (const Pool& pool : environment.Topology().pools) {
      if (pool.FindService(kRole) == nullptr) continue;
      if (!filter.empty() && !MatchesWildcard(filter, pool.fqdn) &&
          !MatchesWildcard(filter, std::string(kRole) + ":" + pool.fqdn)) {
        continue;
      }
      if (!pool_fqdn.empty() && !topology::EqualsIgnoreCase(pool_fqdn, pool.fqdn)) continue;
      if (runtime.WriteObject(ApplicationPoolObject(environment, pool)) == Flow::kStop) break;
    }
    return Flow::kMore;
  }
};

class SetPool final : public PoolCmdlet {
 protected:
  Flow Process(CommandRuntime& runtime, EnvironmentService& environment) override {
    Pool pool = RequireApplicationPool(environment, identity);
    if (registrar) {
      std::string next_hop = RequireRegistrar(environment, *registrar);
      if (!pool.next_hop.empty() && !topology::EqualsIgnoreCase(next_hop, pool.next_hop)) {
        runtime.WriteMessage(Stream::kWarning, "The endpoints of the applications on " + pool.fqdn +
                                                   " stay homed on " + pool.next_hop +
                                                   " until Move-CsApplicationEndpoint moves them.");
      }
      pool.next_hop = std::move(next_hop);
    }
    PutSettings(&pool);
    if (CommitEdit(runtime, environment, topology::ReplacePool(pool))) {
      RemindOfEnableTopology(runtime);
    }
    return Flow::kMore;
  }
};

class RemovePool final : public PoolCmdlet {
 protected:
  Flow Process(CommandRuntime& runtime, EnvironmentService& environment) override {
    const Pool& pool = RequireApplicationPool(environment, identity);
    if (pool.next_hop.empty()) {
      Fail("The pool '" + pool.fqdn +
               "' has no Registrar, so its endpoints cannot be found. Give it one with "
               "Set-CsTrustedApplicationPool -Registrar, then remove it.",
           "RegistrarMissing", ErrorCategory::kInvalidOperation, Value::String(pool.fqdn));
    }
    std::string fqdn = pool.fqdn;
    directory::ChangeSet endpoints;
    for (const topology::TrustedApplication& application : pool.trusted_applications) {
      AddEndpointDeletions(environment, fqdn, application.id, &endpoints);
    }
    if (CommitEdit(runtime, environment, topology::RemovePool(fqdn), std::move(endpoints))) {
      RemindOfEnableTopology(runtime);
    }
    return Flow::kMore;
  }
};

template <typename C>
void AddPoolParameters(CmdletMetadata* m) {
  for (const SettingRow& row : kSettings) {
    const char* type = row.flag ? "System.Boolean" : "System.UInt16";
    m->Add(DynamicParameter(row.name, row.help, type, [&row](Cmdlet& cmdlet, const Value& value) {
      static_cast<C&>(cmdlet).given.emplace_back(&row, value);
    }));
  }
  m->Add(Parameter<&PoolCmdlet::registrar, C>("Registrar",
                                              "The Registrar that routes to it: service or FQDN."));
}

template <typename C>
CmdletMetadata Changing(const char* verb, const char* synopsis) {
  CmdletMetadata m = MakeCmdlet<C>(verb, "CsTrustedApplicationPool", synopsis);
  m.output_type = "Microsoft.Rtc.Management.Xds.DisplayExternalServer";
  m.supports_should_process = true;
  m.Add(Parameter<&PoolCmdlet::force, C>("Force", "Leaves out messages that are not errors."));
  return m;
}

template <typename C>
ParameterMetadata Identity() {
  return Parameter<&PoolCmdlet::identity, C>("Identity", "FQDN of the pool.").Position(0);
}

}  // namespace

CmdletMetadata NewCsTrustedApplicationPool() {
  CmdletMetadata m = Changing<NewPool>(
      "New", "Adds a pool of servers of other makers or for applications to the topology.");
  m.Add(Identity<NewPool>().Mandatory());
  AddPoolParameters<NewPool>(&m);
  m.Add(Parameter<&NewPool::computer>("ComputerFqdn",
                                      "FQDN of its first computer; the pool's when left out."));
  m.Add(Parameter<&NewPool::site>("Site", "Id or name of its site."));
  return m;
}

CmdletMetadata GetCsTrustedApplicationPool() {
  CmdletMetadata m = MakeCmdlet<GetPool>("Get", "CsTrustedApplicationPool",
                                         "Gets trusted application pools of the topology.");
  m.output_type = "Microsoft.Rtc.Management.Xds.DisplayExternalServer";
  m.default_set = "Identity";
  m.Add(Parameter<&GetPool::identity>("Identity", "FQDN or service id of the pool.")
            .InSet("Identity")
            .Position(0));
  m.Add(Parameter<&GetPool::filter>("Filter", "Wildcards for the identity.").InSet("Filter"));
  m.Add(Parameter<&GetPool::pool_fqdn>("PoolFqdn", "FQDN of the pool."));
  return m;
}

CmdletMetadata SetCsTrustedApplicationPool() {
  CmdletMetadata m = Changing<SetPool>("Set", "Changes a trusted application pool.");
  m.Add(Identity<SetPool>().Mandatory(false));
  AddPoolParameters<SetPool>(&m);
  return m;
}

CmdletMetadata RemoveCsTrustedApplicationPool() {
  CmdletMetadata m = Changing<RemovePool>(
      "Remove",
      "Removes a trusted application pool with its computers, applications and endpoints.");
  m.Add(Identity<RemovePool>().Mandatory().ByPropertyName());
  return m;
}

}  // namespace sipsh
