// Signing in by SASL GSSAPI with the ticket that kinit left.
#pragma once

#include "directory/ldap/connection.h"

namespace sipsh::directory::ldap {

// The library must have been initialised with plug-ins. Without a ticket: kInvalidCredentials.
Status BindGssapi(Connection& connection, const Wait& wait);

}  // namespace sipsh::directory::ldap
