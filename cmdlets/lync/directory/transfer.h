// Import-CsDirectory and Export-CsDirectory: LDIF in and out.
#pragma once

#include "shell/command/cmdlet_metadata.h"

namespace sipsh {

CmdletMetadata ImportCsDirectory();
CmdletMetadata ExportCsDirectory();

}  // namespace sipsh
