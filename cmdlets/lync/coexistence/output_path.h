// Paths of files that a cmdlet writes, as the caller meant them.
#pragma once

#include <string>

#include "shell/command/command_runtime.h"

namespace sipsh {

// Relative to the session's current directory.
std::string AbsolutePath(CommandRuntime& runtime, const std::string& path);

// Replaces the file in one step. Throws ObjectError FileWriteFailed.
void WriteOutputFile(const std::string& path, const std::string& text);

}  // namespace sipsh
