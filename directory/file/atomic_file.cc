#include "directory/file/atomic_file.h"

#include <atomic>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

namespace sipsh::directory {
namespace {

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return fd_; }
  bool ok() const { return fd_ >= 0; }
  int Close() {
    int fd = fd_;
    fd_ = -1;
    return ::close(fd) == 0 ? 0 : errno;
  }

 private:
  int fd_;
};

std::string ResolveLinks(const std::string& path) {
  char resolved[PATH_MAX];
  return ::realpath(path.c_str(), resolved) != nullptr ? std::string(resolved) : path;
}

Status SyncDirectory(const std::string& directory) {
  Descriptor fd(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!fd.ok() || (::fsync(fd.get()) != 0 && errno != EINVAL))
    return FileError("sync the directory", directory, errno);
  return Status::Ok();
}

std::string TemporaryName(const std::string& path) {
  static std::atomic<unsigned> counter{0};
  size_t slash = path.rfind('/');
  std::string directory = slash == std::string::npos ? "" : path.substr(0, slash + 1);
  std::string name = slash == std::string::npos ? path : path.substr(slash + 1);
  return directory + "." + name + "." + std::to_string(::getpid()) + "." +
         std::to_string(counter++) + ".tmp";
}

// Writes the temporary file whole; 0 or an errno.
int WriteTemporary(const std::string& temporary, std::string_view bytes, unsigned mode,
                   const struct stat* previous, bool durable) {
  Descriptor fd(
      ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode));
  if (!fd.ok()) return errno;
  if (previous != nullptr) {
    if (::fchown(fd.get(), previous->st_uid, previous->st_gid) != 0 && errno != EPERM) return errno;
    if (::fchmod(fd.get(), previous->st_mode & 07777) != 0) return errno;
  }
  if (int error = WriteAll(fd.get(), bytes)) return error;
  if (durable && ::fsync(fd.get()) != 0) return errno;
  return fd.Close();
}

}  // namespace

Status FileError(std::string_view verb, const std::string& path, int error) {
  std::string text = "cannot " + std::string(verb) + " " + path + ": ";
  switch (error) {
    case ENOENT:
      return {Code::kNoSuchObject, text + "there is no such file or directory; check the path"};
    case EACCES:
    case EPERM:
      return {Code::kInsufficientAccess,
              text + "permission denied; run as a user who may, or change its owner or mode"};
    case EROFS:
      return {Code::kReadOnly, text + "the file system is read-only; remount it writable"};
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
      return {Code::kDiskFull,
              text + strerror(error) + "; free some space and try again (nothing was changed)"};
    default:
      return {Code::kOther, text + strerror(error)};
  }
}

int WriteAll(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno;
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  return 0;
}

Result<std::string> ReadFile(const std::string& path, size_t limit) {
  Descriptor fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd.ok()) return FileError("read", path, errno);
  struct stat info {};
  if (::fstat(fd.get(), &info) != 0) return FileError("read", path, errno);
  if (S_ISDIR(info.st_mode))
    return Status(Code::kOther, "cannot read " + path + ": it is a directory; name a file in it");
  std::string bytes;
  if (S_ISREG(info.st_mode) && static_cast<size_t>(info.st_size) <= limit)
    bytes.reserve(static_cast<size_t>(info.st_size) + 1);
  char buffer[65536];
  for (;;) {
    ssize_t got = ::read(fd.get(), buffer, sizeof buffer);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return FileError("read", path, errno);
    if (got == 0) return bytes;
    bytes.append(buffer, static_cast<size_t>(got));
    if (bytes.size() > limit)
      return Status(Code::kSizeLimit, "cannot read " + path + ": it is larger than " +
                                          std::to_string(limit) + " bytes, the most allowed here");
  }
}

Status ReplaceFile(const std::string& path, std::string_view bytes, WriteOptions options) {
  std::string target = ResolveLinks(path);
  struct stat previous {};
  bool existed = ::stat(target.c_str(), &previous) == 0;
  // root may write anywhere; a file marked read-only by everybody is still meant to stay.
  if (existed && ((previous.st_mode & 0222) == 0 || ::access(target.c_str(), W_OK) != 0))
    return {Code::kReadOnly, "cannot write " + path +
                                 ": the file is read-only; make it writable (chmod u+w) and try "
                                 "again (nothing was changed)"};
  std::string temporary = TemporaryName(target);
  int error = WriteTemporary(temporary, bytes, options.mode, existed ? &previous : nullptr,
                             options.durable);
  if (error == 0 && ::rename(temporary.c_str(), target.c_str()) != 0) error = errno;
  if (error != 0) {
    ::unlink(temporary.c_str());
    return FileError("write", path, error);
  }
  return options.durable ? SyncDirectory(DirectoryOf(target)) : Status::Ok();
}

Status MakeDirectories(const std::string& path, unsigned mode) {
  if (path.empty() || FileExists(path)) return Status::Ok();
  std::string parent = DirectoryOf(path);
  if (parent != path && parent != ".") {
    Status made = MakeDirectories(parent, mode);
    if (!made.ok()) return made;
  }
  if (::mkdir(path.c_str(), mode) != 0 && errno != EEXIST)
    return FileError("make the directory", path, errno);
  return Status::Ok();
}

bool FileExists(const std::string& path) { return ::access(path.c_str(), F_OK) == 0; }

std::string DirectoryOf(const std::string& path) {
  size_t slash = path.find_last_of('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

std::string JoinPath(const std::string& directory, const std::string& path) {
  if (path.empty() || path[0] == '/' || directory.empty() || directory == ".") return path;
  return directory.back() == '/' ? directory + path : directory + "/" + path;
}

}  // namespace sipsh::directory
