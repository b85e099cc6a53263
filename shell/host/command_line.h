// The program's command line, PowerShell-style: one dash, any case, unambiguous abbreviations.
// What follows FILE or -File FILE are the script's arguments, what follows -Command is the command:
// neither is looked at for options (about_pwsh, "Parameters").
#pragma once

#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace sipsh {

enum class RunMode { kInteractive, kCommand, kFile, kStandardInput, kCheck, kVersion, kHelp };
enum class OutputFormat { kText, kJson, kCsv };

struct CommandLine {
  RunMode mode = RunMode::kInteractive;
  std::string command;                 // kCommand: the text.
  std::string file;                    // kFile: the script.
  std::vector<std::string> arguments;  // The script's arguments, or -Check's files.
  OutputFormat output_format = OutputFormat::kText;
  std::optional<std::string> environment;  // -Environment DIR_OR_FILE.
  bool non_interactive = false;
  bool no_profile = false;
  bool fail_on_error = false;
};

// A command line that cannot be understood; the program ends with kExitUsage.
class UsageError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// `arguments` without the program's name. `input_is_terminal` decides between the prompt and a
// script on standard input when neither a command nor a file is named. Throws UsageError.
CommandLine ParseCommandLine(const std::vector<std::string>& arguments, bool input_is_terminal);

// What -Help prints.
std::string UsageText();

}  // namespace sipsh
