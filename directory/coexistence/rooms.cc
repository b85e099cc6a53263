#include "directory/coexistence/rooms.h"

#include <algorithm>
#include <map>
#include <unordered_set>

#include "directory/schema.h"

namespace sipsh::coexistence {

using chat::Category;
using chat::LegacyNode;
using chat::Principals;
using chat::Room;

namespace {

bool Meet(const std::vector<int>& a, const std::vector<int>& b) {
  for (auto left = a.begin(), right = b.begin(); left != a.end() && right != b.end();) {
    if (*left == *right) return true;
    *left < *right ? ++left : ++right;
  }
  return false;
}

// A category of the tree with what it hands down to what is below it.
struct Branch {
  std::string name;  // "" of the root.
  int depth = 0;
  Principals allowed, denied, members;
  bool disabled = false;
};

Branch BelowOf(const Branch& above, const LegacyNode& node) {
  Branch branch = above;
  branch.depth = above.depth + 1;
  // A room directly below a top category keeps its own name.
  bool in_front = above.depth > (node.is_category ? 0 : 1);
  branch.name = in_front ? above.name + chat::kNameSeparator + node.name : node.name;
  if (!node.allowed.empty()) branch.allowed = node.allowed;
  for (const std::string& name : node.denied)
    if (!chat::Contains(branch.denied, name)) branch.denied.push_back(name);
  if (!node.members.empty()) branch.members = node.members;
  branch.disabled = above.disabled || node.disabled;
  return branch;
}

}  // namespace

PoolRooms FromLegacyTree(std::string pool, const std::vector<LegacyNode>& nodes) {
  PoolRooms found;
  found.pool = std::move(pool);
  std::map<int64_t, Branch> branches;
  for (const LegacyNode& node : nodes) {
    Branch own;
    if (node.IsRoot()) {
      own.allowed = node.allowed;
      own.denied = node.denied;
      own.members = node.members;
      own.disabled = node.disabled;
    } else {
      own = BelowOf(branches[node.parent], node);
    }
    if (node.is_category) {
      if (!node.IsRoot()) {
        Category& category = found.categories.emplace_back();
        category.name = own.name;
        category.description = node.description;
        category.allowed = own.allowed;
        category.denied = own.denied;
      }
      branches[node.id] = std::move(own);
      continue;
    }
    Room& room = found.rooms.emplace_back();
    room.name = std::move(own.name);
    room.description = node.description;
    room.category = branches[node.parent].name;
    room.addin = node.addin;
    room.privacy = node.privacy;
    room.type = node.type;
    room.disabled = own.disabled;
    room.members = std::move(own.members);
    room.managers = node.managers;
    room.presenters = node.presenters;
  }
  return found;
}

std::string_view RoomObstacleName(RoomObstacle obstacle) {
  switch (obstacle) {
    case RoomObstacle::kNone:
      return "";
    case RoomObstacle::kRoomDisabled:
      return "RoomDisabled";
    case RoomObstacle::kCategoryDenies:
      return "CategoryDenies";
    case RoomObstacle::kNotInCategory:
      return "NotInCategory";
    case RoomObstacle::kNotMember:
      return "NotMember";
  }
  return "";
}

RoomIndex::RoomIndex(const PoolRooms& rooms) : rooms_(rooms) {
  std::unordered_map<std::string, size_t> by_name;
  for (const Category& category : rooms.categories) {
    by_name.emplace(directory::FoldText(category.name), categories_.size());
    categories_.push_back({IdsOf(category.allowed), IdsOf(category.denied)});
  }
  for (const Room& room : rooms.rooms) {
    auto place = by_name.find(directory::FoldText(room.category));
    if (place == by_name.end()) {  // Of no category: nobody is inside.
      place = by_name.emplace(directory::FoldText(room.category), categories_.size()).first;
      categories_.emplace_back();
    }
    lists_.push_back({place->second, IdsOf(room.members), IdsOf(room.presenters)});
  }
}

RoomIndex::Ids RoomIndex::IdsOf(const Principals& names) {
  Ids ids;
  for (const std::string& name : names)
    ids.push_back(
        ids_.emplace(chat::PrincipalKey(name), static_cast<int>(ids_.size())).first->second);
  std::sort(ids.begin(), ids.end());
  return ids;
}

RoomIndex::Ids RoomIndex::Known(const chat::Subject& subject) const {
  Ids ids;
  auto add = [&](const std::string& name) {
    auto id = ids_.find(chat::PrincipalKey(name));
    if (id != ids_.end()) ids.push_back(id->second);
  };
  add(subject.name);
  for (const std::string& name : subject.affiliations) add(name);
  std::sort(ids.begin(), ids.end());
  return ids;
}

template <typename Visit>
void RoomIndex::Each(const chat::Subject& subject, const Visit& visit) const {
  Ids known = Known(subject);
  struct Inside {
    bool allowed, denied;
  };
  std::vector<Inside> inside;
  for (const CategoryLists& category : categories_)
    inside.push_back({Meet(category.allowed, known), Meet(category.denied, known)});
  for (size_t i = 0; i < rooms_.rooms.size(); ++i) {
    const Room& room = rooms_.rooms[i];
    const RoomLists& lists = lists_[i];
    const Inside& of = inside[lists.category];
    chat::Standing standing;
    standing.eligible = of.allowed && !of.denied;
    standing.member = standing.eligible && (room.members.empty() || Meet(lists.members, known));
    standing.presenter = Meet(lists.presenters, known);
    visit(room, standing, of.denied);
  }
}

std::vector<RoomAccess> RoomIndex::AccessOf(const chat::Subject& subject) const {
  std::vector<RoomAccess> all;
  all.reserve(rooms_.rooms.size());
  Each(subject, [&](const Room& room, const chat::Standing& standing, bool denied) {
    RoomAccess access{&room, MayFind(room, standing), MayJoin(room, standing),
                      MayPost(room, standing), RoomObstacle::kNone};
    if (!access.joins)
      access.obstacle = room.disabled        ? RoomObstacle::kRoomDisabled
                        : denied             ? RoomObstacle::kCategoryDenies
                        : !standing.eligible ? RoomObstacle::kNotInCategory
                                             : RoomObstacle::kNotMember;
    all.push_back(access);
  });
  return all;
}

size_t RoomIndex::CountFound(const chat::Subject& subject) const {
  size_t count = 0;
  Each(subject, [&](const Room& room, const chat::Standing& standing, bool) {
    count += MayFind(room, standing) ? 1 : 0;
  });
  return count;
}

RoomCounts CountRooms(const std::vector<Room>& rooms) {
  RoomCounts counts;
  for (const Room& room : rooms) {
    ++counts.rooms;
    if (room.disabled) ++counts.disabled;
    if (room.type == chat::RoomType::kAuditorium) ++counts.auditoriums;
    ++(room.privacy == chat::Privacy::kOpen     ? counts.open
       : room.privacy == chat::Privacy::kClosed ? counts.closed
                                                : counts.secret);
  }
  return counts;
}

std::vector<std::string> SharedNames(const PoolRooms& a, const PoolRooms& b) {
  std::unordered_set<std::string> names;
  for (const Room& room : a.rooms) names.insert(directory::FoldText(room.name));
  std::vector<std::string> shared;
  for (const Room& room : b.rooms)
    if (names.count(directory::FoldText(room.name)) > 0) shared.push_back(room.name);
  return shared;
}

}  // namespace sipsh::coexistence
