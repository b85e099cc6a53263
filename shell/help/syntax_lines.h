// A command's syntax as Get-Command -Syntax and Get-Help show it, one line per parameter set.
#pragma once

#include <string>
#include <vector>

#include "shell/command/cmdlet_metadata.h"

namespace sipsh::help {

// "Get-Date [[-Date] <datetime>] [-Format <string>] [<CommonParameters>]"; default set first.
std::vector<std::string> SyntaxLines(const CmdletMetadata& metadata);
// "datetime" for System.DateTime, "string[]" for System.String[]: the accelerator, or the type's
// name without its namespace.
std::string ShortTypeName(const std::string& type_name);

}  // namespace sipsh::help
