// Whole files: reading one, and replacing one so that a reader or a power cut
// sees either the old bytes or the new, never a mixture.
// Errors: kNoSuchObject (not there), kInsufficientAccess, kReadOnly, kDiskFull,
// kSizeLimit, kOther; messages name the file and what to do.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "directory/status.h"

namespace sipsh::directory {

// The file's bytes; more than `limit` of them is kSizeLimit.
Result<std::string> ReadFile(const std::string& path, size_t limit = size_t{1} << 30);

struct WriteOptions {
  // Of a new file. An existing one keeps its mode, and its owner where allowed.
  unsigned mode = 0644;
  bool durable = true;  // fsync of the file and its directory before returning.
};

// Temporary file beside `path`, fsync, rename, fsync of the directory. A failure
// leaves the file as it was and removes the temporary one. A symbolic link is
// followed: its target is replaced. A file without write permission is refused
// (kReadOnly) though the directory would allow replacing it.
Status ReplaceFile(const std::string& path, std::string_view bytes, WriteOptions options = {});

// Makes the directory and its missing parents; an existing one is fine.
Status MakeDirectories(const std::string& path, unsigned mode = 0755);

bool FileExists(const std::string& path);
std::string DirectoryOf(const std::string& path);  // "." for a bare name.
std::string JoinPath(const std::string& directory, const std::string& path);  // Absolute paths win.

// From errno after a failed call: "cannot <verb> <path>: <why>; <what to do>".
Status FileError(std::string_view verb, const std::string& path, int error);

// Writes all of it to a descriptor, through short writes and EINTR. 0 or an errno.
int WriteAll(int descriptor, std::string_view bytes);

}  // namespace sipsh::directory
