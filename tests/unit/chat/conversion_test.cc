// What a legacy tree becomes in a flat pool, and that nothing of it happens silently.
#include "directory/chat/transfer/conversion.h"

#include <algorithm>
#include <doctest/doctest.h>

#include "directory/schema.h"

namespace sipsh::chat {
namespace {

constexpr const char* kKen = "sip:ken@contoso.com";
constexpr const char* kPat = "sip:pat@contoso.com";

// Root 1; IT 2; Servers 3 below it; rooms: Help 10 in IT, Mail 11 in Servers.
struct Tree {
  ConversionInput input;

  Tree() {
    input.source = {"gcpool.contoso.com", "LyncServer2010", "mgc", true};
    Add(1, 1, true, "Root").invitations = true;
    Add(2, 1, true, "IT").allowed = {"DC=contoso,DC=com"};
    Add(3, 2, true, "Servers");
    Add(10, 2, false, "Help");
    Add(11, 3, false, "Mail");
  }
  LegacyNode& Add(int64_t id, int64_t parent, bool category, const std::string& name) {
    ArchiveNode one;
    one.node.id = id;
    one.node.parent = parent;
    one.node.is_category = category;
    one.node.name = name;
    input.nodes.push_back(one);
    return input.nodes.back().node;
  }
  LegacyNode& Node(int64_t id) {
    return std::find_if(input.nodes.begin(), input.nodes.end(),
                        [&](const ArchiveNode& one) { return one.node.id == id; })
        ->node;
  }
  Conversion Run() const { return Convert(input); }
};

const Room& RoomOf(const Conversion& conversion, const std::string& name) {
  for (const auto& one : conversion.rooms)
    if (one.object.name == name) return one.object;
  FAIL("no room " << name);
  return conversion.rooms.front().object;
}
const Category& CategoryOf(const Conversion& conversion, const std::string& name) {
  for (const auto& one : conversion.categories)
    if (one.object.name == name) return one.object;
  FAIL("no category " << name);
  return conversion.categories.front().object;
}
const Finding* Found(const Conversion& conversion, const std::string& id,
                     const std::string& object = {}) {
  for (const Finding& finding : conversion.findings)
    if (finding.id == id && (object.empty() || finding.object == object)) return &finding;
  return nullptr;
}

TEST_CASE("names of parents go in front, and every rename is told") {
  Tree tree;
  Conversion out = tree.Run();
  CHECK_FALSE(out.Failed());
  REQUIRE(out.categories.size() == 2);
  CHECK(CategoryOf(out, "IT - Servers").name == "IT - Servers");
  CHECK(RoomOf(out, "Help").category == "IT");
  CHECK(RoomOf(out, "IT - Servers - Mail").category == "IT - Servers");
  const Finding* renamed = Found(out, "RoomRenamed");
  REQUIRE(renamed != nullptr);
  CHECK(renamed->before == "Mail");
  CHECK(renamed->after == "IT - Servers - Mail");
  CHECK(Found(out, "CategoryRenamed", "category 'IT - Servers'") != nullptr);
  CHECK(Found(out, "RoomRenamed", "room 'Help'") == nullptr);
  CHECK(out.room_of.at(11) == "IT - Servers - Mail");
}

TEST_CASE("a name beyond 256 characters after the prefix is a failure, 256 are not") {
  Tree tree;
  const std::string prefix = "IT - Servers - ";
  for (auto [length, fails] : {std::pair{256, false}, std::pair{257, true}}) {
    std::string name;
    for (size_t i = prefix.size(); i < static_cast<size_t>(length); ++i) name += "\xC3\xA4";
    tree.Node(11).name = name;
    Conversion out = tree.Run();
    CHECK(out.Failed() == fails);
    CHECK((Found(out, "NameTooLong") != nullptr) == fails);
  }
  tree.Node(11).name = "Mail";
  tree.Node(11).description = std::string(257, 'd');
  CHECK(Found(tree.Run(), "DescriptionTooLong") != nullptr);
}

TEST_CASE("names that fall together after flattening stop the import") {
  Tree tree;
  tree.Add(12, 2, false, "it - SERVERS - mail");
  Conversion out = tree.Run();
  CHECK(out.Failed());
  CHECK(Found(out, "NamesClash") != nullptr);
  // Failures come first.
  CHECK(out.findings.front().severity == Finding::Severity::kFailure);
}

TEST_CASE("managers of the root and of categories become managers of the rooms below") {
  Tree tree;
  tree.Node(1).managers = {kKen};
  tree.Node(2).managers = {"SIP:KEN@contoso.com", kPat};
  Conversion out = tree.Run();
  CHECK(RoomOf(out, "Help").managers == Principals{"SIP:KEN@contoso.com", kPat});
  CHECK(RoomOf(out, "IT - Servers - Mail").managers == Principals{"SIP:KEN@contoso.com", kPat});
  const Finding* root = Found(out, "RootManager");
  REQUIRE(root != nullptr);
  CHECK(root->after == "manager of 2 rooms");
  CHECK(Found(out, "CategoryManagers", "category 'IT'") != nullptr);
}

TEST_CASE("scope becomes the lists of who is allowed and denied, inherited and united") {
  Tree tree;
  tree.Node(1).denied = {"CN=Guests,DC=contoso,DC=com"};
  tree.Node(3).denied = {kPat};
  Conversion out = tree.Run();
  CHECK(CategoryOf(out, "IT - Servers").allowed == Principals{"DC=contoso,DC=com"});
  CHECK(CategoryOf(out, "IT - Servers").denied == Principals{kPat, "CN=Guests,DC=contoso,DC=com"});
  CHECK(CategoryOf(out, "IT").denied == Principals{"CN=Guests,DC=contoso,DC=com"});
  tree.Node(2).allowed.clear();
  CHECK(Found(tree.Run(), "NobodyAllowed", "category 'IT'") != nullptr);
}

TEST_CASE("a room that sends invitations below a category that does not is warned of") {
  Tree tree;
  tree.Node(2).invitations = false;
  tree.Node(10).invitations = true;
  Conversion out = tree.Run();
  CHECK_FALSE(CategoryOf(out, "IT").invitations);
  CHECK(RoomOf(out, "Help").invitations == Invitations::kFalse);
  CHECK(RoomOf(out, "IT - Servers - Mail").invitations == Invitations::kInherit);
  const Finding* off = Found(out, "InvitationsOff");
  REQUIRE(off != nullptr);
  CHECK(off->severity == Finding::Severity::kWarning);
  CHECK(off->object == "room 'Help'");

  tree.Node(2).invitations.reset();  // Root says yes.
  tree.Node(10).invitations = false;
  out = tree.Run();
  CHECK(CategoryOf(out, "IT").invitations);
  CHECK(RoomOf(out, "Help").invitations == Invitations::kFalse);
  CHECK(Found(out, "InvitationsOff") == nullptr);
}

TEST_CASE("members of a category are those of its rooms without their own") {
  Tree tree;
  tree.Node(3).members = {kKen};
  tree.Node(10).members = {kPat};
  Conversion out = tree.Run();
  CHECK(RoomOf(out, "IT - Servers - Mail").members == Principals{kKen});
  CHECK(RoomOf(out, "Help").members == Principals{kPat});
  CHECK(Found(out, "MembersOfCategory", "room 'IT - Servers - Mail'") != nullptr);
}

TEST_CASE("federated principals leave the lists, but never open a room to all") {
  Tree tree;
  tree.input.principals = {{7, "sip:x@fabrikam.com", "X", 7, LegacyPrincipal::State::kActive},
                           {8, "sip:gone@contoso.com", "", 5, LegacyPrincipal::State::kDeleted},
                           {9, "sip:off@contoso.com", "", 5, LegacyPrincipal::State::kDisabled}};
  tree.Node(10).members = {"sip:x@fabrikam.com", kKen, "sip:gone@contoso.com",
                           "sip:off@contoso.com"};
  tree.Node(10).managers = {"sip:x@fabrikam.com"};
  tree.Node(11).members = {"sip:x@fabrikam.com"};
  Conversion out = tree.Run();
  CHECK(RoomOf(out, "Help").members ==
        Principals{kKen, "sip:gone@contoso.com", "sip:off@contoso.com"});
  CHECK(RoomOf(out, "Help").managers.empty());
  CHECK(RoomOf(out, "IT - Servers - Mail").members == Principals{"sip:x@fabrikam.com"});
  const Finding* federated = Found(out, "FederatedPrincipal");
  REQUIRE(federated != nullptr);
  CHECK(federated->text.find("room 'Help', room 'IT - Servers - Mail'") != std::string::npos);
  CHECK(Found(out, "DeletedPrincipal", "sip:gone@contoso.com") != nullptr);
  CHECK(Found(out, "DisabledPrincipal", "sip:off@contoso.com") != nullptr);
}

TEST_CASE("the directory's word on principals counts, and who is outside a category") {
  Tree tree;
  tree.Node(10).managers = {kKen, kPat, "sip:nobody@contoso.com", "sip:y@litware.com"};
  tree.input.directory = [](const std::string& name) {
    PrincipalFacts facts;
    facts.subject.name = name;
    if (name == kKen)
      facts.subject.affiliations = {"OU=Users,dc=contoso,dc=com", "dc=Contoso,dc=COM"};
    if (name == kPat) facts.subject.affiliations = {"dc=fabrikam,dc=com"};
    if (name == "sip:nobody@contoso.com") facts.state = PrincipalFacts::State::kUnknown;
    if (name == "sip:y@litware.com") facts.state = PrincipalFacts::State::kOutside;
    return facts;
  };
  Conversion out = tree.Run();
  CHECK(RoomOf(out, "Help").managers == Principals{kKen, "sip:nobody@contoso.com"});
  CHECK(Found(out, "OutsideCategory", kPat) != nullptr);
  CHECK(Found(out, "UnknownPrincipal", "sip:nobody@contoso.com") != nullptr);
  CHECK(Found(out, "FederatedPrincipal", "sip:y@litware.com") != nullptr);
}

TEST_CASE("presenters are kept in auditoriums, as members too, and dropped elsewhere") {
  Tree tree;
  tree.Node(10).presenters = {kKen};
  tree.Node(11).type = RoomType::kAuditorium;
  tree.Node(11).presenters = {kKen};
  tree.Node(11).members = {kPat};
  Conversion out = tree.Run();
  CHECK(RoomOf(out, "Help").presenters.empty());
  CHECK(Found(out, "PresentersDropped", "room 'Help'") != nullptr);
  CHECK(RoomOf(out, "IT - Servers - Mail").presenters == Principals{kKen});
  CHECK(RoomOf(out, "IT - Servers - Mail").members == Principals{kPat, kKen});
  CHECK(Found(out, "PresentersJoin") != nullptr);
}

TEST_CASE("what the target holds under the same name is overwritten, and told") {
  Tree tree;
  Category category;
  category.name = "it";
  category.description = "Ours";
  Room room;
  room.name = "HELP";
  room.category = "it";
  tree.input.target.categories["it"] = category;
  tree.input.target.rooms["help"] = room;
  tree.input.target.addins["prices"] = {"Prices", "http://old"};
  tree.input.addins = {{"prices", "http://new"}};
  tree.Node(10).addin = "PRICES";
  Conversion out = tree.Run();
  CHECK_FALSE(out.Failed());
  CHECK(RoomOf(out, "HELP").category == "it");
  CHECK(RoomOf(out, "HELP").addin == "Prices");
  CHECK(out.room_of.at(10) == "HELP");
  CHECK(Found(out, "RoomOverwritten") != nullptr);
  CHECK(Found(out, "CategoryOverwritten")->after == "description, invitations, allowed");
  CHECK(Found(out, "AddinOverwritten")->before == "http://old");
  CHECK(Found(out, "RoomsOfTarget") == nullptr);
  tree.input.target.rooms["ours"].category = "IT";
  CHECK(Found(tree.Run(), "RoomsOfTarget")->after == "1 room");
  // The same again changes nothing.
  for (const auto& one : out.categories)
    tree.input.target.categories[directory::FoldText(one.object.name)] = one.object;
  for (const auto& one : out.rooms)
    tree.input.target.rooms[directory::FoldText(one.object.name)] = one.object;
  tree.input.target.addins["prices"] = out.addins[0].object;
  out = tree.Run();
  CHECK(out.categories[0].Unchanged());
  CHECK(out.rooms[0].Unchanged());
  CHECK(out.addins[0].Unchanged());
  CHECK(Found(out, "RoomOverwritten") == nullptr);
}

TEST_CASE("add-ins are unique; one that is missing is lost, and told") {
  Tree tree;
  tree.input.addins = {{"A", "http://a"}, {"a", "http://a"}, {"B", "nowhere"}};
  tree.Node(10).addin = "C";
  Conversion out = tree.Run();
  CHECK(out.addins.size() == 2);
  CHECK(Found(out, "AddinMissing", "room 'Help'") != nullptr);
  CHECK(Found(out, "InvalidAddinUrl") != nullptr);
  CHECK_FALSE(out.Failed());
  tree.input.addins.push_back({"b", "http://b"});
  CHECK(Found(tree.Run(), "AddinNamesClash") != nullptr);
}

TEST_CASE("rooms below the root get a category; settings of rooms follow their category") {
  Tree tree;
  tree.Add(12, 1, false, "Lobby").disabled = true;
  tree.Node(1).allowed = {"DC=contoso,DC=com"};
  tree.Node(10).chat_history = false;
  Conversion out = tree.Run();
  CHECK(RoomOf(out, "Lobby").category == "Rooms of gcpool.contoso.com");
  CHECK(RoomOf(out, "Lobby").disabled);
  CHECK(Found(out, "CategoryMade") != nullptr);
  CHECK(Found(out, "DisabledRooms")->text == "1 room is disabled there, and here too.");
  CHECK(Found(out, "HistoryOfCategory", "room 'Help'")->after == "on");
  CHECK(Found(out, "FilesNotIncluded") != nullptr);
  CHECK(Found(out, "PrivacyRenamed")->after == "Closed");
}

TEST_CASE("nodes that only tell where messages belong are not made") {
  Tree tree;
  for (ArchiveNode& one : tree.input.nodes) one.context = true;
  Conversion out = tree.Run();
  CHECK(Found(out, "RoomMissing", "room 'Help'") != nullptr);
  for (const char* name : {"Help", "IT - Servers - Mail"})
    tree.input.target.rooms[directory::FoldText(name)].name = name;
  out = tree.Run();
  CHECK_FALSE(out.Failed());
  CHECK(out.rooms.empty());
  CHECK(out.categories.empty());
  CHECK(out.room_of.at(11) == "IT - Servers - Mail");
}

}  // namespace
}  // namespace sipsh::chat
