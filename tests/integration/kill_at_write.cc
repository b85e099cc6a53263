// kill_at_write.so, loaded by LD_PRELOAD: ends the program as kill -9 would, at its n-th write.
//
// The program under test is the one that is shipped: no fault points are compiled into it. What
// counts as a write: write, pwrite, fsync, fdatasync, rename, unlink and ftruncate of files below
// SIPSH_FAULT_FOLDER, and every write to a socket (a request to a directory server).
//
//   SIPSH_FAULT_FOLDER  a folder; without it nothing is counted
//   SIPSH_FAULT_AT      n, from 1: the program is killed at this write
//   SIPSH_FAULT_TORN    set: half of the n-th write is made first, as a power cut may leave it
//   SIPSH_FAULT_COUNT   a file that gets a letter for each write when the program ends by itself:
//                       f data of a file, s only its way to the disk, n names of files,
//                       q a question to a server, w anything else that is sent
// pwrite and pwrite64 are two functions here, whatever the build says.
#undef _FILE_OFFSET_BITS
#undef _FORTIFY_SOURCE
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

namespace {

long count, fault_at;
char kinds[1 << 20];
bool torn;
const char* folder;
pid_t self;

__attribute__((constructor)) void Begin() {
  folder = getenv("SIPSH_FAULT_FOLDER");
  const char* at = getenv("SIPSH_FAULT_AT");
  fault_at = at ? atol(at) : 0;
  torn = getenv("SIPSH_FAULT_TORN") != nullptr;
  self = getpid();
}

__attribute__((destructor)) void Finish() {
  const char* path = getenv("SIPSH_FAULT_COUNT");
  if (!path || getpid() != self) return;
  int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
  if (fd < 0) return;
  syscall(SYS_write, fd, kinds, count < (long)sizeof kinds ? (size_t)count : sizeof kinds);
  close(fd);
}

[[noreturn]] void Die() {
  kill(getpid(), SIGKILL);
  for (;;) pause();
}

bool Below(const char* path) { return folder && strncmp(path, folder, strlen(folder)) == 0; }

bool Counts(int fd) {
  if (!folder || fd < 0 || getpid() != self) return false;
  struct stat info;
  if (fstat(fd, &info) != 0) return false;
  if (S_ISSOCK(info.st_mode)) return true;
  if (!S_ISREG(info.st_mode)) return false;
  char name[64], path[4096];
  snprintf(name, sizeof name, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(name, path, sizeof path - 1);
  if (length < 0) return false;
  path[length] = 0;
  return Below(path);
}

// Whether this is the one.
bool Due(char kind) {
  if (count < (long)sizeof kinds) kinds[count] = kind;
  return ++count == fault_at;
}

// RFC 4511: SEQUENCE, message id, then the operation. Bind, search, compare, abandon and unbind
// leave the server as it is.
bool IsQuestion(const void* data, size_t size) {
  const unsigned char* byte = static_cast<const unsigned char*>(data);
  size_t at = size > 1 && byte[1] > 0x80 ? 2 + (byte[1] & 0x7FU) : 2;
  if (size < at + 3 || byte[0] != 0x30 || byte[at] != 0x02) return false;
  at += 2 + byte[at + 1];
  if (at >= size) return false;
  return memchr("\x60\x63\x6e\x50\x42", byte[at], 5) != nullptr;
}

bool IsFile(int fd) {
  struct stat info;
  return fstat(fd, &info) == 0 && S_ISREG(info.st_mode);
}

}  // namespace

extern "C" {

ssize_t write(int fd, const void* data, size_t size) {
  if (Counts(fd) && Due(IsFile(fd) ? 'f' : IsQuestion(data, size) ? 'q' : 'w')) {
    if (torn && IsFile(fd)) syscall(SYS_write, fd, data, size / 2);
    Die();
  }
  return syscall(SYS_write, fd, data, size);
}

ssize_t pwrite64(int fd, const void* data, size_t size, off64_t offset) {
  if (Counts(fd) && Due('f')) {
    if (torn) syscall(SYS_pwrite64, fd, data, size / 2, offset);
    Die();
  }
  return syscall(SYS_pwrite64, fd, data, size, offset);
}

ssize_t pwrite(int fd, const void* data, size_t size, off_t offset) {
  return pwrite64(fd, data, size, offset);
}

ssize_t writev(int fd, const struct iovec* parts, int number) {
  if (Counts(fd) && Due(IsFile(fd) ? 'f' : 'w')) Die();
  return syscall(SYS_writev, fd, parts, number);
}

ssize_t sendto(int fd, const void* data, size_t size, int flags, const struct sockaddr* to,
               socklen_t length) {
  if (Counts(fd) && Due(IsQuestion(data, size) ? 'q' : 'w')) Die();
  return syscall(SYS_sendto, fd, data, size, flags, to, length);
}

ssize_t send(int fd, const void* data, size_t size, int flags) {
  return sendto(fd, data, size, flags, nullptr, 0);
}

ssize_t sendmsg(int fd, const struct msghdr* message, int flags) {
  if (Counts(fd) && Due('w')) Die();
  return syscall(SYS_sendmsg, fd, message, flags);
}

int fsync(int fd) {
  if (Counts(fd) && Due('s')) Die();
  return (int)syscall(SYS_fsync, fd);
}

int fdatasync(int fd) {
  if (Counts(fd) && Due('s')) Die();
  return (int)syscall(SYS_fdatasync, fd);
}

int ftruncate64(int fd, off64_t size) noexcept {
  if (Counts(fd) && Due('n')) Die();
  return (int)syscall(SYS_ftruncate, fd, size);
}

int ftruncate(int fd, off_t size) noexcept { return ftruncate64(fd, size); }

int rename(const char* from, const char* to) noexcept {
  if (getpid() == self && Below(to) && Due('n')) Die();
  return (int)syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0);
}

int unlink(const char* path) noexcept {
  if (getpid() == self && Below(path) && Due('n')) Die();
  return (int)syscall(SYS_unlinkat, AT_FDCWD, path, 0);
}

}  // extern "C"
