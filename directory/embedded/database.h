// A thin, owning layer over SQLite: connections with cached statements, result codes as Status.
#pragma once

#include <chrono>
#include <memory>
#include <sqlite3.h>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "directory/status.h"
#include "directory/wait.h"

namespace sipsh::directory::embedded {

// One use of a prepared statement; back to the cache, reset, when it goes.
class Statement {
 public:
  Statement(sqlite3_stmt* statement, bool owned) : statement_(statement), owned_(owned) {}
  Statement(Statement&& other) noexcept
      : statement_(std::exchange(other.statement_, nullptr)), owned_(other.owned_) {}
  Statement& operator=(Statement&&) = delete;
  ~Statement();

  // Text and blobs are not copied: they must outlive the use.
  Statement& Bind(int at, int64_t value);
  Statement& Bind(int at, std::string_view text);
  Statement& BindBlob(int at, std::string_view bytes);

  Statement Take() { return std::move(*this); }  // Ends a chain of binds.

  int Step() { return statement_ ? sqlite3_step(statement_) : SQLITE_ERROR; }
  bool Row() { return Step() == SQLITE_ROW; }
  int64_t Int(int column) const { return sqlite3_column_int64(statement_, column); }
  std::string_view Text(int column) const;

 private:
  sqlite3_stmt* statement_;
  bool owned_;
};

class Database {
 public:
  enum class Mode { kRead, kWrite, kCreate };
  // New files get mode 0600. `kind` is what messages call the file; a literal.
  static Result<std::unique_ptr<Database>> Open(const std::string& path, Mode mode,
                                                std::chrono::milliseconds lock_wait,
                                                const char* kind = "directory file");
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  // `sql` must be a literal: its address is the cache's key.
  Statement Use(const char* sql);
  // Runs to the end; rows are dropped.
  int Run(const char* sql) { return Use(sql).Step(); }
  Status Execute(const char* script);
  int64_t LastId() const { return sqlite3_last_insert_rowid(handle_); }
  int64_t Changes() const { return sqlite3_changes64(handle_); }  // Rows the last one changed.
  Status Error(int result, std::string_view doing) const;
  void set_wait(const Wait* wait) { wait_ = wait; }  // For waiting on locks; may be null.
  bool read_only() const { return sqlite3_db_readonly(handle_, "main") == 1; }

 private:
  Database(std::string path, const char* kind) : path_(std::move(path)), kind_(kind) {}
  static int OnBusy(void* self, int count);

  std::string path_;
  const char* kind_;
  sqlite3* handle_ = nullptr;
  std::unordered_map<const char*, sqlite3_stmt*> statements_;
  const Wait* wait_ = nullptr;
  std::chrono::milliseconds lock_wait_{0};
  std::chrono::steady_clock::time_point busy_since_;
};

}  // namespace sipsh::directory::embedded
