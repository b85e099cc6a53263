#include "shell/command/module.h"

#include "cmdlets/directory_support/environment_service.h"
#include "cmdlets/lync/coexistence/coexistence_cmdlets.h"
#include "cmdlets/lync/directory/transfer.h"
#include "cmdlets/lync/persistent_chat/endpoint_cmdlets.h"
#include "cmdlets/lync/topology/topology_cmdlets.h"
#include "cmdlets/lync/user/user_cmdlets.h"
#include "cmdlets/lync/views.h"
#include "cmdlets/lync/windows_service/service_cmdlets.h"

namespace sipsh {
namespace {

std::vector<CmdletMetadata> Cmdlets() {
  return {NewCsPersistentChatEndpoint(),
          GetCsPersistentChatEndpoint(),
          RemoveCsPersistentChatEndpoint(),
          GetCsTopology(),
          PublishCsTopology(),
          EnableCsTopology(),
          TestCsTopology(),
          MergeCsLegacyTopology(),
          GetCsPersistentChatCoexistence(),
          ExportCsPersistentChatCoexistence(),
          GetCsSite(),
          GetCsPool(),
          GetCsComputer(),
          GetCsService(),
          GetCsSipDomain(),
          NewCsSipDomain(),
          SetCsSipDomain(),
          RemoveCsSipDomain(),
          GetCsUser(),
          EnableCsUser(),
          DisableCsUser(),
          SetCsUser(),
          GetCsAdUser(),
          GetCsWindowsService(),
          StartCsWindowsService(),
          StopCsWindowsService(),
          ImportCsDirectory(),
          ExportCsDirectory()};
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
                              .attach = &Attach};

}  // namespace
}  // namespace sipsh

extern "C" SIPSH_EXPORT const sipsh::SipshModule* sipsh_module(uint32_t abi) {
  return abi == sipsh::kSipshAbi ? &sipsh::kModule : nullptr;
}
