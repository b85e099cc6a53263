// Get-, Start- and Stop-CsWindowsService: by the commands of environment.yaml, or by the operator's
// word, recorded as such.
#pragma once

#include "shell/command/cmdlet_metadata.h"

namespace sipsh {

CmdletMetadata GetCsWindowsService();
CmdletMetadata StartCsWindowsService();
CmdletMetadata StopCsWindowsService();

}  // namespace sipsh
