#include "shell/runtime/native_process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
extern "C" {
#include <sys/pidfd.h>  // glibc 2.36 declares it without C linkage
}
#include <cerrno>
#include <cstdlib>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ;

namespace sipsh::runtime {
namespace {

using std::chrono::milliseconds;

struct Pipe {
  int read = -1, write = -1;
  bool Open() {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) return false;
    read = ends[0], write = ends[1];
    return true;
  }
};

void Close(int& fd) {
  if (fd >= 0) close(fd);
  fd = -1;
}

bool IsProgram(const std::string& path) {
  struct stat about {};
  return stat(path.c_str(), &about) == 0 && S_ISREG(about.st_mode) &&
         access(path.c_str(), X_OK) == 0;
}

// The child starts with the signals a program expects, whatever the shell has done with its own.
void DefaultSignals(posix_spawnattr_t& attributes) {
  sigset_t defaults, none;
  sigemptyset(&defaults);
  for (const int signal : {SIGINT, SIGTERM, SIGPIPE, SIGQUIT, SIGCHLD})
    sigaddset(&defaults, signal);
  sigemptyset(&none);
  posix_spawnattr_setsigdefault(&attributes, &defaults);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
}

}  // namespace

NativeProcess::~NativeProcess() {
  Close(input_);
  Close(output_.fd);
  Close(errors_.fd);
  if (child_ > 0) Reap();
}

int NativeProcess::Start(const NativeStart& start) {
  Pipe input, output, errors;
  if ((start.feed_input && !input.Open()) || (start.capture_output && !output.Open()) ||
      (start.capture_errors && !errors.Open()))
    return errno;
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  if (start.feed_input) posix_spawn_file_actions_adddup2(&actions, input.read, STDIN_FILENO);
  if (start.capture_output) posix_spawn_file_actions_adddup2(&actions, output.write, STDOUT_FILENO);
  if (start.capture_errors) posix_spawn_file_actions_adddup2(&actions, errors.write, STDERR_FILENO);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  DefaultSignals(attributes);

  std::vector<char*> arguments{const_cast<char*>(start.program.c_str())};
  for (const std::string& argument : start.arguments)
    arguments.push_back(const_cast<char*>(argument.c_str()));
  arguments.push_back(nullptr);
  const int failed =
      posix_spawn(&child_, start.program.c_str(), &actions, &attributes, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  Close(input.read);
  Close(output.write);
  Close(errors.write);
  if (failed != 0) {
    Close(input.write);
    Close(output.read);
    Close(errors.read);
    child_ = -1;
    return failed;
  }
  input_ = input.write, output_.fd = output.read, errors_.fd = errors.read;
  if (input_ >= 0) fcntl(input_, F_SETFL, O_NONBLOCK);
  return 0;
}

void NativeProcess::Feed(std::string_view text, const LineSink& sink) {
  while (!text.empty() && input_ >= 0 && !waiter_.Stopping()) {
    const ssize_t written = write(input_, text.data(), text.size());
    if (written >= 0) {
      text.remove_prefix(static_cast<size_t>(written));
    } else if (errno == EAGAIN) {
      DrainReady(sink);  // a child that waits for its output to be taken must not wait for ever
      waiter_.Wait(input_, POLLOUT, milliseconds(20));
    } else if (errno != EINTR) {
      CloseInput();
    }
  }
}

int NativeProcess::Finish(const LineSink& sink) {
  CloseInput();
  while ((output_.fd >= 0 || errors_.fd >= 0) && wanted_ && !waiter_.Stopping()) {
    const bool both = output_.fd >= 0 && errors_.fd >= 0;
    const int fd = output_.fd >= 0 ? output_.fd : errors_.fd;
    waiter_.Wait(fd, POLLIN, both ? std::optional(milliseconds(20)) : std::nullopt);
    DrainReady(sink);
  }
  Flush(output_, sink);
  Flush(errors_, sink);
  Close(output_.fd);
  Close(errors_.fd);
  return Reap();
}

void NativeProcess::DrainReady(const LineSink& sink) {
  for (Output* output : {&output_, &errors_}) {
    pollfd ready{output->fd, POLLIN, 0};
    while (output->fd >= 0 && wanted_ && poll(&ready, 1, 0) > 0)
      if (!Drain(*output, sink)) break;
  }
}

// Takes what is there; false at the end.
bool NativeProcess::Drain(Output& output, const LineSink& sink) {
  char buffer[65536];
  const ssize_t count = read(output.fd, buffer, sizeof buffer);
  if (count < 0) return errno == EINTR;
  if (count == 0) {
    Flush(output, sink);
    Close(output.fd);
    return false;
  }
  output.partial.append(buffer, static_cast<size_t>(count));
  size_t from = 0;
  for (size_t end; wanted_ && (end = output.partial.find('\n', from)) != std::string::npos;
       from = end + 1) {
    size_t length = end - from;
    if (length > 0 && output.partial[end - 1] == '\r') --length;
    wanted_ = sink(std::string_view(output.partial).substr(from, length), output.is_error);
  }
  output.partial.erase(0, from);
  return true;
}

void NativeProcess::Flush(Output& output, const LineSink& sink) {
  if (!output.partial.empty() && wanted_) wanted_ = sink(output.partial, output.is_error);
  output.partial.clear();
}

void NativeProcess::CloseInput() { Close(input_); }

int NativeProcess::Reap() {
  int status = 0, asked = 0;
  for (;;) {
    const pid_t ended = waitpid(child_, &status, WNOHANG);
    if (ended == child_ || (ended < 0 && errno != EINTR)) break;
    if (waiter_.Stopping() || !wanted_) {
      kill(child_, ++asked < 50 ? SIGINT : SIGKILL);
      usleep(10'000);
      continue;
    }
    const int watch = static_cast<int>(pidfd_open(child_, 0));
    if (watch < 0) {
      waiter_.Wait(-1, 0, milliseconds(5));
      continue;
    }
    waiter_.Wait(watch, POLLIN, std::nullopt);
    close(watch);
  }
  child_ = -1;
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

std::string FindProgram(std::string_view name) {
  if (name.empty()) return {};
  if (name.find('/') != std::string_view::npos) {
    std::string path(name);
    return IsProgram(path) ? path : std::string();
  }
  const char* variable = getenv("PATH");
  std::string_view path = variable != nullptr ? variable : "/usr/local/bin:/usr/bin:/bin";
  while (true) {
    const size_t colon = path.find(':');
    const std::string_view directory = path.substr(0, colon);
    std::string candidate =
        (directory.empty() ? std::string(".") : std::string(directory)) + "/" + std::string(name);
    if (IsProgram(candidate)) return candidate;
    if (colon == std::string_view::npos) return {};
    path.remove_prefix(colon + 1);
  }
}

}  // namespace sipsh::runtime
