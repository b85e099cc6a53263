#include "directory/topology/document.h"

#include <algorithm>
#include <cstdio>
#include <dirent.h>
#include <pwd.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "directory/file/atomic_file.h"
#include "directory/file/digest.h"
#include "directory/file/file_lock.h"
#include "directory/topology/fast_form.h"
#include "directory/topology/reader.h"

namespace sipsh::topology {
namespace {

using directory::Code;
using directory::FileLock;
using directory::ReadFile;
using directory::ReplaceFile;
using directory::Sha256Hex;

constexpr size_t kMostBytes = 16u << 20;

// `current` and the version records: "key value" lines.
std::string Render(const PublishedVersion& version) {
  return "version " + std::to_string(version.number) + "\nhash " + version.hash + "\ntime " +
         version.time + "\nauthor " + version.author + "\n";
}

bool ParseVersion(std::string_view text, PublishedVersion* version) {
  while (!text.empty()) {
    size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    text.remove_prefix(end == text.npos ? text.size() : end + 1);
    size_t blank = line.find(' ');
    if (blank == line.npos) continue;
    std::string value(line.substr(blank + 1));
    std::string_view key = line.substr(0, blank);
    if (key == "version") version->number = std::atoi(value.c_str());
    if (key == "hash")
      version->hash = std::move(value);
    else if (key == "time")
      version->time = std::move(value);
    else if (key == "author")
      version->author = std::move(value);
  }
  return version->number > 0 && version->hash.size() == 64;
}

std::string LoginName(uid_t uid) {
  char buffer[4096];
  passwd record{};
  passwd* found = nullptr;
  if (::getpwuid_r(uid, &record, buffer, sizeof buffer, &found) == 0 && found != nullptr)
    return found->pw_name;
  return "uid " + std::to_string(uid);
}

std::string HostName() {
  char name[256] = "";
  return ::gethostname(name, sizeof name - 1) == 0 ? std::string(name) : "an unnamed host";
}

Status Damaged(const std::string& what) {
  return {Code::kCorrupt, what +
                              " is damaged; restore it from a backup, or remove the directory "
                              "it is in to publish the file afresh"};
}

}  // namespace

std::string CurrentAuthor() {
  std::string name = LoginName(::getuid());
  const char* sudo = ::getenv("SUDO_USER");
  if (::getuid() == 0 && sudo != nullptr && *sudo != '\0') {
    std::string real(sudo);
    std::replace_if(
        real.begin(), real.end(), [](char c) { return c >= 0 && c < ' '; }, '?');
    name += " for " + real;
  }
  return name;
}

std::string UtcNow() {
  time_t now = ::time(nullptr);
  tm parts{};
  ::gmtime_r(&now, &parts);
  char text[32];
  ::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
  return text;
}

TopologyDocument::TopologyDocument(std::string path)
    : path_(std::move(path)), directory_(path_ + ".published") {}

std::string TopologyDocument::Place(const std::string& name) const {
  return directory_ + "/" + name;
}

std::string TopologyDocument::VersionFile(int number) const {
  char name[32];
  std::snprintf(name, sizeof name, "%06d.yaml", number);
  return Place(name);
}

Result<TopologyDocument> TopologyDocument::Open(const std::string& path) {
  TopologyDocument document(path);
  Status loaded = document.Reload();
  if (!loaded.ok()) return loaded;
  return document;
}

Status TopologyDocument::Reload() {
  if (directory::FileExists(Place("pending")))
    if (Status finished = FinishInterrupted(); !finished.ok()) return finished;
  Status loaded = Load();
  if (place_) {
    if (loaded.ok() && base_.hash != version_.hash) Follow();
    return loaded;
  }
  return loaded.code == Code::kNoSuchObject && version_.number == 0 ? FirstUse() : loaded;
}

Status TopologyDocument::LoadLocal(PublishedVersion* version) {
  Result<std::string> current = ReadFile(Place("current"), 4096);
  if (!current.ok()) return current.status();
  return ParseVersion(*current, version) ? Status::Ok() : Damaged(Place("current"));
}

Status TopologyDocument::Load() {
  if (place_) return LoadFromDirectory();
  PublishedVersion version;
  if (Status read = LoadLocal(&version); !read.ok()) return read;
  if (version.number == version_.number && version.hash == version_.hash) return Status::Ok();
  return LoadModel(version);
}

Status TopologyDocument::LoadModel(const PublishedVersion& version) {
  std::string cache = Place(version.hash + ".model");
  if (Result<std::string> bytes = ReadFile(cache, 4 * kMostBytes); bytes.ok()) {
    if (auto topology = DecodeFast(*bytes)) {
      published_ = std::move(*topology);
      version_ = version;
      return Status::Ok();
    }
  }
  Result<std::string> text = TextOf(version);
  if (!text.ok()) return text.status();
  std::vector<Problem> problems;
  Topology topology;
  // Rules may have become stricter since: what is published stays in effect, only shape counts.
  if (!ReadTopology(VersionFile(version.number), *text, &topology, &problems))
    return {Code::kInvalidSyntax, directory::JoinProblems(problems)};
  published_ = std::move(topology);
  version_ = version;
  // A cache: that it cannot be written only costs time.
  if (ReplaceFile(cache, EncodeFast(published_), {.durable = false}).ok()) return Status::Ok();
  return Status::Ok();
}

Status TopologyDocument::FirstUse() {
  Result<std::string> text = WorkingText();
  if (!text.ok()) return text.status();
  Topology topology;
  std::vector<Problem> problems;
  if (!ReadValidTopology(path_, *text, &topology, &problems))
    return {Code::kInvalidSyntax, directory::JoinProblems(problems)};
  Status made = directory::MakeDirectories(directory_);
  if (made.ok()) {
    Result<FileLock> lock = FileLock::Acquire(Place("lock"), patience_);
    if (!lock.ok() && lock.status().code == Code::kBusyLocked) return lock.status();
    // Another process may have been first.
    if (lock.ok() && directory::FileExists(Place("current"))) return Load();
    if (lock.ok())
      made = MakeEffective(*text, topology, false);
    else
      made = lock.status();
  }
  if (made.ok() || made.code == Code::kDiskFull) return made;
  published_ = std::move(topology);
  version_ = {0, Sha256Hex(*text), "", ""};
  writable_ = false;
  return Status::Ok();
}

// An edit that was cut off between its two renames is finished; where the working copy was not yet
// replaced, it is dropped.
Status TopologyDocument::FinishInterrupted() {
  Result<FileLock> lock = FileLock::Acquire(Place("lock"), patience_);
  if (!lock.ok()) return lock.status();
  Result<std::string> pending = ReadFile(Place("pending"), 4096);
  if (!pending.ok()) return Status::Ok();  // Its owner finished while this one waited.
  PublishedVersion version;
  Result<std::string> working = WorkingText();
  if (ParseVersion(*pending, &version) && working.ok() && Sha256Hex(*working) == version.hash)
    if (Status done = ReplaceFile(Place("current"), *pending); !done.ok()) return done;
  ::unlink(Place("pending").c_str());
  return Status::Ok();
}

Result<std::string> TopologyDocument::WorkingText() const { return ReadFile(path_, kMostBytes); }

Result<std::string> TopologyDocument::TextOf(const PublishedVersion& version) const {
  Result<std::string> text = ReadFile(VersionFile(version.number), kMostBytes);
  if (text.ok() && Sha256Hex(*text) == version.hash) return text;
  if (!place_) return Damaged(VersionFile(version.number));
  text = place_->Text(version);
  // A copy at hand, if it can be kept: nothing depends on it.
  if (text.ok() && directory::MakeDirectories(directory_).ok())
    (void)ReplaceFile(VersionFile(version.number), *text, {.durable = false});
  return text;
}

bool TopologyDocument::HasUnpublishedEdits() const {
  Result<std::string> text = WorkingText();
  if (!text.ok()) return true;
  std::string hash = Sha256Hex(*text);
  return hash != version_.hash && hash != Base().hash;
}

Status TopologyDocument::CheckBase(const std::string& expected_hash) {
  if (Status loaded = Load(); !loaded.ok()) return loaded;
  // In the directory the first to publish has nothing to replace.
  if (version_.hash == expected_hash || version_.number == 0) return Status::Ok();
  std::string what = "the topology " + path_ + " was published meanwhile by " + version_.author +
                     " (version " + std::to_string(version_.number) + ", " + version_.time + "); ";
  if (!place_)
    return {Code::kAssertionFailed,
            what + "look at what changed, join it into the file and publish again"};
  Result<std::string> text = TextOf(version_);
  return {Code::kAssertionFailed, what + "look at what changed" +
                                      (text.ok() ? " (" + VersionFile(version_.number) + ")" : "") +
                                      ", join it into the file and publish with -Force"};
}

Status TopologyDocument::MakeEffective(const std::string& text, const Topology& topology,
                                       bool write_working) {
  // Reading a file that cannot be written is fine, publishing over it is not: say so first.
  PublishedVersion next{version_.number + 1, Sha256Hex(text), UtcNow(), CurrentAuthor()};
  if (place_) next.author += " on " + HostName();
  std::string encoded = EncodeFast(topology);
  if (Status s = ReplaceFile(VersionFile(next.number), text); !s.ok()) return s;
  std::string record = VersionFile(next.number);
  record.replace(record.size() - 5, 5, ".info");
  if (Status s = ReplaceFile(record, Render(next)); !s.ok()) return s;
  if (Status s = ReplaceFile(Place(next.hash + ".model"), encoded, {.durable = false}); !s.ok())
    return s;
  if (place_)
    if (Status s = place_->Add(next, text); !s.ok()) return s;
  Status written = WriteLocal(next, write_working ? &text : nullptr);
  // In the directory it is in effect by now; the file follows when it can.
  if (!written.ok() && !place_) return written;
  if (!version_.hash.empty() && version_.hash != next.hash)
    ::unlink(Place(version_.hash + ".model").c_str());
  published_ = topology;
  version_ = next;
  if (written.ok()) base_ = next;
  return Status::Ok();
}

Status TopologyDocument::WriteLocal(const PublishedVersion& version, const std::string* text) {
  if (text != nullptr) {
    if (Status s = ReplaceFile(Place("pending"), Render(version)); !s.ok()) return s;
    if (Status s = ReplaceFile(path_, *text); !s.ok()) {
      ::unlink(Place("pending").c_str());
      return s;
    }
  }
  if (Status s = ReplaceFile(Place("current"), Render(version)); !s.ok()) return s;
  if (text != nullptr) ::unlink(Place("pending").c_str());
  return Status::Ok();
}

Status TopologyDocument::Publish(const std::string& expected_hash) {
  Result<std::string> text = WorkingText();
  if (!text.ok()) return text.status();
  return PublishText(*text, expected_hash);
}

Status TopologyDocument::PublishText(const std::string& text, const std::string& expected_hash) {
  Topology topology;
  std::vector<Problem> problems;
  if (!ReadValidTopology(path_, text, &topology, &problems))
    return {Code::kInvalidSyntax, directory::JoinProblems(problems)};
  if (Status made = directory::MakeDirectories(directory_); !made.ok()) return made;
  Result<FileLock> lock = FileLock::Acquire(Place("lock"), patience_);
  if (!lock.ok()) return lock.status();
  if (place_ || directory::FileExists(Place("current")))
    if (Status base = CheckBase(expected_hash); !base.ok()) return base;
  Result<std::string> working = WorkingText();
  bool same_file = working.ok() && *working == text;
  if (version_.number > 0 && Sha256Hex(text) == version_.hash && same_file) return Status::Ok();
  return MakeEffective(text, topology, !same_file);
}

Result<std::string> TopologyDocument::PreviewPublish(const std::optional<std::string>& text,
                                                     const std::string& expected_hash) {
  Result<std::string> next = text ? Result<std::string>(*text) : WorkingText();
  if (!next.ok()) return next;
  Topology topology;
  std::vector<Problem> problems;
  if (!ReadValidTopology(path_, *next, &topology, &problems))
    return Status(Code::kInvalidSyntax, directory::JoinProblems(problems));
  if (place_ || directory::FileExists(Place("current")))
    if (Status base = CheckBase(expected_hash); !base.ok()) return base;
  return next;
}

Result<std::string> TopologyDocument::Preview(const Edit& edit) const {
  Result<std::string> text = WorkingText();
  if (!text.ok()) return text.status();
  std::string hash = Sha256Hex(*text);
  if (hash != version_.hash && hash != Base().hash)
    return Status(Code::kUnwilling, path_ +
                                        " holds edits by hand that are not published; publish them "
                                        "(Publish-CsTopology) or take them back, then try again");
  // Others published and the file has not followed yet: what they published is edited.
  if (hash != version_.hash) text = TextOf(version_);
  return text.ok() ? ApplyEdit(path_, *text, edit) : text;
}

Status TopologyDocument::EditAndPublish(const Edit& edit) {
  if (!writable_)
    return {Code::kReadOnly,
            "cannot write beside " + path_ + ": the place is read-only; nothing was changed"};
  if (Status made = directory::MakeDirectories(directory_); !made.ok()) return made;
  Result<FileLock> lock = FileLock::Acquire(Place("lock"), patience_);
  if (!lock.ok()) return lock.status();
  if (Status loaded = Load(); !loaded.ok()) return loaded;
  Result<std::string> text = Preview(edit);
  if (!text.ok()) return text.status();
  Topology topology;
  std::vector<Problem> problems;
  if (!ReadValidTopology(path_, *text, &topology, &problems))
    return {Code::kInvalidSyntax, directory::JoinProblems(problems)};
  return MakeEffective(*text, topology, true);
}

std::vector<PublishedVersion> TopologyDocument::History() const {
  std::vector<PublishedVersion> history;
  if (place_) {
    Result<std::vector<PublishedVersion>> all = place_->History();
    return all.ok() ? *all : history;
  }
  if (DIR* listing = ::opendir(directory_.c_str())) {
    while (dirent* item = ::readdir(listing)) {
      std::string name = item->d_name;
      if (name.size() < 6 || name.substr(name.size() - 5) != ".info" || name[0] == '.') continue;
      PublishedVersion version;
      Result<std::string> text = ReadFile(Place(name), 4096);
      // A record above the one in effect is of an edit that did not come to its end.
      if (text.ok() && ParseVersion(*text, &version) && version.number <= version_.number)
        history.push_back(version);
    }
    ::closedir(listing);
  }
  std::sort(history.begin(), history.end(),
            [](const auto& a, const auto& b) { return a.number < b.number; });
  return history;
}

Result<std::string> TopologyDocument::PublishedText() const {
  // Where nothing could be published the working copy is what is read.
  return version_.number == 0 ? WorkingText() : TextOf(version_);
}

Result<std::string> TopologyDocument::VersionText(int number) const {
  if (place_)
    for (const PublishedVersion& version : History())
      if (version.number == number) return TextOf(version);
  return ReadFile(VersionFile(number), kMostBytes);
}

}  // namespace sipsh::topology
