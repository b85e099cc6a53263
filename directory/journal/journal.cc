#include "directory/journal/journal.h"

#include <algorithm>
#include <deque>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "directory/file/atomic_file.h"
#include "directory/journal/codec.h"
#include "directory/journal/segments.h"
#include "directory/topology/document.h"

namespace sipsh::journal {
namespace {

using directory::Code;
using directory::FileError;

std::string OneLine(std::string_view text) {
  std::string line(text);
  for (char& c : line)
    if (static_cast<unsigned char>(c) < ' ' || c == 0x7F) c = ' ';
  return line;
}

}  // namespace

std::string_view OutcomeName(OutcomeKind kind) {
  switch (kind) {
    case OutcomeKind::kCommitted:
      return "committed";
    case OutcomeKind::kFailed:
      return "failed";
    case OutcomeKind::kPartial:
      return "partial";
  }
  return "";
}

Journal::~Journal() {
  if (journal_fd_ >= 0) ::close(journal_fd_);
  if (audit_fd_ >= 0) ::close(audit_fd_);
}

Journal::Journal(Journal&& other) noexcept { *this = std::move(other); }

Journal& Journal::operator=(Journal&& other) noexcept {
  std::swap(folder_, other.folder_);
  std::swap(who_, other.who_);
  std::swap(journal_fd_, other.journal_fd_);
  std::swap(audit_fd_, other.audit_fd_);
  std::swap(last_id_, other.last_id_);
  std::swap(end_, other.end_);
  std::swap(torn_, other.torn_);
  std::swap(limits_, other.limits_);
  return *this;
}

Result<Journal> Journal::Open(const std::string& folder) {
  Journal journal;
  journal.folder_ = folder;
  journal.who_ = topology::CurrentAuthor();
  if (Status made = directory::MakeDirectories(folder, 0700); !made.ok()) return made;
  if (Status opened = journal.OpenFiles(); !opened.ok()) return opened;
  return journal;
}

Status Journal::OpenFiles() {
  auto open = [&](const char* name, int* fd) {
    if (*fd >= 0) ::close(*fd);
    std::string path = folder_ + "/" + name;
    *fd = ::open(path.c_str(), O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (*fd < 0) return FileError("open the journal", path, errno);
    struct stat info {};
    bool readable_by_others = ::fstat(*fd, &info) == 0 && (info.st_mode & 077) != 0;
    if (readable_by_others && ::fchmod(*fd, 0600) != 0)
      return FileError("take others' rights from", path, errno);
    return Status::Ok();
  };
  if (Status s = open("journal.jsonl", &journal_fd_); !s.ok()) return s;
  return open("audit.log", &audit_fd_);
}

// Another process may have put the file aside since it was opened here.
Status Journal::FollowRotation() {
  struct stat mine {
  }, named{};
  std::string path = folder_ + "/journal.jsonl";
  if (::fstat(journal_fd_, &mine) != 0) return FileError("read", path, errno);
  bool same = ::stat(path.c_str(), &named) == 0 && mine.st_ino == named.st_ino &&
              mine.st_dev == named.st_dev;
  if (same) return Status::Ok();
  end_ = -1;
  return OpenFiles();
}

// Both files are put aside under the last change's number; the oldest are removed beyond the limit.
Status Journal::Rotate() {
  std::string aside = folder_ + "/" + SegmentName(last_id_);
  if (::rename((folder_ + "/journal.jsonl").c_str(), aside.c_str()) != 0)
    return FileError("put aside", folder_ + "/journal.jsonl", errno);
  std::string audit = folder_ + "/audit-" + SegmentName(last_id_).substr(8, 12) + ".log";
  if (::rename((folder_ + "/audit.log").c_str(), audit.c_str()) != 0)
    return FileError("put aside", folder_ + "/audit.log", errno);
  if (Status opened = OpenFiles(); !opened.ok()) return opened;
  torn_ = false;
  end_ = 0;
  std::vector<Segment> segments = SegmentsOf(folder_);
  segments.pop_back();
  size_t surplus = limits_.segments == 0 || segments.size() <= limits_.segments
                       ? 0
                       : segments.size() - limits_.segments;
  for (size_t i = 0; i < surplus; ++i) ::unlink(segments[i].path.c_str());
  return Status::Ok();
}

// The last id and whether the last line is whole, from the file's end backwards.
Status Journal::FindEnd() {
  struct stat info {};
  if (::fstat(journal_fd_, &info) != 0) return FileError("read", folder_ + "/journal.jsonl", errno);
  if (info.st_size == end_) return Status::Ok();
  last_id_ = 0;
  torn_ = false;
  std::string tail;
  int64_t from = info.st_size;
  constexpr int64_t kStep = 65536;
  while (from > 0) {
    int64_t step = std::min(from, kStep);
    std::string chunk(static_cast<size_t>(step), '\0');
    from -= step;
    if (::pread(journal_fd_, chunk.data(), chunk.size(), from) != step)
      return FileError("read", folder_ + "/journal.jsonl", errno);
    tail.insert(0, chunk);
    torn_ = tail.back() != '\n';
    size_t end = tail.rfind('\n');
    bool found = false;
    while (end != std::string::npos && end > 0 && !found) {
      size_t start = tail.rfind('\n', end - 1);
      if (start == std::string::npos && from > 0) break;
      size_t first = start == std::string::npos ? 0 : start + 1;
      last_id_ = DecodeId(std::string_view(tail).substr(first, end - first));
      found = last_id_ != 0;
      end = start;
    }
    if (found) break;
  }
  if (last_id_ == 0) {
    std::vector<Segment> segments = SegmentsOf(folder_);
    if (segments.size() > 1) last_id_ = segments[segments.size() - 2].last;
  }
  // A cut-off intent may have taken an id that is in no whole line; it is not used again.
  if (torn_) ++last_id_;
  end_ = info.st_size;
  return Status::Ok();
}

Status Journal::Append(std::string line) {
  if (torn_) line.insert(0, "\n");
  if (int error = directory::WriteAll(journal_fd_, line)) {
    end_ = -1;
    return FileError("write", folder_ + "/journal.jsonl", error);
  }
  torn_ = false;
  end_ += static_cast<int64_t>(line.size());
  return Status::Ok();
}

Result<ChangeId> Journal::Begin(const Intent& intent) { return BeginAll({&intent, 1}); }

Result<ChangeId> Journal::BeginAll(std::span<const Intent> intents) {
  if (Status followed = FollowRotation(); !followed.ok()) return followed;
  if (Status found = FindEnd(); !found.ok()) return found;
  if (end_ > limits_.segment_bytes && last_id_ > 0)
    if (Status rotated = Rotate(); !rotated.ok()) return rotated;
  const ChangeId first = last_id_ + 1;
  Record record;
  record.id = last_id_;
  record.time = topology::UtcNow();
  record.who = who_;
  record.uid = ::getuid();
  std::string lines, masked;
  for (size_t i = 0; i < intents.size(); ++i) {
    const bool same = i > 0 && intents[i].command_line == intents[i - 1].command_line;
    if (!same) masked = MaskSecrets(intents[i].command_line);
    ++record.id;
    lines += EncodeIntent(record, intents[i], masked);
  }
  if (Status written = Append(std::move(lines)); !written.ok()) return written;
  if (::fdatasync(journal_fd_) != 0) return FileError("sync", folder_ + "/journal.jsonl", errno);
  last_id_ = record.id;
  return first;
}

Status Journal::End(ChangeId id, const Outcome& outcome) { return EndAll(id, {outcome}); }

Status Journal::EndAll(ChangeId first, const std::vector<Outcome>& outcomes) {
  std::string lines;
  const std::string time = topology::UtcNow();
  for (const Outcome& outcome : outcomes) lines += EncodeOutcome(first++, time, outcome);
  return Append(std::move(lines));
}

Status Journal::Audit(std::string_view line) { return AuditAll({std::string(line)}); }

Status Journal::AuditAll(const std::vector<std::string>& lines) {
  std::string text;
  const std::string start = topology::UtcNow() + " " + who_ + " ";
  for (const std::string& line : lines) text += start + OneLine(line) + "\n";
  int error = directory::WriteAll(audit_fd_, text);
  return error == 0 ? Status::Ok() : FileError("write", folder_ + "/audit.log", error);
}

namespace {

// Joins intents with their results. A result follows its intent, or all intents that were written
// at once: the lock is held from the first to the last of them.
class Joiner {
 public:
  Joiner(const std::function<bool(const Record&)>& visitor, IdRange range)
      : visitor_(visitor), range_(range) {}

  // False: the visitor has had enough.
  bool Take(Line line) {
    if (line.intent) {
      waiting_.push_back(std::move(*line.intent));
    } else {
      for (Record& record : waiting_) {
        if (record.id != line.id) continue;
        Complete(&record, std::move(*line.outcome));
        break;
      }
    }
    while (!waiting_.empty() && (waiting_.front().outcome || waiting_.size() > kMostWaiting))
      if (!Give()) return false;
    return true;
  }

  bool Flush() {
    while (!waiting_.empty())
      if (!Give()) return false;
    return true;
  }

  bool Wants(std::string_view line) const {
    ChangeId id = std::max(DecodeId(line), DecodeOf(line));
    return id == 0 || (id >= range_.first && id <= range_.last);
  }
  // The result of the last one may stand behind intents that were written with its own.
  bool Past(std::string_view line) const {
    ChangeId id = DecodeId(line);
    return id > range_.last &&
           (waiting_.empty() || id - range_.last > static_cast<ChangeId>(kMostWaiting));
  }

 private:
  static constexpr size_t kMostWaiting = Journal::kMostAtOnce;

  static void Complete(Record* record, Outcome outcome) {
    auto& changes = record->intent.changes;
    for (size_t i = 0; i < changes.size() && i < outcome.applied.size(); ++i)
      changes[i].applied = outcome.applied[i];
    record->outcome = std::move(outcome);
  }

  bool Give() {
    bool more = visitor_(waiting_.front());
    waiting_.pop_front();
    return more;
  }

  const std::function<bool(const Record&)>& visitor_;
  IdRange range_;
  std::deque<Record> waiting_;
};

}  // namespace

Status Journal::Enumerate(const std::function<bool(const Record&)>& visitor, IdRange range,
                          std::vector<Damage>* damage) const {
  Joiner joiner(visitor, range);
  bool ended = false, enough = false;
  for (const Segment& segment : SegmentsOf(folder_)) {
    if (segment.last < range.first || ended) continue;
    LineVisitor visit = [&](std::string_view text, size_t number, bool whole) {
      if (joiner.Past(text)) return false;
      if (text.empty() || !joiner.Wants(text)) return true;
      std::optional<Line> line = whole ? DecodeLine(text) : std::nullopt;
      if (!line) {
        if (damage != nullptr) damage->push_back({segment.path, number, !whole});
        return true;
      }
      enough = !joiner.Take(std::move(*line));
      return !enough;
    };
    Status read = ReadLines(segment.path, visit, &ended);
    // Put aside or removed by another process at this moment.
    if (!read.ok() && read.code != Code::kNoSuchObject) return read;
  }
  if (!enough) joiner.Flush();
  return Status::Ok();
}

Result<std::vector<Record>> Journal::Unfinished() const {
  std::vector<Record> records;
  Status read = Enumerate([&](const Record& record) {
    if (!record.outcome) records.push_back(record);
    return true;
  });
  if (!read.ok()) return read;
  return records;
}

Result<Record> Journal::Find(ChangeId id) const {
  std::optional<Record> found;
  Status read = Enumerate([&](const Record& record) { return found = record, false; }, {id, id});
  if (!read.ok()) return read;
  if (found) return std::move(*found);
  return Status(Code::kNoSuchObject, "the journal has no change " + std::to_string(id));
}

bool IsSecretAttribute(std::string_view name) {
  static constexpr std::string_view kSecret[] = {"unicodePwd",
                                                 "userPassword",
                                                 "dBCSPwd",
                                                 "supplementalCredentials",
                                                 "ntPwdHistory",
                                                 "lmPwdHistory",
                                                 "sambaNTPassword",
                                                 "sambaLMPassword",
                                                 "krbPrincipalKey",
                                                 "olcRootPW",
                                                 "msDS-ManagedPassword",
                                                 "authPassword",
                                                 "clearPassword",
                                                 "unixUserPassword",
                                                 "msSFU30Password",
                                                 "ms-Mcs-AdmPwd",
                                                 "nsslapd-rootpw",
                                                 "userPKCS12",
                                                 "chatMessages"};
  name = name.substr(0, name.find(';'));
  for (std::string_view secret : kSecret)
    if (directory::EqualIgnoreCase(name, secret)) return true;
  return false;
}

}  // namespace sipsh::journal
