// Active Directory's deleted objects: an entry that is added with the objectGUID of a deleted
// object is that object brought back ([MS-ADTS] 3.1.1.5.3.7), with its objectSid and, where the
// Recycle Bin is on, its password and memberships.
#pragma once

#include <vector>

#include "directory/change.h"
#include "directory/ldap/connection.h"

namespace sipsh::directory::ldap {

bool AsksToRevive(const Change& change);

// As ApplyChange. Where there is no such object, or the server refuses to bring it back, the entry
// is added anew, and the status, which is ok, says so in its message.
Status Revive(Connection& connection, const std::vector<Dn>& naming_contexts, const Change& add,
              const Wait& wait, bool* uncertain);

}  // namespace sipsh::directory::ldap
