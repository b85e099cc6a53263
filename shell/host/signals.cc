#include "shell/host/signals.h"

#include <atomic>
#include <csignal>

#include "shell/host/exit_code.h"

namespace sipsh {
namespace {

// A signal handler has no other place to keep its state.
std::atomic<int> pending_signal{0};
std::atomic<Signals::StopFunction> stop_function{nullptr};
std::atomic<void*> stop_context{nullptr};

void HandleStop(int signal) {
  pending_signal.store(signal);
  if (auto function = stop_function.load()) function(stop_context.load());
}

void Install(int signal, void (*handler)(int)) {
  struct sigaction action {};
  action.sa_handler = handler;
  sigemptyset(&action.sa_mask);
  sigaction(signal, &action, nullptr);  // No SA_RESTART: blocking calls return with EINTR.
}

}  // namespace

Signals::Signals() {
  Install(SIGINT, HandleStop);
  Install(SIGTERM, HandleStop);
  Install(SIGPIPE, SIG_IGN);
}

Signals::~Signals() {
  OnStop(nullptr, nullptr);
  Install(SIGINT, SIG_DFL);
  Install(SIGTERM, SIG_DFL);
}

void Signals::OnStop(StopFunction function, void* context) {
  stop_function.store(nullptr);
  stop_context.store(context);
  stop_function.store(function);
}

int Signals::Pending() const { return pending_signal.load(); }

void Signals::Clear() { pending_signal.store(0); }

int Signals::ExitCode() const {
  switch (Pending()) {
    case SIGINT:
      return kExitInterrupted;
    case SIGTERM:
      return kExitTerminated;
    default:
      return kExitSuccess;
  }
}

}  // namespace sipsh
