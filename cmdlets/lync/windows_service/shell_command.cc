#include "cmdlets/lync/windows_service/shell_command.h"

#include <cerrno>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ;

namespace sipsh {
namespace {

constexpr size_t kMostKept = 4000;

pid_t Spawn(const std::string& command, int output) {
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, output, 1);
  posix_spawn_file_actions_adddup2(&actions, output, 2);
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
  posix_spawnattr_setpgroup(&attributes, 0);
  const char* arguments[] = {"sh", "-c", command.c_str(), nullptr};
  pid_t pid = -1;
  if (posix_spawn(&pid, "/bin/sh", &actions, &attributes, const_cast<char**>(arguments), environ) !=
      0) {
    pid = -1;
  }
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  return pid;
}

}  // namespace

CommandOutcome RunServiceCommand(std::string command, const std::string& computer,
                                 const std::function<bool()>& stopping) {
  constexpr std::string_view kHole = "{computer}";
  for (size_t at = 0; (at = command.find(kHole, at)) != std::string::npos; at += computer.size()) {
    command.replace(at, kHole.size(), computer);
  }
  CommandOutcome outcome;
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return outcome;
  pid_t pid = Spawn(command, ends[1]);
  ::close(ends[1]);
  char buffer[4096];
  while (pid > 0) {
    pollfd wait{ends[0], POLLIN, 0};
    int ready = ::poll(&wait, 1, 100);
    if (stopping()) {
      outcome.stopped = true;
      ::kill(-pid, SIGTERM);
      break;
    }
    if (ready <= 0) continue;
    ssize_t got = ::read(ends[0], buffer, sizeof buffer);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) break;
    outcome.output.append(buffer, static_cast<size_t>(got));
    if (outcome.output.size() > 2 * kMostKept) {
      outcome.output.erase(0, outcome.output.size() - kMostKept);
    }
  }
  ::close(ends[0]);
  int status = 0;
  while (pid > 0 && ::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  if (pid > 0 && WIFEXITED(status)) outcome.exit_code = WEXITSTATUS(status);
  while (!outcome.output.empty() && outcome.output.back() == '\n') outcome.output.pop_back();
  return outcome;
}

}  // namespace sipsh
