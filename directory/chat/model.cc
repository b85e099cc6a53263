#include "directory/chat/model.h"

#include <utility>

#include "directory/entry.h"

namespace sipsh::chat {
namespace {

template <typename T>
struct Named {
  T value;
  std::string_view name;
};

constexpr Named<Privacy> kPrivacies[] = {
    {Privacy::kOpen, "Open"}, {Privacy::kClosed, "Closed"}, {Privacy::kSecret, "Secret"}};
constexpr Named<RoomType> kTypes[] = {{RoomType::kNormal, "Normal"},
                                      {RoomType::kAuditorium, "Auditorium"}};
constexpr Named<Invitations> kInvitations[] = {{Invitations::kInherit, "Inherit"},
                                               {Invitations::kFalse, "False"}};

template <typename T, size_t N>
std::string_view NameIn(const Named<T> (&table)[N], T value) {
  for (const Named<T>& row : table)
    if (row.value == value) return row.name;
  return {};
}

template <typename T, size_t N>
std::optional<T> ValueIn(const Named<T> (&table)[N], std::string_view name) {
  for (const Named<T>& row : table)
    if (directory::EqualIgnoreCase(row.name, name)) return row.value;
  return std::nullopt;
}

}  // namespace

std::string_view Name(Privacy privacy) { return NameIn(kPrivacies, privacy); }
std::string_view Name(RoomType type) { return NameIn(kTypes, type); }
std::string_view Name(Invitations invitations) { return NameIn(kInvitations, invitations); }
std::optional<Privacy> ParsePrivacy(std::string_view name) { return ValueIn(kPrivacies, name); }
std::optional<RoomType> ParseRoomType(std::string_view name) { return ValueIn(kTypes, name); }
std::optional<Invitations> ParseInvitations(std::string_view name) {
  return ValueIn(kInvitations, name);
}

}  // namespace sipsh::chat
