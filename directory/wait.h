// How long an operation may take and who can stop it. Stores ask it at least every 100 ms while
// they wait, and between entries.
#pragma once

#include <chrono>
#include <functional>
#include <optional>

namespace sipsh::directory {

struct Wait {
  std::function<bool()> stopping;  // True: give up with Code::kCancelled. Empty: never.
  std::optional<std::chrono::steady_clock::time_point> deadline;  // Then Code::kTimeout.

  bool Stopping() const { return stopping && stopping(); }
  bool Expired() const { return deadline && std::chrono::steady_clock::now() >= *deadline; }
};

}  // namespace sipsh::directory
