#include "shell/command/module.h"

#include "cmdlets/utility/match_info.h"
#include "cmdlets/utility/module_parts.h"

namespace {

std::vector<sipsh::CmdletMetadata> UtilityCmdlets() {
  std::vector<sipsh::CmdletMetadata> cmdlets;
  sipsh::utility::AddSelectCmdlets(cmdlets);
  sipsh::utility::AddSortCmdlets(cmdlets);
  sipsh::utility::AddMeasureCmdlets(cmdlets);
  sipsh::utility::AddFormatCmdlets(cmdlets);
  sipsh::utility::AddWriteCmdlets(cmdlets);
  sipsh::utility::AddDataCmdlets(cmdlets);
  sipsh::utility::AddObjectCmdlets(cmdlets);
  sipsh::utility::AddVariableCmdlets(cmdlets);
  sipsh::utility::AddClockCmdlets(cmdlets);
  sipsh::utility::AddTeeCmdlet(cmdlets);
  sipsh::utility::AddMeasureCommandCmdlet(cmdlets);
  sipsh::utility::AddStringDataCmdlets(cmdlets);
  sipsh::utility::AddHtmlCmdlet(cmdlets);
  sipsh::utility::AddSelectStringCmdlet(cmdlets);
  sipsh::utility::AddCredentialCmdlets(cmdlets);
  return cmdlets;
}

const sipsh::SipshModule kModule = {.name = "Microsoft.PowerShell.Utility",
                                    .version = "7.0.0.0",
                                    .description = "Objects, formats, data and variables",
                                    .cmdlets = &UtilityCmdlets,
                                    .attach = &sipsh::AddMatchInfoView};

}  // namespace

extern "C" SIPSH_EXPORT const sipsh::SipshModule* sipsh_module(uint32_t abi) {
  return abi == sipsh::kSipshAbi ? &kModule : nullptr;
}
