// Cmdlet: one Verb-Noun command. Its parameters are members, declared in its CmdletMetadata; a
// fresh instance is made for each invocation. BeginProcessing runs once, ProcessRecord once per
// input object (once when there is no pipeline input), EndProcessing once. Errors that end the
// command are thrown as TerminatingError.
#pragma once

#include "shell/command/command_runtime.h"

namespace sipsh {

class Cmdlet {
 public:
  virtual ~Cmdlet() = default;
  virtual void BeginProcessing(CommandRuntime&) {}
  // kStop: this command wants no more input; its EndProcessing still runs, the source stops.
  virtual Flow ProcessRecord(CommandRuntime&) { return Flow::kMore; }
  virtual void EndProcessing(CommandRuntime&) {}
  // Runs always at the end, also after errors and stops: release what is held.
  virtual void StopProcessing() {}
};

}  // namespace sipsh
