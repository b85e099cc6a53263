// Who is inside a category, and who finds, joins and posts.
#include "directory/chat/rules.h"

#include <doctest/doctest.h>

namespace sipsh::chat {
namespace {

using directory::Code;

constexpr const char* kSales = "cn=Sales,ou=Groups,dc=contoso,dc=com";
const Subject kKen{"sip:ken@contoso.com", {"ou=Users,dc=contoso,dc=com", "dc=contoso,dc=com"}};
const Subject kPilar{"sip:pilar@contoso.com",
                     {kSales, "ou=Users,dc=contoso,dc=com", "dc=contoso,dc=com"}};

Category Allowing(Principals allowed, Principals denied = {}) {
  Category category;
  category.name = "Finance";
  category.allowed = std::move(allowed);
  category.denied = std::move(denied);
  return category;
}

TEST_CASE("a name has one to 256 characters, counted as characters") {
  CHECK(CheckName("room", "Trading desk").ok());
  CHECK(CheckName("room", "").code == Code::kConstraintViolation);
  CHECK(CheckName("room", "  ").code == Code::kConstraintViolation);
  CHECK(CheckName("room", "a\nb").code == Code::kConstraintViolation);
  std::string umlauts;
  for (int i = 0; i < 256; ++i) umlauts += "\xC3\xA4";
  CHECK(CheckName("room", umlauts).ok());
  Status longer = CheckName("room", umlauts + "x");
  CHECK(longer.code == Code::kConstraintViolation);
  CHECK(longer.message.find("257") != std::string::npos);
}

TEST_CASE("an add-in's address is http or https and names a server") {
  CHECK(CheckUrl("a", "http://web.contoso.com/x").ok());
  CHECK(CheckUrl("a", "HTTPS://web.contoso.com").ok());
  for (const char* bad : {"ftp://web", "http://", "web.contoso.com", "http:///x", "http://a b"})
    CHECK(CheckUrl("a", bad).code == Code::kConstraintViolation);
}

TEST_CASE("principals compare by name: DNs without blanks and case, addresses without case") {
  CHECK(SamePrincipal("SIP:Ken@Contoso.com", "sip:ken@contoso.com"));
  CHECK(SamePrincipal("CN=Sales, OU=Groups,DC=contoso,DC=com", kSales));
  CHECK_FALSE(SamePrincipal("sip:ken@contoso.com", "sip:ken@litwareinc.com"));
}

TEST_CASE("nobody is inside a category that allows nobody") {
  CHECK_FALSE(Eligible(Allowing({}), kKen));
}

TEST_CASE("one is inside by name, by group, by container and by domain; denial wins") {
  CHECK(Eligible(Allowing({"sip:KEN@contoso.com"}), kKen));
  CHECK(Eligible(Allowing({"dc=contoso,dc=com"}), kKen));
  CHECK(Eligible(Allowing({kSales}), kPilar));
  CHECK_FALSE(Eligible(Allowing({kSales}), kKen));
  CHECK_FALSE(Eligible(Allowing({"dc=contoso,dc=com"}, {kSales}), kPilar));
  CHECK_FALSE(Eligible(Allowing({"sip:pilar@contoso.com"}, {kSales}), kPilar));
  Status refused = RequireEligible(Allowing({"dc=contoso,dc=com"}, {kSales}), kPilar, "member");
  CHECK(refused.code == Code::kConstraintViolation);
  CHECK(refused.message.find("DeniedMembers") != std::string::npos);
}

TEST_CASE("presenters exist in auditoriums and are members") {
  Room room;
  room.name = "All hands";
  CHECK(CheckPresenters(room, {}).ok());
  room.presenters = {kKen.name};
  CHECK(CheckPresenters(room, {kKen}).code == Code::kConstraintViolation);
  room.type = RoomType::kAuditorium;
  CHECK(CheckPresenters(room, {kKen}).ok());
  room.members = {kSales};
  CHECK(CheckPresenters(room, {kKen}).code == Code::kConstraintViolation);
  CHECK(CheckPresenters(room, {kPilar}).ok());
}

TEST_CASE("privacy says who finds and who joins") {
  Category category = Allowing({"dc=contoso,dc=com"});
  Room room;
  room.members = {kSales};
  auto standing = [&](Privacy privacy) {
    room.privacy = privacy;
    return std::vector<bool>{MayFind(room, category, kKen), MayJoin(room, category, kKen),
                             MayFind(room, category, kPilar), MayJoin(room, category, kPilar)};
  };
  CHECK(standing(Privacy::kOpen) == std::vector<bool>{true, true, true, true});
  CHECK(standing(Privacy::kClosed) == std::vector<bool>{true, false, true, true});
  CHECK(standing(Privacy::kSecret) == std::vector<bool>{false, false, true, true});
  room.disabled = true;
  CHECK(standing(Privacy::kOpen) == std::vector<bool>{false, false, false, false});
}

TEST_CASE("a manager is no member by that alone; without members the category's set applies") {
  Category category = Allowing({"dc=contoso,dc=com"});
  Room room;
  CHECK(IsMember(room, category, kKen));
  room.members = {kPilar.name};
  room.managers = {kKen.name};
  CHECK_FALSE(IsMember(room, category, kKen));
}

TEST_CASE("only presenters post in an auditorium") {
  Category category = Allowing({"dc=contoso,dc=com"});
  Room room;
  room.type = RoomType::kAuditorium;
  room.presenters = {kPilar.name};
  CHECK(MayPost(room, category, kPilar));
  CHECK_FALSE(MayPost(room, category, kKen));
  room.type = RoomType::kNormal;
  CHECK(MayPost(room, category, kKen));
}

TEST_CASE("a room can not switch on the invitations its category switches off") {
  Category category = Allowing({});
  Room room;
  CHECK_FALSE(SendsInvitations(room, category));
  category.invitations = true;
  CHECK(SendsInvitations(room, category));
  room.invitations = Invitations::kFalse;
  CHECK_FALSE(SendsInvitations(room, category));
}

TEST_CASE("a narrower category strips those outside it, and those nobody knows any more") {
  Room room;
  room.members = {kKen.name, kPilar.name, "sip:gone@contoso.com"};
  room.managers = {kKen.name};
  Principals stripped = StripOutsiders(Allowing({kSales}), {kKen, kPilar}, &room);
  CHECK(stripped == Principals{kKen.name});
  CHECK(room.members == Principals{kPilar.name, "sip:gone@contoso.com"});
  CHECK(room.managers.empty());
}

}  // namespace
}  // namespace sipsh::chat
