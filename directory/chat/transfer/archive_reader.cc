#include <algorithm>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "directory/chat/transfer/archive.h"
#include "directory/chat/transfer/bounds.h"
#include "directory/chat/transfer/records.h"
#include "directory/chat/transfer/verify.h"
#include "directory/chat/transfer/zip.h"
#include "directory/file/atomic_file.h"
#include "directory/file/digest.h"

namespace sipsh::chat {
namespace {

using directory::Code;

// An entry's name, fit for a message.
std::string Shown(std::string_view name) {
  std::string shown;
  for (char c : name.substr(0, 60)) shown += c >= 0x20 && c < 0x7F ? c : '?';
  return "'" + shown + (name.size() > 60 ? "...'" : "'");
}

class Source {
 public:
  virtual ~Source() = default;
  virtual int64_t size() const = 0;
  virtual int64_t Read(char* to, size_t size, int64_t offset) = 0;
};

class FileSource final : public Source {
 public:
  ~FileSource() override {
    if (fd_ >= 0) close(fd_);
  }
  Status Open(const std::string& path) {
    fd_ = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    struct stat info {};
    if (fd_ < 0 || fstat(fd_, &info) != 0) return directory::FileError("read", path, errno);
    if (!S_ISREG(info.st_mode))
      return {Code::kOther, "cannot read " + path + ": it is no file; name the exported file"};
    size_ = info.st_size;
    return Status::Ok();
  }
  int64_t size() const override { return size_; }
  int64_t Read(char* to, size_t size, int64_t offset) override {
    for (;;) {
      ssize_t got = pread(fd_, to, size, offset);
      if (got >= 0 || errno != EINTR) return got;
    }
  }

 private:
  int fd_ = -1;
  int64_t size_ = 0;
};

class BytesSource final : public Source {
 public:
  explicit BytesSource(std::string bytes) : bytes_(std::move(bytes)) {}
  int64_t size() const override { return static_cast<int64_t>(bytes_.size()); }
  int64_t Read(char* to, size_t size, int64_t offset) override {
    if (offset >= this->size()) return 0;
    return static_cast<int64_t>(bytes_.copy(to, size, static_cast<size_t>(offset)));
  }

 private:
  std::string bytes_;
};

class Reader final : public ArchiveReader {
 public:
  Reader(std::unique_ptr<Source> source, std::string name)
      : source_(std::move(source)), name_(std::move(name)) {}

  Status Open() {
    if (Status fits = LooksLikeZip(); !fits.ok()) return fits;
    auto zip = OpenPass();
    if (!zip.ok()) return zip.status();
    if (Status begun = ReadManifest(**zip); !begun.ok()) return begun;
    std::vector<std::string> names;
    std::string name;
    for (;;) {
      Result<bool> more = (*zip)->Next(&name);
      if (!more.ok()) return Damaged(more.status().message);
      if (!*more) return Damaged("it has no contents.xml at its end; it was cut off");
      if (name == "contents.xml") break;
      if (names.size() == kMaxChunks) return TooLarge("it has too many files");
      names.push_back(name);
    }
    if (Status ended = ReadContents(**zip); !ended.ok()) return ended;
    Result<bool> more = (*zip)->Next(&name);
    if (!more.ok()) return Damaged(more.status().message);
    if (*more) return Foreign("it holds " + Shown(name) + " behind its contents");
    return CompareNames(names);
  }

  const Manifest& manifest() const override { return manifest_; }
  const TransferCounts& counts() const override { return contents_.counts; }
  const std::string& identity() const override { return contents_.identity; }
  int64_t message_chunks() const override {
    return std::count_if(contents_.chunks.begin(), contents_.chunks.end(),
                         [](const ChunkInfo& c) { return c.kind == ChunkKind::kMessages; });
  }

  Status Verify(const TransferProgress& progress) override {
    Verifier verifier(contents_.counts);
    int64_t done = 0, total = static_cast<int64_t>(contents_.chunks.size());
    auto wanted = [](const ChunkInfo&) { return true; };
    Status read = EachChunk(wanted, [&](const ChunkInfo& chunk, std::string* xml, bool* more) {
      *more = !progress || progress({"Checking the archive", done++, total});
      if (!*more) return Status(Code::kCancelled, "The check of the archive was stopped.");
      return Parsed(chunk, verifier.Take(chunk, xml));
    });
    if (!read.ok()) return read;
    Status whole = verifier.Finish();
    return whole.ok() ? whole : Foreign(whole.message);
  }

  Status EachPrincipal(const Sink<LegacyPrincipal>& sink) override {
    return EachRecord(ChunkKind::kPrincipals, ParsePrincipals, sink);
  }
  Status EachAddin(const Sink<Addin>& sink) override {
    return EachRecord(ChunkKind::kAddins, ParseAddins, sink);
  }
  Status EachNode(const Sink<ArchiveNode>& sink) override {
    return EachRecord(ChunkKind::kNodes, ParseNodes, sink);
  }
  Status EachMessageChunk(int64_t first, const Sink<MessageChunk>& sink) override {
    auto wanted = [first](const ChunkInfo& chunk) {
      return chunk.kind == ChunkKind::kMessages && chunk.number >= first;
    };
    return EachChunk(wanted, [&](const ChunkInfo& chunk, std::string* xml, bool* more) {
      Result<std::vector<ArchiveMessage>> messages = ParseMessages(xml);
      if (!messages.ok()) return Parsed(chunk, messages.status());
      *more = sink({chunk.number, std::move(*messages)});
      return Status::Ok();
    });
  }

 private:
  Status Damaged(const std::string& why) const {
    return {Code::kCorrupt, "The archive " + name_ + " is damaged: " + why +
                                ". Take another copy of it, or export again."};
  }
  Status Foreign(const std::string& why) const {
    return {Code::kInvalidSyntax, name_ + " is no archive of Export-CsPersistentChatData: " + why +
                                      ". Name the file that was exported."};
  }
  Status TooLarge(const std::string& why) const {
    return {Code::kSizeLimit, "The archive " + name_ + " is refused: " + why +
                                  ". No export writes such a file; do not use it."};
  }
  // Of reading the entry of that name.
  Status OfEntry(const std::string& entry, const Status& status) const {
    if (status.code == Code::kSizeLimit) return TooLarge(entry + ": " + status.message);
    if (status.code == Code::kInvalidSyntax) return Foreign(entry + ": " + status.message);
    if (status.code == Code::kNotSupported)
      return {status.code, "The archive " + name_ + " can not be read: " + status.message};
    return Damaged(entry + ": " + status.message);
  }
  Status Parsed(const ChunkInfo& chunk, const Status& status) const {
    return status.ok() ? status : OfEntry(chunk.FileName(), status);
  }

  Status LooksLikeZip() {
    if (source_->size() == 0) return Foreign("it is empty");
    char start[5] = {};
    source_->Read(start, 5, 0);
    std::string_view begin(start, 5);
    if (begin == "<?xml")
      return Foreign("it is XML; the archive is the .zip that holds such files");
    if (!begin.starts_with("PK")) return Foreign("it is no zip file");
    return Status::Ok();
  }

  Result<std::unique_ptr<ZipReader>> OpenPass() {
    Source* source = source_.get();
    auto zip = OpenZipReader(
        [source](char* to, size_t size, int64_t offset) { return source->Read(to, size, offset); },
        source->size());
    if (zip.ok() || zip.status().code == Code::kUnavailable) return zip;
    return Damaged(zip.status().message);
  }

  Status ReadManifest(ZipReader& zip) {
    std::string name, xml;
    Result<bool> more = zip.Next(&name);
    if (!more.ok()) return Damaged(more.status().message);
    if (!*more) return Foreign("it is a zip file with nothing in it");
    if (name != "manifest.xml") return Foreign("it is a zip file that begins with " + Shown(name));
    if (Status read = zip.Read(kChunkBytes, &xml); !read.ok()) return OfEntry(name, read);
    Result<Manifest> manifest = ParseManifest(&xml);
    if (!manifest.ok()) return OfEntry(name, manifest.status());
    manifest_ = std::move(*manifest);
    return Status::Ok();
  }

  Status ReadContents(ZipReader& zip) {
    const std::string name = "contents.xml";
    std::string xml;
    if (Status read = zip.Read(kMaxChunk, &xml); !read.ok()) return OfEntry(name, read);
    Result<Contents> contents = ParseContents(&xml);
    if (!contents.ok()) return OfEntry(name, contents.status());
    contents_ = std::move(*contents);
    if (contents_.identity != Identity(manifest_, contents_.chunks))
      return Damaged("manifest and contents are not of one export");
    return Status::Ok();
  }

  // Exactly the chunks of the contents, numbered without a gap, kind after kind.
  Status CompareNames(const std::vector<std::string>& names) const {
    const ChunkInfo* before = nullptr;
    for (size_t i = 0; i < std::max(names.size(), contents_.chunks.size()); ++i) {
      if (i >= names.size()) return Damaged("it lacks " + contents_.chunks[i].FileName());
      if (i >= contents_.chunks.size() || contents_.chunks[i].FileName() != names[i])
        return Foreign("it holds " + Shown(names[i]) + ", which its contents do not name there");
      const ChunkInfo& chunk = contents_.chunks[i];
      bool next = before != nullptr && before->kind == chunk.kind
                      ? chunk.number == before->number + 1
                      : chunk.number == 1 && (before == nullptr || before->kind < chunk.kind);
      if (!next) return Foreign(chunk.FileName() + " is out of order");
      if (chunk.bytes > static_cast<int64_t>(kMaxChunk))
        return TooLarge(chunk.FileName() + " unpacks to " + std::to_string(chunk.bytes) + " bytes");
      before = &chunk;
    }
    return Status::Ok();
  }

  // Hands over what its contents say, and nothing else.
  template <typename Wanted, typename Take>
  Status EachChunk(const Wanted& wanted, const Take& take) {
    const std::vector<ChunkInfo>& chunks = contents_.chunks;
    if (std::none_of(chunks.begin(), chunks.end(), wanted)) return Status::Ok();
    auto zip = OpenPass();
    if (!zip.ok()) return zip.status();
    std::string name, xml;
    Result<bool> there = (*zip)->Next(&name);  // The manifest.
    bool more = true;
    for (size_t i = 0; i < chunks.size() && more; ++i) {
      if (there.ok() && *there) there = (*zip)->Next(&name);
      if (!there.ok()) return Damaged(there.status().message);
      if (!*there || name != chunks[i].FileName()) return Damaged("it changed while it was read");
      if (!wanted(chunks[i])) continue;
      Status read = (*zip)->Read(static_cast<size_t>(chunks[i].bytes), &xml);
      if (read.ok() && directory::Sha256Hex(xml) != chunks[i].digest)
        read = {Code::kCorrupt, "it is not what was exported (SHA-256)"};
      if (read.ok())
        read = take(chunks[i], &xml, &more);
      else
        read = OfEntry(name, read);
      if (!read.ok()) return read;
    }
    return Status::Ok();
  }

  template <typename T>
  Status EachRecord(ChunkKind kind, Result<std::vector<T>> (*parse)(std::string*),
                    const Sink<T>& sink) {
    auto wanted = [kind](const ChunkInfo& chunk) { return chunk.kind == kind; };
    return EachChunk(wanted, [&](const ChunkInfo& chunk, std::string* xml, bool* more) {
      Result<std::vector<T>> records = parse(xml);
      if (!records.ok()) return Parsed(chunk, records.status());
      for (T& record : *records)
        if (*more) *more = sink(std::move(record));
      return Status::Ok();
    });
  }

  std::unique_ptr<Source> source_;
  std::string name_;
  Manifest manifest_;
  Contents contents_;
};

Result<std::unique_ptr<ArchiveReader>> OpenReader(std::unique_ptr<Source> source,
                                                  std::string name) {
  auto reader = std::make_unique<Reader>(std::move(source), std::move(name));
  if (Status opened = reader->Open(); !opened.ok()) return opened;
  return std::unique_ptr<ArchiveReader>(std::move(reader));
}

}  // namespace

Result<std::unique_ptr<ArchiveReader>> ArchiveReader::FromFile(const std::string& path) {
  auto source = std::make_unique<FileSource>();
  if (Status opened = source->Open(path); !opened.ok()) return opened;
  return OpenReader(std::move(source), path);
}

Result<std::unique_ptr<ArchiveReader>> ArchiveReader::FromBytes(std::string bytes) {
  return OpenReader(std::make_unique<BytesSource>(std::move(bytes)), "The byte array");
}

}  // namespace sipsh::chat
