#include "cmdlets/lync/persistent_chat/chat_objects.h"

#include "shell/value/members.h"

namespace sipsh {

Value CategoryObject(const std::string& pool, const chat::Category& category,
                     PrincipalDirectory& principals) {
  return ChatRecord(kCategoryType)
      .Add("Identity", ChatName{pool, category.name}.AsValue())
      .Add("Name", category.name)
      .Add("Description", category.description)
      .Add("AllowedMembers", MakeStringArray(principals.Shown(category.allowed)))
      .Add("DeniedMembers", MakeStringArray(principals.Shown(category.denied)))
      .Add("Creators", MakeStringArray(principals.Shown(category.creators)))
      .Add("Invites", Value::Bool(category.invitations))
      .Add("EnableFileUpload", Value::Bool(category.file_upload))
      .Add("EnableChatHistory", Value::Bool(category.chat_history))
      .Add("NumberOfChatRooms", Value::Int32(static_cast<int>(category.rooms)))
      .Build();
}

Value RoomObject(const std::string& pool, const chat::Room& room, PrincipalDirectory& principals) {
  return ChatRecord(kRoomType)
      .Add("Identity", ChatName{pool, room.name}.AsValue())
      .Add("Name", room.name)
      .Add("Description", room.description)
      .Add("Category", ChatName{pool, room.category}.AsValue())
      .Add("Privacy", std::string(chat::Name(room.privacy)))
      .Add("Type", std::string(chat::Name(room.type)))
      .Add("Invitations", std::string(chat::Name(room.invitations)))
      .Add("Addin", room.addin)
      .Add("Disabled", Value::Bool(room.disabled))
      .Add("Members", MakeStringArray(principals.Shown(room.members)))
      .Add("Managers", MakeStringArray(principals.Shown(room.managers)))
      .Add("Presenters", MakeStringArray(principals.Shown(room.presenters)))
      .Build();
}

Value AddinObject(const std::string& pool, const chat::Addin& addin) {
  return ChatRecord(kAddinType)
      .Add("Identity", ChatName{pool, addin.name}.AsValue())
      .Add("Name", addin.name)
      .Add("Url", addin.url)
      .Build();
}

std::optional<Value> InstanceMember(const Value& instance, std::string_view name) {
  Value member;
  if (instance.IsNull() || instance.IsString() || !TryGetMember(instance, name, &member))
    return std::nullopt;
  return member;
}

}  // namespace sipsh
