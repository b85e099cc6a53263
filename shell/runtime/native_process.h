// NativeProcess: a program of the system, run as a command of a pipeline. Text goes in and comes
// out; waiting ends when the session is stopped (the child then gets SIGINT, later SIGKILL).
//
// Arguments are handed over as they are, never through a shell. Owned by the pipeline that runs it;
// not thread-safe.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <vector>

#include "shell/command/session_services.h"

namespace sipsh::runtime {

struct NativeStart {
  std::string program;                 // path; found beforehand with FindProgram
  std::vector<std::string> arguments;  // without the program's name
  bool feed_input =
      false;  // Feed() is going to be called; else the child reads the shell's own input
  bool capture_output = false;  // else the child writes to the shell's own output
  bool capture_errors = false;  // 2> redirected
};

class NativeProcess {
 public:
  // Called with one line at a time, without its line end. False: nobody wants more.
  using LineSink = std::function<bool(std::string_view line, bool is_error)>;

  explicit NativeProcess(Waiter& waiter) : waiter_(waiter) {}
  ~NativeProcess();
  NativeProcess(const NativeProcess&) = delete;
  NativeProcess& operator=(const NativeProcess&) = delete;

  // Zero, or the errno of what went wrong (ENOENT, EACCES, ENOEXEC ...).
  int Start(const NativeStart& start);
  // Gives text to the child, taking its output meanwhile. A child that reads no more is no error.
  void Feed(std::string_view text, const LineSink& sink);
  // Closes its input, takes the rest of its output, and answers the exit code (128 + signal when
  // killed by one).
  int Finish(const LineSink& sink);

 private:
  struct Output {
    int fd = -1;
    std::string partial;
    bool is_error = false;
  };
  bool Drain(Output& output, const LineSink& sink);
  void DrainReady(const LineSink& sink);
  void Flush(Output& output, const LineSink& sink);
  void CloseInput();
  int Reap();

  Waiter& waiter_;
  pid_t child_ = -1;
  int input_ = -1;
  Output output_, errors_{-1, {}, true};
  bool wanted_ = true;
};

// The file a command name stands for: through PATH when it holds no slash. Empty: there is none.
std::string FindProgram(std::string_view name);

}  // namespace sipsh::runtime
