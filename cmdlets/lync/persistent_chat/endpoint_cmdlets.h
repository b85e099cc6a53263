// New-, Get- and Remove-CsPersistentChatEndpoint: the contact objects through which legacy Group
// Chat clients reach a Persistent Chat pool.
#pragma once

#include "shell/command/cmdlet_metadata.h"

namespace sipsh {

CmdletMetadata NewCsPersistentChatEndpoint();
CmdletMetadata GetCsPersistentChatEndpoint();
CmdletMetadata RemoveCsPersistentChatEndpoint();

}  // namespace sipsh
