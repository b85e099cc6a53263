// The cut-over as one guarded operation: New-CsCutoverPlan, Test-CsCutoverPlan, Invoke-, Resume-,
// Undo-, Get- and Complete-CsCutover.
#pragma once

#include "shell/command/cmdlet_metadata.h"

namespace sipsh {

CmdletMetadata NewCsCutoverPlan();
CmdletMetadata TestCsCutoverPlan();
CmdletMetadata InvokeCsCutover();
CmdletMetadata ResumeCsCutover();
CmdletMetadata UndoCsCutover();
CmdletMetadata GetCsCutover();
CmdletMetadata CompleteCsCutover();

}  // namespace sipsh
