// The ways in which servers tell what one may do (directory/rights.h).
#pragma once

#include "directory/ldap/connection.h"
#include "directory/ldap/server_schema.h"
#include "directory/rights.h"

namespace sipsh::directory::ldap {

Result<RightAnswer> TellRight(Connection& connection, const RootDse& root, const Change& change,
                              const Wait& wait);

}  // namespace sipsh::directory::ldap
