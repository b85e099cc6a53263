// Trusted application pools, their computers and their applications: parts of the topology
// document.
#pragma once

#include <vector>

#include "shell/command/cmdlet_metadata.h"

namespace sipsh {

CmdletMetadata NewCsTrustedApplicationPool();
CmdletMetadata GetCsTrustedApplicationPool();
CmdletMetadata SetCsTrustedApplicationPool();
CmdletMetadata RemoveCsTrustedApplicationPool();
CmdletMetadata NewCsTrustedApplicationComputer();
CmdletMetadata GetCsTrustedApplicationComputer();
CmdletMetadata RemoveCsTrustedApplicationComputer();
CmdletMetadata NewCsTrustedApplication();
CmdletMetadata GetCsTrustedApplication();
CmdletMetadata SetCsTrustedApplication();
CmdletMetadata RemoveCsTrustedApplication();

}  // namespace sipsh
