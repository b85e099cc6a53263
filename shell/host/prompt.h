// The interactive prompt: reads statements (several lines while a statement is unfinished), runs
// each, remembers them. Ctrl+C ends the line or the running pipeline, never the shell; Ctrl+D or
// `exit` ends.
#pragma once

#include <string>
#include <vector>

#include "shell/host/command_line.h"
#include "shell/host/console_host.h"
#include "shell/host/signals.h"
#include "shell/host/transcript_host.h"
#include "shell/runtime/session.h"

namespace sipsh {

// Returns the program's exit code. `shown` stands before `host`.
int RunPrompt(Session& session, ConsoleHost& host, TranscriptHost& shown, Signals& signals,
              OutputFormat format, const std::vector<std::string>& module_directories);

}  // namespace sipsh
