// What Tab offers: commands, parameters and values, from the same metadata as help.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "shell/command/session_services.h"

namespace sipsh::help {

struct Completion {
  std::string text;     // Replaces the word, quoted where that is needed.
  std::string tooltip;  // A synopsis or a type; may be empty.
};

struct CompletionResult {
  size_t begin = 0;  // Where the word to be replaced begins (bytes).
  std::vector<Completion> matches;
};

std::vector<Completion> CompleteCommand(CommandCatalog& commands, std::string_view prefix);
// `prefix` with or without the dash. Common parameters stand last.
std::vector<Completion> CompleteParameter(const CmdletMetadata& metadata, std::string_view prefix);
std::vector<Completion> CompleteValue(const ParameterMetadata& parameter, std::string_view prefix);
std::vector<Completion> CompleteVariable(VariableService& variables, std::string_view prefix);

// The word before `cursor` of a line being typed. No matches for a word that is no command,
// parameter, known value or variable: the caller then offers file names.
CompletionResult Complete(std::string_view line, size_t cursor, CommandCatalog& commands,
                          VariableService& variables);

}  // namespace sipsh::help
