// What Tab offers: names of commands at a command's place, parameters behind '-', a parameter's
// values behind it, variables behind '$', else file names.
#pragma once

#include "shell/host/line_editor.h"
#include "shell/runtime/session.h"

namespace sipsh {

Completions Complete(Session& session, const std::string& line, size_t cursor);

}  // namespace sipsh
