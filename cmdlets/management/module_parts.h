// The parts of the management module; each makes the metadata of its cmdlets.
#pragma once

#include <string>
#include <vector>

#include "shell/command/cmdlet_metadata.h"

namespace sipsh::management {

void AddGetContentCmdlet(std::vector<CmdletMetadata>& cmdlets);
void AddContentCmdlets(std::vector<CmdletMetadata>& cmdlets);  // Set-, Add-, Clear-Content
void AddItemCmdlets(
    std::vector<CmdletMetadata>& cmdlets);  // Get-ChildItem, New-Item, Remove-Item ...
void AddPathCmdlets(std::vector<CmdletMetadata>& cmdlets);  // Join-Path, Split-Path, Test-Path ...
void AddLocationCmdlets(std::vector<CmdletMetadata>& cmdlets);  // Push-, Pop-Location

// "Cannot find path '...' because it does not exist."
ErrorRecord PathNotFound(const std::string& path);

}  // namespace sipsh::management
