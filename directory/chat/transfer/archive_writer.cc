#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "directory/chat/transfer/archive.h"
#include "directory/chat/transfer/bounds.h"
#include "directory/chat/transfer/records.h"
#include "directory/chat/transfer/zip.h"
#include "directory/file/atomic_file.h"
#include "directory/file/digest.h"

namespace sipsh::chat {
namespace {

using directory::Code;
using directory::FileError;

// Where the bytes go.
class Target {
 public:
  virtual ~Target() = default;
  virtual Status Write(std::string_view bytes) = 0;
  virtual Status Finish() = 0;
};

class MemoryTarget final : public Target {
 public:
  explicit MemoryTarget(std::string* bytes) : bytes_(bytes) {}
  Status Write(std::string_view bytes) override {
    held_ += bytes;
    return Status::Ok();
  }
  Status Finish() override {
    *bytes_ = std::move(held_);
    return Status::Ok();
  }

 private:
  std::string* bytes_;
  std::string held_;
};

// Written as <path>.partial under a lock, and renamed when it is whole.
class FileTarget final : public Target {
 public:
  explicit FileTarget(std::string path) : path_(std::move(path)), partial_(path_ + ".partial") {}
  ~FileTarget() override {
    if (fd_ < 0) return;
    if (ours_) unlink(partial_.c_str());
    close(fd_);
  }

  Status Open() {
    if (directory::FileExists(path_)) return Taken();
    fd_ = open(partial_.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd_ < 0) return FileError("write", partial_, errno);
    struct stat held {
    }, named{};
    // Another export may have held it, and given it its name, just now.
    bool same = flock(fd_, LOCK_EX | LOCK_NB) == 0 && fstat(fd_, &held) == 0 &&
                stat(partial_.c_str(), &named) == 0 && held.st_ino == named.st_ino;
    if (!same || directory::FileExists(path_))
      return {Code::kBusyLocked, "Another export writes " + path_ +
                                     " just now. Wait until it has ended, or name another file."};
    ours_ = true;
    return ftruncate(fd_, 0) == 0 ? Status::Ok() : FileError("write", partial_, errno);
  }

  Status Write(std::string_view bytes) override {
    int error = directory::WriteAll(fd_, bytes);
    return error == 0 ? Status::Ok() : FileError("write", partial_, error);
  }

  Status Finish() override {
    if (fsync(fd_) != 0) return FileError("write", partial_, errno);
    int renamed = renameat2(AT_FDCWD, partial_.c_str(), AT_FDCWD, path_.c_str(), RENAME_NOREPLACE);
    if (renamed != 0 && errno == EINVAL) renamed = rename(partial_.c_str(), path_.c_str());
    if (renamed != 0) return errno == EEXIST ? Taken() : FileError("write", path_, errno);
    ours_ = false;
    int folder = open(directory::DirectoryOf(path_).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder >= 0) {
      fsync(folder);
      close(folder);
    }
    return Status::Ok();
  }

 private:
  Status Taken() const {
    return {Code::kEntryAlreadyExists,
            "There is a file " + path_ + " already. Move it away, or name another."};
  }

  std::string path_, partial_;
  int fd_ = -1;
  bool ours_ = false;
};

class Writer final : public ArchiveWriter {
 public:
  explicit Writer(std::unique_ptr<Target> target) : target_(std::move(target)) {}

  Status Begin(const Manifest& manifest) override {
    auto opened = OpenZipWriter(
        [target = target_.get()](std::string_view bytes) { return target->Write(bytes); });
    if (!opened.ok()) return opened.status();
    zip_ = std::move(*opened);
    manifest_ = manifest;
    return zip_->Add("manifest.xml", ManifestXml(manifest));
  }

  Status Add(const LegacyPrincipal& principal) override {
    ++contents_.counts.principals;
    return Put(ChunkKind::kPrincipals, principal);
  }
  Status Add(const Addin& addin) override {
    ++contents_.counts.addins;
    return Put(ChunkKind::kAddins, addin);
  }
  Status Add(const ArchiveNode& node) override {
    if (!node.context && node.node.is_category && !node.node.IsRoot())
      ++contents_.counts.categories;
    if (!node.context && !node.node.is_category) ++contents_.counts.rooms;
    if (!node.context && !node.node.is_category && node.node.disabled)
      ++contents_.counts.disabled_rooms;
    return Put(ChunkKind::kNodes, node);
  }
  Status Add(const ArchiveMessage& message) override {
    ++contents_.counts.messages;
    if (chunk_.kind != ChunkKind::kMessages)
      if (Status turned = Turn(ChunkKind::kMessages); !turned.ok()) return turned;
    if (open_room_ && *open_room_ != message.room) CloseRoom();
    if (!open_room_) {
      open_room_ = message.room;
      xml_ += " <room id=\"" + std::to_string(message.room) + "\">\n";
    }
    return Put(ChunkKind::kMessages, message.message);
  }

  Status Finish() override {
    if (Status flushed = Flush(); !flushed.ok()) return flushed;
    contents_.identity = Identity(manifest_, contents_.chunks);
    Status ended = zip_->Add("contents.xml", ContentsXml(contents_));
    if (ended.ok()) ended = zip_->Close();
    return ended.ok() ? target_->Finish() : ended;
  }

  const TransferCounts& counts() const override { return contents_.counts; }
  const std::string& identity() const override { return contents_.identity; }

 private:
  template <typename T>
  Status Put(ChunkKind kind, const T& record) {
    if (kind != chunk_.kind)
      if (Status turned = Turn(kind); !turned.ok()) return turned;
    AppendRecord(record, &xml_);
    ++chunk_.rows;
    bool full = chunk_.rows >= kChunkRows || xml_.size() >= kChunkBytes;
    return full ? Flush() : Status::Ok();
  }

  Status Turn(ChunkKind kind) {
    if (kind < chunk_.kind)
      return {Code::kUnwilling, "records go into an archive in the order of their kinds"};
    if (Status flushed = Flush(); !flushed.ok()) return flushed;
    chunk_ = {};
    chunk_.kind = kind;
    return Status::Ok();
  }

  void CloseRoom() {
    if (open_room_) xml_ += " </room>\n";
    open_room_.reset();
  }

  Status Flush() {
    if (chunk_.rows == 0) return Status::Ok();
    CloseRoom();
    std::string element(Name(chunk_.kind));
    std::string text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<" + element + ">\n";
    text += xml_;
    text += "</" + element + ">\n";
    ++chunk_.number;
    if (text.size() > kMaxChunk)
      return {Code::kSizeLimit, "one record of " + chunk_.FileName() + " is larger than " +
                                    std::to_string(kMaxChunk >> 20) +
                                    " MB; no archive can hold it. Shorten it at the source."};
    chunk_.bytes = static_cast<int64_t>(text.size());
    chunk_.digest = directory::Sha256Hex(text);
    Status added = zip_->Add(chunk_.FileName(), text);
    contents_.chunks.push_back(chunk_);
    chunk_.rows = 0;
    xml_.clear();
    return added;
  }

  std::unique_ptr<Target> target_;
  std::unique_ptr<ZipWriter> zip_;  // Writes to the target until it goes.
  Manifest manifest_;
  Contents contents_;
  ChunkInfo chunk_;  // The one being filled; its number is that of the last of its kind.
  std::string xml_;
  std::optional<int64_t> open_room_;
};

}  // namespace

Result<std::unique_ptr<ArchiveWriter>> ArchiveWriter::ToFile(const std::string& path) {
  auto target = std::make_unique<FileTarget>(path);
  if (Status opened = target->Open(); !opened.ok()) return opened;
  return std::unique_ptr<ArchiveWriter>(std::make_unique<Writer>(std::move(target)));
}

Result<std::unique_ptr<ArchiveWriter>> ArchiveWriter::ToMemory(std::string* bytes) {
  return std::unique_ptr<ArchiveWriter>(
      std::make_unique<Writer>(std::make_unique<MemoryTarget>(bytes)));
}

}  // namespace sipsh::chat
