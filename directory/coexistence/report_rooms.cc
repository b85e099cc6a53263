#include "directory/coexistence/report_rooms.h"

#include <algorithm>
#include <map>

#include "directory/coexistence/map_layout.h"
#include "directory/coexistence/report_table.h"
#include "directory/schema.h"

namespace sipsh::coexistence {
namespace {

constexpr size_t kNamesShown = 12;
constexpr size_t kCategoriesShown = 200;

std::string Of(size_t count, const char* what) {
  return Thousands(count) + " " + what + (count == 1 ? "" : "s");
}

std::string Categories(size_t count) {
  return count == 1 ? "1 category" : Thousands(count) + " categories";
}

// One category with its rooms, in the order of names.
struct Group {
  const chat::Category* category = nullptr;  // Null: the pool lists none of that name.
  std::string name;
  std::vector<const chat::Room*> rooms;
};

std::vector<Group> GroupsOf(const PoolRooms& pool) {
  std::map<std::string, Group> groups;
  for (const chat::Category& category : pool.categories)
    groups[directory::FoldText(category.name)] = {&category, category.name, {}};
  for (const chat::Room& room : pool.rooms) {
    Group& group = groups[directory::FoldText(room.category)];
    if (group.name.empty()) group.name = room.category;
    group.rooms.push_back(&room);
  }
  std::vector<Group> sorted;
  for (auto& [key, group] : groups) sorted.push_back(std::move(group));
  return sorted;
}

std::string Inside(const chat::Category* category) {
  if (category == nullptr || category->allowed.empty()) return "nobody";
  std::string text = Shorten(category->allowed.front(), 48);
  if (category->allowed.size() > 1) text += " and " + Of(category->allowed.size() - 1, "other");
  if (!category->denied.empty()) text += ", but for " + Of(category->denied.size(), "principal");
  return text;
}

std::string Names(const std::vector<const chat::Room*>& rooms) {
  std::string text;
  for (size_t i = 0; i < rooms.size() && i < kNamesShown; ++i)
    text += (i == 0 ? "" : ", ") + Shorten(rooms[i]->name, 60);
  if (rooms.size() > kNamesShown) text += " and " + Thousands(rooms.size() - kNamesShown) + " more";
  return text;
}

void Figures(const topology::Topology& topology, const std::vector<PoolRooms>& rooms, Markup* out) {
  OpenTable(out,
            {"Pool", "Categories", "Rooms", "Open", "Closed", "Secret", "Auditoriums", "Disabled"});
  for (const PoolRooms& pool : rooms) {
    const topology::Pool* known = topology.FindPool(pool.pool);
    out->Open("tr");
    RowHead(out, pool.pool, known == nullptr ? "" : DeploymentTitle(known->generation));
    if (!pool.missing.empty()) {
      out->Put("td", pool.missing, {{"colspan", "7"}, {"class", "no"}});
    } else {
      RoomCounts counts = CountRooms(pool.rooms);
      for (size_t figure : {pool.categories.size(), counts.rooms, counts.open, counts.closed,
                            counts.secret, counts.auditoriums, counts.disabled})
        out->Put("td", Thousands(figure));
    }
    out->Close();
  }
  CloseTable(out);
}

void Shared(const std::vector<PoolRooms>& rooms, Markup* out) {
  for (size_t i = 0; i < rooms.size(); ++i)
    for (size_t j = i + 1; j < rooms.size(); ++j) {
      std::vector<std::string> shared = SharedNames(rooms[i], rooms[j]);
      if (shared.empty()) continue;
      std::string first = Shorten(shared.front(), 60);
      out->Put("p",
               rooms[i].pool + " and " + rooms[j].pool + " have " + Of(shared.size(), "room name") +
                   " in common (" + first + (shared.size() > 1 ? " ..." : "") +
                   "): an import overwrites rooms of one name.",
               {{"class", "note"}});
    }
}

void Details(const PoolRooms& pool, Markup* out) {
  if (pool.rooms.empty() && pool.categories.empty()) return;
  std::vector<Group> groups = GroupsOf(pool);
  out->Open("details");
  out->Put("summary", pool.pool + ": " + Of(pool.rooms.size(), "room") + " in " +
                          Categories(pool.categories.size()));
  OpenTable(out, {"Category", "Who is inside", "Rooms", "By name"});
  for (size_t i = 0; i < groups.size() && i < kCategoriesShown; ++i) {
    const Group& group = groups[i];
    out->Open("tr");
    RowHead(out, group.name, group.category == nullptr ? "" : group.category->description);
    out->Put("td", Inside(group.category));
    out->Put("td", Thousands(group.rooms.size()));
    out->Put("td", Names(group.rooms));
    out->Close();
  }
  CloseTable(out);
  if (groups.size() > kCategoriesShown)
    out->Put("p", Categories(groups.size() - kCategoriesShown) + " more are not shown here.",
             {{"class", "note"}});
  out->Close();
}

}  // namespace

void WriteRooms(const topology::Topology& topology, const std::vector<PoolRooms>& rooms,
                Markup* out) {
  if (rooms.empty()) return;
  out->Put("h2", "The rooms");
  Figures(topology, rooms, out);
  Shared(rooms, out);
  for (const PoolRooms& pool : rooms) Details(pool, out);
  out->Put("p",
           "Get-CsPersistentChatCoexistence -Rooms tells which of them a user finds, joins and "
           "posts in.",
           {{"class", "note"}});
}

}  // namespace sipsh::coexistence
