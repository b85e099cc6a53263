// Finding users by every form of identity administrators use: sip: address, UPN, DOMAIN\logon,
// display name and DN. contact/sip_object_lookup.h finds the other kinds as well.
#pragma once

#include "cmdlets/lync/contact/sip_object_lookup.h"

namespace sipsh {

enum class UserKind { kSipUser, kAnyUser };

// The one user meant, with these attributes; errors UserNotFound, UserNotEnabled, UserAmbiguous.
inline directory::Entry RequireUser(CommandRuntime& runtime, EnvironmentService& environment,
                                    directory::Store& store, const std::string& identity,
                                    UserKind kind, const std::vector<std::string>& attributes) {
  return RequireSipObject(runtime, environment, store,
                          kind == UserKind::kSipUser ? CsUserType() : CsAdUserType(), identity,
                          attributes);
}

}  // namespace sipsh
