// measure COMMAND... : runs a command and writes "user-seconds system-seconds peak-KiB" to
// descriptor 9. A small parent, because a child's peak memory counts what it was forked from.
#include <cstdio>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int, char** argv) {
  pid_t child = ::fork();
  if (child == 0) {
    ::close(9);
    ::execvp(argv[1], argv + 1);
    ::_exit(127);
  }
  int status = 0;
  rusage used{};
  if (::wait4(child, &status, 0, &used) < 0) return 126;
  auto seconds = [](const timeval& t) { return static_cast<double>(t.tv_sec) + t.tv_usec / 1e6; };
  ::dprintf(9, "%.6f %.6f %ld\n", seconds(used.ru_utime), seconds(used.ru_stime), used.ru_maxrss);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
