// The SQLite back end: what is kept, what it refuses by itself, and messages.
#include "directory/chat/store.h"

#include <doctest/doctest.h>
#include <sqlite3.h>
#include <sys/stat.h>

#include "tests/unit/topology/test_support.h"

namespace sipsh::chat {
namespace {

using directory::Code;

const std::string kPool = "pcpool.contoso.com";

struct Place {
  TemporaryFolder folder;
  std::unique_ptr<ChatStore> store = Open();
  std::unique_ptr<ChatStore> Open() {
    return std::move(*OpenChatStore("sqlite:" + folder / "chat.db"));
  }
};

Category Finance() {
  Category category;
  category.name = "Finance";
  category.allowed = {"dc=contoso,dc=com"};
  return category;
}

Room Desk() {
  Room room;
  room.name = "Trading desk";
  room.category = "Finance";
  return room;
}

std::vector<std::string> Texts(ChatStore& store, const MessageQuery& query = {}) {
  std::vector<std::string> texts;
  CHECK(store
            .EachMessage(kPool, "Trading desk", query,
                         [&](Message&& message) {
                           texts.push_back(message.text);
                           return true;
                         })
            .ok());
  return texts;
}

TEST_CASE("what is written is read again, by another connection too") {
  Place place;
  Category category = Finance();
  category.description = "Money";
  category.invitations = true;
  category.creators = {"sip:ken@contoso.com"};
  REQUIRE(place.store->Add(kPool, category).ok());
  REQUIRE(place.store->Add(kPool, Addin{"News", "http://news.contoso.com"}).ok());
  Room room = Desk();
  room.type = RoomType::kAuditorium;
  room.addin = "News";
  room.members = {"sip:ken@contoso.com", "sip:pilar@contoso.com"};
  room.presenters = {"sip:ken@contoso.com"};
  REQUIRE(place.store->Add(kPool, room).ok());
  auto other = place.Open();
  category.rooms = 1;
  CHECK(*other->FindCategory("PCPOOL.contoso.com", "finance") == category);
  CHECK(*other->FindRoom(kPool, "TRADING  DESK") == room);
  struct stat info {};
  REQUIRE(stat((place.folder / "chat.db").c_str(), &info) == 0);
  CHECK((info.st_mode & 0777) == 0600);
}

TEST_CASE("nothing there is no error, and makes no file") {
  Place place;
  int seen = 0;
  CHECK(place.store->EachRoom(kPool, "", [&](Room&&) { return ++seen > 0; }).ok());
  CHECK(seen == 0);
  CHECK(place.store->FindRoom(kPool, "x").status().code == Code::kNoSuchObject);
  CHECK(access((place.folder / "chat.db").c_str(), F_OK) != 0);
}

TEST_CASE("names are unique per pool and kind, without regard to case") {
  Place place;
  REQUIRE(place.store->Add(kPool, Finance()).ok());
  REQUIRE(place.store->Add(kPool, Desk()).ok());
  Room other = Desk();
  other.name = "TRADING DESK";
  CHECK(place.store->Add(kPool, other).code == Code::kEntryAlreadyExists);
  other.name = "Finance";  // A category may be called the same.
  CHECK(place.store->Add(kPool, other).ok());
  CHECK(place.store->Add("pc2.contoso.com", Finance()).ok());
  other.name = "Trading desk";
  CHECK(place.store->Replace(kPool, "Finance", other).code == Code::kEntryAlreadyExists);
}

TEST_CASE("what a constraint keeps: lengths, categories with rooms, presenters") {
  Place place;
  REQUIRE(place.store->Add(kPool, Finance()).ok());
  REQUIRE(place.store->Add(kPool, Desk()).ok());
  CHECK(place.store->RemoveCategory(kPool, "Finance").code == Code::kNotAllowedOnNonLeaf);
  Room room = Desk();
  room.name = std::string(257, 'x');
  CHECK(place.store->Add(kPool, room).code == Code::kConstraintViolation);
  room = Desk();
  room.presenters = {"sip:ken@contoso.com"};
  CHECK(place.store->Replace(kPool, "Trading desk", room).code == Code::kConstraintViolation);
  CHECK(place.store->FindRoom(kPool, "Trading desk")->presenters.empty());
  room = Desk();
  room.category = "Nowhere";
  CHECK(place.store->Replace(kPool, "Trading desk", room).code == Code::kNoSuchObject);
  CHECK(place.store->RemoveRoom(kPool, "Trading desk").ok());
  CHECK(place.store->RemoveCategory(kPool, "Finance").ok());
}

TEST_CASE("rooms follow a renamed category and lose a removed add-in") {
  Place place;
  REQUIRE(place.store->Add(kPool, Finance()).ok());
  REQUIRE(place.store->Add(kPool, Addin{"News", "http://news"}).ok());
  Room room = Desk();
  room.addin = "News";
  REQUIRE(place.store->Add(kPool, room).ok());
  Category renamed = Finance();
  renamed.name = "Money";
  REQUIRE(place.store->Replace(kPool, "Finance", renamed).ok());
  REQUIRE(place.store->RemoveAddin(kPool, "news").ok());
  Result<Room> now = place.store->FindRoom(kPool, "Trading desk");
  CHECK(now->category == "Money");
  CHECK(now->addin == "");
}

TEST_CASE("what is rolled back is not there") {
  Place place;
  REQUIRE(place.store->Begin().ok());
  REQUIRE(place.store->Add(kPool, Finance()).ok());
  place.store->Rollback();
  CHECK(place.store->FindCategory(kPool, "Finance").status().code == Code::kNoSuchObject);
}

TEST_CASE("messages are chosen by time, author and words") {
  Place place;
  REQUIRE(place.store->Add(kPool, Finance()).ok());
  REQUIRE(place.store->Add(kPool, Desk()).ok());
  auto post = [&](const char* author, int64_t at, const char* text) {
    REQUIRE(place.store->AddMessage(kPool, "Trading desk", {0, author, at, text}).ok());
  };
  post("sip:ken@contoso.com", 3000, "Sell the bonds");
  post("sip:ken@contoso.com", 1000, "Buy BONDS today");
  post("sip:pilar@contoso.com", 2000, "today we rest");
  CHECK(Texts(*place.store) ==
        std::vector<std::string>{"Buy BONDS today", "today we rest", "Sell the bonds"});
  MessageQuery query;
  query.from = 2000;
  query.until = 2000;
  CHECK(Texts(*place.store, query) == std::vector<std::string>{"today we rest"});
  query = {};
  query.author = "SIP:Pilar@contoso.com";
  CHECK(Texts(*place.store, query).size() == 1);
  query = {};
  query.words = {"bonds", "today"};
  CHECK(Texts(*place.store, query) == std::vector<std::string>{"Buy BONDS today"});
  query.match = MessageQuery::Match::kAny;
  CHECK(Texts(*place.store, query).size() == 3);
  query.words = {"bonds"};
  query.case_sensitive = true;
  CHECK(Texts(*place.store, query) == std::vector<std::string>{"Sell the bonds"});
  CHECK(place.store->ContentOf(kPool, "Trading desk")->bytes == 42);
  CHECK(*place.store->ReplaceMessages(kPool, "Trading desk", query, "(removed)") == 1);
  query = {};
  query.until = 2000;
  CHECK(*place.store->RemoveMessages(kPool, "Trading desk", query) == 2);
  CHECK(Texts(*place.store) == std::vector<std::string>{"(removed)"});
}

TEST_CASE("a file of a later version is left alone") {
  Place place;
  REQUIRE(place.store->Add(kPool, Finance()).ok());
  place.store.reset();
  sqlite3* raw = nullptr;
  REQUIRE(sqlite3_open((place.folder / "chat.db").c_str(), &raw) == SQLITE_OK);
  sqlite3_exec(raw, "PRAGMA user_version = 99", nullptr, nullptr, nullptr);
  sqlite3_close(raw);
  CHECK(place.Open()->FindCategory(kPool, "Finance").status().code == Code::kNotSupported);
}

}  // namespace
}  // namespace sipsh::chat
