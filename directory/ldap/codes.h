// The one place that turns libldap's and the server's result codes into ours.
#pragma once

#include <string>
#include <string_view>

#include "directory/status.h"

namespace sipsh::directory::ldap {

Code FromLdap(int result);
// "<server> refused to <action> <dn>: <what the code means> (<the server's own words>)."
Status Refusal(int result, std::string_view server, std::string_view action, std::string_view dn,
               std::string_view diagnostic);

}  // namespace sipsh::directory::ldap
