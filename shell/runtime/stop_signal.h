// StopSignal: the request to stop, and the one primitive everything that blocks waits with.
//
// Request() may be called from a signal handler or another thread; all else from the session's
// thread. A descriptor (eventfd) becomes readable with the request, so that a wait for a socket, a
// child or a moment ends at once.
#pragma once

#include <atomic>

#include "shell/command/session_services.h"

namespace sipsh::runtime {

class StopSignal final : public Waiter {
 public:
  StopSignal();
  ~StopSignal() override;
  StopSignal(const StopSignal&) = delete;
  StopSignal& operator=(const StopSignal&) = delete;

  void Request() noexcept;  // async-signal-safe
  void Clear() noexcept;
  bool Stopping() const override { return requested_.load(std::memory_order_relaxed); }
  WaitResult Wait(int fd, short events, std::optional<std::chrono::milliseconds> timeout) override;

 private:
  std::atomic<bool> requested_ = false;
  int event_ = -1;
};

}  // namespace sipsh::runtime
