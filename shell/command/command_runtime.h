// CommandRuntime: the only door between a running cmdlet and the world.
//
// One runtime serves one command of one pipeline, on one thread. Tests use RecordingRuntime.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "shell/command/error_record.h"
#include "shell/command/flow.h"
#include "shell/command/service_registry.h"
#include "shell/value/value.h"

namespace sipsh {

struct ProgressRecord;  // shell/command/host_ui.h

enum class Stream : uint8_t { kWarning, kVerbose, kDebug, kInformation };

// How the command was called.
struct InvocationInfo {
  std::string command_name;        // "Get-CsUser", also when called by an alias
  std::string invocation_name;     // as typed
  std::string parameter_set;       // the set that was chosen
  std::vector<std::string> bound;  // names of the parameters that got a value, in order
  ErrorPosition position;          // of the command in the script; filled when asked for
  bool expecting_input = false;    // stands behind another command in a pipeline
  size_t pipeline_position = 1;
  size_t pipeline_length = 1;

  // Was this parameter given by the caller (or by pipeline input)? Ignores case.
  bool IsBound(std::string_view parameter) const;
};

class CommandRuntime {
 public:
  virtual ~CommandRuntime() = default;

  // Hands one object on, as it is (a collection stays one object), and runs everything downstream.
  [[nodiscard]] virtual Flow WriteObject(Value object) = 0;
  // Non-terminating: recorded in $Error, shown, counted; throws when -ErrorAction Stop is in force.
  virtual void WriteError(ErrorRecord error) = 0;
  // Shown or not as the preferences say. May throw (-WarningAction Stop).
  virtual void WriteMessage(Stream stream, std::string text) = 0;
  // Asks or shows as -WhatIf, -Confirm and the preferences say. True: go on. Throws when an answer
  // is needed and nobody can be asked.
  virtual bool ShouldProcess(std::string_view target, std::string_view action) = 0;
  // Asks whatever the preferences are; for what -Force skips.
  virtual bool ShouldContinue(std::string_view query, std::string_view caption) = 0;
  virtual bool Stopping() const = 0;
  virtual const InvocationInfo& Invocation() const = 0;
  virtual ServiceRegistry& Services() = 0;
  // Information records with a payload (Write-Information, Write-Host). Tags: "PSHOST" for
  // Write-Host.
  virtual void WriteInformation(Value message, std::vector<std::string> tags) = 0;
  // Shown or not as $ProgressPreference and -ProgressAction say. May throw (Stop).
  virtual void WriteProgress(const ProgressRecord& progress) = 0;

  template <typename T>
  T& Service() {
    return Services().Get<T>();
  }
  // Hands on each element of an array or list, anything else as it is.
  [[nodiscard]] Flow WriteEnumerated(const Value& objects);
  bool IsBound(std::string_view parameter) const { return Invocation().IsBound(parameter); }
  // True when ShouldProcess() would only describe (-WhatIf).
  virtual bool WhatIf() const = 0;
  // True when ShouldProcess() would ask (-Confirm, $ConfirmPreference).
  virtual bool WillAsk() const = 0;
};

}  // namespace sipsh
