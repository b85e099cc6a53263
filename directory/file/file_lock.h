// One writer at a time, across processes: an flock on a lock file that holds
// the holder's process id. The kernel releases it when the process ends,
// however it ends, so there are no stale locks; the file itself stays.
#pragma once

#include <chrono>
#include <string>

#include "directory/status.h"

namespace sipsh::directory {

class FileLock {
 public:
  FileLock() = default;
  ~FileLock() { Release(); }
  FileLock(FileLock&& other) noexcept : fd_(other.fd_) { other.fd_ = -1; }
  FileLock& operator=(FileLock&& other) noexcept;
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;

  // Waits at most `patience`. kBusyLocked names the process that holds it.
  static Result<FileLock> Acquire(const std::string& path,
                                  std::chrono::milliseconds patience = std::chrono::seconds(5));
  bool held() const { return fd_ >= 0; }
  void Release();

 private:
  int fd_ = -1;
};

}  // namespace sipsh::directory
