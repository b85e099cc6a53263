// The parts of the utility module; each makes the metadata of its cmdlets.
#pragma once

#include <vector>

#include "shell/command/cmdlet_metadata.h"

namespace sipsh::utility {

void AddSelectCmdlets(std::vector<CmdletMetadata>& cmdlets);  // Select-Object, Get-Unique
void AddSortCmdlets(
    std::vector<CmdletMetadata>& cmdlets);  // Sort-Object, Group-Object, Compare-Object
void AddMeasureCmdlets(std::vector<CmdletMetadata>& cmdlets);  // Measure-Object
void AddFormatCmdlets(std::vector<CmdletMetadata>& cmdlets);   // Format-*, Out-*
void AddWriteCmdlets(std::vector<CmdletMetadata>& cmdlets);    // Write-*, Read-Host
void AddDataCmdlets(std::vector<CmdletMetadata>& cmdlets);     // JSON and CSV
void AddObjectCmdlets(std::vector<CmdletMetadata>& cmdlets);   // New-Object, Add-Member, Get-Member
void AddVariableCmdlets(std::vector<CmdletMetadata>& cmdlets);  // *-Variable
void AddClockCmdlets(std::vector<CmdletMetadata>& cmdlets);     // Get-Date, Start-Sleep, Get-Random

void AddTeeCmdlet(std::vector<CmdletMetadata>& cmdlets);  // Tee-Object
void AddMeasureCommandCmdlet(std::vector<CmdletMetadata>& cmdlets);
void AddStringDataCmdlets(
    std::vector<CmdletMetadata>& cmdlets);                 // ConvertFrom-StringData, Join-String
void AddHtmlCmdlet(std::vector<CmdletMetadata>& cmdlets);  // ConvertTo-Html

void AddSelectStringCmdlet(std::vector<CmdletMetadata>& cmdlets);
void AddCredentialCmdlets(std::vector<CmdletMetadata>& cmdlets);  // Get-Credential, SecureString

}  // namespace sipsh::utility
