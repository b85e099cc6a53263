#include "cmdlets/lync/topology/topology_objects.h"

#include <charconv>
#include <map>

#include "shell/value/containers.h"

namespace sipsh {
namespace {

using topology::Pool;
using topology::ServiceRef;
using topology::Topology;

// Builds a record property by property; records built alike share a shape.
class RecordBuilder {
 public:
  explicit RecordBuilder(std::string_view type) : shape_(type) {}

  void Add(std::string_view name, Value value) {
    shape_.Add(name);
    slots_.push_back(std::move(value));
  }
  void AddText(std::string_view name, const std::string& text) {
    Add(name, text.empty() ? Value() : Value::String(text));
  }
  Value Build() { return Value::FromObject(new RecordObject(shape_.Build(), std::move(slots_))); }

 private:
  ShapeBuilder shape_;
  std::vector<Value> slots_;
};

constexpr const char* kDeploy = "Microsoft.Rtc.Management.Deploy.Internal.";

Value SettingValue(const topology::Setting& setting) {
  switch (setting.kind) {
    case topology::SettingKind::kNull:
      return {};
    case topology::SettingKind::kScalar:
      if (!setting.quoted && topology::EqualsIgnoreCase(setting.text, "true")) {
        return Value::Bool(true);
      }
      if (!setting.quoted && topology::EqualsIgnoreCase(setting.text, "false")) {
        return Value::Bool(false);
      }
      return Value::String(setting.text);
    default:
      break;
  }
  std::vector<Value> items;
  for (const topology::Setting& item : setting.items) items.push_back(SettingValue(item));
  return MakeArray(std::move(items));
}

bool IsPortProperty(std::string_view name) {
  return name.ends_with("PortStart") || name.ends_with("PortCount");
}

// What a service has where the document does not say (New-CsTrustedApplicationPool; FileStore).
Value DefaultOf(std::string_view property) {
  for (std::string_view on : {"ThrottleAsServer", "TreatAsAuthenticated", "RequiresReplication"}) {
    if (property == on) return Value::Bool(true);
  }
  if (property == "OutboundOnly" || property == "IsDfsShare") return Value::Bool(false);
  return IsPortProperty(property) ? Value::Int32(0) : Value();
}

Value PropertyValue(std::string_view property, const topology::Setting* setting) {
  if (setting == nullptr) return DefaultOf(property);
  int number = 0;
  const std::string& text = setting->text;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  bool whole = error == std::errc() && end == text.data() + text.size();
  return whole && IsPortProperty(property) ? Value::Int32(number) : SettingValue(*setting);
}

std::string SiteIdentity(const Topology& topology, const std::string& id_or_name) {
  const topology::Site* site = topology.FindSite(id_or_name);
  return "Site:" + (site == nullptr ? id_or_name : site->name);
}

bool OnSite(const Topology& topology, const Pool& pool, const topology::Site& site) {
  return topology.FindSite(pool.site) == &site;
}

// Every store the role may refer to is a property, used or not.
void AddReferences(const Topology& topology, const ServiceRef& service, RecordBuilder* builder) {
  const topology::RoleInfo* role = topology::FindRole(service.service->role);
  if (role == nullptr) return;
  std::map<std::string, std::string, std::less<>> targets;
  for (const topology::ServiceReference& reference : topology::References(topology, service)) {
    targets[reference.property] = topology::ServiceIdentity(reference.target);
  }
  for (const topology::RoleInfo::Reference& reference : role->references) {
    auto found = targets.find(reference.property);
    builder->AddText(reference.property, found == targets.end() ? "" : found->second);
  }
}

void AddChatProperties(const Pool& pool, RecordBuilder* builder) {
  std::vector<std::string> active, inactive;
  for (const topology::Computer& computer : pool.computers) {
    (computer.active ? active : inactive).push_back(computer.fqdn);
  }
  builder->AddText("DisplayName", pool.display_name);
  builder->Add("ActiveServers", MakeStringArray(active));
  builder->Add("InactiveServers", MakeStringArray(inactive));
}

}  // namespace

Value SiteObject(const Topology& topology, const topology::Site& site) {
  RecordBuilder builder(std::string(kDeploy) + "Site+" + site.type);
  std::vector<std::string> pools, services;
  for (const Pool& pool : topology.pools) {
    if (OnSite(topology, pool, site)) pools.push_back(pool.fqdn);
  }
  for (const ServiceRef& service : topology::AllServices(topology)) {
    if (OnSite(topology, *service.pool, site)) {
      services.push_back(topology::ServiceIdentity(service));
    }
  }
  builder.AddText("Identity", "Site:" + site.name);
  builder.AddText("SiteId", site.id);
  builder.Add("Services", MakeStringArray(services));
  builder.Add("Pools", MakeStringArray(pools));
  builder.AddText("FederationRoute", site.federation_route);
  builder.AddText("XmppFederationRoute", site.xmpp_federation_route);
  builder.AddText("DefaultPersistentChatPool", site.default_persistent_chat_pool);
  builder.AddText("Description", site.description);
  builder.AddText("DisplayName", site.display_name.empty() ? site.name : site.display_name);
  builder.AddText("SiteType", site.type);
  return builder.Build();
}

Value PoolObject(const Topology& topology, const Pool& pool) {
  RecordBuilder builder(std::string(kDeploy) + "Cluster");
  std::vector<std::string> services, computers;
  for (const topology::Service& service : pool.services) {
    services.push_back(topology::ServiceIdentity({&pool, &service}));
  }
  for (const topology::Computer& computer : pool.computers) computers.push_back(computer.fqdn);
  builder.AddText("Identity", pool.fqdn);
  builder.Add("Services", MakeStringArray(services));
  builder.Add("Computers", MakeStringArray(computers));
  builder.AddText("Fqdn", pool.fqdn);
  builder.AddText("BackupPoolFqdn", pool.backup_pool);
  builder.AddText("Site", SiteIdentity(topology, pool.site));
  builder.AddText("ClusterId", topology.ClusterId(pool));
  builder.AddText("Generation", pool.generation == topology::Generation::kNone
                                    ? std::string()
                                    : std::string(topology::GenerationName(pool.generation)));
  return builder.Build();
}

Value ComputerObject(const Pool& pool, const topology::Computer& computer) {
  RecordBuilder builder(std::string(kDeploy) + "Machine");
  builder.AddText("Identity", computer.fqdn);
  builder.AddText("Pool", pool.fqdn);
  builder.AddText("Fqdn", computer.fqdn);
  return builder.Build();
}

Value ServiceObject(const Topology& topology, const ServiceRef& service) {
  const std::string& role = service.service->role;
  RecordBuilder builder("Microsoft.Rtc.Management.Xds.Display" + role);
  builder.AddText("Identity", topology::ServiceIdentity(service));
  bool chat = topology::EqualsIgnoreCase(role, "PersistentChatServer");
  AddReferences(topology, service, &builder);
  for (const topology::Port& port : topology::EffectivePorts(service)) {
    builder.Add(port.name, Value::Int32(port.number));
  }
  if (chat) AddChatProperties(*service.pool, &builder);
  const topology::RoleInfo* info = topology::FindRole(role);
  if (info != nullptr) {
    for (std::string_view name : info->properties) {
      const topology::Setting* setting = service.service->settings.Find(name);
      builder.Add(name, PropertyValue(name, setting));
    }
  }
  if (topology::EqualsIgnoreCase(role, "FileStore")) {
    builder.AddText("UncPath", topology::UncPath(service));
  }
  if (topology::EqualsIgnoreCase(role, "TrustedApplicationPool")) {
    std::vector<std::string> applications;
    for (const topology::TrustedApplication& one : service.pool->trusted_applications) {
      applications.push_back(one.id);
    }
    builder.Add("Applications", MakeStringArray(applications));
  }
  builder.Add("DependentServiceList",
              MakeStringArray(topology::DependentServices(topology, service)));
  builder.AddText("ServiceId", topology::ServiceId(topology, service));
  builder.AddText("SiteId", SiteIdentity(topology, service.pool->site));
  builder.AddText("PoolFqdn", service.pool->fqdn);
  builder.Add("Version", Value::Int32(topology::ServiceVersion(topology, service)));
  builder.AddText("Role", role);
  return builder.Build();
}

Value SipDomainObject(const topology::SipDomain& domain) {
  RecordBuilder builder("Microsoft.Rtc.Management.Xds.SipDomain");
  builder.AddText("Identity", domain.name);
  builder.AddText("Name", domain.name);
  builder.Add("IsDefault", Value::Bool(domain.is_default));
  return builder.Build();
}

Value TopologyObject(const Topology& topology) {
  RecordBuilder builder(std::string(kDeploy) + "DefaultTopology");
  std::vector<Value> sites, clusters, machines, sql, services, domains;
  for (const topology::Site& site : topology.sites) sites.push_back(SiteObject(topology, site));
  for (const Pool& pool : topology.pools) {
    clusters.push_back(PoolObject(topology, pool));
    for (const topology::Computer& computer : pool.computers) {
      machines.push_back(ComputerObject(pool, computer));
    }
  }
  for (const ServiceRef& service : topology::AllServices(topology)) {
    Value object = ServiceObject(topology, service);
    if (service.service->role.find("Database") != std::string::npos) sql.push_back(object);
    services.push_back(std::move(object));
  }
  for (const topology::SipDomain& domain : topology.sip_domains) {
    domains.push_back(SipDomainObject(domain));
  }
  builder.Add("Sites", MakeArray(std::move(sites)));
  builder.Add("Clusters", MakeArray(std::move(clusters)));
  builder.Add("Machines", MakeArray(std::move(machines)));
  builder.Add("SqlInstances", MakeArray(std::move(sql)));
  builder.Add("Services", MakeArray(std::move(services)));
  builder.Add("InternalDomains", MakeArray(std::move(domains)));
  return builder.Build();
}

}  // namespace sipsh
