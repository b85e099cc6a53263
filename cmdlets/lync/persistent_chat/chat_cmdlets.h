// The declarations of the cmdlets over categories, rooms, add-ins, messages and pools' states.
#pragma once

#include "shell/command/cmdlet_metadata.h"

namespace sipsh {

CmdletMetadata GetCsPersistentChatCategory();
CmdletMetadata NewCsPersistentChatCategory();
CmdletMetadata SetCsPersistentChatCategory();
CmdletMetadata RemoveCsPersistentChatCategory();
CmdletMetadata GetCsPersistentChatRoom();
CmdletMetadata NewCsPersistentChatRoom();
CmdletMetadata SetCsPersistentChatRoom();
CmdletMetadata ClearCsPersistentChatRoom();
CmdletMetadata RemoveCsPersistentChatRoom();
CmdletMetadata GetCsPersistentChatMessage();
CmdletMetadata RemoveCsPersistentChatMessage();
CmdletMetadata GetCsPersistentChatEligiblePrincipal();
CmdletMetadata GetCsPersistentChatAddin();
CmdletMetadata NewCsPersistentChatAddin();
CmdletMetadata SetCsPersistentChatAddin();
CmdletMetadata RemoveCsPersistentChatAddin();
CmdletMetadata ImportCsPersistentChatData();
CmdletMetadata GetCsPersistentChatState();
CmdletMetadata SetCsPersistentChatState();
CmdletMetadata SetCsPersistentChatActiveServer();
CmdletMetadata TestCsPersistentChatMessage();
CmdletMetadata ExportCsPersistentChatData();

}  // namespace sipsh
