// Categories, rooms and add-ins as the cmdlets output them.
#pragma once

#include "cmdlets/lync/persistent_chat/principals.h"

namespace sipsh {

inline constexpr const char* kCategoryType =
    "Microsoft.Rtc.Management.PersistentChat.Cmdlets.CategoryObject";
inline constexpr const char* kRoomType =
    "Microsoft.Rtc.Management.PersistentChat.Cmdlets.ChatRoomObject";
inline constexpr const char* kAddinType =
    "Microsoft.Rtc.Management.PersistentChat.Cmdlets.AddinObject";

Value CategoryObject(const std::string& pool, const chat::Category& category,
                     PrincipalDirectory& principals);
Value RoomObject(const std::string& pool, const chat::Room& room, PrincipalDirectory& principals);
Value AddinObject(const std::string& pool, const chat::Addin& addin);

// A member of an object given as -Instance; nothing when it has none of that name.
std::optional<Value> InstanceMember(const Value& instance, std::string_view name);

}  // namespace sipsh
