#include <unistd.h>

#include "cmdlets/directory_support/environment_parts.h"
#include "cmdlets/directory_support/object_cmdlet.h"
#include "cmdlets/lync/topology/topology_cmdlets.h"
#include "cmdlets/lync/topology/topology_objects.h"
#include "directory/file/yaml_document.h"
#include "directory/topology/document.h"
#include "directory/topology/xml.h"
#include "shell/value/convert.h"
#include "shell/value/wildcard.h"

namespace sipsh {
namespace {

using topology::Topology;

// "Site:Redmond" and "site:Redmond" mean Redmond.
std::string WithoutPrefix(const std::string& text, std::string_view prefix) {
  if (topology::EqualsIgnoreCase(std::string_view(text).substr(0, prefix.size()), prefix)) {
    return text.substr(prefix.size());
  }
  return text;
}

class GetPart : public ObjectCmdlet {
 public:
  std::string identity, filter;

 protected:
  // Everything whose identity fits; an identity that names nothing is an error.
  bool Wanted(const std::string& name) const {
    if (!identity.empty()) return topology::EqualsIgnoreCase(name, identity);
    return filter.empty() || WildcardMatches(filter, name);
  }
  void RequireFound(size_t written, const std::string& what, const std::string& id) const {
    if (written != 0 || identity.empty()) return;
    Fail("The published topology has no " + what + " '" + identity + "'. Get-Cs" + id +
             " without parameters lists all.",
         id + "NotFound", ErrorCategory::kObjectNotFound, Value::String(identity));
  }
};

class GetSite final : public GetPart {
 protected:
  Flow Process(CommandRuntime& runtime, EnvironmentService& environment) override {
    const Topology& topology = environment.Topology();
    identity = WithoutPrefix(identity, "site:");
    size_t written = 0;
    for (const topology::Site& site : topology.sites) {
      bool fits =
          Wanted(site.name) || (identity.empty() ? WildcardMatches(filter, "Site:" + site.name)
                                                 : topology::EqualsIgnoreCase(site.id, identity));
      if (!fits) continue;
      ++written;
      if (runtime.WriteObject(SiteObject(topology, site)) == Flow::kStop) return Flow::kStop;
    }
    RequireFound(written, "site", "Site");
    return Flow::kMore;
  }
};

class GetPool final : public GetPart {
 public:
  std::string site;

 protected:
  Flow Process(CommandRuntime& runtime, EnvironmentService& environment) override {
    const Topology& topology = environment.Topology();
    const topology::Site* on = nullptr;
    if (!site.empty() && (on = topology.FindSite(WithoutPrefix(site, "site:"))) == nullptr) {
      Fail("The published topology has no site '" + site + "'. Get-CsSite lists all.",
           "SiteNotFound", ErrorCategory::kObjectNotFound, Value::String(site));
    }
    size_t written = 0;
    for (const topology::Pool& pool : topology.pools) {
      if (!Wanted(pool.fqdn)) continue;
      if (on != nullptr && topology.FindSite(pool.site) != on) continue;
      ++written;
      if (runtime.WriteObject(PoolObject(topology, pool)) == Flow::kStop) return Flow::kStop;
    }
    RequireFound(written, "pool", "Pool");
    return Flow::kMore;
  }
};

class GetComputer final : public GetPart {
 public:
  std::string pool;
  bool local = false;

 protected:
  Flow Process(CommandRuntime& runtime, EnvironmentService& environment) override {
    const Topology& topology = environment.Topology();
    if (!pool.empty() && topology.FindPool(pool) == nullptr) {
      Fail("The published topology has no pool '" + pool + "'. Get-CsPool lists all.",
           "PoolNotFound", ErrorCategory::kObjectNotFound, Value::String(pool));
    }
    char host[256] = "";
    ::gethostname(host, sizeof host - 1);
    size_t written = 0;
    for (const topology::Pool& candidate : topology.pools) {
      if (!pool.empty() && !topology::EqualsIgnoreCase(candidate.fqdn, pool)) continue;
      for (const topology::Computer& computer : candidate.computers) {
        if (!Wanted(computer.fqdn)) continue;
        if (local && !IsLocal(computer.fqdn, host)) continue;
        ++written;
        if (runtime.WriteObject(ComputerObject(candidate, computer)) == Flow::kStop) {
          return Flow::kStop;
        }
      }
    }
    if (!local) RequireFound(written, "computer", "Computer");
    return Flow::kMore;
  }

 private:
  static bool IsLocal(const std::string& fqdn, std::string_view host) {
    bool qualified = host.find('.') != std::string_view::npos;
    return topology::EqualsIgnoreCase(qualified ? fqdn : fqdn.substr(0, fqdn.find('.')), host);
  }
};

class GetService final : public GetPart {
 public:
  std::string pool_fqdn;
  std::string role;  // Of the switch that was given.

 protected:
  Flow Process(CommandRuntime& runtime, EnvironmentService& environment) override {
    const Topology& topology = environment.Topology();
    if (!pool_fqdn.empty() && topology.FindPool(pool_fqdn) == nullptr) {
      Fail("The published topology has no pool '" + pool_fqdn + "'. Get-CsPool lists all.",
           "PoolNotFound", ErrorCategory::kObjectNotFound, Value::String(pool_fqdn));
    }
    size_t written = 0;
    for (const topology::ServiceRef& service : topology::AllServices(topology)) {
      if (!Wanted(topology::ServiceIdentity(service))) continue;
      if (!role.empty() && !topology::EqualsIgnoreCase(role, service.service->role)) continue;
      if (!pool_fqdn.empty() && !topology::EqualsIgnoreCase(pool_fqdn, service.pool->fqdn)) {
        continue;
      }
      ++written;
      if (runtime.WriteObject(ServiceObject(topology, service)) == Flow::kStop) return Flow::kStop;
    }
    if (written == 0 && !identity.empty()) FailNotFound(topology);
    return Flow::kMore;
  }

 private:
  [[noreturn]] void FailNotFound(const Topology& topology) const {
    std::string wanted = identity.substr(0, identity.find(':')), advice, known;
    const topology::RoleInfo* info = topology::FindRole(wanted);
    if (info == nullptr) {
      const std::vector<std::string> roles = topology::RoleNames();
      std::string nearest = directory::Nearest(wanted, roles);
      for (const std::string& one : roles) known += (known.empty() ? "" : ", ") + one;
      advice =
          "'" + wanted + "' is no role; " +
          (nearest.empty() ? "the roles are: " + known + "." : "did you mean " + nearest + "?");
    } else {
      for (const topology::ServiceRef& service : topology::AllServices(topology)) {
        if (service.service->role != info->role) continue;
        known += (known.empty() ? "" : ", ") + topology::ServiceIdentity(service);
      }
      advice =
          known.empty() ? "No pool has that role." : "Services of that role are: " + known + ".";
    }
    Fail("The published topology has no service '" + identity + "'. " + advice, "ServiceNotFound",
         ErrorCategory::kObjectNotFound, Value::String(identity));
  }
};

class GetSipDomain final : public GetPart {
 protected:
  Flow Process(CommandRuntime& runtime, EnvironmentService& environment) override {
    size_t written = 0;
    for (const topology::SipDomain& domain : environment.Topology().sip_domains) {
      if (!Wanted(domain.name)) continue;
      ++written;
      if (runtime.WriteObject(SipDomainObject(domain)) == Flow::kStop) return Flow::kStop;
    }
    RequireFound(written, "SIP domain", "SipDomain");
    return Flow::kMore;
  }
};

class GetTopology final : public ObjectCmdlet {
 public:
  bool as_xml = false, local_store = false;

 protected:
  Flow Process(CommandRuntime& runtime, EnvironmentService& environment) override {
    const auto& settings = environment.Parts().Environment();
    // The copy beside the working copy differs only where the topology is kept in the directory.
    if (local_store && settings.topology_in_directory) {
      return Write(runtime, Require(topology::TopologyDocument::LocalCopy(settings.topology)));
    }
    return Write(runtime, environment.Topology());
  }

 private:
  Flow Write(CommandRuntime& runtime, const Topology& topology) const {
    if (!as_xml) return runtime.WriteObject(TopologyObject(topology));
    return runtime.WriteObject(Value::String(topology::ToXml(topology)));
  }
};

template <typename C>
void AddIdentityAndFilter(CmdletMetadata* m, const char* what) {
  m->default_set = "Identity";
  m->Add(Parameter<&GetPart::identity, C>("Identity", what).InSet("Identity").Position(0));
  m->Add(Parameter<&GetPart::filter, C>("Filter", "Wildcard over identities.").InSet("Filter"));
}

// The set each role switch stands in; two differ from their switch.
struct RoleSwitch {
  const char* name;
  const char* set;
  const char* alias;
};
constexpr RoleSwitch kRoleSwitches[] = {
    {"ApplicationDatabase", nullptr, nullptr},
    {"ApplicationServer", nullptr, nullptr},
    {"ArchivingDatabase", nullptr, nullptr},
    {"ArchivingServer", nullptr, nullptr},
    {"BackupServer", nullptr, nullptr},
    {"CentralManagement", nullptr, nullptr},
    {"CentralManagementDatabase", nullptr, nullptr},
    {"ConferencingServer", "ConferenceServer", "ConferenceServer"},
    {"Director", nullptr, nullptr},
    {"EdgeServer", nullptr, nullptr},
    {"FileStore", nullptr, nullptr},
    {"LegalInterceptServer", nullptr, nullptr},
    {"ManagementServer", nullptr, nullptr},
    {"MediationServer", nullptr, nullptr},
    {"MonitoringDatabase", nullptr, nullptr},
    {"MonitoringServer", nullptr, nullptr},
    {"PersistentChatComplianceDatabase", nullptr, nullptr},
    {"PersistentChatDatabase", nullptr, nullptr},
    {"PersistentChatServer", nullptr, nullptr},
    {"ProvisionDatabase", nullptr, nullptr},
    {"ProvisionServer", nullptr, nullptr},
    {"PstnGateway", nullptr, nullptr},
    {"Registrar", nullptr, nullptr},
    {"TrustedApplicationPool", nullptr, "ExternalServer"},
    {"UserDatabase", nullptr, nullptr},
    {"UserServer", nullptr, nullptr},
    {"VideoGateway", nullptr, nullptr},
    {"VideoInteropServer", nullptr, nullptr},
    {"WacServer", nullptr, nullptr},
    {"WebServer", nullptr, nullptr},
};

}  // namespace

CmdletMetadata GetCsTopology() {
  CmdletMetadata m =
      MakeCmdlet<GetTopology>("Get", "CsTopology", "Gets the topology that was published last.");
  m.output_type = "Microsoft.Rtc.Management.Deploy.Internal.DefaultTopology";
  m.Add(Parameter<&GetTopology::as_xml>("AsXml", "As the text of an XML document."));
  m.Add(Parameter<&GetTopology::local_store>(
      "LocalStore", "The copy on this computer, read without the directory."));
  return m;
}

CmdletMetadata GetCsSite() {
  CmdletMetadata m = MakeCmdlet<GetSite>("Get", "CsSite", "Gets sites of the published topology.");
  m.output_type = "Microsoft.Rtc.Management.Deploy.Internal.Site";
  AddIdentityAndFilter<GetSite>(&m, "Name of the site, without site:.");
  return m;
}

CmdletMetadata GetCsPool() {
  CmdletMetadata m = MakeCmdlet<GetPool>("Get", "CsPool", "Gets pools of the published topology.");
  m.output_type = "Microsoft.Rtc.Management.Deploy.Internal.Cluster";
  AddIdentityAndFilter<GetPool>(&m, "FQDN of the pool.");
  m.Add(Parameter<&GetPool::site>("Site", "Only the pools of this site."));
  return m;
}

CmdletMetadata GetCsComputer() {
  CmdletMetadata m =
      MakeCmdlet<GetComputer>("Get", "CsComputer", "Gets computers of the published topology.");
  m.output_type = "Microsoft.Rtc.Management.Deploy.Internal.Machine";
  AddIdentityAndFilter<GetComputer>(&m, "FQDN of the computer.");
  m.Add(Parameter<&GetComputer::pool>("Pool", "Only the computers of this pool."));
  m.Add(Parameter<&GetComputer::local>("Local", "Only this computer."));
  return m;
}

CmdletMetadata GetCsService() {
  CmdletMetadata m =
      MakeCmdlet<GetService>("Get", "CsService", "Gets services of the published topology.");
  m.output_type = "Microsoft.Rtc.Management.Xds.DisplayMonitoringDatabase";
  AddIdentityAndFilter<GetService>(&m, "Role:pool, for instance Registrar:pool01.contoso.com.");
  m.Add(Parameter<&GetService::pool_fqdn>("PoolFqdn", "Only the services of this pool."));
  for (const RoleSwitch& role : kRoleSwitches) {
    ParameterMetadata parameter =
        DynamicParameter(role.name, std::string("Only services of the role ") + role.name + ".",
                         "switch", [name = role.name](Cmdlet& cmdlet, const Value& value) {
                           if (ToBool(value)) static_cast<GetService&>(cmdlet).role = name;
                         });
    ParameterMetadata placed =
        std::move(parameter).InSet(role.set != nullptr ? role.set : role.name);
    m.Add(role.alias != nullptr ? std::move(placed).Alias(role.alias) : std::move(placed));
  }
  return m;
}

CmdletMetadata GetCsSipDomain() {
  CmdletMetadata m = MakeCmdlet<GetSipDomain>("Get", "CsSipDomain", "Gets the SIP domains.");
  m.output_type = "Microsoft.Rtc.Management.Xds.SipDomain";
  AddIdentityAndFilter<GetSipDomain>(&m, "The SIP domain.");
  return m;
}

}  // namespace sipsh
