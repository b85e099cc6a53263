// Rooms: who finds, joins and posts; a legacy tree as its users see it; thousands on one page.
#include "directory/coexistence/rooms.h"

#include <doctest/doctest.h>
#include <pugixml.hpp>

#include "directory/coexistence/report_page.h"
#include "tests/unit/coexistence/sample.h"

namespace sipsh::coexistence {
namespace {

constexpr const char* kEverybody = "DC=contoso,DC=com";

chat::Subject Ken(std::vector<std::string> groups = {}) {
  chat::Subject ken{"sip:ken@contoso.com", {"sip:ken@contoso.com", "OU=Users,DC=contoso,DC=com"}};
  ken.affiliations.emplace_back("dc=contoso, dc=com");
  for (std::string& group : groups) ken.affiliations.push_back(std::move(group));
  return ken;
}

PoolRooms Sample() {
  PoolRooms rooms;
  rooms.pool = "pcpool.contoso.com";
  rooms.categories.resize(2);
  rooms.categories[0].name = "General";
  rooms.categories[0].allowed = {kEverybody};
  rooms.categories[0].denied = {"CN=Guests,DC=contoso,DC=com"};
  rooms.categories[1].name = "Board";
  rooms.categories[1].allowed = {"CN=Board,DC=contoso,DC=com"};
  auto add = [&](const char* name, const char* category, chat::Privacy privacy) -> chat::Room& {
    chat::Room& room = rooms.rooms.emplace_back();
    room.name = name;
    room.category = category;
    room.privacy = privacy;
    return room;
  };
  add("Lobby", "general", chat::Privacy::kOpen);
  add("Team", "General", chat::Privacy::kClosed).members = {"SIP:Ken@contoso.com"};
  add("Others", "General", chat::Privacy::kClosed).members = {"sip:eva@contoso.com"};
  add("Hidden", "General", chat::Privacy::kSecret).members = {"sip:eva@contoso.com"};
  add("Old", "General", chat::Privacy::kOpen).disabled = true;
  chat::Room& hall = add("Hall", "General", chat::Privacy::kOpen);
  hall.type = chat::RoomType::kAuditorium;
  add("Strategy", "Board", chat::Privacy::kOpen);
  return rooms;
}

std::string Told(const std::vector<RoomAccess>& all) {
  std::string text;
  for (const RoomAccess& one : all)
    text += one.room->name + ":" + (one.finds ? "f" : "") + (one.joins ? "j" : "") +
            (one.posts ? "p" : "") + std::string(RoomObstacleName(one.obstacle)) + " ";
  return text;
}

TEST_CASE("who finds, joins and posts, and why not") {
  PoolRooms rooms = Sample();
  RoomIndex index(rooms);
  CHECK(Told(index.AccessOf(Ken())) ==
        "Lobby:fjp Team:fjp Others:fNotMember Hidden:NotMember Old:RoomDisabled Hall:fj "
        "Strategy:NotInCategory ");
  CHECK(index.CountFound(Ken()) == 4);
  CHECK(Told(index.AccessOf(Ken({"CN=Guests,DC=contoso,DC=com"}))).find("Lobby:CategoryDenies") ==
        0);
  CHECK(index.CountFound(Ken({"cn=board,dc=contoso,dc=com"})) == 5);
  CHECK(index.CountFound({"sip:stranger@fabrikam.com", {}}) == 0);
}

// The index looks the lists up its own way: it must say what the rules say, whatever the lists.
TEST_CASE("the index agrees with the rules one by one") {
  const std::vector<std::string> names = {kEverybody, "sip:ken@contoso.com", "sip:eva@contoso.com",
                                          "CN=Board,DC=contoso,DC=com"};
  auto pick = [&](unsigned bits) {
    chat::Principals list;
    for (size_t i = 0; i < names.size(); ++i)
      if ((bits >> i) & 1U) list.push_back(names[i]);
    return list;
  };
  for (unsigned seed = 0; seed < 256; ++seed) {
    PoolRooms rooms;
    rooms.categories.resize(1);
    rooms.categories[0].name = "One";
    rooms.categories[0].allowed = pick(seed & 15U);
    rooms.categories[0].denied = pick((seed >> 4) & 12U);
    for (chat::Privacy privacy :
         {chat::Privacy::kOpen, chat::Privacy::kClosed, chat::Privacy::kSecret}) {
      chat::Room& room = rooms.rooms.emplace_back();
      room.category = "one";
      room.privacy = privacy;
      room.type = seed % 2 ? chat::RoomType::kAuditorium : chat::RoomType::kNormal;
      room.members = pick((seed >> 2) & 15U);
      room.presenters = pick((seed >> 3) & 15U);
      room.disabled = seed % 7 == 0;
    }
    for (const RoomAccess& access : RoomIndex(rooms).AccessOf(Ken())) {
      CHECK(access.finds == chat::MayFind(*access.room, rooms.categories[0], Ken()));
      CHECK(access.joins == chat::MayJoin(*access.room, rooms.categories[0], Ken()));
      CHECK(access.posts == chat::MayPost(*access.room, rooms.categories[0], Ken()));
      CHECK(access.joins == (access.obstacle == RoomObstacle::kNone));
    }
  }
}

chat::LegacyNode Node(int64_t id, int64_t parent, bool category, std::string name) {
  chat::LegacyNode node;
  node.id = id;
  node.parent = parent;
  node.is_category = category;
  node.name = std::move(name);
  return node;
}

TEST_CASE("a legacy tree hands scope, members and the switch for disabled down") {
  std::vector<chat::LegacyNode> nodes{Node(1, 1, true, "Root"), Node(2, 1, true, "Finance"),
                                      Node(3, 2, true, "Trading"), Node(4, 2, false, "News"),
                                      Node(5, 3, false, "Desk")};
  nodes[1].allowed = {kEverybody};
  nodes[1].denied = {"sip:eva@contoso.com"};
  nodes[2].members = {"sip:ken@contoso.com"};
  nodes[2].disabled = true;
  PoolRooms rooms = FromLegacyTree("gcpool.contoso.com", nodes);
  REQUIRE(rooms.categories.size() == 2);
  CHECK(rooms.categories[1].name == "Finance - Trading");
  CHECK(rooms.categories[1].allowed == chat::Principals{kEverybody});
  CHECK(rooms.categories[1].denied == chat::Principals{"sip:eva@contoso.com"});
  REQUIRE(rooms.rooms.size() == 2);
  CHECK(rooms.rooms[0].name == "News");
  CHECK(rooms.rooms[0].category == "Finance");
  CHECK_FALSE(rooms.rooms[0].disabled);
  CHECK(rooms.rooms[1].name == "Finance - Trading - Desk");
  CHECK(rooms.rooms[1].members == chat::Principals{"sip:ken@contoso.com"});
  CHECK(rooms.rooms[1].disabled);
}

TEST_CASE("five thousand rooms stay a page, escaped and well-formed") {
  PoolRooms legacy, chat;
  legacy.pool = "gc10.contoso.com";
  chat.pool = "pcpool.contoso.com";
  for (int i = 0; i < 50; ++i) {
    legacy.categories.emplace_back().name = "Category <" + std::to_string(i) + ">";
    for (int j = 0; j < 100; ++j) {
      chat::Room& room = legacy.rooms.emplace_back();
      room.name = "Room & " + std::to_string(i * 100 + j);
      room.category = legacy.categories.back().name;
    }
  }
  chat.rooms.push_back(legacy.rooms[7]);
  PoolRooms unread{"gc07.contoso.com", "no dump is named", {}, {}};
  topology::Topology topology = Read();
  std::string page = RenderReport(topology, BeforeCutover(), {legacy, unread, chat}, {},
                                  {"contoso.com", "version 1", "today"});
  pugi::xml_document document;
  CHECK(document.load_string(page.c_str()));
  CHECK(page.size() < 80000);
  CHECK(document.select_nodes("//*[name()='details']").size() == 2);
  for (const char* shown :
       {"gc10.contoso.com: 5,000 rooms in 50 categories", "Category &lt;0&gt;", "Room &amp; 11",
        "and 88 more", "no dump is named", "1 room name in common", "<b>5,001</b>"})
    CHECK_MESSAGE(page.find(shown) != std::string::npos, shown);
  CHECK(page.find("Room &amp; 12,") == std::string::npos);
}

}  // namespace
}  // namespace sipsh::coexistence
