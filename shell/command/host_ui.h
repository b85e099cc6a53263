// HostUi: the person or program at the other end of a session. Implemented by the console host, by
// tests, and by whoever embeds a session. Service key "sipsh.HostUi": cmdlets such as Write-Host
// and Read-Host use it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "shell/command/command_runtime.h"

namespace sipsh {

struct ProgressRecord {
  int id = 0;
  std::string activity, status, operation;
  int percent = -1;  // -1: unknown
  int seconds_remaining = -1;
  bool completed = false;
};

struct PromptChoice {
  std::string label;  // "&Yes"
  std::string help;
};

class HostUi {
 public:
  static constexpr std::string_view kServiceKey = "sipsh.HostUi";
  virtual ~HostUi() = default;

  // Text for the operator, as it is (Write-Host). Colours are PowerShell's names or empty.
  virtual void WriteOut(std::string_view text) = 0;
  virtual void WriteErr(std::string_view text) = 0;
  virtual void WriteColored(std::string_view text, std::string_view foreground,
                            std::string_view background) {
    (void)foreground, (void)background;
    WriteOut(text);
  }
  // An error record that reached the end of its way.
  virtual void ShowError(const ErrorRecord& error) = 0;
  // A warning, verbose, debug or information line that is to be shown.
  virtual void ShowMessage(Stream stream, std::string_view text) = 0;
  virtual void ShowProgress(const ProgressRecord&) {}

  virtual int Width() const = 0;           // columns
  virtual bool IsInteractive() const = 0;  // somebody can be asked
  // These throw TerminatingError when nobody can be asked.
  virtual std::string ReadLine(std::string_view prompt) = 0;
  virtual std::string ReadSecret(std::string_view prompt) = 0;
  // Index of the chosen one.
  virtual size_t Choose(std::string_view caption, std::string_view message,
                        const std::vector<PromptChoice>& choices, size_t default_choice) = 0;
};

}  // namespace sipsh
