#include <utility>

#include "directory/chat/transfer/archive.h"
#include "directory/entry.h"

namespace sipsh::chat {
namespace {

constexpr std::pair<Level, std::string_view> kLevels[] = {{Level::kAll, "All"},
                                                          {Level::kUser, "User"},
                                                          {Level::kCategory, "Category"},
                                                          {Level::kRoomDirectory, "RoomDirectory"},
                                                          {Level::kContent, "Content"}};

}  // namespace

std::string_view Name(Level level) {
  for (const auto& [one, name] : kLevels)
    if (one == level) return name;
  return {};
}

std::optional<Level> ParseLevel(std::string_view name) {
  for (const auto& [level, one] : kLevels)
    if (directory::EqualIgnoreCase(one, name)) return level;
  return std::nullopt;
}

}  // namespace sipsh::chat
