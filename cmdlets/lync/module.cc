#include "shell/command/module.h"

#include "cmdlets/directory_support/environment_service.h"
#include "cmdlets/lync/change/change_cmdlets.h"
#include "cmdlets/lync/coexistence/coexistence_cmdlets.h"
#include "cmdlets/lync/contact/sip_object_cmdlets.h"
#include "cmdlets/lync/cutover/cutover_cmdlets.h"
#include "cmdlets/lync/directory/transfer.h"
#include "cmdlets/lync/persistent_chat/chat_cmdlets.h"
#include "cmdlets/lync/persistent_chat/endpoint_cmdlets.h"
#include "cmdlets/lync/policy/setting_cmdlet.h"
#include "cmdlets/lync/topology/topology_cmdlets.h"
#include "cmdlets/lync/views.h"
#include "cmdlets/lync/windows_service/service_cmdlets.h"

namespace sipsh {
namespace {

struct Declaration {
  std::string_view name;
  CmdletMetadata (*make)();
};

constexpr Declaration kCmdlets[] = {
    {"New-CsPersistentChatEndpoint", &NewCsPersistentChatEndpoint},
    {"Get-CsPersistentChatEndpoint", &GetCsPersistentChatEndpoint},
    {"Remove-CsPersistentChatEndpoint", &RemoveCsPersistentChatEndpoint},
    {"Get-CsPersistentChatCategory", &GetCsPersistentChatCategory},
    {"New-CsPersistentChatCategory", &NewCsPersistentChatCategory},
    {"Set-CsPersistentChatCategory", &SetCsPersistentChatCategory},
    {"Remove-CsPersistentChatCategory", &RemoveCsPersistentChatCategory},
    {"Get-CsPersistentChatRoom", &GetCsPersistentChatRoom},
    {"New-CsPersistentChatRoom", &NewCsPersistentChatRoom},
    {"Set-CsPersistentChatRoom", &SetCsPersistentChatRoom},
    {"Remove-CsPersistentChatRoom", &RemoveCsPersistentChatRoom},
    {"Clear-CsPersistentChatRoom", &ClearCsPersistentChatRoom},
    {"Get-CsPersistentChatMessage", &GetCsPersistentChatMessage},
    {"Remove-CsPersistentChatMessage", &RemoveCsPersistentChatMessage},
    {"Get-CsPersistentChatEligiblePrincipal", &GetCsPersistentChatEligiblePrincipal},
    {"Get-CsPersistentChatAddin", &GetCsPersistentChatAddin},
    {"New-CsPersistentChatAddin", &NewCsPersistentChatAddin},
    {"Set-CsPersistentChatAddin", &SetCsPersistentChatAddin},
    {"Remove-CsPersistentChatAddin", &RemoveCsPersistentChatAddin},
    {"Import-CsPersistentChatData", &ImportCsPersistentChatData},
    {"Get-CsPersistentChatState", &GetCsPersistentChatState},
    {"Set-CsPersistentChatState", &SetCsPersistentChatState},
    {"Set-CsPersistentChatActiveServer", &SetCsPersistentChatActiveServer},
    {"Test-CsPersistentChatMessage", &TestCsPersistentChatMessage},
    {"Export-CsPersistentChatData", &ExportCsPersistentChatData},
    {"Get-CsTopology", &GetCsTopology},
    {"Publish-CsTopology", &PublishCsTopology},
    {"Enable-CsTopology", &EnableCsTopology},
    {"Test-CsTopology", &TestCsTopology},
    {"Merge-CsLegacyTopology", &MergeCsLegacyTopology},
    {"Get-CsPersistentChatCoexistence", &GetCsPersistentChatCoexistence},
    {"Export-CsPersistentChatCoexistence", &ExportCsPersistentChatCoexistence},
    {"Get-CsSite", &GetCsSite},
    {"Get-CsPool", &GetCsPool},
    {"Get-CsComputer", &GetCsComputer},
    {"Get-CsService", &GetCsService},
    {"Get-CsSipDomain", &GetCsSipDomain},
    {"New-CsSipDomain", &NewCsSipDomain},
    {"Set-CsSipDomain", &SetCsSipDomain},
    {"Remove-CsSipDomain", &RemoveCsSipDomain},
    {"Get-CsWindowsService", &GetCsWindowsService},
    {"Start-CsWindowsService", &StartCsWindowsService},
    {"Stop-CsWindowsService", &StopCsWindowsService},
    {"Import-CsDirectory", &ImportCsDirectory},
    {"Export-CsDirectory", &ExportCsDirectory},
    {"Get-CsChange", &GetCsChange},
    {"Undo-CsChange", &UndoCsChange},
    {"New-CsCutoverPlan", &NewCsCutoverPlan},
    {"Test-CsCutoverPlan", &TestCsCutoverPlan},
    {"Invoke-CsCutover", &InvokeCsCutover},
    {"Resume-CsCutover", &ResumeCsCutover},
    {"Undo-CsCutover", &UndoCsCutover},
    {"Get-CsCutover", &GetCsCutover},
    {"Complete-CsCutover", &CompleteCsCutover},
    {"Get-CsEffectivePolicy", &GetCsEffectivePolicy},
};

std::vector<CmdletMetadata> Cmdlets() {
  std::vector<CmdletMetadata> cmdlets = UniformCmdlets();
  for (const Declaration& declared : kCmdlets) cmdlets.push_back(declared.make());
  for (CmdletMetadata& cmdlet : SipObjectCmdlets()) cmdlets.push_back(std::move(cmdlet));
  return cmdlets;
}

std::optional<CmdletMetadata> OneCmdlet(std::string_view name) {
  for (const Declaration& declared : kCmdlets) {
    if (topology::EqualsIgnoreCase(declared.name, name)) return declared.make();
  }
  if (std::optional<CmdletMetadata> found = SipObjectCmdlet(name)) return found;
  return UniformCmdlet(name);
}

void Attach(ServiceRegistry& services) {
  AttachEnvironmentService(services);
  AddLyncViews(services);
  AddCoexistenceViews(services);
}

constexpr SipshModule kModule{.name = "Lync",
                              .version = "0.1.0",
                              .description = "Lync and Skype for Business management.",
                              .cmdlets = &Cmdlets,
                              .attach = &Attach,
                              .cmdlet = &OneCmdlet};

}  // namespace
}  // namespace sipsh

extern "C" SIPSH_EXPORT const sipsh::SipshModule* sipsh_module(uint32_t abi) {
  return abi == sipsh::kSipshAbi ? &sipsh::kModule : nullptr;
}
