// The rooms of the chat pools, of every generation, and who finds, joins and posts in them: the
// rules of directory/chat/rules.h, asked for thousands of rooms and users at a time. No I/O: what
// is read once comes in as PoolRooms.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "directory/chat/legacy_store.h"
#include "directory/chat/model.h"
#include "directory/chat/rules.h"

namespace sipsh::coexistence {

// What one pool holds. A room's category names one of `categories`.
struct PoolRooms {
  std::string pool;
  std::string missing;  // Why nothing is known of them; "" when they were read.
  std::vector<chat::Category> categories;
  std::vector<chat::Room> rooms;
};

// A Group Chat pool's tree (parents first) as its users see it: the names of the categories above
// in front of a name, allowed principals and members from the nearest category that has some, what
// is denied above is denied below.
PoolRooms FromLegacyTree(std::string pool, const std::vector<chat::LegacyNode>& nodes);

enum class RoomObstacle { kNone, kRoomDisabled, kCategoryDenies, kNotInCategory, kNotMember };
// RoomDisabled, CategoryDenies, NotInCategory, NotMember; "" for kNone.
std::string_view RoomObstacleName(RoomObstacle obstacle);

struct RoomAccess {
  const chat::Room* room = nullptr;
  bool finds = false, joins = false, posts = false;
  RoomObstacle obstacle = RoomObstacle::kNone;  // Why it is not joined.
};

// The lists of one pool, looked up by principal. Points into the rooms given.
class RoomIndex {
 public:
  explicit RoomIndex(const PoolRooms& rooms);

  const PoolRooms& rooms() const { return rooms_; }
  // In the order of the rooms.
  std::vector<RoomAccess> AccessOf(const chat::Subject& subject) const;
  size_t CountFound(const chat::Subject& subject) const;

 private:
  using Ids = std::vector<int>;  // Sorted.
  struct CategoryLists {
    Ids allowed, denied;
  };
  struct RoomLists {
    size_t category;
    Ids members, presenters;
  };

  Ids IdsOf(const chat::Principals& names);
  Ids Known(const chat::Subject& subject) const;
  template <typename Visit>
  void Each(const chat::Subject& subject, const Visit& visit) const;

  const PoolRooms& rooms_;
  std::unordered_map<std::string, int> ids_;  // By chat::PrincipalKey.
  std::vector<CategoryLists> categories_;
  std::vector<RoomLists> lists_;
};

// How many rooms of each sort; for the report.
struct RoomCounts {
  size_t rooms = 0, open = 0, closed = 0, secret = 0, auditoriums = 0, disabled = 0;
};
RoomCounts CountRooms(const std::vector<chat::Room>& rooms);

// Names that rooms of both pools have.
std::vector<std::string> SharedNames(const PoolRooms& a, const PoolRooms& b);

}  // namespace sipsh::coexistence
