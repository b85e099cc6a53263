#include "directory/file/file_lock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#include "directory/file/atomic_file.h"

namespace sipsh::directory {
namespace {

std::string ProcessName(const std::string& pid) {
  Result<std::string> name = ReadFile("/proc/" + pid + "/comm", 64);
  if (!name.ok()) return "";
  while (!name->empty() && name->back() == '\n') name->pop_back();
  return " (" + *name + ")";
}

Status HeldBy(const std::string& path, int fd) {
  char text[32] = {};
  ssize_t got = ::pread(fd, text, sizeof text - 1, 0);
  std::string pid(text, got > 0 ? static_cast<size_t>(got) : 0);
  while (!pid.empty() && (pid.back() < '0' || pid.back() > '9')) pid.pop_back();
  std::string who = pid.empty() ? "another process" : "process " + pid + ProcessName(pid);
  return {Code::kBusyLocked,
          "the lock " + path + " is held by " + who + "; wait until it has finished and try again"};
}

void WriteOwnPid(int fd) {
  std::string pid = std::to_string(::getpid()) + "\n";
  // The id is for messages only: that it cannot be written does not make the lock less held.
  if (::ftruncate(fd, 0) == 0 && ::pwrite(fd, pid.data(), pid.size(), 0) < 0) return;
}

}  // namespace

FileLock& FileLock::operator=(FileLock&& other) noexcept {
  if (this != &other) {
    Release();
    fd_ = other.fd_;
    other.fd_ = -1;
  }
  return *this;
}

void FileLock::Release() {
  if (fd_ < 0) return;
  ::close(fd_);  // Closing the only descriptor releases the flock.
  fd_ = -1;
}

Result<FileLock> FileLock::Acquire(const std::string& path, std::chrono::milliseconds patience) {
  int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644);
  if (fd < 0) return FileError("open the lock file", path, errno);
  FileLock lock;
  lock.fd_ = fd;
  auto deadline = std::chrono::steady_clock::now() + patience;
  while (::flock(fd, LOCK_EX | LOCK_NB) != 0) {
    if (errno == EINTR) continue;
    if (errno != EWOULDBLOCK) return FileError("lock", path, errno);
    if (std::chrono::steady_clock::now() >= deadline) return HeldBy(path, fd);
    timespec nap{0, 5'000'000};
    ::nanosleep(&nap, nullptr);
  }
  WriteOwnPid(fd);
  return lock;
}

}  // namespace sipsh::directory
