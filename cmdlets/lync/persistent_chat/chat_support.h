// What the cmdlets of rooms, categories and add-ins share: identities `pool\Name`, the pools, the
// chat back end, and the way of a change to the one door.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cmdlets/directory_support/object_cmdlet.h"
#include "directory/chat/objects.h"
#include "directory/chat/store.h"
#include "shell/value/containers.h"

namespace sipsh {

struct ChatName {
  std::string pool, name;
  std::string Text() const { return pool + "\\" + name; }
  Value AsValue() const { return Value::String(Text()); }
};

// Words of one kind of object, for messages and error ids.
struct ChatKind {
  chat::Kind kind;
  std::string_view word;  // "room"
  std::string_view noun;  // "Room": Get-CsPersistentChat<noun>, <noun>NotFound
};
inline constexpr ChatKind kCategoryKind{chat::Kind::kCategory, "category", "Category"};
inline constexpr ChatKind kRoomKind{chat::Kind::kRoom, "room", "Room"};
inline constexpr ChatKind kAddinKind{chat::Kind::kAddin, "add-in", "Addin"};

chat::ChatStore& ChatOf(EnvironmentService& environment);

// The pool named, or the only one where none is; PoolMustBeNamed, which tells how, where there are
// several.
const topology::Pool& ChatPoolMeant(EnvironmentService& environment, const std::string& fqdn,
                                    const char* how =
                                        "with -PersistentChatPoolFqdn or as "
                                        "pool\\Name");
// The pool named, or all.
std::vector<std::string> ChatPools(EnvironmentService& environment, const std::string& fqdn);
// `pool\Name`; the pool may be left out where it is the only one. `fqdn`, when given, must agree.
ChatName ParseChatName(EnvironmentService& environment, const std::string& text,
                       const std::string& fqdn = {});
// What was given as -Identity, or the Identity of the object given as -Instance.
ChatName ChatNameMeant(EnvironmentService& environment, const std::string& identity,
                       const Value& instance);

// <noun>NotFound, NameExists, CategoryNotEmpty, ChatRuleBroken ...
ErrorRecord ChatError(const chat::Status& status, const ChatKind& kind, const Value& target);
[[noreturn]] void ThrowChatStatus(const chat::Status& status, const ChatKind& kind,
                                  const Value& target);
void CheckChat(const chat::Status& status, const ChatKind& kind, const Value& target);
template <typename T>
T RequireChat(chat::Result<T> result, const ChatKind& kind, const Value& target) {
  if (!result.ok()) ThrowChatStatus(result.status(), kind, target);
  return std::move(*result);
}

// What one command changes, and what it relied on: where that is different by the time the door is
// passed, nothing is changed (ChangedMeanwhile).
struct ChatChange {
  directory::ChangeSet changes;
  std::vector<directory::Entry> as_read;

  void Add(const directory::Entry& entry);
  void Replace(directory::Entry before, const directory::Entry& after);
  void Delete(directory::Entry entry);
};

// Asked inside the lock: throws ChangedMeanwhile where something is not as it was read.
void RequireAsRead(directory::Store& store, const std::vector<directory::Entry>& as_read);

// ShouldProcess, then the door. False: not wished. A set without changes is no change.
bool CommitChat(CommandRuntime& runtime, EnvironmentService& environment, const ChatKind& kind,
                const ChatName& name, const std::string& action, ChatChange change,
                std::optional<chat::MessageOperation> messages = {});

// Builds an output record property by property.
class ChatRecord {
 public:
  explicit ChatRecord(std::string_view type) : shape_(type) {}
  ChatRecord& Add(std::string_view name, Value value);
  ChatRecord& Add(std::string_view name, const std::string& text);  // "" is $null.
  Value Build();

 private:
  ShapeBuilder shape_;
  std::vector<Value> slots_;
};

// A list parameter: a plain list replaces; @{Add=..; Remove=..; Replace=..} changes; $null empties.
struct ListChange {
  std::optional<std::vector<std::string>> replace;
  std::vector<std::string> add, remove;
};
ListChange ParseListChange(const Value& value);

}  // namespace sipsh
