// XML of the layout that ToXml writes, back into a topology.
#include <algorithm>
#include <map>
#include <pugixml.hpp>

#include "directory/topology/services.h"
#include "directory/topology/xml.h"

namespace sipsh::topology {
namespace {

using directory::Code;
using directory::Result;
using directory::Status;
using Node = pugi::xml_node;

std::string Attribute(Node node, const char* name) { return node.attribute(name).value(); }

std::string ChildText(Node node, const char* name) { return node.child(name).text().get(); }

// "1:2" of a ClusterId, "1-Registrar-2" of a ServiceId.
std::string ClusterKey(Node id) { return Attribute(id, "SiteId") + ":" + Attribute(id, "Number"); }
std::string ServiceKey(Node id) {
  return Attribute(id, "SiteId") + "-" + Attribute(id, "RoleName") + "-" +
         Attribute(id, "Instance");
}

const RoleInfo* RoleOfName(std::string_view role_name) {
  for (const RoleInfo& role : Roles())
    if (EqualsIgnoreCase(role.role_name, role_name)) return &role;
  return nullptr;
}

Generation GenerationOf(int version) {
  for (Generation one : {Generation::kSkypeForBusiness2015, Generation::kLyncServer2013,
                         Generation::kLyncServer2010, Generation::kOcsServer2007R2})
    if (GenerationVersion(one) == version) return one;
  return Generation::kNone;
}

bool EndsWith(std::string_view text, std::string_view end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

// `known` first and in its order, then what is new: a document that says the same reads the same.
template <class T, class SameName>
void InOrderOf(const std::vector<T>& known, SameName same, std::vector<T>* items) {
  auto rank = [&](const T& item) {
    return std::find_if(known.begin(), known.end(), [&](const T& k) { return same(k, item); });
  };
  std::stable_sort(items->begin(), items->end(),
                   [&](const T& a, const T& b) { return rank(a) < rank(b); });
}

class XmlReader {
 public:
  explicit XmlReader(const Topology& base) : base_(base) {
    topology_.policies = base.policies;
    topology_.configurations = base.configurations;
  }

  Result<Topology> Read(const std::string& text) {
    pugi::xml_document document;
    pugi::xml_parse_result parsed = document.load_buffer(text.data(), text.size());
    if (!parsed)
      return Bad("not well-formed at byte " + std::to_string(parsed.offset) + ": " +
                 parsed.description());
    Node root = document.document_element();
    std::string space = Attribute(root, "xmlns");
    if (space.find("TopologyBuilder") != std::string::npos)
      return Bad(
          "it is Topology Builder's own file, which cannot be published; give the XML of "
          "Get-CsTopology -AsXml");
    if (std::string_view(root.name()) != "Topology" || !root.child("InternalDomains"))
      return Bad("it is no topology; give the XML of Get-CsTopology -AsXml");
    ReadDomains(root.child("InternalDomains"));
    for (Node node : root.child("Sites").children()) ReadSite(node);
    FindExtras(root);
    for (Node node : root.child("Clusters").children("Cluster")) ReadPool(node);
    InOrderOf(
        base_.sites, [](const Site& a, const Site& b) { return EqualsIgnoreCase(a.id, b.id); },
        &topology_.sites);
    InOrderOf(
        base_.pools, [](const Pool& a, const Pool& b) { return EqualsIgnoreCase(a.fqdn, b.fqdn); },
        &topology_.pools);
    for (size_t i = 0; i < topology_.pools.size(); ++i)
      pool_of_cluster_[topology_.ClusterId(topology_.pools[i])] = i;
    Node services = root.child("Services");
    for (Node node : services.children("Service")) ReadService(node);
    for (Node node : services.children("Service")) ReadDependencies(node);
    for (Pool& pool : topology_.pools) OrderServices(&pool);
    if (!faults_.empty()) return Bad(faults_);
    return std::move(topology_);
  }

 private:
  static Status Bad(const std::string& what) {
    return {Code::kInvalidSyntax, "the XML cannot be published: " + what};
  }
  void Fault(const std::string& what) {
    if (faults_.find(what) == std::string::npos) faults_ += (faults_.empty() ? "" : "; ") + what;
  }

  void ReadDomains(Node node) {
    std::string preferred = Attribute(node, "DefaultDomain");
    auto add = [&](const std::string& name) {
      if (!name.empty() && topology_.FindSipDomain(name) == nullptr)
        topology_.sip_domains.push_back({name, EqualsIgnoreCase(name, preferred), {}});
    };
    add(preferred);
    for (Node more : node.child("AdditionalInternalDomains").children("InternalDomain"))
      add(Attribute(more, "Name"));
    InOrderOf(
        base_.sip_domains,
        [](const SipDomain& a, const SipDomain& b) { return EqualsIgnoreCase(a.name, b.name); },
        &topology_.sip_domains);
  }

  void ReadSite(Node node) {
    std::string id = Attribute(node, "SiteId");
    const Site* known = nullptr;
    for (const Site& site : base_.sites)
      if (EqualsIgnoreCase(site.id, id)) known = &site;
    Site site = known != nullptr ? *known : Site();
    site.id = id;
    site.type = node.name();
    site.name = ChildText(node, "Name");
    site.description = ChildText(node, "Description");
    topology_.sites.push_back(std::move(site));
  }

  // Where our own namespace is bound, what it says counts, and what it leaves out is not there.
  void FindExtras(Node root) {
    constexpr std::string_view kBinding = "xmlns:";
    for (pugi::xml_attribute one : root.attributes())
      if (std::string_view(one.value()) == kExtrasNamespace &&
          std::string_view(one.name()).substr(0, kBinding.size()) == kBinding)
        extras_ = std::string(one.name()).substr(kBinding.size()) + ":";
  }

  void ReadExtras(Node node, Pool* pool) {
    if (extras_.empty()) return;
    pool->directory_name = Attribute(node, (extras_ + "DirectoryName").c_str());
    std::string user = Attribute(node, (extras_ + "WellKnownUser").c_str());
    if (user.empty())
      pool->group_chat.reset();
    else if (!pool->group_chat || pool->group_chat->well_known_user != user)
      pool->group_chat = GroupChat{user, {}};
  }

  // What XML does not carry (backup pool, standing of computers) stays as the published topology
  // has it.
  void ReadPool(Node node) {
    std::string fqdn = Attribute(node, "Fqdn");
    const Pool* known = base_.FindPool(fqdn);
    Pool pool = known != nullptr ? *known : Pool();
    Node id = node.child("ClusterId");
    std::string site = Attribute(id, "SiteId");
    const Site* same = known == nullptr ? nullptr : base_.FindSite(known->site);
    pool.fqdn = fqdn;
    if (same == nullptr || !EqualsIgnoreCase(same->id, site)) pool.site = site;
    pool.number = id.attribute("Number").as_int();
    pool.next_hop.clear();
    pool.computers.clear();
    for (Node machine : node.children("Machine")) {
      Computer computer{Attribute(machine, "Fqdn"), true, {}};
      if (known != nullptr)
        for (const Computer& old : known->computers)
          if (EqualsIgnoreCase(old.fqdn, computer.fqdn)) computer = old;
      pool.computers.push_back(std::move(computer));
    }
    ReadExtras(node, &pool);
    if (known != nullptr) DropStoresOfXml(*known, &pool);
    if (known == nullptr) pool.generation = Generation::kNone;
    pool.services.clear();
    pool.trusted_applications.clear();
    topology_.pools.push_back(std::move(pool));
  }

  // Those that its XML names; they come again from the dependencies.
  void DropStoresOfXml(const Pool& known, Pool* pool) {
    for (const Service& service : known.services)
      for (const ServiceReference& reference : References(base_, {&known, &service}))
        std::erase_if(pool->stores, [&](const StoreReference& store) {
          return store.name == reference.property;
        });
  }

  Pool* PoolOf(Node service) {
    Node installed = service.child("InstalledOn");
    Node id = installed.child("ClusterId");
    if (!id) id = installed.child("SqlInstanceId").child("ClusterId");
    auto found = pool_of_cluster_.find(ClusterKey(id));
    return found == pool_of_cluster_.end() ? nullptr : &topology_.pools[found->second];
  }

  void ReadService(Node node) {
    Node id = node.child("ServiceId");
    const RoleInfo* role = RoleOfName(Attribute(id, "RoleName"));
    Pool* pool = PoolOf(node);
    if (role == nullptr) return Fault("the role " + Attribute(id, "RoleName") + " is not known");
    if (pool == nullptr)
      return Fault("the service " + ServiceKey(id) + " is installed on no cluster");
    const Pool* old_pool = base_.FindPool(pool->fqdn);
    const Service* old = old_pool == nullptr ? nullptr : old_pool->FindService(role->role);
    Service service;
    service.role = role->role;
    service.settings.kind = SettingKind::kMapping;
    int instance = id.attribute("Instance").as_int();
    service.instance = instance != pool->number ? instance : old != nullptr ? old->instance : 0;
    ReadPorts(node, *role, old, &service);
    ReadSettings(node, *role, old, pool, &service);
    if (!role->is_store) {
      Generation generation = GenerationOf(node.attribute("ServiceVersion").as_int());
      bool same = old_pool != nullptr &&
                  GenerationVersion(old_pool->generation) == GenerationVersion(generation);
      pool->generation = same ? old_pool->generation : generation;
    }
    service_pool_[ServiceKey(id)] = {pool->fqdn, service.role};
    pool->services.push_back(std::move(service));
  }

  static void ReadPorts(Node node, const RoleInfo& role, const Service* old, Service* service) {
    for (const auto& [name, usual] : role.ports) {
      int written = 0;
      if (old != nullptr)
        for (const Port& port : old->ports)
          if (EqualsIgnoreCase(port.name, name)) written = port.number;
      for (Node port : node.child("Ports").children("Port")) {
        int number = port.attribute("Port").as_int();
        if (!EqualsIgnoreCase(Attribute(port, "Usage") + "Port", name)) continue;
        if (number != usual || number == written)
          service->ports.push_back({std::string(name), number, {}});
        break;
      }
    }
    if (old == nullptr) return;
    InOrderOf(
        old->ports, [](const Port& a, const Port& b) { return a.name == b.name; }, &service->ports);
  }

  static void ReadSettings(Node node, const RoleInfo& role, const Service* old, Pool* pool,
                           Service* service) {
    Node element = node.last_child();
    for (std::string_view name : role.properties) {
      const Setting* known = old == nullptr ? nullptr : old->settings.Find(name);
      pugi::xml_attribute written = element.attribute(std::string(name).c_str());
      bool carried = known == nullptr || known->kind == SettingKind::kScalar;
      if (!carried || (written && known != nullptr && known->text == written.value())) {
        service->settings.items.push_back(*known);
      } else if (written) {
        Setting setting;
        setting.kind = SettingKind::kScalar;
        setting.key = name;
        setting.text = written.value();
        service->settings.items.push_back(std::move(setting));
      }
    }
    if (old != nullptr)
      InOrderOf(
          old->settings.items, [](const Setting& a, const Setting& b) { return a.key == b.key; },
          &service->settings.items);
    if (role.role == "PersistentChatServer") pool->display_name = Attribute(element, "DisplayName");
    if (role.role != "TrustedApplicationPool") return;
    ReadApplications(node, element, pool);
  }

  // As ports of their own, as products write them, or listed in the role's element.
  static void ReadApplications(Node node, Node element, Pool* pool) {
    auto add = [&](const std::string& id, int port, const std::string& legacy_name) {
      for (const TrustedApplication& known : pool->trusted_applications)
        if (EqualsIgnoreCase(known.id, id)) return;
      bool plain = EqualsIgnoreCase(id.substr(id.rfind(':') + 1), legacy_name);
      pool->trusted_applications.push_back({id, port, plain ? "" : legacy_name, {}});
    };
    constexpr std::string_view kPrefix = "urn:application:";
    for (Node port : node.child("Ports").children("Port"))
      if (std::string owner = Attribute(port, "Owner");
          EqualsIgnoreCase(std::string_view(owner).substr(0, kPrefix.size()), kPrefix))
        add(owner, port.attribute("Port").as_int(), Attribute(port, "GruuType"));
    for (Node item : element.children("Application"))
      add(Attribute(item, "Id"), item.attribute("Port").as_int(), "");
  }

  void ReadDependencies(Node node) {
    Pool* pool = PoolOf(node);
    if (pool == nullptr) return;
    for (Node dependency : node.child("DependsOn").children("Dependency")) {
      auto target = service_pool_.find(ServiceKey(dependency.child("ServiceId")));
      std::string usage = Attribute(dependency, "Usage");
      if (target == service_pool_.end()) {
        Fault("a service depends on " + ServiceKey(dependency.child("ServiceId")) +
              ", which is not there");
        continue;
      }
      const auto& [fqdn, role] = target->second;
      const RoleInfo* info = FindRole(role);
      if (info != nullptr && info->is_store) {
        std::string name = usage == "FileStore" ? usage
                           : EndsWith(usage, "Store")
                               ? usage.substr(0, usage.size() - 5) + "Database"
                               : role;
        SetStore(pool, name, fqdn);
      } else if (!EqualsIgnoreCase(fqdn, pool->fqdn)) {
        pool->next_hop = fqdn;
      }
    }
  }

  void SetStore(Pool* pool, const std::string& name, const std::string& fqdn) {
    for (StoreReference& store : pool->stores)
      if (store.name == name) {
        store.fqdn = fqdn;
        return;
      }
    pool->stores.push_back({name, fqdn, {}});
  }

  void OrderServices(Pool* pool) {
    const Pool* known = base_.FindPool(pool->fqdn);
    if (known == nullptr) return;
    InOrderOf(
        known->services,
        [](const Service& a, const Service& b) { return EqualsIgnoreCase(a.role, b.role); },
        &pool->services);
    InOrderOf(
        known->stores,
        [](const StoreReference& a, const StoreReference& b) { return a.name == b.name; },
        &pool->stores);
    for (TrustedApplication& application : pool->trusted_applications)
      for (const TrustedApplication& old : known->trusted_applications)
        if (EqualsIgnoreCase(old.id, application.id)) application.legacy_name = old.legacy_name;
    // A home that no dependency names (a legacy chat pool's) is kept.
    if (pool->next_hop.empty() && topology_.FindPool(known->next_hop) != nullptr &&
        !NamesNextHop(*known))
      pool->next_hop = known->next_hop;
  }

  // Whether its XML tells the next hop.
  bool NamesNextHop(const Pool& known) const {
    for (const Service& service : known.services)
      for (const ServiceReference& reference : References(base_, {&known, &service}))
        if (EqualsIgnoreCase(reference.target.pool->fqdn, known.next_hop)) return true;
    return false;
  }

  const Topology& base_;
  Topology topology_;
  std::map<std::string, size_t> pool_of_cluster_;
  std::map<std::string, std::pair<std::string, std::string>> service_pool_;  // FQDN and role.
  std::string faults_;
  std::string extras_;  // "sipsh:", however the namespace is bound; "" where it is not.
};

}  // namespace

Result<Topology> FromXml(const std::string& text, const Topology& base) {
  return XmlReader(base).Read(text);
}

}  // namespace sipsh::topology
