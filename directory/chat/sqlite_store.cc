// ChatStore in one SQLite file: rows and lists in and out of the tables of layout.cc.
#include "directory/chat/sqlite_store.h"

#include <unistd.h>

#include "directory/chat/layout.h"
#include "directory/chat/rules.h"
#include "directory/schema.h"

namespace sipsh::chat {

using directory::Code;
using directory::FoldText;
using directory::embedded::Database;
using directory::embedded::Statement;

namespace {

constexpr std::chrono::seconds kLockWait{5};

Status Missing(const char* kind, const std::string& pool, const std::string& name) {
  return {Code::kNoSuchObject, "There is no " + std::string(kind) + " '" + pool + "\\" + name +
                                   "'. Get-CsPersistentChat" +
                                   (std::string(kind) == "room"       ? "Room"
                                    : std::string(kind) == "category" ? "Category"
                                                                      : "Addin") +
                                   " lists all."};
}

std::string Copy(std::string_view text) { return std::string(text); }

}  // namespace

// ---- the file

Result<bool> SqliteChatStore::Readable() {
  if (database_) return true;
  if (access(path_.c_str(), F_OK) != 0) return false;
  Status opened = Open(Database::Mode::kWrite);
  if (opened.code == Code::kReadOnly || opened.code == Code::kInsufficientAccess)
    opened = Open(Database::Mode::kRead);
  if (!opened.ok()) return opened;
  return true;
}

Status SqliteChatStore::Writable() {
  return database_ ? Status::Ok() : Open(Database::Mode::kCreate);
}

Status SqliteChatStore::Open(Database::Mode mode) {
  Result<std::unique_ptr<Database>> opened = Database::Open(path_, mode, kLockWait, "chat file");
  if (!opened.ok()) return opened.status();
  if (mode != Database::Mode::kRead && !(*opened)->read_only()) {
    Status prepared = PrepareLayout(**opened);
    if (!prepared.ok()) return prepared;
  }
  database_ = std::move(*opened);
  return Status::Ok();
}

Status SqliteChatStore::Begin() {
  if (Status ready = Writable(); !ready.ok()) return ready;
  return database_->Execute("BEGIN IMMEDIATE");
}
Status SqliteChatStore::Commit() { return database_->Execute("COMMIT"); }
void SqliteChatStore::Rollback() { (void)database_->Execute("ROLLBACK"); }

Status SqliteChatStore::BeginRead() {
  Result<bool> readable = Readable();
  if (!readable.ok()) return readable.status();
  return *readable ? database_->Execute("BEGIN") : Status::Ok();
}
void SqliteChatStore::EndRead() {
  if (database_) (void)database_->Execute("COMMIT");
}

// A change is whole: what is not within Begin and Commit gets a savepoint of its own.
Status SqliteChatStore::Whole(const std::function<Status()>& change) {
  if (Status ready = Writable(); !ready.ok()) return ready;
  if (Status begun = database_->Execute("SAVEPOINT one_change"); !begun.ok()) return begun;
  Status status = change();
  if (!status.ok()) (void)database_->Execute("ROLLBACK TO one_change");
  Status ended = database_->Execute("RELEASE one_change");
  return status.ok() ? ended : status;
}

Status SqliteChatStore::Ran(Statement& statement, const char* kind, const std::string& name) {
  int result = statement.Step();
  if (result == SQLITE_DONE) return Status::Ok();
  if (result == SQLITE_CONSTRAINT_UNIQUE) {
    return {Code::kEntryAlreadyExists, "The name '" + name + "' is taken by another " +
                                           std::string(kind) +
                                           " of this pool. Choose another name."};
  }
  Status status = database_->Error(result, "changed");
  if ((result & 0xFF) == SQLITE_CONSTRAINT) status.code = Code::kConstraintViolation;
  return status;
}

// ---- ids

Result<int64_t> SqliteChatStore::PoolId(const std::string& pool) {
  std::string key = FoldText(pool);
  Statement insert = database_
                         ->Use(
                             "INSERT INTO pool(fqdn, key) VALUES(?1, ?2) "
                             "ON CONFLICT(key) DO NOTHING")
                         .Bind(1, pool)
                         .Bind(2, key)
                         .Take();
  if (Status made = Ran(insert, "pool", pool); !made.ok()) return made;
  Statement found = database_->Use("SELECT id FROM pool WHERE key = ?1").Bind(1, key).Take();
  found.Row();
  return found.Int(0);
}

Result<int64_t> SqliteChatStore::PrincipalId(const std::string& name) {
  std::string key = PrincipalKey(name);
  Statement insert = database_
                         ->Use(
                             "INSERT INTO principal(name, key) VALUES(?1, ?2) "
                             "ON CONFLICT(key) DO NOTHING")
                         .Bind(1, name)
                         .Bind(2, key)
                         .Take();
  if (Status made = Ran(insert, "principal", name); !made.ok()) return made;
  Statement found = database_->Use("SELECT id FROM principal WHERE key = ?1").Bind(1, key).Take();
  found.Row();
  return found.Int(0);
}

int64_t SqliteChatStore::IdOf(const char* sql, const std::string& pool, const std::string& name) {
  std::string pool_key = FoldText(pool), key = FoldText(name);
  Statement found = database_->Use(sql).Bind(1, pool_key).Bind(2, key).Take();
  return found.Row() ? found.Int(0) : 0;
}

int64_t SqliteChatStore::CategoryId(const std::string& pool, const std::string& name) {
  return IdOf(
      "SELECT c.id FROM category c JOIN pool p ON p.id = c.pool "
      "WHERE p.key = ?1 AND c.key = ?2",
      pool, name);
}
int64_t SqliteChatStore::RoomId(const std::string& pool, const std::string& name) {
  return IdOf(
      "SELECT r.id FROM room r JOIN pool p ON p.id = r.pool "
      "WHERE p.key = ?1 AND r.key = ?2",
      pool, name);
}
int64_t SqliteChatStore::AddinId(const std::string& pool, const std::string& name) {
  return IdOf(
      "SELECT a.id FROM addin a JOIN pool p ON p.id = a.pool "
      "WHERE p.key = ?1 AND a.key = ?2",
      pool, name);
}

// ---- reading

Principals SqliteChatStore::ReadList(const char* sql, int64_t owner, Role role) {
  Principals names;
  Statement row = database_->Use(sql).Bind(1, owner).Bind(2, int64_t{role}).Take();
  while (row.Row()) names.push_back(Copy(row.Text(0)));
  return names;
}

namespace {

constexpr const char* kCategoryList =
    "SELECT p.name FROM category_list l JOIN principal p ON p.id = l.principal "
    "WHERE l.category = ?1 AND l.role = ?2 ORDER BY p.key";
constexpr const char* kRoomList =
    "SELECT p.name FROM room_list l JOIN principal p ON p.id = l.principal "
    "WHERE l.room = ?1 AND l.role = ?2 ORDER BY p.key";

}  // namespace

Category SqliteChatStore::ReadCategory(const Statement& row) {
  Category category;
  int64_t id = row.Int(0);
  category.name = Copy(row.Text(1));
  category.description = Copy(row.Text(2));
  category.invitations = row.Int(3) != 0;
  category.file_upload = row.Int(4) != 0;
  category.chat_history = row.Int(5) != 0;
  category.rooms = row.Int(6);
  category.allowed = ReadList(kCategoryList, id, kAllowed);
  category.denied = ReadList(kCategoryList, id, kDenied);
  category.creators = ReadList(kCategoryList, id, kCreator);
  return category;
}

Room SqliteChatStore::ReadRoom(const Statement& row) {
  Room room;
  int64_t id = row.Int(0);
  room.name = Copy(row.Text(1));
  room.description = Copy(row.Text(2));
  room.category = Copy(row.Text(3));
  room.addin = Copy(row.Text(4));
  room.privacy = static_cast<Privacy>(row.Int(5));
  room.type = static_cast<RoomType>(row.Int(6));
  room.invitations = static_cast<Invitations>(row.Int(7));
  room.disabled = row.Int(8) != 0;
  room.members = ReadList(kRoomList, id, kMember);
  room.managers = ReadList(kRoomList, id, kManager);
  room.presenters = ReadList(kRoomList, id, kPresenter);
  return room;
}

Status SqliteChatStore::EachCategory(const std::string& pool, const Sink<Category>& sink) {
  Result<bool> there = Readable();
  if (!there.ok() || !*there) return there.status();
  std::string key = FoldText(pool);
  Statement row =
      database_
          ->Use(
              "SELECT c.id, c.name, c.description, c.invitations, c.file_upload, c.chat_history, "
              "(SELECT COUNT(*) FROM room r WHERE r.category = c.id) "
              "FROM category c JOIN pool p ON p.id = c.pool WHERE p.key = ?1 ORDER BY c.key")
          .Bind(1, key)
          .Take();
  return Each(row, [&] { return sink(ReadCategory(row)); });
}

Status SqliteChatStore::EachRoom(const std::string& pool, const std::string& category,
                                 const Sink<Room>& sink) {
  Result<bool> there = Readable();
  if (!there.ok() || !*there) return there.status();
  std::string key = FoldText(pool), only = FoldText(category);
  Statement row =
      database_
          ->Use(
              "SELECT r.id, r.name, r.description, c.name, a.name, r.privacy, r.type, "
              "r.invitations, r.disabled FROM room r JOIN pool p ON p.id = r.pool "
              "JOIN category c ON c.id = r.category LEFT JOIN addin a ON a.id = r.addin "
              "WHERE p.key = ?1 AND (?2 = '' OR c.key = ?2) ORDER BY r.key")
          .Bind(1, key)
          .Bind(2, only)
          .Take();
  return Each(row, [&] { return sink(ReadRoom(row)); });
}

Status SqliteChatStore::EachAddin(const std::string& pool, const Sink<Addin>& sink) {
  Result<bool> there = Readable();
  if (!there.ok() || !*there) return there.status();
  std::string key = FoldText(pool);
  Statement row = database_
                      ->Use(
                          "SELECT a.name, a.url FROM addin a JOIN pool p ON p.id = a.pool "
                          "WHERE p.key = ?1 ORDER BY a.key")
                      .Bind(1, key)
                      .Take();
  return Each(row, [&] { return sink(Addin{Copy(row.Text(0)), Copy(row.Text(1))}); });
}

Status SqliteChatStore::Each(Statement& row, const std::function<bool()>& visit) {
  int result = SQLITE_ROW;
  while ((result = row.Step()) == SQLITE_ROW)
    if (!visit()) return Status::Ok();
  return result == SQLITE_DONE ? Status::Ok() : database_->Error(result, "read");
}

Result<Category> SqliteChatStore::FindCategory(const std::string& pool, const std::string& name) {
  Result<bool> there = Readable();
  if (!there.ok()) return there.status();
  int64_t id = *there ? CategoryId(pool, name) : 0;
  if (id == 0) return Missing("category", pool, name);
  Statement row =
      database_
          ->Use(
              "SELECT c.id, c.name, c.description, c.invitations, c.file_upload, c.chat_history, "
              "(SELECT COUNT(*) FROM room r WHERE r.category = c.id) "
              "FROM category c WHERE c.id = ?1")
          .Bind(1, id)
          .Take();
  if (!row.Row()) return Missing("category", pool, name);
  return ReadCategory(row);
}

Result<Room> SqliteChatStore::FindRoom(const std::string& pool, const std::string& name) {
  Result<bool> there = Readable();
  if (!there.ok()) return there.status();
  int64_t id = *there ? RoomId(pool, name) : 0;
  if (id == 0) return Missing("room", pool, name);
  Statement row =
      database_
          ->Use(
              "SELECT r.id, r.name, r.description, c.name, a.name, r.privacy, r.type, "
              "r.invitations, r.disabled FROM room r JOIN category c ON c.id = r.category "
              "LEFT JOIN addin a ON a.id = r.addin WHERE r.id = ?1")
          .Bind(1, id)
          .Take();
  if (!row.Row()) return Missing("room", pool, name);
  return ReadRoom(row);
}

Result<Addin> SqliteChatStore::FindAddin(const std::string& pool, const std::string& name) {
  Result<bool> there = Readable();
  if (!there.ok()) return there.status();
  int64_t id = *there ? AddinId(pool, name) : 0;
  if (id == 0) return Missing("add-in", pool, name);
  Statement row = database_->Use("SELECT name, url FROM addin WHERE id = ?1").Bind(1, id).Take();
  if (!row.Row()) return Missing("add-in", pool, name);
  return Addin{Copy(row.Text(0)), Copy(row.Text(1))};
}

Result<Content> SqliteChatStore::ContentOf(const std::string& pool, const std::string& room) {
  Result<bool> there = Readable();
  if (!there.ok()) return there.status();
  int64_t id = *there ? RoomId(pool, room) : 0;
  if (id == 0) return Missing("room", pool, room);
  Statement row = database_
                      ->Use(
                          "SELECT COUNT(*), COALESCE(SUM(LENGTH(CAST(text AS BLOB))), 0) "
                          "FROM message WHERE room = ?1")
                      .Bind(1, id)
                      .Take();
  row.Row();
  return Content{row.Int(0), row.Int(1)};
}

Result<int64_t> SqliteChatStore::CountMessages(const std::string& pool, const std::string& room) {
  Result<bool> there = Readable();
  if (!there.ok()) return there.status();
  int64_t id = *there ? RoomId(pool, room) : 0;
  if (id == 0) return Missing("room", pool, room);
  Statement row = database_->Use("SELECT COUNT(*) FROM message WHERE room = ?1").Bind(1, id).Take();
  row.Row();
  return row.Int(0);
}

Result<std::unique_ptr<ChatStore>> OpenChatStore(const std::string& location) {
  constexpr std::string_view kScheme = "sqlite:";
  if (location.substr(0, kScheme.size()) != kScheme) {
    return Status(Code::kNotSupported,
                  "'" + location + "' is no chat store; write sqlite:<file> in environment.yaml.");
  }
  return std::unique_ptr<ChatStore>(
      std::make_unique<SqliteChatStore>(location.substr(kScheme.size())));
}

}  // namespace sipsh::chat
