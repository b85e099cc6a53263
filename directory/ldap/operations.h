// Single changes over one connection.
#pragma once

#include "directory/change.h"
#include "directory/ldap/connection.h"

namespace sipsh::directory::ldap {

// `asserts`: the server knows RFC 4528. Else an assertion is tried by a search just before.
Status ApplyChange(Connection& connection, const Change& change, bool asserts, const Wait& wait);

// Whether a compare with msRTCSIP-PrimaryUserAddress on `dn` is refused as unknown (RFC 4511 asks
// for that; 389 Directory Server and Active Directory answer otherwise).
bool RefusesLyncAttribute(Connection& connection, const Dn& dn, const Wait& wait);
Status SchemaMissing(const Connection& connection, const Dn& dn);

}  // namespace sipsh::directory::ldap
