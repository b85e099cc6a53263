// The entry of the LDAP module, loaded by open_store.cc when a directory is behind a server:
// libldap and what it needs take longer to load than a look-up in an embedded store.
#include "directory/ldap/ldap_store.h"

extern "C" __attribute__((visibility("default"))) void sipsh_open_ldap_store(
    const sipsh::directory::StoreOptions* options,
    sipsh::directory::Result<std::unique_ptr<sipsh::directory::Store>>* store) {
  *store = sipsh::directory::OpenLdapStore(*options);
}
