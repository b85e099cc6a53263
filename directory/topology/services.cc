#include "directory/topology/services.h"

#include <algorithm>

namespace sipsh::topology {
namespace {

using Via = RoleInfo::Reference::Via;

const Pool* TargetPool(const Topology& topology, const Pool& pool,
                       const RoleInfo::Reference& reference) {
  switch (reference.via) {
    case Via::kOwnPool:
      return &pool;
    case Via::kNextHop:
      return topology.HomeOf(pool);
    case Via::kStore: {
      const StoreReference* store = pool.FindStore(reference.property);
      return store == nullptr ? nullptr : topology.FindPool(store->fqdn);
    }
  }
  return nullptr;
}

bool Same(const ServiceRef& a, const ServiceRef& b) { return a.service == b.service; }

}  // namespace

std::vector<ServiceRef> AllServices(const Topology& topology) {
  std::vector<ServiceRef> all;
  for (const Pool& pool : topology.pools)
    for (const Service& service : pool.services) all.push_back({&pool, &service});
  return all;
}

ServiceRef FindService(const Topology& topology, std::string_view identity) {
  size_t colon = identity.find(':');
  if (colon == std::string_view::npos) return {};
  const Pool* pool = topology.FindPool(identity.substr(colon + 1));
  const Service* service = pool == nullptr ? nullptr : pool->FindService(identity.substr(0, colon));
  return service == nullptr ? ServiceRef{} : ServiceRef{pool, service};
}

std::string ServiceIdentity(const ServiceRef& ref) {
  return ref.service->role + ":" + ref.pool->fqdn;
}

int ServiceInstance(const ServiceRef& ref) {
  return ref.service->instance != 0 ? ref.service->instance : ref.pool->number;
}

std::string ServiceId(const Topology& topology, const ServiceRef& ref) {
  const Site* site = topology.FindSite(ref.pool->site);
  const RoleInfo* role = FindRole(ref.service->role);
  return (site == nullptr ? "" : site->id) + "-" +
         std::string(role == nullptr ? ref.service->role : role->role_name) + "-" +
         std::to_string(ServiceInstance(ref));
}

int ServiceVersion(const Topology& topology, const ServiceRef& ref) {
  int version = GenerationVersion(ref.pool->generation);
  if (version != 0) return version;
  for (const Pool& pool : topology.pools)
    for (const StoreReference& store : pool.stores)
      if (EqualsIgnoreCase(store.fqdn, ref.pool->fqdn))
        version = std::max(version, GenerationVersion(pool.generation));
  return version;
}

std::vector<Port> EffectivePorts(const ServiceRef& ref) {
  std::vector<Port> ports = ref.service->ports;
  const RoleInfo* role = FindRole(ref.service->role);
  if (role == nullptr) return ports;
  for (const auto& [name, number] : role->ports) {
    bool written = std::any_of(ports.begin(), ports.end(), [&, n = name](const Port& port) {
      return EqualsIgnoreCase(port.name, n);
    });
    if (!written && number != 0) ports.push_back({std::string(name), number, ref.service->mark});
  }
  return ports;
}

int EffectivePort(const ServiceRef& ref, std::string_view name) {
  for (const Port& port : EffectivePorts(ref))
    if (EqualsIgnoreCase(port.name, name)) return port.number;
  return 0;
}

std::vector<ServiceReference> References(const Topology& topology, const ServiceRef& ref) {
  std::vector<ServiceReference> references;
  const RoleInfo* role = FindRole(ref.service->role);
  if (role == nullptr) return references;
  for (const auto& reference : role->references) {
    const Pool* pool = TargetPool(topology, *ref.pool, reference);
    const Service* service = pool == nullptr ? nullptr : pool->FindService(reference.target_role);
    if (service != nullptr)
      references.push_back({std::string(reference.property), {pool, service}});
  }
  return references;
}

std::vector<std::string> DependentServices(const Topology& topology, const ServiceRef& ref) {
  std::vector<std::string> dependents;
  for (const ServiceRef& other : AllServices(topology)) {
    if (Same(other, ref)) continue;
    for (const ServiceReference& reference : References(topology, other)) {
      if (!Same(reference.target, ref)) continue;
      dependents.push_back(ServiceIdentity(other));
      break;
    }
  }
  return dependents;
}

std::string UncPath(const ServiceRef& ref) {
  const Setting* share = ref.service->settings.Find("ShareName");
  return share == nullptr || share->text.empty() ? ""
                                                 : "\\\\" + ref.pool->fqdn + "\\" + share->text;
}

}  // namespace sipsh::topology
