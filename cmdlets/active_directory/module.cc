#include "shell/command/module.h"

#include "cmdlets/active_directory/ad_cmdlets.h"
#include "cmdlets/directory_support/environment_service.h"

namespace sipsh {
namespace {

std::vector<CmdletMetadata> Cmdlets() {
  std::vector<CmdletMetadata> cmdlets = AdMembershipCmdlets();
  for (const AdNoun* noun :
       {&AdUserNoun(), &AdGroupNoun(), &AdOrganizationalUnitNoun(), &AdObjectNoun()}) {
    cmdlets.push_back(GetAdCmdlet(*noun));
    cmdlets.push_back(NewAdCmdlet(*noun));
    cmdlets.push_back(SetAdCmdlet(*noun));
    cmdlets.push_back(RemoveAdCmdlet(*noun));
  }
  cmdlets.push_back(GetAdDomainCmdlet());
  return cmdlets;
}

constexpr SipshModule kModule{.name = "ActiveDirectory",
                              .version = "0.1.0",
                              .description =
                                  "Users, groups, organizational units and objects of "
                                  "the directory.",
                              .cmdlets = &Cmdlets,
                              .attach = &AttachEnvironmentService};

}  // namespace
}  // namespace sipsh

extern "C" SIPSH_EXPORT const sipsh::SipshModule* sipsh_module(uint32_t abi) {
  return abi == sipsh::kSipshAbi ? &sipsh::kModule : nullptr;
}
