#include "directory/embedded/embedded_store.h"

#include <unistd.h>

#include "directory/embedded/search.h"
#include "directory/embedded/writer.h"

namespace sipsh::directory {
namespace {

using embedded::Database;

class EmbeddedStore : public Store {
 public:
  EmbeddedStore(std::string path, const StoreOptions& options)
      : path_(std::move(path)), lock_wait_(options.lock_wait), read_only_(options.read_only) {}

  Status Open(bool create) {
    bool there = access(path_.c_str(), F_OK) == 0;
    if (!there && !create) {
      return Status(Code::kUnavailable, "There is no directory file " + path_ + ".");
    }
    read_only_ = read_only_ || (there && access(path_.c_str(), W_OK) != 0);
    if (!there || (!read_only_ && NeedsLayout())) {
      Status made = OpenWriter(Database::Mode::kCreate);
      if (made.ok()) made = embedded::PrepareLayout(*writer_);
      if (!made.ok()) return made;
    }
    Result<std::unique_ptr<Database>> reader = OpenReader();
    if (!reader.ok()) return reader.status();
    Status ready = embedded::PrepareLayout(**reader);
    if (ready.ok()) ready = names_.Read(**reader);
    readers_.push_back(*std::move(reader));
    return ready;
  }

  Status Search(const SearchRequest& request, const std::function<bool(Entry&&)>& sink) override {
    std::unique_ptr<Database> reader;
    if (readers_.empty()) {  // A search from another one's sink.
      Result<std::unique_ptr<Database>> opened = OpenReader();
      if (!opened.ok()) return opened.status();
      reader = *std::move(opened);
    } else {
      reader = std::move(readers_.back());
      readers_.pop_back();
    }
    Status status = embedded::RunSearch(*reader, schema_, names_, request, sink);
    readers_.push_back(std::move(reader));
    return status;
  }

  ApplyResult Apply(const ChangeSet& changes) override {
    ApplyResult result;
    result.server = path_;
    result.results.resize(changes.changes.size());
    result.status = Begin(changes.wait);
    if (!result.status.ok()) return result;
    size_t done = ApplyEach(changes, &result);
    if (!result.status.ok() && (changes.atomic || done == 0)) {
      Rollback();
      return result;
    }
    Status committed = Commit();
    if (!committed.ok()) {
      result.status = committed;
      return result;
    }
    for (size_t i = 0; i < done; ++i) result.results[i].applied = true;
    return result;
  }

  Status ApplyStream(const ChangeSource& next, const Wait& wait, size_t* applied) override {
    Status status = Begin(wait);
    if (!status.ok()) return status;
    embedded::Writer writer(*writer_, schema_, names_);
    size_t count = 0;
    for (; status.ok(); ++count) {
      if (wait.Stopping()) status = Status(Code::kCancelled, "Stopped. Nothing was changed.");
      if (wait.Expired())
        status = Status(Code::kTimeout, "It took longer than allowed. Nothing was changed.");
      if (!status.ok()) break;
      Result<std::optional<Change>> change = next();
      status = change.status();
      if (!status.ok() || !*change) break;
      status = writer.Apply(**change);
    }
    if (!status.ok()) {
      Rollback();
      return status;
    }
    status = Commit();
    if (status.ok()) *applied += count;
    return status;
  }

  Result<StoreInfo> Describe() override {
    StoreInfo info;
    info.uri = "embedded:" + path_;
    info.server = path_;
    info.read_only = read_only_;
    info.atomic_change_sets = true;
    info.assertions = true;
    info.unique_addresses = true;
    Result<std::unique_ptr<Database>> reader = OpenReader();
    if (!reader.ok()) return reader.status();
    Result<std::vector<Dn>> contexts = embedded::NamingContexts(**reader);
    if (!contexts.ok()) return contexts.status();
    info.naming_contexts = *std::move(contexts);
    return info;
  }

  Result<const Schema*> GetSchema() override { return &schema_; }

 private:
  bool NeedsLayout() { return access((path_ + "-wal").c_str(), F_OK) != 0 && FileIsEmpty(); }
  bool FileIsEmpty() const {
    FILE* file = fopen(path_.c_str(), "re");
    bool empty = file && fgetc(file) == EOF;
    if (file) fclose(file);
    return empty;
  }

  Result<std::unique_ptr<Database>> OpenReader() {
    Result<std::unique_ptr<Database>> reader = Database::Open(
        path_, read_only_ ? Database::Mode::kRead : Database::Mode::kWrite, lock_wait_);
    return reader;
  }

  Status OpenWriter(Database::Mode mode) {
    Result<std::unique_ptr<Database>> writer = Database::Open(path_, mode, lock_wait_);
    if (!writer.ok()) return writer.status();
    writer_ = *std::move(writer);
    // The cache grows only as far as one transaction needs; loading many entries needs it.
    return writer_->Execute("PRAGMA synchronous=FULL; PRAGMA cache_size=-65536");
  }

  Status Begin(const Wait& wait) {
    if (read_only_) {
      return Status(Code::kReadOnly,
                    "The directory file " + path_ +
                        " may only be read. Check its rights and those of its folder.");
    }
    if (!writer_) {
      Status opened = OpenWriter(Database::Mode::kWrite);
      if (!opened.ok()) return opened;
    }
    writer_->set_wait(&wait);
    int result = writer_->Run("BEGIN IMMEDIATE");
    Status status = result == SQLITE_DONE ? Status::Ok() : writer_->Error(result, "changed");
    writer_->set_wait(nullptr);
    return status;
  }

  void Rollback() { writer_->Run("ROLLBACK"); }

  Status Commit() {
    int result = writer_->Run("COMMIT");
    if (result == SQLITE_DONE) return Status::Ok();
    Status status = writer_->Error(result, "changed");
    Rollback();
    return status;
  }

  // Stops at the first failure, whose own traces are undone; answers how many succeeded.
  size_t ApplyEach(const ChangeSet& changes, ApplyResult* result) {
    embedded::Writer writer(*writer_, schema_, names_);
    for (size_t i = 0; i < changes.changes.size(); ++i) {
      Status& status = result->results[i].status;
      if (changes.wait.Stopping()) status = Status(Code::kCancelled, "The change was stopped.");
      if (!changes.atomic) writer_->Run("SAVEPOINT one");
      if (status.ok()) status = writer.Apply(changes.changes[i]);
      if (!changes.atomic) {
        if (!status.ok()) writer_->Run("ROLLBACK TO one");
        writer_->Run("RELEASE one");
      }
      if (status.ok()) continue;
      result->status = status;
      return i;
    }
    return changes.changes.size();
  }

  std::string path_;
  std::chrono::milliseconds lock_wait_;
  bool read_only_;
  const Schema& schema_ = Schema::BuiltIn();
  embedded::IndexNames names_;
  std::vector<std::unique_ptr<Database>> readers_;  // Those that are idle.
  std::unique_ptr<Database> writer_;                // Opened by the first change.
};

}  // namespace

Result<std::unique_ptr<Store>> OpenEmbeddedStore(const std::string& path,
                                                 const StoreOptions& options) {
  auto store = std::make_unique<EmbeddedStore>(path, options);
  Status status = store->Open(options.create && !options.read_only);
  if (!status.ok()) return status;
  return std::unique_ptr<Store>(std::move(store));
}

}  // namespace sipsh::directory
