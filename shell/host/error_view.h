// How an error record is shown: PowerShell's concise view (about_Output, $ErrorView) with the
// FullyQualifiedErrorId below it, since that is what scripts compare.
#pragma once

#include <string>
#include <string_view>

#include "shell/command/command_runtime.h"
#include "shell/command/error_record.h"

namespace sipsh {

// Lines, each ended; SGR colours only with `colour`.
std::string ErrorText(const ErrorRecord& error, bool colour);

// "WARNING: text" and so on, line end included.
std::string MessageText(Stream stream, std::string_view text, bool colour);

}  // namespace sipsh
