// How a statement ended. One type runs through statements, functions and pipelines; only where an
// expression stands between (a call inside `$x + (f)`) does the rare non-normal one travel as a
// FlowEscape.
#pragma once

#include <cstdint>

namespace sipsh::runtime {

enum class Completion : uint8_t {
  kNormal,
  kBreak,  // the label, if any, is in Interpreter::pending_label
  kContinue,
  kReturn,
  kExit,          // the code is in Interpreter::exit_code
  kStopUpstream,  // downstream wants no more
  kStopped,       // the session was asked to stop
};

struct FlowEscape {
  Completion completion;
};

}  // namespace sipsh::runtime
