// The module behind zip.h: libarchive.
#include <algorithm>
#include <archive.h>
#include <archive_entry.h>
#include <vector>

#include "directory/chat/transfer/zip.h"

namespace sipsh::chat {
namespace {

using directory::Code;

constexpr size_t kBlock = 64 * 1024;

std::string Why(archive* handle) {
  const char* text = archive_error_string(handle);
  return text != nullptr ? text : "unknown fault";
}

class Writer final : public ZipWriter {
 public:
  explicit Writer(Out out) : out_(std::move(out)), zip_(archive_write_new()) {
    archive_write_set_format_zip(zip_);
    // Messages are short and alike: more effort takes twice the time for a tenth of the size.
    archive_write_set_format_option(zip_, "zip", "compression-level", "3");
    archive_write_set_bytes_per_block(zip_, kBlock);
    archive_write_set_bytes_in_last_block(zip_, 1);
  }
  ~Writer() override {
    abandoned_ = true;
    archive_write_free(zip_);
  }

  Status Open() { return Done(archive_write_open(zip_, this, nullptr, Write, nullptr)); }

  Status Add(const std::string& name, std::string_view bytes) override {
    archive_entry* entry = archive_entry_new();
    archive_entry_set_pathname(entry, name.c_str());
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_perm(entry, 0600);
    archive_entry_set_size(entry, static_cast<int64_t>(bytes.size()));
    archive_entry_set_mtime(entry, 315532800, 0);  // 1980, the first a zip knows.
    Status status = Done(archive_write_header(zip_, entry));
    archive_entry_free(entry);
    if (!status.ok() || bytes.empty()) return status;
    if (archive_write_data(zip_, bytes.data(), bytes.size()) !=
        static_cast<la_ssize_t>(bytes.size()))
      return Done(ARCHIVE_FATAL);
    return Done(archive_write_finish_entry(zip_));
  }

  Status Close() override { return Done(archive_write_close(zip_)); }

 private:
  // libarchive keeps its buffers for ever once it has heard of a fault, so it hears of none: what
  // comes after one goes nowhere, and Done() tells.
  static la_ssize_t Write(archive*, void* self, const void* bytes, size_t size) {
    auto* writer = static_cast<Writer*>(self);
    if (!writer->abandoned_ && writer->failure_.ok())
      writer->failure_ = writer->out_({static_cast<const char*>(bytes), size});
    return static_cast<la_ssize_t>(size);
  }

  Status Done(int result) {
    if (!failure_.ok()) return failure_;
    if (result == ARCHIVE_OK) return Status::Ok();
    return {Code::kOther, "The archive could not be written: " + Why(zip_) + "."};
  }

  Out out_;
  archive* zip_;
  Status failure_;
  bool abandoned_ = false;  // By its owner, closed or not.
};

class Reader final : public ZipReader {
 public:
  Reader(In in, int64_t size)
      : in_(std::move(in)), size_(size), buffer_(kBlock), zip_(archive_read_new()) {
    // Only by the directory at the end: a file that was cut off has none.
    archive_read_support_format_zip_seekable(zip_);
  }
  ~Reader() override { archive_read_free(zip_); }

  Status Open() {
    archive_read_set_callback_data(zip_, this);
    archive_read_set_read_callback(zip_, Read);
    archive_read_set_seek_callback(zip_, Seek);
    archive_read_set_skip_callback(zip_, Skip);
    if (archive_read_open1(zip_) == ARCHIVE_OK) return Status::Ok();
    return Damaged();
  }

  Result<bool> Next(std::string* name) override {
    archive_entry* entry = nullptr;
    int result = archive_read_next_header(zip_, &entry);
    if (result == ARCHIVE_EOF) return false;
    if (result != ARCHIVE_OK) return Damaged();
    const char* path = archive_entry_pathname(entry);
    *name = path != nullptr ? path : "?";
    if (archive_entry_filetype(entry) != AE_IFREG) *name += " (no file)";
    return true;
  }

  Status Read(size_t limit, std::string* bytes) override {
    bytes->clear();
    for (;;) {
      char block[kBlock];
      la_ssize_t got = archive_read_data(zip_, block, sizeof block);
      if (got < 0) return Damaged();
      if (got == 0) return Status::Ok();
      bytes->append(block, static_cast<size_t>(got));
      if (bytes->size() > limit)
        return {Code::kSizeLimit, "it unpacks to more than " + std::to_string(limit) + " bytes"};
    }
  }

 private:
  static la_ssize_t Read(archive* zip, void* self, const void** block) {
    auto* reader = static_cast<Reader*>(self);
    int64_t got = reader->in_(reader->buffer_.data(), reader->buffer_.size(), reader->at_);
    if (got < 0) {
      archive_set_error(zip, -1, "the file could not be read");
      return ARCHIVE_FATAL;
    }
    reader->at_ += got;
    *block = reader->buffer_.data();
    return got;
  }
  static la_int64_t Seek(archive*, void* self, la_int64_t offset, int whence) {
    auto* reader = static_cast<Reader*>(self);
    int64_t from = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? reader->at_ : reader->size_;
    reader->at_ = std::clamp<int64_t>(from + offset, 0, reader->size_);
    return reader->at_;
  }
  static la_int64_t Skip(archive*, void* self, la_int64_t request) {
    auto* reader = static_cast<Reader*>(self);
    int64_t step = std::clamp<int64_t>(request, 0, reader->size_ - reader->at_);
    reader->at_ += step;
    return step;
  }

  Status Damaged() const { return {Code::kCorrupt, Why(zip_)}; }

  In in_;
  int64_t size_;
  int64_t at_ = 0;
  std::vector<char> buffer_;
  archive* zip_;
};

}  // namespace
}  // namespace sipsh::chat

using sipsh::chat::Result;
using sipsh::chat::Status;
using sipsh::chat::ZipReader;
using sipsh::chat::ZipWriter;

extern "C" __attribute__((visibility("default"))) void sipsh_open_zip_writer(
    ZipWriter::Out* out, Result<std::unique_ptr<ZipWriter>>* writer) {
  auto made = std::make_unique<sipsh::chat::Writer>(std::move(*out));
  Status opened = made->Open();
  if (opened.ok())
    *writer = std::unique_ptr<ZipWriter>(std::move(made));
  else
    *writer = opened;
}

extern "C" __attribute__((visibility("default"))) void sipsh_open_zip_reader(
    ZipReader::In* in, int64_t size, Result<std::unique_ptr<ZipReader>>* reader) {
  auto made = std::make_unique<sipsh::chat::Reader>(std::move(*in), size);
  Status opened = made->Open();
  if (opened.ok())
    *reader = std::unique_ptr<ZipReader>(std::move(made));
  else
    *reader = opened;
}
