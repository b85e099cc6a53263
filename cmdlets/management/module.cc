#include "shell/command/module.h"

#include "cmdlets/management/module_parts.h"

namespace {

std::vector<sipsh::CmdletMetadata> ManagementCmdlets() {
  std::vector<sipsh::CmdletMetadata> cmdlets;
  sipsh::management::AddGetContentCmdlet(cmdlets);
  sipsh::management::AddContentCmdlets(cmdlets);
  sipsh::management::AddLocationCmdlets(cmdlets);
  sipsh::management::AddItemCmdlets(cmdlets);
  sipsh::management::AddPathCmdlets(cmdlets);
  return cmdlets;
}

const sipsh::SipshModule kModule = {.name = "Microsoft.PowerShell.Management",
                                    .version = "7.0.0.0",
                                    .description = "Files, directories and their paths",
                                    .cmdlets = &ManagementCmdlets};

}  // namespace

extern "C" SIPSH_EXPORT const sipsh::SipshModule* sipsh_module(uint32_t abi) {
  return abi == sipsh::kSipshAbi ? &kModule : nullptr;
}
