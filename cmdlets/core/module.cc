#include "shell/command/module.h"

#include "cmdlets/core/module_parts.h"

namespace {

std::vector<sipsh::CmdletMetadata> CoreCmdlets() {
  std::vector<sipsh::CmdletMetadata> cmdlets;
  sipsh::core::AddFilterCmdlets(cmdlets);
  sipsh::core::AddDiscoveryCmdlets(cmdlets);
  sipsh::core::AddHelpCmdlets(cmdlets);
  sipsh::core::AddHistoryCmdlets(cmdlets);
  sipsh::core::AddSessionCmdlets(cmdlets);
  sipsh::core::AddTranscriptCmdlets(cmdlets);
  return cmdlets;
}

const sipsh::SipshModule kModule = {.name = "Microsoft.PowerShell.Core",
                                    .version = "7.4.0.0",
                                    .description = "Commands about commands",
                                    .cmdlets = &CoreCmdlets};

}  // namespace

extern "C" SIPSH_EXPORT const sipsh::SipshModule* sipsh_module(uint32_t abi) {
  return abi == sipsh::kSipshAbi ? &kModule : nullptr;
}
