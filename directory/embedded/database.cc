#include "directory/embedded/database.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <thread>
#include <unistd.h>

namespace sipsh::directory::embedded {
namespace {

bool OutOfSpace(int error) { return error == ENOSPC || error == EDQUOT || error == EFBIG; }

// SQLite would make the file with the umask's rights.
Status MakePrivateFile(const std::string& path, const std::string& kind) {
  int fd = open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd >= 0) {
    close(fd);
  } else if (errno != EEXIST) {
    int error = errno;
    Code code = OutOfSpace(error) ? Code::kDiskFull
                : error == EROFS  ? Code::kReadOnly
                : error == EACCES ? Code::kInsufficientAccess
                                  : Code::kUnavailable;
    return Status(code, "The " + kind + " " + path + " can not be made: " + std::strerror(error) +
                            ". Check that its folder exists and may be written.");
  }
  return Status::Ok();
}

}  // namespace

Statement::~Statement() {
  if (owned_) {
    sqlite3_finalize(statement_);
  } else if (statement_) {
    sqlite3_reset(statement_);
  }
}

Statement& Statement::Bind(int at, int64_t value) {
  sqlite3_bind_int64(statement_, at, value);
  return *this;
}

Statement& Statement::Bind(int at, std::string_view text) {
  sqlite3_bind_text64(statement_, at, text.data() ? text.data() : "", text.size(), SQLITE_STATIC,
                      SQLITE_UTF8);
  return *this;
}

Statement& Statement::BindBlob(int at, std::string_view bytes) {
  sqlite3_bind_blob64(statement_, at, bytes.data() ? bytes.data() : "", bytes.size(),
                      SQLITE_STATIC);
  return *this;
}

std::string_view Statement::Text(int column) const {
  const void* bytes = sqlite3_column_blob(statement_, column);
  size_t size = static_cast<size_t>(sqlite3_column_bytes(statement_, column));
  return {static_cast<const char*>(bytes), bytes ? size : 0};
}

Result<std::unique_ptr<Database>> Database::Open(const std::string& path, Mode mode,
                                                 std::chrono::milliseconds lock_wait,
                                                 const char* kind) {
  std::unique_ptr<Database> database(new Database(path, kind));
  database->lock_wait_ = lock_wait;
  if (mode == Mode::kCreate) {
    Status made = MakePrivateFile(path, kind);
    if (!made.ok()) return made;
  }
  int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  flags |= mode == Mode::kRead ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
  // A WAL file in a folder that may not be written can only be read as one that nobody changes.
  std::string folder = path.substr(0, path.rfind('/') == std::string::npos ? 0 : path.rfind('/'));
  bool frozen = mode == Mode::kRead && access((path + "-shm").c_str(), R_OK) != 0 &&
                access(folder.empty() ? "." : folder.c_str(), W_OK) != 0;
  std::string name = path;
  if (frozen) {
    std::string escaped;
    for (char c : path) {
      if (c == '?' || c == '#' || c == '%') {
        escaped += c == '?' ? "%3f" : c == '#' ? "%23" : "%25";
      } else {
        escaped += c;
      }
    }
    name = "file:" + escaped + "?immutable=1";
    flags |= SQLITE_OPEN_URI;
  }
  int result = sqlite3_open_v2(name.c_str(), &database->handle_, flags, nullptr);
  if (result != SQLITE_OK) return database->Error(result, "opened");
  sqlite3_busy_handler(database->handle_, OnBusy, database.get());
  return database;
}

Database::~Database() {
  for (auto& [sql, statement] : statements_) sqlite3_finalize(statement);
  sqlite3_close(handle_);
}

int Database::OnBusy(void* self, int count) {
  auto* database = static_cast<Database*>(self);
  auto now = std::chrono::steady_clock::now();
  if (count == 0) database->busy_since_ = now;
  if (now - database->busy_since_ >= database->lock_wait_) return 0;
  if (database->wait_ && (database->wait_->Stopping() || database->wait_->Expired())) return 0;
  std::this_thread::sleep_for(std::chrono::milliseconds(count < 10 ? 1 + count : 20));
  return 1;
}

Statement Database::Use(const char* sql) {
  sqlite3_stmt*& cached = statements_[sql];
  if (cached && !sqlite3_stmt_busy(cached)) return {cached, false};
  sqlite3_stmt* fresh = nullptr;
  sqlite3_prepare_v3(handle_, sql, -1, cached ? 0 : SQLITE_PREPARE_PERSISTENT, &fresh, nullptr);
  if (cached) return {fresh, true};
  cached = fresh;
  return {fresh, false};
}

Status Database::Execute(const char* script) {
  int result = sqlite3_exec(handle_, script, nullptr, nullptr, nullptr);
  return result == SQLITE_OK ? Status::Ok() : Error(result, "prepared");
}

Status Database::Error(int result, std::string_view doing) const {
  std::string what =
      "The " + std::string(kind_) + " " + path_ + " could not be " + std::string(doing) + ": ";
  int system = handle_ ? sqlite3_system_errno(handle_) : 0;
  switch (result & 0xFF) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      if (wait_ && wait_->Stopping()) return Status(Code::kCancelled, what + "stopped.");
      return Status(Code::kBusyLocked,
                    what + "another process is changing it. Try again when it is done.");
    case SQLITE_FULL:
      return Status(Code::kDiskFull, what + "the disk is full. Nothing was changed.");
    case SQLITE_READONLY:
      return Status(Code::kReadOnly,
                    what + "it may only be read. Check its rights and those of its folder.");
    case SQLITE_PERM:
    case SQLITE_AUTH:
      return Status(Code::kInsufficientAccess, what + "no right to it.");
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return Status(Code::kCorrupt, what + "it is damaged, or no " + kind_ + ".");
    case SQLITE_CANTOPEN:
      if (system == EACCES) return Status(Code::kInsufficientAccess, what + "no right to it.");
      return Status(Code::kUnavailable, what + "it is not there or can not be opened.");
    case SQLITE_IOERR:
      if (OutOfSpace(system)) {
        return Status(Code::kDiskFull, what + "the disk is full. Nothing was changed.");
      }
      return Status(Code::kOther,
                    what + (system ? std::strerror(system) : "an input/output error") + ".");
    default:
      return Status(Code::kOther,
                    what + (handle_ ? sqlite3_errmsg(handle_) : "out of memory") + ".");
  }
}

}  // namespace sipsh::directory::embedded
