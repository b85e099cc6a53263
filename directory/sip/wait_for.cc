#include <algorithm>
#include <cerrno>
#include <cstring>
#include <poll.h>

#include "directory/sip/stream.h"

namespace sipsh::sip {

using directory::Code;

namespace {

constexpr std::chrono::milliseconds kSlice{100};  // How long a stop may go unnoticed.

}  // namespace

std::chrono::milliseconds NextSlice(const Wait& wait) {
  if (!wait.deadline) return kSlice;
  auto left = std::chrono::ceil<std::chrono::milliseconds>(*wait.deadline -
                                                           std::chrono::steady_clock::now());
  return std::clamp(left, std::chrono::milliseconds(0), kSlice);
}

Status Lost(int error) {
  return {Code::kUnavailable, std::string("the connection was lost (") + strerror(error) + ")"};
}

Status WaitFor(int descriptor, short events, const Wait& wait) {
  while (true) {
    if (wait.Stopping()) return {Code::kCancelled, "it was stopped"};
    pollfd one{descriptor, events, 0};
    int ready = poll(&one, 1, static_cast<int>(NextSlice(wait).count()));
    if (ready > 0) return Status::Ok();
    if (ready < 0 && errno != EINTR) return Lost(errno);
    if (wait.Expired()) return {Code::kTimeout, "no answer came in time"};
  }
}

}  // namespace sipsh::sip
