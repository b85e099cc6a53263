// Get-CsChange and Undo-CsChange: the journal of every change, and the way back.
#pragma once

#include "shell/command/cmdlet_metadata.h"

namespace sipsh {

CmdletMetadata GetCsChange();
CmdletMetadata UndoCsChange();

}  // namespace sipsh
