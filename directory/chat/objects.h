// ChatObjects: categories, rooms and add-ins as entries below cn=Persistent Chat, so that changes
// of them pass the one door (journal/change_door.h) and can be undone like changes of a directory.
//
//   cn=<name>,cn=Categories,cn=<pool>,cn=Persistent Chat
//   cn=<name>,cn=Rooms,cn=<pool>,cn=Persistent Chat
//   cn=<name>,cn=Add-ins,cn=<pool>,cn=Persistent Chat
//   cn=<name>,cn=Imports,cn=<pool>,cn=Persistent Chat
//
// An import stands for the messages it brought: with it they go.
// One object can be read at a time; listing is ChatStore's. Texts of messages never reach the
// journal: an operation on messages is announced by SetMessages and stands in the change set as a
// modification of the room's kMessages attribute.
#pragma once

#include <optional>
#include <string>

#include "directory/chat/store.h"
#include "directory/schema.h"
#include "directory/store.h"

namespace sipsh::chat {

enum class Kind { kCategory, kRoom, kAddin, kImport };

inline constexpr const char* kMessages = "chatMessages";

directory::Dn ObjectDn(Kind kind, const std::string& pool, const std::string& name);
bool IsChatDn(const directory::Dn& dn);
// What a DN of such an object names; nothing where it is none.
struct ObjectName {
  Kind kind;
  std::string pool, name;
};
std::optional<ObjectName> ParseObjectDn(const directory::Dn& dn);

directory::Entry ToEntry(const std::string& pool, const Category& category);
directory::Entry ToEntry(const std::string& pool, const Room& room);
directory::Entry ToEntry(const std::string& pool, const Addin& addin);
directory::Entry ToEntry(const std::string& pool, const ImportRun& run);

// From the one to the other: a rename where the name differs, and what else is different.
directory::ChangeSet Difference(const directory::Entry& from, const directory::Entry& to);

struct MessageOperation {
  MessageQuery query;
  std::optional<std::string> replacement;  // None: they are removed.
};

class ChatObjects final : public directory::Store {
 public:
  explicit ChatObjects(ChatStore& store) : store_(store) {}  // Not owned.

  Status Search(const directory::SearchRequest& request,
                const std::function<bool(directory::Entry&&)>& sink) override;
  directory::ApplyResult Apply(const directory::ChangeSet& changes) override;
  Result<directory::StoreInfo> Describe() override;
  Result<const directory::Schema*> GetSchema() override { return &schema_; }

  void SetMessages(MessageOperation operation) { messages_ = std::move(operation); }

 private:
  Result<directory::Entry> Read(const directory::Dn& dn);
  Status ApplyOne(const directory::Change& change);
  Status Modify(const directory::Change& change);
  Status ChangeMessages(const std::string& pool, const std::string& room);
  Status Write(const directory::Entry& entry, const std::string* replaced);

  ChatStore& store_;
  directory::Schema schema_;  // Knows no attribute: values compare as text.
  std::optional<MessageOperation> messages_;
};

}  // namespace sipsh::chat
