#include "directory/journal/journal.h"

#include <errno.h>
#include <fcntl.h>
#include <map>
#include <sys/stat.h>
#include <unistd.h>

#include "directory/file/atomic_file.h"
#include "directory/journal/codec.h"
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
  return *this;
}

Result<Journal> Journal::Open(const std::string& folder) {
  Journal journal;
  journal.folder_ = folder;
  journal.who_ = topology::CurrentAuthor();
  if (Status made = directory::MakeDirectories(folder, 0700); !made.ok()) return made;
  auto open = [&](const char* name, int* fd) {
    std::string path = folder + "/" + name;
    *fd = ::open(path.c_str(), O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    return *fd >= 0 ? Status::Ok() : FileError("open the journal", path, errno);
  };
  if (Status s = open("journal.jsonl", &journal.journal_fd_); !s.ok()) return s;
  if (Status s = open("audit.log", &journal.audit_fd_); !s.ok()) return s;
  return journal;
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

Result<ChangeId> Journal::Begin(const Intent& intent) {
  if (Status found = FindEnd(); !found.ok()) return found;
  Record record;
  record.id = last_id_ + 1;
  record.time = topology::UtcNow();
  record.who = who_;
  record.uid = ::getuid();
  record.intent = intent;
  if (Status written = Append(EncodeIntent(record)); !written.ok()) return written;
  if (::fdatasync(journal_fd_) != 0) return FileError("sync", folder_ + "/journal.jsonl", errno);
  last_id_ = record.id;
  return record.id;
}

Status Journal::End(ChangeId id, const Outcome& outcome) {
  return Append(EncodeOutcome(id, topology::UtcNow(), outcome));
}

Status Journal::Audit(std::string_view line) {
  std::string text = topology::UtcNow() + " " + who_ + " " + OneLine(line) + "\n";
  int error = directory::WriteAll(audit_fd_, text);
  return error == 0 ? Status::Ok() : FileError("write", folder_ + "/audit.log", error);
}

Status Journal::Enumerate(const std::function<bool(const Record&)>& visitor) const {
  Result<std::string> text = directory::ReadFile(folder_ + "/journal.jsonl");
  if (!text.ok()) return text.status();
  std::map<ChangeId, Record> records;
  std::string_view rest = *text;
  while (!rest.empty()) {
    size_t end = rest.find('\n');
    if (end == std::string_view::npos) break;
    std::optional<Line> line = DecodeLine(rest.substr(0, end));
    rest.remove_prefix(end + 1);
    if (!line) continue;
    if (line->intent) {
      records[line->id] = std::move(*line->intent);
    } else if (auto it = records.find(line->id); it != records.end()) {
      auto& changes = it->second.intent.changes;
      for (size_t i = 0; i < changes.size() && i < line->outcome->applied.size(); ++i)
        changes[i].applied = line->outcome->applied[i];
      it->second.outcome = std::move(line->outcome);
    }
  }
  for (const auto& [id, record] : records)
    if (!visitor(record)) break;
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
  Status read = Enumerate([&](const Record& record) {
    if (record.id == id) found = record;
    return !found;
  });
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
                                                 "userPKCS12"};
  name = name.substr(0, name.find(';'));
  for (std::string_view secret : kSecret)
    if (directory::EqualIgnoreCase(name, secret)) return true;
  return false;
}

}  // namespace sipsh::journal
