// A dump of CSV files into the tables of legacy_store.cc, all or nothing.
#include <algorithm>
#include <fstream>

#include "directory/chat/csv_reader.h"
#include "directory/chat/legacy_store.h"
#include "directory/entry.h"
#include "directory/file/digest.h"
#include "directory/file/utf8_check.h"

namespace sipsh::chat {

using directory::Code;
using directory::embedded::Statement;

namespace {

constexpr const char* kFiles[] = {
    "tblNode.csv",           "tblPrincipal.csv",     "tblRoleType.csv", "tblPrincipalRole.csv",
    "tblScopePrincipal.csv", "tblSiopWhiteList.csv", "tblChat.csv"};

Status Wrong(const std::string& file, int line, const std::string& what) {
  return {Code::kInvalidSyntax, file + ":" + std::to_string(line) + ": " + what};
}

bool IsNumber(const std::string& text) {
  size_t from = !text.empty() && text[0] == '-' ? 1 : 0;
  return text.size() > from && text.find_first_not_of("0123456789", from) == std::string::npos;
}

bool IsUtf8(std::string_view text) {
  while (!text.empty()) {
    size_t length = directory::Utf8Length(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

}  // namespace

// How far the reading of all files is.
struct LegacyStore::Told {
  const LegacyProgress& progress;
  directory::Sha256 digest;
  int64_t done = 0, total = 0;  // Bytes.

  Told(const std::string& folder, const LegacyProgress& to) : progress(to) {
    for (const char* name : kFiles) {
      std::ifstream in(folder + "/" + name, std::ios::binary | std::ios::ate);
      if (in) total += static_cast<int64_t>(in.tellg());
    }
  }
  Status At(const char* file, int64_t within) const {
    if (!progress || progress(file, done + within, total)) return Status::Ok();
    return {Code::kCancelled, "Reading the dumps was stopped; what was there before stays."};
  }
};

// One dump: the columns it must have, in the order of the insert's parameters.
struct LegacyStore::Table {
  struct Column {
    const char* name;
    bool text = false;      // Kept as it is written; NULL and words stand for bits elsewhere.
    bool needed = true;     // A value must be there.
    bool verbatim = false;  // NULL is a word like others.

    std::string Plain(const std::string& field) const;
    std::string Fault(const std::string& value) const;  // "": none.
  };
  const char* file;
  const char* insert;
  std::vector<Column> columns;
  bool optional = false;
};

// SQL Server's tools write bits as 1 and 0 or as words, and nothing as NULL.
std::string LegacyStore::Table::Column::Plain(const std::string& field) const {
  if (verbatim) return field;
  if (field == "NULL" || (!text && field == "null")) return {};
  if (!text && directory::EqualIgnoreCase(field, "true")) return "1";
  if (!text && directory::EqualIgnoreCase(field, "false")) return "0";
  return field;
}

std::string LegacyStore::Table::Column::Fault(const std::string& value) const {
  std::string column = name;
  if (text)
    return IsUtf8(value) ? "" : column + " is no UTF-8; dump the table as UTF-8 (code page 65001)";
  if (needed && value.empty()) return column + " is empty";
  if (value.empty() || IsNumber(value)) return "";
  return column + " is no number: '" + value.substr(0, 40) + "'";
}

Status LegacyStore::Load(const std::string& folder, const Table& table, Told& told, int64_t* rows) {
  std::string file = folder + "/" + table.file;
  std::ifstream in(file, std::ios::binary);
  if (!in) {
    if (table.optional) return Status::Ok();
    return {Code::kNoSuchObject, file +
                                     " is not there or can not be read. Dump the table from SQL "
                                     "Server as CSV with a line of column names."};
  }
  if (int first = in.peek(); first == 0xFF || first == 0xFE)
    return Wrong(file, 1, "it is UTF-16; dump the table as UTF-8 (code page 65001)");
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
      values[i] = table.columns[i].Plain(fields[places[i]]);
      if (std::string fault = table.columns[i].Fault(values[i]); !fault.empty())
        return Wrong(file, reader.line(), fault);
      row.Bind(static_cast<int>(i) + 1, values[i]);
    }
    int result = row.Step();
    if ((result & 0xFF) == SQLITE_CONSTRAINT)
      return {Code::kConstraintViolation,
              file + ":" + std::to_string(reader.line()) +
                  ": a row with this key is there already, or a value may not be"};
    if (result != SQLITE_DONE) return database_->Error(result, "changed");
    if (++*rows % 1000 != 0) continue;
    if (Status on = told.At(table.file, static_cast<int64_t>(in.tellg())); !on.ok()) return on;
  }
  in.clear();
  told.done += static_cast<int64_t>(in.seekg(0, std::ios::end).tellg());
  return more.status();
}

Status LegacyStore::LoadAll(const std::string& folder, Told& told, LegacyCounts* counts) {
  static constexpr const char* kEmpty =
      "DELETE FROM node; DELETE FROM principal; DELETE FROM role_type; DELETE FROM role; "
      "DELETE FROM scope; DELETE FROM siop; DELETE FROM chat; DELETE FROM filled";
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
        {{"channelId"}, {"chatId"}, {"chatDate"}, {"userId"}, {"content", kText, true, true}},
        true},
       &counts->messages}};
  for (const auto& [table, rows] : tables)
    if (Status loaded = Load(folder, table, told, rows); !loaded.ok()) return loaded;
  return CheckWhole();
}

// The first row of what must not be: an id, what refers to it, perhaps a name.
Status LegacyStore::NoRowOf(const char* sql, const char* what) {
  Statement row = database_->Use(sql);
  if (!row.Row()) return Status::Ok();
  std::string text = what;
  for (int i = 0; i < 2; ++i)
    if (size_t at = text.find('%'); at != std::string::npos) text.replace(at, 1, row.Text(i));
  return {Code::kConstraintViolation, text};
}

// What a whole dump has: one root, every node below it, roles of known kinds, and nothing that
// refers to what is not there.
Status LegacyStore::CheckWhole() {
  static constexpr std::pair<const char*, const char*> kRules[] = {
      {"SELECT count(*) FROM node WHERE nodeID = parentID HAVING count(*) <> 1",
       "tblNode.csv: there are % roots (nodes that are their own parent) instead of one. Dump the "
       "whole table."},
      {"WITH RECURSIVE below(id) AS (SELECT nodeID FROM node WHERE nodeID = parentID UNION "
       "SELECT n.nodeID FROM node n JOIN below b ON n.parentID = b.id) "
       "SELECT nodeID, nodeName FROM node WHERE nodeID NOT IN (SELECT id FROM below) LIMIT 1",
       "tblNode.csv: the node % ('%') is not below the root. Dump the whole table, with the root "
       "(node 1)."},
      {"SELECT n.nodeID, n.nodeName FROM node n JOIN node p ON p.nodeID = n.parentID "
       "WHERE p.nodeType = 0 LIMIT 1",
       "tblNode.csv: the node % ('%') is below a room. Dump the whole table again."},
      {"SELECT r.type, r.node FROM role r LEFT JOIN role_type t ON t.rtypeID = r.type "
       "WHERE t.rtypeID IS NULL LIMIT 1",
       "tblPrincipalRole.csv: the role type % of node % is not in tblRoleType.csv. Dump that table "
       "too."},
      {"SELECT r.principal, r.node FROM role r LEFT JOIN principal p ON p.prinID = r.principal "
       "WHERE p.prinID IS NULL LIMIT 1",
       "tblPrincipalRole.csv: the principal % of node % is not in tblPrincipal.csv. Dump all "
       "tables "
       "at the same time."},
      {"SELECT s.principal, s.node FROM scope s LEFT JOIN principal p ON p.prinID = s.principal "
       "WHERE p.prinID IS NULL LIMIT 1",
       "tblScopePrincipal.csv: the principal % of node % is not in tblPrincipal.csv. Dump all "
       "tables "
       "at the same time."},
      // The table may be left out as a whole; then rooms lose their add-ins.
      {"SELECT nodeID, siopID FROM node WHERE siopID IS NOT NULL AND EXISTS (SELECT 1 FROM siop) "
       "AND siopID COLLATE NOCASE NOT IN (SELECT siopID FROM siop) LIMIT 1",
       "tblNode.csv: the room % has the add-in %, which is not in tblSiopWhiteList.csv. Dump that "
       "table too."},
      {"SELECT DISTINCT c.channelId FROM chat c LEFT JOIN node n ON n.nodeID = c.channelId "
       "AND n.nodeType = 0 WHERE n.nodeID IS NULL LIMIT 1",
       "tblChat.csv: there are messages of %, which is no room of tblNode.csv. Dump all tables at "
       "the "
       "same time."}};
  for (const auto& [sql, what] : kRules)
    if (Status fits = NoRowOf(sql, what); !fits.ok()) return fits;
  return Status::Ok();
}

Result<LegacyCounts> LegacyStore::Fill(const std::string& folder, const LegacyProgress& progress) {
  LegacyCounts counts;
  Result<std::string> digest = DigestOf(folder, {});
  if (!digest.ok()) return digest.status();
  if (Status begun = database_->Execute("BEGIN IMMEDIATE"); !begun.ok()) return begun;
  Told told(folder, progress);
  Status loaded = LoadAll(folder, told, &counts);
  if (loaded.ok()) {
    Statement row = database_->Use("INSERT INTO filled VALUES(?1)").Bind(1, *digest).Take();
    int result = row.Step();
    if (result != SQLITE_DONE) loaded = database_->Error(result, "changed");
  }
  if (loaded.ok()) loaded = database_->Execute("COMMIT");
  if (!loaded.ok()) {
    (void)database_->Execute("ROLLBACK");
    return loaded;
  }
  return counts;
}

Result<std::string> LegacyStore::DigestOf(const std::string& folder,
                                          const LegacyProgress& progress) {
  Told told(folder, progress);
  std::vector<char> block(1 << 18);
  for (const char* name : kFiles) {
    std::ifstream in(folder + "/" + name, std::ios::binary);
    told.digest.Add(std::string(name) + (in ? ":" : "-"));
    while (in.read(block.data(), static_cast<std::streamsize>(block.size())) || in.gcount() > 0) {
      told.digest.Add({block.data(), static_cast<size_t>(in.gcount())});
      told.done += in.gcount();
      if (Status on = told.At(name, 0); !on.ok()) return on;
    }
  }
  return told.digest.Hex();
}

}  // namespace sipsh::chat
