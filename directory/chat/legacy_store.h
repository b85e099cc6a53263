// LegacyStore: what a Group Chat pool (2007 R2, 2010) keeps in its SQL Server database, in the
// shape that is documented publicly: a tree of nodes (categories and rooms) under a root,
// principals, the roles and scopes that join the two, add-ins and messages. One SQLite file, filled
// from CSV dumps of those tables, which is how an administrator gets them out of SQL Server. It is
// read to be moved: nothing here changes a room. Sinks and statuses are as in store.h.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "directory/chat/store.h"
#include "directory/embedded/database.h"

namespace sipsh::chat {

struct LegacyPrincipal {
  enum class State { kActive = 0, kDisabled = 1, kDeleted = 2 };

  int64_t id = 0;
  std::string name;  // SIP address of users; else the DN.
  std::string display_name;
  int type = 0;  // 4 system, 5 user, 7 federated user, 8 domain, 9 group, 10 folder, 11 fed. group
  State state = State::kActive;

  bool Federated() const { return type == 7 || type == 11; }
};

struct LegacyNode {
  int64_t id = 0, parent = 0;
  bool is_category = false;
  std::string name, description;
  std::optional<bool> invitations, chat_history, file_upload;  // Nothing: as the parent has it.
  bool disabled = false;
  RoomType type = RoomType::kNormal;
  Privacy privacy = Privacy::kClosed;
  std::string addin;
  Principals allowed, denied, members, managers, presenters, creators;

  bool IsRoot() const { return id == parent; }
};

// How many rows of each table a dump had.
struct LegacyCounts {
  int64_t nodes = 0, principals = 0, roles = 0, scopes = 0, addins = 0, messages = 0;
};

// While a dump is read: the file, bytes of all files done, of how many. False stops it
// (kCancelled).
using LegacyProgress = std::function<bool(std::string_view file, int64_t done, int64_t total)>;

class LegacyStore {
 public:
  static Result<std::unique_ptr<LegacyStore>> Open(const std::string& path);

  // From tblNode.csv, tblPrincipal.csv, tblPrincipalRole.csv, tblRoleType.csv and, where they are
  // there, tblScopePrincipal.csv, tblSiopWhiteList.csv and tblChat.csv in `folder`. The first line
  // of each names the columns, in any order; others than those needed are passed over. Replaces
  // what was held; all or nothing. kInvalidSyntax, kNoSuchObject and kConstraintViolation name file
  // and line.
  Result<LegacyCounts> Fill(const std::string& folder, const LegacyProgress& progress = {});
  // SHA-256 over the dumps in `folder`, and over those that were read last ("": none).
  static Result<std::string> DigestOf(const std::string& folder,
                                      const LegacyProgress& progress = {});
  std::string FilledFrom();

  // Parents before their children; the root, which has no name of its own, first.
  Status EachNode(const Sink<LegacyNode>& sink);
  Status EachPrincipal(const Sink<LegacyPrincipal>& sink);
  Status EachAddin(const Sink<Addin>& sink);
  // Of a room, in the order they were written; `from` in milliseconds, inclusive.
  Status EachMessage(int64_t room, std::optional<int64_t> from, const Sink<Message>& sink);
  Status EachMessage(int64_t room, const Sink<Message>& sink) {
    return EachMessage(room, std::nullopt, sink);
  }
  Result<int64_t> CountMessages(int64_t room, std::optional<int64_t> from);
  // Between the two, reads show what was there at the first of them.
  Status BeginRead();
  void EndRead();

  // The name a node gets where categories are flat: the names of its parents, without the root, put
  // in front. A room directly below a top category keeps its own.
  Result<std::string> FlatName(int64_t node);

 private:
  using Database = directory::embedded::Database;

  explicit LegacyStore(std::unique_ptr<Database> database) : database_(std::move(database)) {}
  struct Table;
  struct Told;
  Status Load(const std::string& folder, const Table& table, Told& told, int64_t* rows);
  Status LoadAll(const std::string& folder, Told& told, LegacyCounts* counts);
  Status CheckWhole();
  Principals People(const char* sql, int64_t node, int64_t which);

  Status NoRowOf(const char* sql, const char* what);

  std::unique_ptr<Database> database_;
};

inline constexpr const char* kNameSeparator = " - ";  // The product's own is not public.

}  // namespace sipsh::chat
