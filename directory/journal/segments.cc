#include "directory/journal/segments.h"

#include <algorithm>
#include <cstdio>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "directory/file/atomic_file.h"

namespace sipsh::journal {
namespace {

constexpr std::string_view kPrefix = "journal-";
constexpr std::string_view kSuffix = ".jsonl";

// 0: the name is not that of an earlier file.
ChangeId LastOf(std::string_view name) {
  if (name.size() <= kPrefix.size() + kSuffix.size()) return 0;
  if (name.substr(0, kPrefix.size()) != kPrefix) return 0;
  if (name.substr(name.size() - kSuffix.size()) != kSuffix) return 0;
  name.remove_prefix(kPrefix.size());
  name.remove_suffix(kSuffix.size());
  ChangeId id = 0;
  for (char c : name) {
    if (c < '0' || c > '9') return 0;
    id = id * 10 + static_cast<ChangeId>(c - '0');
  }
  return id;
}

}  // namespace

std::string SegmentName(ChangeId last) {
  char digits[24];
  std::snprintf(digits, sizeof digits, "%012llu", static_cast<unsigned long long>(last));
  return std::string(kPrefix) + digits + std::string(kSuffix);
}

std::vector<Segment> SegmentsOf(const std::string& folder) {
  std::vector<Segment> segments;
  if (DIR* list = ::opendir(folder.c_str())) {
    while (const dirent* item = ::readdir(list))
      if (ChangeId last = LastOf(item->d_name))
        segments.push_back({folder + "/" + item->d_name, last});
    ::closedir(list);
  }
  std::sort(segments.begin(), segments.end(),
            [](const Segment& a, const Segment& b) { return a.last < b.last; });
  segments.push_back({folder + "/journal.jsonl", UINT64_MAX});
  return segments;
}

Status ReadLines(const std::string& path, const LineVisitor& visitor, bool* ended) {
  int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return directory::FileError("read", path, errno);
  std::string pending, chunk(65536, '\0');
  size_t number = 0;
  Status status;
  for (bool more = true; more && !*ended;) {
    ssize_t got = ::read(fd, chunk.data(), chunk.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) status = directory::FileError("read", path, errno);
    more = got > 0;
    if (!more) break;
    std::string_view rest(chunk.data(), static_cast<size_t>(got));
    for (size_t end; !*ended && (end = rest.find('\n')) != std::string_view::npos;) {
      pending.append(rest.substr(0, end));
      rest.remove_prefix(end + 1);
      *ended = !visitor(pending, ++number, true);
      pending.clear();
    }
    pending.append(rest);
  }
  ::close(fd);
  if (status.ok() && !*ended && !pending.empty()) *ended = !visitor(pending, ++number, false);
  return status;
}

}  // namespace sipsh::journal
