// Single changes over one connection.
#pragma once

#include "directory/change.h"
#include "directory/ldap/connection.h"
#include "directory/status.h"

namespace sipsh::directory::ldap {

// Sends a change and gives its message id. `asserts`: the server knows RFC 4528; else an assertion
// is tried by a search just before. `further` may be null.
Result<int> SendChange(Connection& connection, const Change& change, bool asserts,
                       LDAPControl* further, const Wait& wait);
// Sends it and waits. `uncertain`: it was sent, and no answer came.
Status ApplyChange(Connection& connection, const Change& change, bool asserts, const Wait& wait,
                   bool* uncertain);

// Whether a compare with msRTCSIP-PrimaryUserAddress on `dn` is refused as unknown (RFC 4511 asks
// for that; 389 Directory Server and Active Directory answer otherwise).
bool RefusesLyncAttribute(Connection& connection, const Dn& dn, const Wait& wait);
Status SchemaMissing(const Connection& connection, const Dn& dn);

}  // namespace sipsh::directory::ldap
