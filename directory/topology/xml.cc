#include "directory/topology/xml.h"

#include <pugixml.hpp>
#include <sstream>

#include "directory/topology/services.h"

namespace sipsh::topology {
namespace {

using Node = pugi::xml_node;

void Set(Node node, const char* name, const std::string& value) {
  node.append_attribute(name).set_value(value.c_str());
}

std::string Text(std::string_view text) { return std::string(text); }

const char* FlagText(bool flag) { return flag ? "true" : "false"; }

void ClusterId(const Topology& t, const Pool& pool, Node parent) {
  const Site* site = t.FindSite(pool.site);
  Node id = parent.append_child("ClusterId");
  Set(id, "SiteId", site == nullptr ? "" : site->id);
  Set(id, "Number", std::to_string(pool.number));
}

void ServiceIdNode(const Topology& t, const ServiceRef& ref, Node parent) {
  const Site* site = t.FindSite(ref.pool->site);
  const RoleInfo* role = FindRole(ref.service->role);
  Node id = parent.append_child("ServiceId");
  Set(id, "SiteId", site == nullptr ? "" : site->id);
  Set(id, "RoleName", role == nullptr ? ref.service->role : Text(role->role_name));
  Set(id, "Instance", std::to_string(ServiceInstance(ref)));
}

void Domains(const Topology& t, Node root) {
  Node domains = root.append_child("InternalDomains");
  const SipDomain* preferred = t.DefaultSipDomain();
  if (preferred != nullptr) Set(domains, "DefaultDomain", preferred->name);
  Set(domains, "AllowAllDomains", "false");
  Node more = domains.append_child("AdditionalInternalDomains");
  for (const SipDomain& domain : t.sip_domains) {
    if (domain.is_default) continue;
    Node node = more.append_child("InternalDomain");
    Set(node, "Name", domain.name);
    Set(node, "IncludeSubDomains", "false");
  }
}

void Sites(const Topology& t, Node root) {
  Node sites = root.append_child("Sites");
  for (const Site& site : t.sites) {
    Node node = sites.append_child(site.type.c_str());
    Set(node, "SiteId", site.id);
    node.append_child("Name").text().set(site.name.c_str());
    if (!site.description.empty())
      node.append_child("Description").text().set(site.description.c_str());
    node.append_child("Location");
  }
}

// What the product's layout has no place for, in a namespace of our own: readers that do not know
// it pass it over.
void Extras(const Pool& pool, Node root, Node cluster) {
  auto put = [&](const char* name, const std::string& value) {
    if (value.empty()) return;
    if (!root.attribute("xmlns:sipsh")) Set(root, "xmlns:sipsh", std::string(kExtrasNamespace));
    Set(cluster, ("sipsh:" + std::string(name)).c_str(), value);
  };
  put("DirectoryName", pool.directory_name);
  if (pool.group_chat) put("WellKnownUser", pool.group_chat->well_known_user);
}

void Clusters(const Topology& t, Node root) {
  Node clusters = root.append_child("Clusters");
  for (const Pool& pool : t.pools) {
    const Service* trusted = pool.FindService("TrustedApplicationPool");
    const Setting* replication =
        trusted == nullptr ? nullptr : trusted->settings.Find("RequiresReplication");
    bool servers = pool.generation != Generation::kNone;
    Node cluster = clusters.append_child("Cluster");
    Set(cluster, "Fqdn", pool.fqdn);
    Set(cluster, "RequiresReplication",
        FlagText(servers && (replication == nullptr || replication->text == "true")));
    Set(cluster, "RequiresSetup", FlagText(servers));
    Extras(pool, root, cluster);
    ClusterId(t, pool, cluster);
    int ordinal = 0;
    for (const Computer& computer : pool.computers) {
      Node machine = cluster.append_child("Machine");
      Set(machine, "OrdinalInCluster", std::to_string(++ordinal));
      Set(machine, "Fqdn", computer.fqdn);
      Node net = machine.append_child("NetInterface");
      Set(net, "InterfaceSide", "Primary");
      Set(net, "InterfaceNumber", "1");
      Set(net, "IPAddress", "0.0.0.0");
    }
  }
}

std::string InstanceName(const Service& service) {
  const Setting* name = service.settings.Find("SqlInstanceName");
  return name == nullptr ? "" : name->text;
}

bool IsDatabase(const Service& service) {
  const RoleInfo* role = FindRole(service.role);
  return role != nullptr && role->is_store && role->role != "FileStore";
}

void SqlInstanceId(const Topology& t, const ServiceRef& ref, Node parent) {
  Node id = parent.append_child("SqlInstanceId");
  Set(id, "Name", InstanceName(*ref.service));
  ClusterId(t, *ref.pool, id);
}

void SqlInstances(const Topology& t, Node root) {
  Node instances = root.append_child("SqlInstances");
  for (const Pool& pool : t.pools) {
    std::vector<std::string> seen;
    for (const Service& service : pool.services) {
      std::string name = InstanceName(service);
      bool known = false;
      for (const std::string& other : seen) known = known || EqualsIgnoreCase(other, name);
      if (!IsDatabase(service) || known) continue;
      seen.push_back(name);
      SqlInstanceId(t, {&pool, &service}, instances.append_child("SqlInstance"));
    }
  }
}

std::string Usage(const std::string& property) {
  if (property == "UserServer") return "DefaultUserServer";
  if (property == "Registrar") return "DefaultRegistrar";
  if (property == "FileStore") return property;
  return property.substr(0, property.find("Database")) + "Store";
}

// The GRUU type of an application: as older servers call it, else its id without the prefix.
std::string GruuType(const TrustedApplication& application) {
  if (!application.legacy_name.empty()) return application.legacy_name;
  return application.id.substr(application.id.rfind(':') + 1);
}

void ApplicationPorts(const ServiceRef& ref, Node list) {
  if (ref.service->role != "TrustedApplicationPool") return;
  for (const TrustedApplication& application : ref.pool->trusted_applications) {
    Node node = list.append_child("Port");
    Set(node, "Owner", application.id);
    Set(node, "Usage", "Application");
    Set(node, "Port", std::to_string(application.port));
    Set(node, "Protocol", "Mtls");
    Set(node, "GruuType", GruuType(application));
    Set(node, "UrlPath", "");
  }
}

void Ports(const ServiceRef& ref, Node service) {
  std::vector<Port> ports = EffectivePorts(ref);
  Node list = service.append_child("Ports");
  ApplicationPorts(ref, list);
  for (const Port& port : ports) {
    bool web = port.name.find("Http") != std::string::npos;
    bool plain = port.name.find("Tcp") != std::string::npos ||
                 port.name.find("HttpPort") != std::string::npos;
    Node node = list.append_child("Port");
    Set(node, "Owner", "urn:component:" + ref.service->role);
    Set(node, "Usage", port.name.substr(0, port.name.size() - 4));
    Set(node, "Port", std::to_string(port.number));
    Set(node, "Protocol", web ? (plain ? "Http" : "Https") : (plain ? "Tcp" : "Mtls"));
    Set(node, "UrlPath", web ? "/" : "");
  }
  if (list.first_child().empty()) service.remove_child(list);
}

void RoleElement(const ServiceRef& ref, Node service) {
  const RoleInfo* role = FindRole(ref.service->role);
  std::string name = role == nullptr ? ref.service->role : Text(role->role_name);
  if (name.size() < 7 || name.substr(name.size() - 7) != "Service") name += "Service";
  Node node = service.append_child(name.c_str());
  for (const Setting& setting : ref.service->settings.items)
    if (setting.kind == SettingKind::kScalar) Set(node, setting.key.c_str(), setting.text);
  if (!ref.pool->display_name.empty() && ref.service->role == "PersistentChatServer")
    Set(node, "DisplayName", ref.pool->display_name);
  for (const TrustedApplication& application : ref.pool->trusted_applications) {
    if (ref.service->role != "TrustedApplicationPool") break;
    Node item = node.append_child("Application");
    Set(item, "Id", application.id);
    Set(item, "Port", std::to_string(application.port));
  }
}

void Services(const Topology& t, Node root) {
  Node services = root.append_child("Services");
  for (const ServiceRef& ref : AllServices(t)) {
    Node service = services.append_child("Service");
    std::string version = std::to_string(ServiceVersion(t, ref));
    Set(service, "RoleVersion", "1");
    Set(service, "ServiceVersion", version + ".0.0.0");
    Set(service, "Type",
        "Microsoft.Rtc.Management.Deploy.Internal.ServiceRoles." + ref.service->role + "Service");
    ServiceIdNode(t, ref, service);
    Node depends = service.append_child("DependsOn");
    for (const ServiceReference& reference : References(t, ref)) {
      Node dependency = depends.append_child("Dependency");
      Set(dependency, "Usage", Usage(reference.property));
      ServiceIdNode(t, reference.target, dependency);
    }
    Node installed = service.append_child("InstalledOn");
    if (IsDatabase(*ref.service))
      SqlInstanceId(t, ref, installed);
    else
      ClusterId(t, *ref.pool, installed);
    Ports(ref, service);
    RoleElement(ref, service);
  }
}

}  // namespace

std::string ToXml(const Topology& topology) {
  pugi::xml_document document;
  Node root = document.append_child("Topology");
  Set(root, "xmlns", "urn:schema:Microsoft.Rtc.Management.Deploy.Topology.2008");
  Domains(topology, root);
  Sites(topology, root);
  Clusters(topology, root);
  SqlInstances(topology, root);
  Services(topology, root);
  std::ostringstream text;
  document.save(text, "  ", pugi::format_indent | pugi::format_no_declaration, pugi::encoding_utf8);
  return text.str();
}

}  // namespace sipsh::topology
