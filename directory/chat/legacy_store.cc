#include "directory/chat/legacy_store.h"

#include <algorithm>
#include <fstream>

#include "directory/chat/csv_reader.h"
#include "directory/entry.h"

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
  CASE WHEN prinTypeID IN (8, 9, 10) THEN prinADPath ELSE prinUri END AS name FROM principal;
CREATE TABLE role_type(rtypeID INTEGER PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE role(
  node INTEGER NOT NULL, principal INTEGER NOT NULL, type INTEGER NOT NULL,
  PRIMARY KEY(node, principal, type)) WITHOUT ROWID;
CREATE TABLE scope(
  node INTEGER NOT NULL, principal INTEGER NOT NULL, denied INTEGER NOT NULL,
  PRIMARY KEY(node, principal)) WITHOUT ROWID;
CREATE TABLE siop(siopID TEXT PRIMARY KEY COLLATE NOCASE, siopName TEXT NOT NULL, siopUrl TEXT);
CREATE TABLE chat(
  channelId INTEGER NOT NULL, chatId INTEGER NOT NULL, chatDate INTEGER NOT NULL,
  userId INTEGER NOT NULL, content TEXT NOT NULL,
  PRIMARY KEY(channelId, chatId)) WITHOUT ROWID;
PRAGMA user_version = 1;
COMMIT;
)sql";

Status Wrong(const std::string& file, int line, const std::string& what) {
  return {Code::kInvalidSyntax, file + ":" + std::to_string(line) + ": " + what};
}

// SQL Server's tools write bits as 1 and 0 or as words, and nothing as NULL.
std::string Plain(const std::string& field) {
  for (const char* word : {"NULL", "null"})
    if (field == word) return {};
  if (directory::EqualIgnoreCase(field, "true")) return "1";
  if (directory::EqualIgnoreCase(field, "false")) return "0";
  return field;
}

bool IsNumber(const std::string& text) {
  size_t from = !text.empty() && text[0] == '-' ? 1 : 0;
  return text.size() > from && text.find_first_not_of("0123456789", from) == std::string::npos;
}

std::optional<bool> Three(const Statement& row, int column) {
  std::string_view text = row.Text(column);
  if (text.empty()) return std::nullopt;
  return row.Int(column) != 0;
}

}  // namespace

// One dump: the columns it must have, in the order of the insert's parameters.
struct LegacyStore::Table {
  struct Column {
    const char* name;
    bool text = false;   // Kept as it is written; NULL and words stand for bits elsewhere.
    bool needed = true;  // A value must be there.
  };
  const char* file;
  const char* insert;
  std::vector<Column> columns;
  bool optional = false;
};

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

Status LegacyStore::Load(const std::string& folder, const Table& table, int64_t* rows) {
  std::string file = folder + "/" + table.file;
  std::ifstream in(file, std::ios::binary);
  if (!in) {
    if (table.optional) return Status::Ok();
    return {Code::kNoSuchObject, file +
                                     " is not there or can not be read. Dump the table from SQL "
                                     "Server as CSV with a line of column names."};
  }
  CsvReader reader(in, file);
  std::vector<std::string> fields, values(table.columns.size());
  std::vector<size_t> places;
  Result<bool> more = reader.Next(&fields);
  if (!more.ok()) return more.status();
  for (const Table::Column& column : table.columns) {
    auto place = std::find_if(fields.begin(), fields.end(), [&](const std::string& name) {
      return directory::EqualIgnoreCase(name, column.name);
    });
    if (place == fields.end())
      return Wrong(file, 1, std::string("the first line names no column ") + column.name);
    places.push_back(static_cast<size_t>(place - fields.begin()));
  }
  size_t width = fields.size();
  while ((more = reader.Next(&fields)).ok() && *more) {
    if (fields.size() == 1 && fields[0].empty()) continue;  // An empty line.
    if (fields.size() != width)
      return Wrong(file, reader.line(),
                   "the record has " + std::to_string(fields.size()) + " fields, the first line " +
                       std::to_string(width));
    Statement row = database_->Use(table.insert);
    for (size_t i = 0; i < places.size(); ++i) {
      const Table::Column& column = table.columns[i];
      const std::string& field = fields[places[i]];
      values[i] = column.text ? (field == "NULL" ? std::string() : field) : Plain(field);
      if (column.needed && values[i].empty() && !column.text)
        return Wrong(file, reader.line(), std::string(column.name) + " is empty");
      if (!column.text && !values[i].empty() && !IsNumber(values[i]))
        return Wrong(file, reader.line(),
                     std::string(column.name) + " is no number: '" + values[i].substr(0, 40) + "'");
      row.Bind(static_cast<int>(i) + 1, values[i]);
    }
    int result = row.Step();
    if ((result & 0xFF) == SQLITE_CONSTRAINT)
      return {Code::kConstraintViolation,
              file + ":" + std::to_string(reader.line()) +
                  ": a row with this key is there already, or a value may not be"};
    if (result != SQLITE_DONE) return database_->Error(result, "changed");
    ++*rows;
  }
  return more.status();
}

Status LegacyStore::LoadAll(const std::string& folder, LegacyCounts* counts) {
  static constexpr const char* kEmpty =
      "DELETE FROM node; DELETE FROM principal; DELETE FROM role_type; DELETE FROM role; "
      "DELETE FROM scope; DELETE FROM siop; DELETE FROM chat";
  if (Status emptied = database_->Execute(kEmpty); !emptied.ok()) return emptied;
  constexpr bool kText = true, kMayBeEmpty = false;
  int64_t types = 0;
  const std::pair<Table, int64_t*> tables[] = {
      {{"tblNode.csv",
        "INSERT INTO node VALUES(?1, ?2, ?3, ?4, ?5, NULLIF(?6, ''), NULLIF(?7, ''), "
        "NULLIF(?8, ''), ?9, ?10, ?11, NULLIF(?12, ''))",
        {{"nodeID"},
         {"parentID"},
         {"nodeType"},
         {"nodeName", kText},
         {"nodeDesc", kText},
         {"invite", false, kMayBeEmpty},
         {"logged", false, kMayBeEmpty},
         {"filePost", false, kMayBeEmpty},
         {"disabled"},
         {"behavior", false, kMayBeEmpty},
         {"visibility", false, kMayBeEmpty},
         {"siopID", kText}}},
       &counts->nodes},
      {{"tblPrincipal.csv",
        "INSERT INTO principal VALUES(?1, ?2, ?3, ?4, ?5, ?6)",
        {{"prinID"},
         {"prinUri", kText},
         {"prinName", kText},
         {"prinADPath", kText},
         {"prinDisabled"},
         {"prinTypeID"}}},
       &counts->principals},
      {{"tblRoleType.csv",
        "INSERT INTO role_type VALUES(?1, ?2)",
        {{"rtypeID"}, {"rtypeDesc", kText}}},
       &types},
      {{"tblPrincipalRole.csv",
        "INSERT INTO role VALUES(?1, ?2, ?3)",
        {{"prinRoleNodeID"}, {"prinRolePrinID"}, {"prinRoleTypeID"}}},
       &counts->roles},
      {{"tblScopePrincipal.csv",
        "INSERT INTO scope VALUES(?1, ?2, ?3)",
        {{"scopeNodeID"}, {"scopePrinID"}, {"scopeIsDenied"}},
        true},
       &counts->scopes},
      {{"tblSiopWhiteList.csv",
        "INSERT INTO siop VALUES(?1, ?2, ?3)",
        {{"siopID", kText}, {"siopName", kText}, {"siopUrl", kText}},
        true},
       &counts->addins},
      {{"tblChat.csv",
        "INSERT INTO chat VALUES(?1, ?2, ?3, ?4, ?5)",
        {{"channelId"}, {"chatId"}, {"chatDate"}, {"userId"}, {"content", kText}},
        true},
       &counts->messages}};
  for (const auto& [table, rows] : tables)
    if (Status loaded = Load(folder, table, rows); !loaded.ok()) return loaded;
  return CheckWhole();
}

// What a whole dump has: one root, every node below it, roles of known kinds.
Status LegacyStore::CheckWhole() {
  Statement lost = database_->Use(
      "WITH RECURSIVE below(id) AS (SELECT nodeID FROM node WHERE nodeID = parentID UNION "
      "SELECT n.nodeID FROM node n JOIN below b ON n.parentID = b.id) "
      "SELECT nodeID, nodeName FROM node WHERE nodeID NOT IN (SELECT id FROM below) LIMIT 1");
  if (lost.Row()) {
    return {Code::kConstraintViolation,
            "tblNode.csv: the node " + std::to_string(lost.Int(0)) + " ('" +
                std::string(lost.Text(1)) +
                "') is not below the root. Dump the whole table, with the root (node 1)."};
  }
  Statement role = database_->Use(
      "SELECT r.node, r.type FROM role r LEFT JOIN role_type t ON t.rtypeID = r.type "
      "WHERE t.rtypeID IS NULL LIMIT 1");
  if (role.Row()) {
    return {Code::kConstraintViolation,
            "tblPrincipalRole.csv: the role type " + std::to_string(role.Int(1)) + " of node " +
                std::to_string(role.Int(0)) + " is not in tblRoleType.csv. Dump that table too."};
  }
  return Status::Ok();
}

Result<LegacyCounts> LegacyStore::Fill(const std::string& folder) {
  LegacyCounts counts;
  if (Status begun = database_->Execute("BEGIN IMMEDIATE"); !begun.ok()) return begun;
  Status loaded = LoadAll(folder, &counts);
  if (loaded.ok()) loaded = database_->Execute("COMMIT");
  if (!loaded.ok()) {
    (void)database_->Execute("ROLLBACK");
    return loaded;
  }
  return counts;
}

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

Status LegacyStore::EachMessage(int64_t room, const Sink<Message>& sink) {
  Statement row = database_
                      ->Use(
                          "SELECT c.chatId, p.prinUri, c.chatDate, c.content FROM chat c "
                          "LEFT JOIN principal p ON p.prinID = c.userId WHERE c.channelId = ?1 "
                          "ORDER BY c.chatId")
                      .Bind(1, room)
                      .Take();
  int result = SQLITE_ROW;
  while ((result = row.Step()) == SQLITE_ROW) {
    Message message{row.Int(0), std::string(row.Text(1)),
                    (row.Int(2) - kTicksAtEpoch) / kTicksPerMillisecond, std::string(row.Text(3))};
    if (!sink(std::move(message))) return Status::Ok();
  }
  return result == SQLITE_DONE ? Status::Ok() : database_->Error(result, "read");
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
