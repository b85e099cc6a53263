// Finding users by every form of identity administrators use: sip: address, UPN, DOMAIN\logon,
// display name (with * in Get- cmdlets) and DN.
#pragma once

#include <string>

#include "cmdlets/directory_support/object_cmdlet.h"
#include "cmdlets/directory_support/object_query.h"

namespace sipsh {

enum class UserKind { kSipUser, kAnyUser };

ObjectQuery UserQuery(UserKind kind);
void SelectUser(const std::string& identity, ObjectQuery* query);

// The one user meant, with these attributes; errors UserNotFound and UserAmbiguous.
directory::Entry RequireUser(CommandRuntime& runtime, EnvironmentService& environment,
                             directory::Store& store, const std::string& identity, UserKind kind,
                             const std::vector<std::string>& attributes);

// The pool when it can home users; else an error that says why not.
const topology::Pool& RequireRegistrarPool(EnvironmentService& environment,
                                           const std::string& fqdn);

// proxyAddresses with its sip: values replaced by `uri`, or dropped when `uri` is empty.
directory::Modification SipProxyAddress(const directory::Entry& user, const std::string& uri);

}  // namespace sipsh
