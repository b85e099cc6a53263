// The topology cmdlets: what was published, and how it is published, enabled and tested.
#pragma once

#include "shell/command/cmdlet_metadata.h"

namespace sipsh {

CmdletMetadata GetCsTopology();
CmdletMetadata PublishCsTopology();
CmdletMetadata EnableCsTopology();
CmdletMetadata GetCsSite();
CmdletMetadata GetCsPool();
CmdletMetadata GetCsComputer();
CmdletMetadata GetCsService();
CmdletMetadata GetCsSipDomain();
CmdletMetadata NewCsSipDomain();
CmdletMetadata SetCsSipDomain();
CmdletMetadata RemoveCsSipDomain();

}  // namespace sipsh
