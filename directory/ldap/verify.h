// Looking whether a change stands, after an answer to it was lost.
#pragma once

#include "directory/change.h"
#include "directory/ldap/connection.h"
#include "directory/schema.h"

namespace sipsh::directory::ldap {

// True where the entry is as the change would leave it. A value that somebody else has changed
// since looks like a change that was not made.
Result<bool> Stands(Connection& connection, const Change& change, const Schema& schema,
                    const Wait& wait);

}  // namespace sipsh::directory::ldap
