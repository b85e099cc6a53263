#include "cmdlets/lync/persistent_chat/chat_support.h"

#include "cmdlets/directory_support/environment_parts.h"
#include "cmdlets/directory_support/object_query.h"
#include "cmdlets/lync/persistent_chat/endpoint.h"
#include "shell/value/convert.h"
#include "shell/value/members.h"

namespace sipsh {

using directory::Code;
using topology::Pool;

chat::ChatStore& ChatOf(EnvironmentService& environment) {
  environment_detail::Parts& parts = environment.Parts();
  if (!parts.chat) parts.chat = Require(chat::OpenChatStore(parts.Environment().chat));
  return *parts.chat;
}

std::vector<std::string> ChatPools(EnvironmentService& environment, const std::string& fqdn) {
  if (!fqdn.empty()) return {RequirePersistentChatPool(environment, fqdn).fqdn};
  std::vector<std::string> pools;
  for (const Pool& pool : environment.Topology().pools)
    if (pool.IsPersistentChat()) pools.push_back(pool.fqdn);
  return pools;
}

const Pool& ChatPoolMeant(EnvironmentService& environment, const std::string& fqdn,
                          const char* how) {
  if (!fqdn.empty()) return RequirePersistentChatPool(environment, fqdn);
  std::vector<std::string> pools = ChatPools(environment, {});
  if (pools.size() == 1) return *environment.Topology().FindPool(pools[0]);
  if (pools.empty()) {
    Fail(
        "The published topology has no Persistent Chat pool. Add one to the document and run "
        "Publish-CsTopology.",
        "PoolNotFound", ErrorCategory::kObjectNotFound);
  }
  std::string list;
  for (const std::string& pool : pools) list += (list.empty() ? "" : ", ") + pool;
  Fail(
      "There are several Persistent Chat pools (" + list + "); say which one is meant " + how + ".",
      "PoolMustBeNamed", ErrorCategory::kInvalidArgument);
}

ChatName ParseChatName(EnvironmentService& environment, const std::string& text,
                       const std::string& fqdn) {
  size_t slash = text.find('\\');
  if (slash == std::string::npos) return {ChatPoolMeant(environment, fqdn).fqdn, text};
  ChatName name{RequirePersistentChatPool(environment, text.substr(0, slash)).fqdn,
                text.substr(slash + 1)};
  if (!fqdn.empty() && !topology::EqualsIgnoreCase(fqdn, name.pool)) {
    Fail("'" + text + "' is of the pool " + name.pool + ", not of " + fqdn +
             ". Name one of that pool.",
         "PoolMismatch", ErrorCategory::kInvalidArgument, Value::String(text));
  }
  return name;
}

ChatName ChatNameMeant(EnvironmentService& environment, const std::string& identity,
                       const Value& instance) {
  if (instance.IsNull()) return ParseChatName(environment, identity);
  if (instance.IsString()) return ParseChatName(environment, ToText(instance));
  Value named;
  if (TryGetMember(instance, "Identity", &named) && !named.IsNull())
    return ParseChatName(environment, ToText(named));
  Fail("-Instance takes an object of the matching Get- cmdlet; this one has no Identity.",
       "InvalidInstance", ErrorCategory::kInvalidArgument, instance);
}

ErrorRecord ChatError(const chat::Status& status, const ChatKind& kind, const Value& target) {
  ErrorRecord record = ToErrorRecord(status, target);
  switch (status.code) {
    case Code::kNoSuchObject:
      record.error_id = std::string(kind.noun) + "NotFound";
      break;
    case Code::kEntryAlreadyExists:
      record.error_id = "NameExists";
      break;
    case Code::kNotAllowedOnNonLeaf:
      record.error_id = "CategoryNotEmpty";
      record.recommended_action.clear();
      break;
    case Code::kConstraintViolation:
      record.error_id = "ChatRuleBroken";
      record.category = ErrorCategory::kInvalidArgument;
      break;
    default:
      break;
  }
  return record;
}

void ThrowChatStatus(const chat::Status& status, const ChatKind& kind, const Value& target) {
  throw ObjectError(ChatError(status, kind, target));
}

void CheckChat(const chat::Status& status, const ChatKind& kind, const Value& target) {
  if (!status.ok()) ThrowChatStatus(status, kind, target);
}

void ChatChange::Add(const directory::Entry& entry) {
  changes.changes.push_back(directory::Change::Add(entry));
}

void ChatChange::Replace(directory::Entry before, const directory::Entry& after) {
  for (directory::Change& one : chat::Difference(before, after).changes)
    changes.changes.push_back(std::move(one));
  as_read.push_back(std::move(before));
}

void ChatChange::Delete(directory::Entry entry) {
  changes.changes.push_back(directory::Change::Delete(entry.dn()));
  as_read.push_back(std::move(entry));
}

void RequireAsRead(directory::Store& store, const std::vector<directory::Entry>& as_read) {
  for (const directory::Entry& read : as_read) {
    directory::Result<directory::Entry> now = directory::Find(store, read.dn());
    if (!now.ok() && now.status().code != Code::kNoSuchObject) Check(now.status());
    bool same = now.ok();
    for (const auto& attribute : read)
      same = same && read.ValueList(attribute.name) == now->ValueList(attribute.name);
    // Messages come at any time, and are no part of what was read.
    if (same) {
      for (const auto& attribute : *now)
        same = same && (attribute.name == chat::kMessages || read.Has(attribute.name));
    }
    if (same) continue;
    Fail("'" + read.dn().LeafValue() +
             "' was changed by somebody else meanwhile; nothing was done. Look at it again and "
             "repeat the command.",
         "ChangedMeanwhile", ErrorCategory::kInvalidResult, Value::String(read.dn().LeafValue()));
  }
}

bool CommitChat(CommandRuntime& runtime, EnvironmentService& environment, const ChatKind& kind,
                const ChatName& name, const std::string& action, ChatChange change,
                std::optional<chat::MessageOperation> messages) {
  if (change.changes.changes.empty()) return true;
  chat::ChatObjects objects(ChatOf(environment));
  if (messages) objects.SetMessages(std::move(*messages));
  directory::Status status;
  auto verify = [&](directory::Store& store) { RequireAsRead(store, change.as_read); };
  DirectoryChange passed{name.Text(), action, std::move(change.changes), verify};
  if (!PassDoor(runtime, environment, objects, std::move(passed), &status)) return false;
  CheckChat(status, kind, name.AsValue());
  return true;
}

ChatRecord& ChatRecord::Add(std::string_view name, Value value) {
  shape_.Add(name);
  slots_.push_back(std::move(value));
  return *this;
}

ChatRecord& ChatRecord::Add(std::string_view name, const std::string& text) {
  return Add(name, text.empty() ? Value() : Value::String(text));
}

Value ChatRecord::Build() {
  return Value::FromObject(new RecordObject(shape_.Build(), std::move(slots_)));
}

ListChange ParseListChange(const Value& value) {
  auto texts = [](const Value& list) {
    std::vector<std::string> found;
    if (list.IsNull()) return found;
    for (const Value& one : ToVector(list)) {
      std::string text = ToText(one);
      if (!text.empty()) found.push_back(std::move(text));
    }
    return found;
  };
  ListChange change;
  const auto* table = value.As<HashtableObject>();
  const Value* all = table != nullptr ? table->Find("Replace") : nullptr;
  const Value* more = table != nullptr ? table->Find("Add") : nullptr;
  const Value* gone = table != nullptr ? table->Find("Remove") : nullptr;
  if (table != nullptr) {
    size_t known = (all != nullptr) + (more != nullptr) + (gone != nullptr);
    if (known == 0 || known != table->size() || (all != nullptr && known > 1)) {
      Fail(
          "A list is changed by @{Add=...; Remove=...} or @{Replace=...}; this table has none of "
          "them, other keys, or both kinds.",
          "InvalidListModifier", ErrorCategory::kInvalidArgument, value);
    }
  }
  if (table == nullptr) change.replace = texts(value);
  if (all != nullptr) change.replace = texts(*all);
  if (more != nullptr) change.add = texts(*more);
  if (gone != nullptr) change.remove = texts(*gone);
  return change;
}

}  // namespace sipsh
