#include "shell/command/module.h"

#include "cmdlets/active_directory/ad_cmdlets.h"
#include "cmdlets/directory_support/environment_service.h"

namespace sipsh {
namespace {

std::vector<CmdletMetadata> Cmdlets() { return {GetAdUserCmdlet(), RemoveAdUserCmdlet()}; }

constexpr SipshModule kModule{.name = "ActiveDirectory",
                              .version = "0.1.0",
                              .description = "User accounts of the directory.",
                              .cmdlets = &Cmdlets,
                              .attach = &AttachEnvironmentService};

}  // namespace
}  // namespace sipsh

extern "C" SIPSH_EXPORT const sipsh::SipshModule* sipsh_module(uint32_t abi) {
  return abi == sipsh::kSipshAbi ? &sipsh::kModule : nullptr;
}
