// A Group Chat database from CSV dumps: its tree, people, names and messages.
#include <doctest/doctest.h>
#include <fstream>
#include <sstream>

#include "directory/chat/csv_reader.h"
#include "directory/chat/legacy_store.h"
#include "tests/unit/topology/test_support.h"

namespace sipsh::chat {
namespace {

using directory::Code;

struct Place {
  TemporaryFolder folder;
  std::unique_ptr<LegacyStore> store;

  Place() {
    Write("tblNode.csv",
          "\xEF\xBB\xBFnodeID,parentID,nodeGuid,nodeType,nodeName,nodeDesc,invite,logged,filePost,"
          "disabled,behavior,visibility,siopID\r\n"
          "1,1,g,1,Root,,1,1,0,0,4,6,NULL\r\n"
          "5,3,g,0,Desk,\"Buy, \"\"sell\"\"\",NULL,NULL,NULL,1,5,2,{AB-1}\r\n"
          "2,1,g,True,Finance,,False,1,0,0,4,6,\r\n"
          "3,2,g,1,Trading,,NULL,NULL,NULL,0,4,6,NULL\r\n"
          "4,2,g,0,News,\"two\nlines\",1,,,0,4,3,NULL\r\n");
    Write("tblPrincipal.csv",
          "prinID,prinUri,prinName,prinADPath,prinDisabled,prinTypeID\n"
          "7,sip:ken@contoso.com,Ken,\"CN=Ken,DC=contoso,DC=com\",0,5\n"
          "8,ma-grp://x,,\"CN=Sales,DC=contoso,DC=com\",0,9\n"
          "9,sip:gone@contoso.com,Gone,NULL,2,5\n"
          "10,sip:pat@fabrikam.com,Pat,NULL,0,7\n");
    Write("tblRoleType.csv", "rtypeID,rtypeDesc\n1,Member\n2,Manager\n3,Voiced\n4,Creator\n");
    Write("tblPrincipalRole.csv",
          "prinRoleNodeID,prinRolePrinID,prinRoleTypeID\n1,7,2\n5,8,1\n5,9,1\n5,7,3\n");
    store = std::move(*LegacyStore::Open(folder / "legacy.db"));
  }
  void Write(const std::string& name, const std::string& text) {
    std::ofstream(folder / name, std::ios::binary) << text;
  }
  Result<LegacyCounts> Fill() { return store->Fill(folder / "."); }
  std::vector<LegacyNode> Nodes() {
    std::vector<LegacyNode> nodes;
    CHECK(store
              ->EachNode([&](LegacyNode&& node) {
                nodes.push_back(std::move(node));
                return true;
              })
              .ok());
    return nodes;
  }
};

TEST_CASE("the tree comes parents first, with its people") {
  Place place;
  place.Write("tblScopePrincipal.csv", "scopeNodeID,scopePrinID,scopeIsDenied\n2,8,0\n2,10,1\n");
  place.Write("tblSiopWhiteList.csv", "siopID,siopName,siopUrl\n{ab-1},Prices,http://p\n");
  Result<LegacyCounts> counts = place.Fill();
  REQUIRE_MESSAGE(counts.ok(), counts.status().message);
  CHECK(counts->nodes == 5);
  CHECK(counts->roles == 4);
  std::vector<LegacyNode> nodes = place.Nodes();
  REQUIRE(nodes.size() == 5);
  CHECK(nodes[0].IsRoot());
  CHECK(nodes[0].managers == Principals{"sip:ken@contoso.com"});
  CHECK(nodes[1].name == "Finance");
  CHECK(nodes[1].is_category);
  CHECK(nodes[1].invitations == false);
  CHECK(nodes[1].allowed == Principals{"CN=Sales,DC=contoso,DC=com"});
  CHECK(nodes[1].denied == Principals{"sip:pat@fabrikam.com"});
  const LegacyNode& desk = nodes[4];
  CHECK(desk.name == "Desk");
  CHECK(desk.description == "Buy, \"sell\"");
  CHECK_FALSE(desk.invitations.has_value());
  CHECK(desk.disabled);
  CHECK(desk.type == RoomType::kAuditorium);
  CHECK(desk.privacy == Privacy::kSecret);
  CHECK(desk.addin == "Prices");
  CHECK(desk.members == Principals{"CN=Sales,DC=contoso,DC=com", "sip:gone@contoso.com"});
  CHECK(desk.presenters == Principals{"sip:ken@contoso.com"});
}

TEST_CASE("names get their parents in front, the root left out") {
  Place place;
  REQUIRE(place.Fill().ok());
  CHECK(*place.store->FlatName(2) == "Finance");
  CHECK(*place.store->FlatName(3) == "Finance - Trading");
  CHECK(*place.store->FlatName(4) == "News");
  CHECK(*place.store->FlatName(5) == "Finance - Trading - Desk");
  CHECK(place.store->FlatName(99).status().code == Code::kNoSuchObject);
}

TEST_CASE("principals that are dead or federated are known as such") {
  Place place;
  REQUIRE(place.Fill().ok());
  std::vector<LegacyPrincipal> found;
  CHECK(place.store
            ->EachPrincipal([&](LegacyPrincipal&& one) {
              found.push_back(std::move(one));
              return true;
            })
            .ok());
  REQUIRE(found.size() == 4);
  CHECK(found[1].name == "CN=Sales,DC=contoso,DC=com");
  CHECK(found[2].state == LegacyPrincipal::State::kDeleted);
  CHECK(found[3].Federated());
}

TEST_CASE("messages come in their order, their time out of ticks") {
  Place place;
  place.Write("tblChat.csv",
              "channelId,chatId,chatDate,userId,isAlert,content\n"
              "5,2,634873248000000000,9,0,\"second\nline\"\n5,1,634872384000000000,7,0,NULL and\n");
  REQUIRE(place.Fill().ok());
  std::vector<Message> found;
  CHECK(place.store
            ->EachMessage(5,
                          [&](Message&& one) {
                            found.push_back(std::move(one));
                            return true;
                          })
            .ok());
  REQUIRE(found.size() == 2);
  CHECK(found[0].text == "NULL and");
  CHECK(found[0].author == "sip:ken@contoso.com");
  CHECK(found[0].posted == 1351641600000);  // 2012-10-31 00:00
  CHECK(found[1].text == "second\nline");
}

TEST_CASE("filling again replaces; a faulty dump leaves what was there") {
  Place place;
  REQUIRE(place.Fill().ok());
  REQUIRE(place.Fill().ok());
  CHECK(place.Nodes().size() == 5);
  place.Write("tblRoleType.csv", "rtypeID,rtypeDesc\n1,Member\n");
  CHECK(place.Fill().status().code == Code::kConstraintViolation);
  place.Write("tblRoleType.csv", "rtypeID,rtypeDesc\nx,Member\n");
  Result<LegacyCounts> faulty = place.Fill();
  CHECK(faulty.status().code == Code::kInvalidSyntax);
  CHECK(faulty.status().message.find("tblRoleType.csv:2: rtypeID is no number") !=
        std::string::npos);
  CHECK(place.Nodes().size() == 5);
  CHECK(place.Nodes()[4].presenters.size() == 1);
}

TEST_CASE("what is missing in a dump is named with its file") {
  Place place;
  place.Write("tblNode.csv", "nodeID,parentID\n1,1\n");
  CHECK(place.Fill().status().message.find(
            "tblNode.csv:1: the first line names no column nodeType") != std::string::npos);
  Place other;
  std::remove((other.folder / "tblPrincipal.csv").c_str());
  CHECK(other.Fill().status().code == Code::kNoSuchObject);
  Place orphan;
  orphan.Write(
      "tblNode.csv",
      "nodeID,parentID,nodeType,nodeName,nodeDesc,invite,logged,filePost,disabled,behavior,"
      "visibility,siopID\n1,1,1,Root,,,,,0,,,\n8,9,0,Lost,,,,,0,,,\n");
  Result<LegacyCounts> lost = orphan.Fill();
  CHECK(lost.status().code == Code::kConstraintViolation);
  CHECK(lost.status().message.find("Lost") != std::string::npos);
}

TEST_CASE("a quoted field without an end is refused with its line") {
  std::istringstream in("a,b\n1,\"x\n");
  CsvReader reader(in, "t.csv");
  std::vector<std::string> fields;
  REQUIRE(*reader.Next(&fields));
  Result<bool> more = reader.Next(&fields);
  CHECK(more.status().message.find("t.csv:2:") == 0);
}

}  // namespace
}  // namespace sipsh::chat
