#include "directory/chat/layout.h"

#include <string>

namespace sipsh::chat {
namespace {

using directory::Code;
using directory::Status;

// `key` is the name folded; privacy and type are numbered as in model.h.
constexpr const char* kTables = R"sql(
CREATE TABLE pool(
  id INTEGER PRIMARY KEY, fqdn TEXT NOT NULL, key TEXT NOT NULL UNIQUE);
CREATE TABLE principal(
  id INTEGER PRIMARY KEY, name TEXT NOT NULL, key TEXT NOT NULL UNIQUE);
CREATE TABLE category(
  id INTEGER PRIMARY KEY,
  pool INTEGER NOT NULL REFERENCES pool,
  name TEXT NOT NULL CHECK(length(name) BETWEEN 1 AND 256),
  key TEXT NOT NULL,
  description TEXT NOT NULL CHECK(length(description) <= 256),
  invitations INTEGER NOT NULL CHECK(invitations IN (0, 1)),
  file_upload INTEGER NOT NULL CHECK(file_upload IN (0, 1)),
  chat_history INTEGER NOT NULL CHECK(chat_history IN (0, 1)),
  UNIQUE(pool, key));
CREATE TABLE addin(
  id INTEGER PRIMARY KEY,
  pool INTEGER NOT NULL REFERENCES pool,
  name TEXT NOT NULL CHECK(length(name) BETWEEN 1 AND 256),
  key TEXT NOT NULL,
  url TEXT NOT NULL,
  UNIQUE(pool, key));
CREATE TABLE room(
  id INTEGER PRIMARY KEY,
  pool INTEGER NOT NULL REFERENCES pool,
  category INTEGER NOT NULL REFERENCES category ON DELETE RESTRICT,
  addin INTEGER REFERENCES addin ON DELETE SET NULL,
  name TEXT NOT NULL CHECK(length(name) BETWEEN 1 AND 256),
  key TEXT NOT NULL,
  description TEXT NOT NULL CHECK(length(description) <= 256),
  privacy INTEGER NOT NULL CHECK(privacy IN (2, 3, 6)),
  type INTEGER NOT NULL CHECK(type IN (4, 5)),
  invitations INTEGER NOT NULL CHECK(invitations IN (0, 1)),
  disabled INTEGER NOT NULL CHECK(disabled IN (0, 1)),
  UNIQUE(pool, key));
CREATE INDEX room_of_category ON room(category);
CREATE INDEX room_of_addin ON room(addin);
CREATE TABLE category_list(
  category INTEGER NOT NULL REFERENCES category ON DELETE CASCADE,
  role INTEGER NOT NULL CHECK(role IN (3, 4, 5)),
  principal INTEGER NOT NULL REFERENCES principal,
  PRIMARY KEY(category, role, principal)) WITHOUT ROWID;
CREATE TABLE room_list(
  room INTEGER NOT NULL REFERENCES room ON DELETE CASCADE,
  role INTEGER NOT NULL CHECK(role IN (0, 1, 2)),
  principal INTEGER NOT NULL REFERENCES principal,
  PRIMARY KEY(room, role, principal)) WITHOUT ROWID;
CREATE INDEX list_of_principal ON room_list(principal);
CREATE TABLE message(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  room INTEGER NOT NULL REFERENCES room ON DELETE CASCADE,
  author TEXT NOT NULL,
  posted INTEGER NOT NULL,
  text TEXT NOT NULL);
CREATE INDEX message_of_room ON message(room, posted);
CREATE TRIGGER presenters_in_auditoriums BEFORE INSERT ON room_list
WHEN NEW.role = 2 AND (SELECT type FROM room WHERE id = NEW.room) <> 5
BEGIN SELECT RAISE(ABORT, 'presenters exist in auditorium rooms only'); END;
CREATE TRIGGER room_and_category_of_one_pool BEFORE INSERT ON room
WHEN (SELECT pool FROM category WHERE id = NEW.category) <> NEW.pool
BEGIN SELECT RAISE(ABORT, 'a room and its category belong to one pool'); END;
PRAGMA user_version = 1;
)sql";

// Layout 2: imports. last_before: the last message that was there before; a range: messages that
// one transaction of the import brought.
constexpr const char* kImports = R"sql(
CREATE TABLE import(
  id INTEGER PRIMARY KEY,
  pool INTEGER NOT NULL REFERENCES pool,
  name TEXT NOT NULL,
  key TEXT NOT NULL,
  archive TEXT NOT NULL,
  source TEXT NOT NULL,
  last_before INTEGER NOT NULL,
  chunks INTEGER NOT NULL DEFAULT 0,
  messages INTEGER NOT NULL DEFAULT 0,
  doubles INTEGER NOT NULL DEFAULT 0,
  complete INTEGER NOT NULL DEFAULT 0 CHECK(complete IN (0, 1)),
  UNIQUE(pool, key));
CREATE TABLE import_range(
  import INTEGER NOT NULL REFERENCES import ON DELETE CASCADE,
  first INTEGER NOT NULL, last INTEGER NOT NULL,
  PRIMARY KEY(import, first)) WITHOUT ROWID;
PRAGMA user_version = 2;
)sql";

}  // namespace

Status PrepareLayout(directory::embedded::Database& database) {
  Status set = database.Execute(
      "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
      "PRAGMA wal_autocheckpoint=8000");
  if (!set.ok()) return set;
  auto version = [&] {
    directory::embedded::Statement statement = database.Use("PRAGMA user_version");
    return statement.Row() ? statement.Int(0) : -1;
  };
  if (version() == kLayoutVersion) return Status::Ok();
  if (version() > kLayoutVersion) {
    return {Code::kNotSupported, "The chat file is of layout " + std::to_string(version()) +
                                     "; this sipsh knows " + std::to_string(kLayoutVersion) +
                                     ". Use a newer sipsh."};
  }
  Status begun = database.Execute("BEGIN IMMEDIATE");
  if (!begun.ok()) return begun;
  // Another process may have made them while this one waited.
  Status made = version() == 0 ? database.Execute(kTables) : Status::Ok();
  if (made.ok() && version() == 1) made = database.Execute(kImports);
  if (made.ok()) return database.Execute("COMMIT");
  (void)database.Execute("ROLLBACK");
  return made;
}

}  // namespace sipsh::chat
