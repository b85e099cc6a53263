// What follows from a topology: the roles there are, and each service's
// identity, id, version, ports, references and dependents (as Get-CsService
// shows them). Pure functions; pointers point into the topology given.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "directory/topology/model.h"

namespace sipsh::topology {

// One row per role: the switches of Get-CsService, and what a service of that
// role may say in the document.
struct RoleInfo {
  std::string_view role;       // Registrar
  std::string_view role_name;  // In service ids: Registrar, UserServices, WebServices ...
  bool is_store = false;       // File or SQL server: its pool needs no generation.
  std::vector<std::pair<std::string_view, int>> ports;  // Name and default; 0: none by default.
  std::vector<std::string_view> properties;             // Further keys.
  // Property and where it leads: another role on this pool, on the next hop, or a store.
  struct Reference {
    enum class Via { kOwnPool, kNextHop, kStore };
    std::string_view property;
    std::string_view target_role;
    Via via;
  };
  std::vector<Reference> references;
};

const std::vector<RoleInfo>& Roles();
const RoleInfo* FindRole(std::string_view role);  // Ignores case.
std::vector<std::string> RoleNames();
// Names allowed under a pool's `stores`: FileStore, PersistentChatDatabase, MirrorPersist...
std::vector<std::string> StoreNames();
// MirrorPersistentChatDatabase -> PersistentChatDatabase
std::string_view StoreRole(std::string_view store_name);

struct ServiceRef {
  const Pool* pool = nullptr;
  const Service* service = nullptr;
  explicit operator bool() const { return service != nullptr; }
};

std::vector<ServiceRef> AllServices(const Topology& topology);  // In the document's order.
// By identity "Registrar:pool01.contoso.com" (case ignored); empty when there is none.
ServiceRef FindService(const Topology& topology, std::string_view identity);

std::string ServiceIdentity(const ServiceRef& ref);  // Registrar:<fqdn>
int ServiceInstance(const ServiceRef& ref);
std::string ServiceId(const Topology& topology, const ServiceRef& ref);  // 1-WebServices-1
// By the pool's generation (4, 5, 6; 7 for Skype for Business 2015). A store
// has the version of the newest pool that uses it.
int ServiceVersion(const Topology& topology, const ServiceRef& ref);
std::vector<Port> EffectivePorts(const ServiceRef& ref);  // Those written, and the defaults.
int EffectivePort(const ServiceRef& ref, std::string_view name);  // 0: none.

struct ServiceReference {
  std::string property;  // Registrar, FileStore, MirrorPersistentChatDatabase ...
  ServiceRef target;
};
std::vector<ServiceReference> References(const Topology& topology, const ServiceRef& ref);
// Identities of the services that refer to this one: its DependentServiceList.
std::vector<std::string> DependentServices(const Topology& topology, const ServiceRef& ref);

// \\fs01.contoso.com\share for a FileStore; "" for others or without a share.
std::string UncPath(const ServiceRef& ref);

}  // namespace sipsh::topology
