// Servers refuse the same fault with different codes: here the schema and the entry tell what it
// was, so that callers see one code for one fault.
#pragma once

#include "directory/change.h"
#include "directory/ldap/connection.h"
#include "directory/schema.h"

namespace sipsh::directory::ldap {

// Codes behind which different faults hide.
bool DependsOnSchema(Code code);
// The status itself where it says it all: kUndefinedAttribute for an attribute that the server does
// not know, kConstraintViolation for a second value where one may be, kInvalidSyntax for a value
// that is no DN. May read the entry.
Status ExplainRefusal(Connection& connection, const Change& change, const Schema& schema,
                      const Wait& wait, Status status);

}  // namespace sipsh::directory::ldap
