#include "directory/chat/transfer/overwriting.h"

#include <algorithm>

#include "directory/chat/rules.h"

namespace sipsh::chat {
namespace {

// Lists have no order: the same people are the same list.
void Same(const Principals& held, Principals* list) {
  auto keys = [](const Principals& names) {
    std::vector<std::string> found;
    for (const std::string& name : names) found.push_back(PrincipalKey(name));
    std::sort(found.begin(), found.end());
    return found;
  };
  if (held.size() == list->size() && keys(held) == keys(*list)) *list = held;
}
std::string What(std::initializer_list<std::pair<const char*, bool>> same) {
  std::string text;
  for (const auto& [name, equal] : same)
    if (!equal) text += (text.empty() ? "" : ", ") + std::string(name);
  return text;
}

}  // namespace

void Align(const Category& held, Category* category) {
  category->name = held.name;
  category->rooms = held.rooms;
  for (auto list : {&Category::allowed, &Category::denied, &Category::creators})
    Same(held.*list, &(category->*list));
}
void Align(const Room& held, Room* room) {
  room->name = held.name;
  for (auto list : {&Room::members, &Room::managers, &Room::presenters})
    Same(held.*list, &(room->*list));
}
std::string Changes(const Category& from, const Category& to) {
  return What({{"description", from.description == to.description},
               {"invitations", from.invitations == to.invitations},
               {"file upload", from.file_upload == to.file_upload},
               {"history", from.chat_history == to.chat_history},
               {"allowed", from.allowed == to.allowed},
               {"denied", from.denied == to.denied},
               {"creators", from.creators == to.creators}});
}
std::string Changes(const Room& from, const Room& to) {
  return What({{"description", from.description == to.description},
               {"category", from.category == to.category},
               {"add-in", from.addin == to.addin},
               {"privacy", from.privacy == to.privacy},
               {"type", from.type == to.type},
               {"invitations", from.invitations == to.invitations},
               {"disabled", from.disabled == to.disabled},
               {"members", from.members == to.members},
               {"managers", from.managers == to.managers},
               {"presenters", from.presenters == to.presenters}});
}

}  // namespace sipsh::chat
