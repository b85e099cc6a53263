// Zip files, as little of them as the archive needs. Behind it is libarchive, which, with what it
// needs in turn, takes longer to load than most commands run: it sits in a module of its own,
// loaded by the first use. Statuses: kUnavailable (the module can not be loaded), kCorrupt,
// kSizeLimit, and what writing says.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "directory/status.h"

namespace sipsh::chat {

using directory::Result;
using directory::Status;

class ZipWriter {
 public:
  using Out = std::function<Status(std::string_view)>;
  virtual ~ZipWriter() = default;
  virtual Status Add(const std::string& name, std::string_view bytes) = 0;
  virtual Status Close() = 0;
};

// One pass over the entries, in the order in which they stand in the file.
class ZipReader {
 public:
  // Reads at most `size` bytes from `offset`; how many, 0 at the end, negative for failure.
  using In = std::function<int64_t(char* to, size_t size, int64_t offset)>;
  virtual ~ZipReader() = default;
  // The next entry's name; false at the end. What was not read of the one before is skipped.
  virtual Result<bool> Next(std::string* name) = 0;
  // All of the entry; more than `limit` is kSizeLimit.
  virtual Status Read(size_t limit, std::string* bytes) = 0;
};

Result<std::unique_ptr<ZipWriter>> OpenZipWriter(ZipWriter::Out out);
Result<std::unique_ptr<ZipReader>> OpenZipReader(ZipReader::In in, int64_t size);

}  // namespace sipsh::chat
