// Get-ADUser and Remove-ADUser, as in the public ActiveDirectory module.
#pragma once

#include "shell/command/cmdlet_metadata.h"

namespace sipsh {

CmdletMetadata GetAdUserCmdlet();
CmdletMetadata RemoveAdUserCmdlet();

}  // namespace sipsh
