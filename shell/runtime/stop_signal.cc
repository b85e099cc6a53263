#include "shell/runtime/stop_signal.h"

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

namespace sipsh::runtime {
namespace {

using Clock = std::chrono::steady_clock;

// poll's timeout for what is left; rounded up, so that a wait never ends early.
int Left(std::optional<Clock::time_point> deadline) {
  if (!deadline) return -1;
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(*deadline - Clock::now()).count();
  return static_cast<int>(std::clamp<int64_t>(left, 0, INT32_MAX));
}

}  // namespace

StopSignal::StopSignal() : event_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}

StopSignal::~StopSignal() {
  if (event_ >= 0) close(event_);
}

void StopSignal::Request() noexcept {
  const int saved = errno;
  requested_.store(true, std::memory_order_relaxed);
  const uint64_t one = 1;
  [[maybe_unused]] const ssize_t written = write(event_, &one, sizeof one);
  errno = saved;
}

void StopSignal::Clear() noexcept {
  requested_.store(false, std::memory_order_relaxed);
  uint64_t count = 0;
  [[maybe_unused]] const ssize_t taken = read(event_, &count, sizeof count);
}

WaitResult StopSignal::Wait(int fd, short events,
                            std::optional<std::chrono::milliseconds> timeout) {
  std::optional<Clock::time_point> deadline;
  if (timeout) deadline = Clock::now() + *timeout;
  for (;;) {
    if (Stopping()) return WaitResult::kStopped;
    pollfd watched[2] = {{event_, POLLIN, 0}, {fd, events, 0}};
    const int ready = poll(watched, fd >= 0 ? 2 : 1, Left(deadline));
    if (ready < 0 && errno != EINTR)
      return WaitResult::kReady;  // the caller's read tells what is wrong with fd
    if (Stopping()) return WaitResult::kStopped;
    if (ready > 0 && fd >= 0 && watched[1].revents != 0) return WaitResult::kReady;
    if (ready == 0 && deadline && Clock::now() >= *deadline) return WaitResult::kTimeout;
  }
}

}  // namespace sipsh::runtime
