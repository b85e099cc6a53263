#include "directory/embedded/layout.h"

#include <algorithm>

namespace sipsh::directory::embedded {
namespace {

constexpr int kVersion = 1;
constexpr size_t kLongestKey = 240;

constexpr char kTables[] = R"(
  PRAGMA journal_mode=WAL;
  PRAGMA synchronous=FULL;
  BEGIN IMMEDIATE;
  CREATE TABLE IF NOT EXISTS entry(
    id INTEGER PRIMARY KEY, parent INTEGER NOT NULL, version INTEGER NOT NULL,
    uuid TEXT NOT NULL, created TEXT NOT NULL, modified TEXT NOT NULL,
    rkey BLOB NOT NULL UNIQUE, dn TEXT NOT NULL, data BLOB NOT NULL);
  CREATE INDEX IF NOT EXISTS entry_parent ON entry(parent);
  CREATE TABLE IF NOT EXISTS attribute(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
  CREATE TABLE IF NOT EXISTS ix(
    attribute INTEGER NOT NULL, value BLOB NOT NULL, id INTEGER NOT NULL,
    PRIMARY KEY(attribute, value, id)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS sip(address TEXT PRIMARY KEY, id INTEGER NOT NULL) WITHOUT ROWID;
  PRAGMA user_version=1;
)";

constexpr std::string_view kEverywhere[] = {"top", "person", "organizationalperson", "user",
                                            "inetorgperson"};

template <typename T>
void SortUnique(std::vector<T>* values) {
  std::sort(values->begin(), values->end());
  values->erase(std::unique(values->begin(), values->end()), values->end());
}

}  // namespace

Status PrepareLayout(Database& database) {
  Statement query = database.Use("PRAGMA user_version");
  int result = query.Step();
  if (result != SQLITE_ROW) return database.Error(result, "read");
  int64_t version = query.Int(0);
  if (version == kVersion) return Status::Ok();
  if (version != 0) {
    return Status(Code::kNotSupported,
                  "The directory file was written by a later version (layout " +
                      std::to_string(version) + "). Use that version.");
  }
  if (database.read_only()) {
    return Status(Code::kUnavailable, "The file is no directory yet and may not be written.");
  }
  { Statement done = std::move(query); }
  Status made = database.Execute(kTables);
  if (!made.ok()) return made;
  for (const AttributeType& type : Schema::BuiltIn().attributes()) {
    if (!type.indexed) continue;
    database.Use("INSERT OR IGNORE INTO attribute(name) VALUES(?)").Bind(1, type.name()).Step();
  }
  return database.Execute("COMMIT");
}

Status IndexNames::Read(Database& database) {
  Statement query = database.Use("SELECT id, name FROM attribute");
  int result;
  while ((result = query.Step()) == SQLITE_ROW) {
    ids_.emplace_back(std::string(query.Text(1)), query.Int(0));
  }
  return result == SQLITE_DONE ? Status::Ok() : database.Error(result, "read");
}

int64_t IndexNames::Find(const AttributeType& type) const {
  if (!type.indexed) return 0;
  for (const auto& [name, id] : ids_) {
    if (name == type.name()) return id;
  }
  return 0;
}

bool WorthIndexing(const AttributeType& type, std::string_view normalised) {
  return type.name() != "objectClass" || std::find(std::begin(kEverywhere), std::end(kEverywhere),
                                                   normalised) == std::end(kEverywhere);
}

std::string_view IndexKey(std::string_view normalised) { return normalised.substr(0, kLongestKey); }

std::vector<IndexRow> IndexRows(const EntryView& entry, const Schema& schema,
                                const IndexNames& names) {
  std::vector<IndexRow> rows;
  for (const AttributeView& attribute : entry) {
    const AttributeType* type = schema.FindAttribute(attribute.name);
    int64_t id = type ? names.Find(*type) : 0;
    if (id == 0) continue;
    for (std::string_view value : attribute.values) {
      std::string normalised = schema.Normalise(type, value);
      if (WorthIndexing(*type, normalised)) {
        rows.push_back({id, std::string(IndexKey(normalised))});
      }
    }
  }
  SortUnique(&rows);
  return rows;
}

std::vector<std::string> SipAddresses(const EntryView& entry) {
  std::vector<std::string> addresses;
  for (std::string_view value : entry.Values("msRTCSIP-PrimaryUserAddress")) {
    addresses.push_back(FoldText(value));
  }
  for (std::string_view value : entry.Values("proxyAddresses")) {
    if (EqualIgnoreCase(value.substr(0, 4), "sip:")) addresses.push_back(FoldText(value));
  }
  SortUnique(&addresses);
  return addresses;
}

}  // namespace sipsh::directory::embedded
