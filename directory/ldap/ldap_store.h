// A directory behind LDAP servers, by libldap. Connects with the first use; remembers which of the
// servers answered and tries it first the next time. A request during another one's answers (from a
// sink) takes a connection of its own.
// Failover: a search that broke before its first entry is asked again of the next server. A change
// that broke after it was sent is not repeated: its status says that what became of it is unknown.
#pragma once

#include <memory>

#include "directory/open_store.h"

namespace sipsh::directory {

Result<std::unique_ptr<Store>> OpenLdapStore(const StoreOptions& options);

}  // namespace sipsh::directory
