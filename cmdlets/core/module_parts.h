// The parts of the core module; each makes the metadata of its cmdlets.
#pragma once

#include <vector>

#include "shell/command/cmdlet_metadata.h"

namespace sipsh::core {

void AddFilterCmdlets(std::vector<CmdletMetadata>& cmdlets);     // Where-Object, ForEach-Object
void AddDiscoveryCmdlets(std::vector<CmdletMetadata>& cmdlets);  // Get-Command, Get-Module ...
void AddHelpCmdlets(std::vector<CmdletMetadata>& cmdlets);       // Get-Help
void AddHistoryCmdlets(std::vector<CmdletMetadata>& cmdlets);    // *-History
void AddSessionCmdlets(std::vector<CmdletMetadata>& cmdlets);  // Out-Null, Set-StrictMode, aliases
void AddTranscriptCmdlets(std::vector<CmdletMetadata>& cmdlets);  // Start-, Stop-Transcript

}  // namespace sipsh::core
