// ChatStore: the back end of the Persistent Chat pools of an environment. Synchronous, one thread
// at a time. Reads hand over one object at a time, in the order of names (messages: of time), so
// that millions pass in flat memory; a sink that answers false ends them, with ok. A change is
// whole by itself, or part of what stands between Begin and Commit.
// The store keeps what a database can keep by constraint: unique names per pool and kind, a room's
// category and add-in exist, a category with rooms stays, presenters in auditoriums only. What
// needs the directory is rules.h.
// Statuses: kNoSuchObject, kEntryAlreadyExists, kNotAllowedOnNonLeaf (a category that holds rooms),
// kConstraintViolation, kBusyLocked, kReadOnly, kDiskFull, kCorrupt.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "directory/chat/model.h"
#include "directory/status.h"

namespace sipsh::chat {

using directory::Result;
using directory::Status;

template <typename T>
using Sink = std::function<bool(T&&)>;

// Which messages of a room.
struct MessageQuery {
  enum class Match { kAll, kAny, kPhrase };

  std::optional<int64_t> from, until;  // Milliseconds; both inclusive.
  std::string author;                  // "": anybody's.
  std::vector<std::string> words;      // None: whatever the text.
  Match match = Match::kAll;
  bool case_sensitive = false;

  bool Fits(const Message& message) const;
};

struct Content {
  int64_t messages = 0;
  int64_t bytes = 0;  // Of texts, in UTF-8.
};

class ChatStore {
 public:
  virtual ~ChatStore() = default;
  ChatStore(const ChatStore&) = delete;
  ChatStore& operator=(const ChatStore&) = delete;

  virtual Result<Category> FindCategory(const std::string& pool, const std::string& name) = 0;
  virtual Result<Room> FindRoom(const std::string& pool, const std::string& name) = 0;
  virtual Result<Addin> FindAddin(const std::string& pool, const std::string& name) = 0;
  virtual Status EachCategory(const std::string& pool, const Sink<Category>& sink) = 0;
  // Of one category where one is named.
  virtual Status EachRoom(const std::string& pool, const std::string& category,
                          const Sink<Room>& sink) = 0;
  virtual Status EachAddin(const std::string& pool, const Sink<Addin>& sink) = 0;
  virtual Status EachMessage(const std::string& pool, const std::string& room,
                             const MessageQuery& query, const Sink<Message>& sink) = 0;
  virtual Result<Content> ContentOf(const std::string& pool, const std::string& room) = 0;
  virtual Result<int64_t> CountMessages(const std::string& pool, const std::string& room) = 0;

  virtual Status Begin() = 0;
  virtual Status Commit() = 0;
  virtual void Rollback() = 0;
  // Between the two, reads show what was there at the first of them.
  virtual Status BeginRead() = 0;
  virtual void EndRead() = 0;

  virtual Status Add(const std::string& pool, const Category& category) = 0;
  virtual Status Add(const std::string& pool, const Room& room) = 0;
  virtual Status Add(const std::string& pool, const Addin& addin) = 0;
  // `name` is what it was called so far; the object may bring another.
  virtual Status Replace(const std::string& pool, const std::string& name,
                         const Category& category) = 0;
  virtual Status Replace(const std::string& pool, const std::string& name, const Room& room) = 0;
  virtual Status Replace(const std::string& pool, const std::string& name, const Addin& addin) = 0;
  virtual Status RemoveCategory(const std::string& pool, const std::string& name) = 0;
  virtual Status RemoveRoom(const std::string& pool, const std::string& name) = 0;
  virtual Status RemoveAddin(const std::string& pool, const std::string& name) = 0;

  virtual Status AddMessage(const std::string& pool, const std::string& room,
                            const Message& message) = 0;
  // Answer how many.
  virtual Result<int64_t> RemoveMessages(const std::string& pool, const std::string& room,
                                         const MessageQuery& query) = 0;
  virtual Result<int64_t> ReplaceMessages(const std::string& pool, const std::string& room,
                                          const MessageQuery& query, const std::string& text) = 0;

  // Imports of a pool, the newest first. One is added with no progress, and removed with all
  // messages that it brought.
  virtual Result<ImportRun> FindImport(const std::string& pool, const std::string& name) = 0;
  virtual Status EachImport(const std::string& pool, const Sink<ImportRun>& sink) = 0;
  virtual Status Add(const std::string& pool, const ImportRun& run) = 0;
  virtual Status RemoveImport(const std::string& pool, const std::string& name) = 0;
  // Adds messages to a room and counts them in `run`. The nth equal one is passed over where as
  // many were there before the import began. The caller keeps the run's progress with them by
  // Advance, between the same Begin and Commit.
  virtual Status AddMessages(const std::string& pool, const std::string& room,
                             const std::vector<ImportedMessage>& messages, ImportRun* run) = 0;
  // Whether the room had messages before the import began.
  virtual Result<bool> HadMessages(const std::string& pool, const std::string& import,
                                   const std::string& room) = 0;
  virtual Status Advance(const std::string& pool, const ImportRun& run) = 0;
  // Messages of a room that came after the import, and not by it.
  virtual Result<int64_t> MessagesSince(const std::string& pool, const std::string& import,
                                        const std::string& room) = 0;

 protected:
  ChatStore() = default;
};

// What environment.yaml says: sqlite:/path. The file is made by the first change.
Result<std::unique_ptr<ChatStore>> OpenChatStore(const std::string& location);

}  // namespace sipsh::chat
