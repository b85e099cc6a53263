// The user cmdlets: Get-, Enable-, Disable- and Set-CsUser, Get-CsAdUser.
#pragma once

#include "shell/command/cmdlet_metadata.h"

namespace sipsh {

CmdletMetadata GetCsUser();
CmdletMetadata GetCsAdUser();
CmdletMetadata EnableCsUser();
CmdletMetadata DisableCsUser();
CmdletMetadata SetCsUser();

}  // namespace sipsh
