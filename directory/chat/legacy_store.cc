// What was filled in, read.
#include "directory/chat/legacy_store.h"

#include <algorithm>
#include <limits>

namespace sipsh::chat {

using directory::Code;
using directory::embedded::Statement;

namespace {

constexpr int kVersion = 1;
constexpr std::chrono::seconds kLockWait{5};
constexpr int64_t kTicksAtEpoch = 621355968000000000;  // 1970 in units of 100 ns since year 1.
constexpr int64_t kTicksPerMillisecond = 10000;
// person: users by address; groups, folders and domains by the DN of what they are a copy of.
constexpr const char* kTables = R"sql(
BEGIN IMMEDIATE;
CREATE TABLE node(
  nodeID INTEGER PRIMARY KEY, parentID INTEGER NOT NULL,
  nodeType INTEGER NOT NULL CHECK(nodeType IN (0, 1)),
  nodeName TEXT NOT NULL, nodeDesc TEXT,
  invite INTEGER, logged INTEGER, filePost INTEGER, disabled INTEGER,
  behavior INTEGER, visibility INTEGER, siopID TEXT);
CREATE INDEX child ON node(parentID);
CREATE TABLE principal(
  prinID INTEGER PRIMARY KEY, prinUri TEXT NOT NULL, prinName TEXT, prinADPath TEXT,
  prinDisabled INTEGER NOT NULL, prinTypeID INTEGER NOT NULL);
CREATE VIEW person AS SELECT prinID, prinName, prinTypeID, prinDisabled,
  CASE WHEN prinTypeID IN (8, 9, 10) AND prinADPath <> '' THEN prinADPath ELSE prinUri END AS name
  FROM principal;
CREATE TABLE role_type(rtypeID INTEGER PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE role(
  node INTEGER NOT NULL, principal INTEGER NOT NULL, type INTEGER NOT NULL,
  PRIMARY KEY(node, principal, type)) WITHOUT ROWID;
CREATE TABLE scope(
  node INTEGER NOT NULL, principal INTEGER NOT NULL, denied INTEGER NOT NULL,
  PRIMARY KEY(node, principal)) WITHOUT ROWID;
CREATE TABLE siop(siopID TEXT PRIMARY KEY COLLATE NOCASE, siopName TEXT NOT NULL UNIQUE COLLATE NOCASE,
  siopUrl TEXT);
CREATE TABLE chat(
  channelId INTEGER NOT NULL, chatId INTEGER NOT NULL, chatDate INTEGER NOT NULL,
  userId INTEGER NOT NULL, content TEXT NOT NULL,
  PRIMARY KEY(channelId, chatId)) WITHOUT ROWID;
CREATE TABLE filled(digest TEXT NOT NULL);
PRAGMA user_version = 1;
COMMIT;
)sql";

std::optional<bool> Three(const Statement& row, int column) {
  std::string_view text = row.Text(column);
  if (text.empty()) return std::nullopt;
  return row.Int(column) != 0;
}

}  // namespace

Result<std::unique_ptr<LegacyStore>> LegacyStore::Open(const std::string& path) {
  auto opened = Database::Open(path, Database::Mode::kCreate, kLockWait, "Group Chat file");
  if (!opened.ok()) return opened.status();
  Database& database = **opened;
  Status ready = database.Execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL");
  if (!ready.ok()) return ready;
  int64_t version = -1;
  {
    Statement row = database.Use("PRAGMA user_version");
    if (row.Row()) version = row.Int(0);
  }
  if (version > kVersion)
    return Status(Code::kNotSupported,
                  "The Group Chat file " + path + " is of a later version. Use a newer sipsh.");
  if (version == 0)
    if (Status made = database.Execute(kTables); !made.ok()) return made;
  return std::unique_ptr<LegacyStore>(new LegacyStore(std::move(*opened)));
}

std::string LegacyStore::FilledFrom() {
  Statement row = database_->Use("SELECT digest FROM filled");
  return row.Row() ? std::string(row.Text(0)) : std::string();
}

Status LegacyStore::BeginRead() { return database_->Execute("BEGIN"); }
void LegacyStore::EndRead() { (void)database_->Execute("COMMIT"); }

Principals LegacyStore::People(const char* sql, int64_t node, int64_t which) {
  Principals names;
  Statement row = database_->Use(sql).Bind(1, node).Bind(2, which).Take();
  while (row.Row()) names.emplace_back(row.Text(0));
  return names;
}

Status LegacyStore::EachNode(const Sink<LegacyNode>& sink) {
  static constexpr const char* kScope =
      "SELECT p.name FROM scope s JOIN person p ON p.prinID = s.principal "
      "WHERE s.node = ?1 AND s.denied = ?2 ORDER BY 1";
  static constexpr const char* kRole =
      "SELECT p.name FROM role r JOIN person p ON p.prinID = r.principal "
      "JOIN role_type t ON t.rtypeID = r.type WHERE r.node = ?1 AND ?2 = CASE lower(t.name) "
      "WHEN 'member' THEN 0 WHEN 'manager' THEN 1 WHEN 'voiced' THEN 2 "
      "WHEN 'creator' THEN 3 END ORDER BY 1";
  Statement row = database_->Use(
      "WITH RECURSIVE tree(id, depth) AS (SELECT nodeID, 0 FROM node WHERE nodeID = parentID "
      "UNION ALL SELECT n.nodeID, t.depth + 1 FROM node n JOIN tree t ON n.parentID = t.id "
      "AND n.nodeID <> n.parentID) "
      "SELECT n.nodeID, n.parentID, n.nodeType, n.nodeName, n.nodeDesc, n.invite, n.logged, "
      "n.filePost, n.disabled, n.behavior, n.visibility, s.siopName FROM tree t "
      "JOIN node n ON n.nodeID = t.id LEFT JOIN siop s ON s.siopID = n.siopID "
      "ORDER BY t.depth, n.nodeID");
  int result = SQLITE_ROW;
  while ((result = row.Step()) == SQLITE_ROW) {
    LegacyNode node;
    node.id = row.Int(0);
    node.parent = row.Int(1);
    node.is_category = row.Int(2) != 0;
    node.name = row.Text(3);
    node.description = row.Text(4);
    node.invitations = Three(row, 5);
    node.chat_history = Three(row, 6);
    node.file_upload = Three(row, 7);
    node.disabled = row.Int(8) != 0;
    if (row.Int(9) == static_cast<int>(RoomType::kAuditorium)) node.type = RoomType::kAuditorium;
    for (Privacy privacy : {Privacy::kSecret, Privacy::kClosed, Privacy::kOpen})
      if (row.Int(10) == static_cast<int>(privacy)) node.privacy = privacy;
    node.addin = row.Text(11);
    node.allowed = People(kScope, node.id, 0);
    node.denied = People(kScope, node.id, 1);
    node.members = People(kRole, node.id, 0);
    node.managers = People(kRole, node.id, 1);
    node.presenters = People(kRole, node.id, 2);
    node.creators = People(kRole, node.id, 3);
    if (!sink(std::move(node))) return Status::Ok();
  }
  return result == SQLITE_DONE ? Status::Ok() : database_->Error(result, "read");
}

Status LegacyStore::EachPrincipal(const Sink<LegacyPrincipal>& sink) {
  Statement row = database_->Use(
      "SELECT prinID, name, prinName, prinTypeID, prinDisabled FROM person ORDER BY prinID");
  int result = SQLITE_ROW;
  while ((result = row.Step()) == SQLITE_ROW) {
    LegacyPrincipal principal{row.Int(0), std::string(row.Text(1)), std::string(row.Text(2)),
                              static_cast<int>(row.Int(3)), LegacyPrincipal::State::kActive};
    if (row.Int(4) == 1) principal.state = LegacyPrincipal::State::kDisabled;
    if (row.Int(4) == 2) principal.state = LegacyPrincipal::State::kDeleted;
    if (!sink(std::move(principal))) return Status::Ok();
  }
  return result == SQLITE_DONE ? Status::Ok() : database_->Error(result, "read");
}

Status LegacyStore::EachAddin(const Sink<Addin>& sink) {
  Statement row = database_->Use("SELECT siopName, siopUrl FROM siop ORDER BY siopName");
  int result = SQLITE_ROW;
  while ((result = row.Step()) == SQLITE_ROW)
    if (!sink({std::string(row.Text(0)), std::string(row.Text(1))})) return Status::Ok();
  return result == SQLITE_DONE ? Status::Ok() : database_->Error(result, "read");
}

namespace {

// Ticks are finer: what a time in milliseconds leaves out lies before its successor.
int64_t TicksOf(std::optional<int64_t> from) {
  constexpr int64_t kLast =
      (std::numeric_limits<int64_t>::max() - kTicksAtEpoch) / kTicksPerMillisecond;
  if (!from || *from < -kTicksAtEpoch / kTicksPerMillisecond) return 0;
  return std::min(*from, kLast) * kTicksPerMillisecond + kTicksAtEpoch;
}

}  // namespace

Status LegacyStore::EachMessage(int64_t room, std::optional<int64_t> from,
                                const Sink<Message>& sink) {
  Statement row = database_
                      ->Use(
                          "SELECT c.chatId, p.prinUri, c.chatDate, c.content FROM chat c "
                          "LEFT JOIN principal p ON p.prinID = c.userId WHERE c.channelId = ?1 "
                          "AND c.chatDate >= ?2 ORDER BY c.chatId")
                      .Bind(1, room)
                      .Bind(2, TicksOf(from))
                      .Take();
  int result = SQLITE_ROW;
  while ((result = row.Step()) == SQLITE_ROW) {
    Message message{row.Int(0), std::string(row.Text(1)),
                    (row.Int(2) - kTicksAtEpoch) / kTicksPerMillisecond, std::string(row.Text(3))};
    if (!sink(std::move(message))) return Status::Ok();
  }
  return result == SQLITE_DONE ? Status::Ok() : database_->Error(result, "read");
}

Result<int64_t> LegacyStore::CountMessages(int64_t room, std::optional<int64_t> from) {
  Statement row =
      database_->Use("SELECT count(*) FROM chat WHERE channelId = ?1 AND chatDate >= ?2")
          .Bind(1, room)
          .Bind(2, TicksOf(from))
          .Take();
  int result = row.Step();
  if (result != SQLITE_ROW) return database_->Error(result, "read");
  return row.Int(0);
}

Result<std::string> LegacyStore::FlatName(int64_t node) {
  std::vector<std::string> above;
  std::string own;
  bool category = false;
  for (int64_t at = node;;) {
    Statement row =
        database_->Use("SELECT parentID, nodeName, nodeType FROM node WHERE nodeID = ?1")
            .Bind(1, at)
            .Take();
    if (!row.Row())
      return Status(Code::kNoSuchObject, "There is no node " + std::to_string(at) + ".");
    int64_t parent = row.Int(0);
    if (at == node) {
      own = row.Text(1);
      category = row.Int(2) != 0;
    } else if (parent != at) {
      above.emplace_back(row.Text(1));
    }
    if (parent == at) break;
    at = parent;
  }
  // A room's category is itself flat; only what lies above a child category goes in front.
  if (!category && above.size() < 2) return own;
  std::string name = own;
  for (const std::string& one : above) name = one + kNameSeparator + name;
  return name;
}

}  // namespace sipsh::chat
