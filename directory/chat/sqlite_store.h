// ChatStore's first implementation: one SQLite file for all pools of an environment. store.h makes
// it (OpenChatStore); only the two source files of it include this.
#pragma once

#include <memory>
#include <string>

#include "directory/chat/layout.h"
#include "directory/chat/store.h"
#include "directory/embedded/database.h"

namespace sipsh::chat {

class SqliteChatStore final : public ChatStore {
 public:
  explicit SqliteChatStore(std::string path) : path_(std::move(path)) {}

  Result<Category> FindCategory(const std::string& pool, const std::string& name) override;
  Result<Room> FindRoom(const std::string& pool, const std::string& name) override;
  Result<Addin> FindAddin(const std::string& pool, const std::string& name) override;
  Status EachCategory(const std::string& pool, const Sink<Category>& sink) override;
  Status EachRoom(const std::string& pool, const std::string& category,
                  const Sink<Room>& sink) override;
  Status EachAddin(const std::string& pool, const Sink<Addin>& sink) override;
  Status EachMessage(const std::string& pool, const std::string& room, const MessageQuery& query,
                     const Sink<Message>& sink) override;
  Result<Content> ContentOf(const std::string& pool, const std::string& room) override;
  Result<int64_t> CountMessages(const std::string& pool, const std::string& room) override;

  Status Begin() override;
  Status Commit() override;
  void Rollback() override;
  Status BeginRead() override;
  void EndRead() override;

  Status Add(const std::string& pool, const Category& category) override;
  Status Add(const std::string& pool, const Room& room) override;
  Status Add(const std::string& pool, const Addin& addin) override;
  Status Replace(const std::string& pool, const std::string& name,
                 const Category& category) override;
  Status Replace(const std::string& pool, const std::string& name, const Room& room) override;
  Status Replace(const std::string& pool, const std::string& name, const Addin& addin) override;
  Status RemoveCategory(const std::string& pool, const std::string& name) override;
  Status RemoveRoom(const std::string& pool, const std::string& name) override;
  Status RemoveAddin(const std::string& pool, const std::string& name) override;

  Status AddMessage(const std::string& pool, const std::string& room,
                    const Message& message) override;
  Result<int64_t> RemoveMessages(const std::string& pool, const std::string& room,
                                 const MessageQuery& query) override;
  Result<int64_t> ReplaceMessages(const std::string& pool, const std::string& room,
                                  const MessageQuery& query, const std::string& text) override;

  Result<ImportRun> FindImport(const std::string& pool, const std::string& name) override;
  Status EachImport(const std::string& pool, const Sink<ImportRun>& sink) override;
  Status Add(const std::string& pool, const ImportRun& run) override;
  Status RemoveImport(const std::string& pool, const std::string& name) override;
  Status AddMessages(const std::string& pool, const std::string& room,
                     const std::vector<ImportedMessage>& messages, ImportRun* run) override;
  Result<bool> HadMessages(const std::string& pool, const std::string& import,
                           const std::string& room) override;
  Status Advance(const std::string& pool, const ImportRun& run) override;
  Result<int64_t> MessagesSince(const std::string& pool, const std::string& import,
                                const std::string& room) override;

 private:
  using Database = directory::embedded::Database;
  using Statement = directory::embedded::Statement;

  Result<bool> Readable();  // False: there is no file, so nothing in it.
  Status Writable();        // Makes the file.
  Status Open(Database::Mode mode);
  Status Whole(const std::function<Status()>& change);
  Status Ran(Statement& statement, const char* kind, const std::string& name);
  Status Each(Statement& row, const std::function<bool()>& visit);

  Result<int64_t> PoolId(const std::string& pool);  // Makes the row where there is none.
  Result<int64_t> PrincipalId(const std::string& name);
  int64_t IdOf(const char* sql, const std::string& pool, const std::string& name);  // 0: none.
  int64_t CategoryId(const std::string& pool, const std::string& name);
  int64_t RoomId(const std::string& pool, const std::string& name);
  int64_t AddinId(const std::string& pool, const std::string& name);
  int64_t ImportId(const std::string& pool, const std::string& name);

  Principals ReadList(const char* sql, int64_t owner, Role role);
  Category ReadCategory(const Statement& row);
  Room ReadRoom(const Statement& row);
  Status WriteList(const char* insert, int64_t owner, Role role, const Principals& names);
  Status WriteLists(int64_t id, const Category& category);
  Status WriteLists(int64_t id, const Room& room);
  Status Write(Statement statement, const std::string& pool, const Room& room);
  Status Remove(const char* sql, int64_t id, const char* kind, const std::string& pool,
                const std::string& name);
  Result<int64_t> ChangeMessages(const std::string& pool, const std::string& room,
                                 const MessageQuery& query, const std::string* text);

  // The room that messages are being imported into, by one after the other.
  struct ImportRoom {
    int64_t import = 0, room = 0;
    int64_t last_before = 0;  // The last message before the import.
  };
  Status EnterRoom(const std::string& pool, const std::string& import, const std::string& room,
                   ImportRoom* entered);
  Result<bool> ThereAlready(const ImportRoom& room, const ImportedMessage& message);
  Status KeepRange(int64_t import, int64_t first, int64_t last);

  std::string path_;
  std::unique_ptr<Database> database_;
};

}  // namespace sipsh::chat
