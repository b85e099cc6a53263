// What Get-CsUser and Get-CsAdUser output, property by property.
#pragma once

#include "cmdlets/directory_support/object_table.h"

namespace sipsh {

const ObjectTable& CsUserTable();    // Get-CsUser: objects that have a SIP address.
const ObjectTable& CsAdUserTable();  // Get-CsAdUser: every user account.

namespace option_flags {
inline constexpr int kPublicNetwork = 1;
inline constexpr int kRemoteCallControl = 16;
inline constexpr int kEnterpriseVoice = 128;
inline constexpr int kRichPresence = 256;
inline constexpr int kNewUser = 257;
}  // namespace option_flags

}  // namespace sipsh
