#include "cmdlets/lync/persistent_chat/follow_address.h"

#include <algorithm>

#include "cmdlets/lync/persistent_chat/chat_support.h"
#include "directory/chat/rules.h"

namespace sipsh {
namespace {

bool Follow(const std::string& from, const std::string& to, chat::Principals* list) {
  if (std::erase_if(*list,
                    [&](const std::string& one) { return chat::SamePrincipal(one, from); }) == 0)
    return false;
  if (!chat::Contains(*list, to)) list->push_back(to);
  std::sort(list->begin(), list->end(), [](const std::string& a, const std::string& b) {
    return chat::PrincipalKey(a) < chat::PrincipalKey(b);
  });
  return true;
}

std::string Counted(size_t count, const char* one, const char* many) {
  return std::to_string(count) + " " + (count == 1 ? one : many);
}

}  // namespace

void FollowAddress(CommandRuntime& runtime, EnvironmentService& environment,
                   const std::string& from, const std::string& to) {
  if (chat::SamePrincipal(from, to)) return;
  chat::ChatStore& store = ChatOf(environment);
  ChatChange change;
  size_t categories = 0, rooms = 0;
  for (const std::string& pool : ChatPools(environment, {})) {
    Check(store.EachCategory(pool, [&](chat::Category&& before) {
      chat::Category after = before;
      size_t lists = Follow(from, to, &after.allowed) + Follow(from, to, &after.denied) +
                     Follow(from, to, &after.creators);
      if (lists == 0) return true;
      ++categories;
      change.Replace(chat::ToEntry(pool, before), chat::ToEntry(pool, after));
      return true;
    }));
    Check(store.EachRoom(pool, "", [&](chat::Room&& before) {
      chat::Room after = before;
      size_t lists = Follow(from, to, &after.members) + Follow(from, to, &after.managers) +
                     Follow(from, to, &after.presenters);
      if (lists == 0) return true;
      ++rooms;
      change.Replace(chat::ToEntry(pool, before), chat::ToEntry(pool, after));
      return true;
    }));
  }
  if (change.changes.changes.empty()) return;
  std::string action = "put it in the place of " + from + " on the lists of " +
                       Counted(categories, "category", "categories") + " and " +
                       Counted(rooms, "room", "rooms");
  chat::ChatObjects objects(store);
  directory::Status status;
  DirectoryChange passed{to, std::move(action), std::move(change.changes),
                         [&](directory::Store& locked) { RequireAsRead(locked, change.as_read); }};
  if (PassDoor(runtime, environment, objects, std::move(passed), &status))
    Check(status, Value::String(to));
}

}  // namespace sipsh
