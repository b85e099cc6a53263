// The one owner of the process's signals. SIGINT (Ctrl+C) and SIGTERM become a stop request: a flag
// and a readable descriptor that every wait includes. SIGPIPE is ignored, so that a closed reader
// shows as a failed write; SIGINT's disposition reaches child processes as the default.
#pragma once

namespace sipsh {

class Signals {
 public:
  // Installs the handlers; one instance may live at a time, in the program's main thread.
  Signals();
  ~Signals();
  Signals(const Signals&) = delete;
  Signals& operator=(const Signals&) = delete;

  // Called from the handler, hence async-signal-safe code only; nullptr takes it back.
  using StopFunction = void (*)(void* context);
  void OnStop(StopFunction function, void* context);

  // The signal that asked to stop since the last Clear(), or 0.
  int Pending() const;
  void Clear();

  // 130 or 143 for the pending signal, else 0.
  int ExitCode() const;
};

}  // namespace sipsh
