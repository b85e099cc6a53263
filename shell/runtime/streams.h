// Where each stream goes: to the host, nowhere, a sink (2>&1) or a file (2> file).
#pragma once

#include <array>
#include <memory>

#include "shell/command/flow.h"

namespace sipsh::runtime {

// A redirection's target that takes objects and is closed at the end of the command.
class RedirectionTarget : public ObjectSink {
 public:
  virtual void Close() = 0;
};

struct StreamRoute {
  enum Kind : uint8_t { kHost, kDiscard, kSink } kind = kHost;
  ObjectSink* sink = nullptr;
};

// Index by syntax::Stream: 2 error .. 6 information.
struct StreamRouting {
  std::array<StreamRoute, 7> route;
};

}  // namespace sipsh::runtime
