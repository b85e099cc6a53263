// Where the objects of a run end up: as views on the screen, or as JSON or CSV for another program.
#pragma once

#include <memory>

#include "shell/command/flow.h"
#include "shell/command/host_ui.h"
#include "shell/command/service_registry.h"
#include "shell/host/command_line.h"

namespace sipsh {

class ProgramOutput : public ObjectSink {
 public:
  // Writes what is still held back (a table's first rows, the end of a JSON array).
  virtual void Finish() = 0;
};

// `host` and `services` must outlive the output. Text and CSV go out as objects come; JSON is an
// array with one object a line, `[]` when there was none.
std::unique_ptr<ProgramOutput> MakeOutput(OutputFormat format, HostUi& host,
                                          ServiceRegistry& services, bool terminal);

}  // namespace sipsh
