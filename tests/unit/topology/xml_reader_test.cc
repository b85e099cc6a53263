// XML as Get-CsTopology -AsXml writes it, and back.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>

#include "directory/topology/edits.h"
#include "directory/topology/reader.h"
#include "directory/topology/text_changes.h"
#include "directory/topology/xml.h"
#include "tests/unit/topology/test_support.h"

namespace sipsh::topology {
namespace {

using directory::Code;

Topology Read(const std::string& text) {
  Topology topology;
  std::vector<directory::Problem> problems;
  bool valid = ReadValidTopology("topology.yaml", text, &topology, &problems);
  REQUIRE_MESSAGE(valid, directory::JoinProblems(problems));
  return topology;
}

// The document after publishing `xml` on it.
std::string Published(const std::string& xml) {
  Topology base = Read(kContoso);
  auto wanted = FromXml(xml, base);
  REQUIRE_MESSAGE(wanted.ok(), wanted.status().message);
  auto edit = EditToward("test", base, *wanted);
  REQUIRE_MESSAGE(edit.ok(), edit.status().message);
  if (!*edit) return kContoso;
  auto text = ApplyEdit("topology.yaml", kContoso, **edit);
  REQUIRE_MESSAGE(text.ok(), text.status().message);
  return *text;
}

TEST_CASE("what was written reads the same, and is no change") {
  Topology base = Read(kContoso);
  auto again = FromXml(ToXml(base), base);
  REQUIRE_MESSAGE(again.ok(), again.status().message);
  CHECK(*again == base);
  CHECK(Published(ToXml(base)) == kContoso);
}

TEST_CASE("a change of the XML is an edit of the document, and comments stay") {
  std::string xml = ToXml(Read(kContoso));
  std::string text = Published(Replaced(xml, "DisplayName=\"Contoso rooms\"", "DisplayName=\"R\""));
  Topology topology = Read(text);
  CHECK(topology.FindPool("pcpool.contoso.com")->display_name == "R");
  CHECK(text.find("# The deployments of contoso.com.") == 0);
  CHECK(text.find("# preferred") != std::string::npos);
  CHECK(topology.policies.items.size() == Read(kContoso).policies.items.size());
}

TEST_CASE("directory names and well-known users go along, by whatever prefix") {
  Topology base = Read(kContoso);
  std::string xml = ToXml(base);
  REQUIRE(xml.find("xmlns:sipsh=\"urn:sipsh:topology\"") != std::string::npos);
  Topology none;  // As where the document comes from another environment.
  auto alone = FromXml(xml, none);
  REQUIRE_MESSAGE(alone.ok(), alone.status().message);
  for (const Pool& pool : base.pools) {
    const Pool* read = alone->FindPool(pool.fqdn);
    REQUIRE(read != nullptr);
    CHECK(read->directory_name == pool.directory_name);
    CHECK(read->group_chat.has_value() == pool.group_chat.has_value());
    if (pool.group_chat)
      CHECK(read->group_chat->well_known_user == pool.group_chat->well_known_user);
  }
  std::string renamed = xml;
  for (size_t at; (at = renamed.find("sipsh:DirectoryName")) != std::string::npos;)
    renamed.replace(at, 5, "our");
  for (size_t at; (at = renamed.find("sipsh:WellKnownUser")) != std::string::npos;)
    renamed.replace(at, 5, "our");
  renamed.replace(renamed.find("xmlns:sipsh"), 11, "xmlns:our");
  CHECK(*FromXml(renamed, base) == base);
  // XML of the product has no such namespace: what the document has stays.
  std::string plain = renamed;
  plain.replace(plain.find(" xmlns:our=\"urn:sipsh:topology\""), 31, "");
  for (size_t at; (at = plain.find(" our:")) != std::string::npos;)
    plain.erase(at, plain.find('"', plain.find('"', at) + 1) + 1 - at);
  CHECK(*FromXml(plain, base) == base);
}

TEST_CASE("domains come and go") {
  std::string xml = ToXml(Read(kContoso));
  Topology more = Read(Published(Replaced(xml, "Name=\"fabrikam.com\"", "Name=\"adatum.com\"")));
  CHECK(more.FindSipDomain("adatum.com") != nullptr);
  CHECK(more.FindSipDomain("fabrikam.com") == nullptr);
}

TEST_CASE("without a base the XML alone gives pools, stores, next hops and ports") {
  Topology base = Read(kContoso);
  Topology none;
  auto alone = FromXml(ToXml(base), none);
  REQUIRE_MESSAGE(alone.ok(), alone.status().message);
  REQUIRE(alone->pools.size() == base.pools.size());
  const Pool* chat = alone->FindPool("pcpool.contoso.com");
  REQUIRE(chat != nullptr);
  CHECK(chat->generation == Generation::kLyncServer2013);
  CHECK(chat->next_hop == "pool01.contoso.com");
  CHECK(chat->FindStore("PersistentChatDatabase") != nullptr);
  CHECK(chat->IsPersistentChat());
  CHECK(alone->FindPool("fs01.contoso.com")->generation == Generation::kNone);
}

TEST_CASE("trusted applications are ports of their own, too") {
  Topology none;
  std::string port =
      "<Port Owner=\"urn:application:archive\" Port=\"8022\" GruuType=\"OldArchive\"/>";
  std::string xml = ToXml(Read(kContoso));
  size_t role = xml.find("RoleName=\"ExternalServer\"");
  size_t at = xml.find("<ExternalServerService", role);
  REQUIRE_MESSAGE(at != std::string::npos, xml);
  size_t ports = xml.find("</Ports>", role);
  if (ports < at)
    xml.insert(ports, port);
  else
    xml.insert(at, "<Ports>" + port + "</Ports>");
  auto read = FromXml(xml, none);
  REQUIRE_MESSAGE(read.ok(), read.status().message);
  const auto& applications = read->FindPool("gcpool.contoso.com")->trusted_applications;
  REQUIRE(applications.size() == 2);
  for (const TrustedApplication& one : applications)
    CHECK(one.legacy_name == (one.port == 8022 ? "OldArchive" : ""));
}

TEST_CASE("what is no topology is refused") {
  Topology base = Read(kContoso);
  auto refusal = [&](const std::string& xml) {
    auto read = FromXml(xml, base);
    CHECK(read.status().code == Code::kInvalidSyntax);
    return read.status().message;
  };
  CHECK(refusal("<Topology").find("not well-formed") != std::string::npos);
  CHECK(refusal("<a/>").find("no topology") != std::string::npos);
  CHECK(refusal(
            "<Topology xmlns=\"urn:schema:Microsoft.Rtc.Management.Deploy.TopologyBuilder.2008\"/>")
            .find("Topology Builder") != std::string::npos);
  std::string xml = ToXml(base);
  CHECK(refusal(Replaced(xml, "RoleName=\"Registrar\"", "RoleName=\"Reg\""))
            .find("Reg is not known") != std::string::npos);
}

TEST_CASE("which lines change") {
  using Lines = std::vector<std::string>;
  CHECK(TextChanges("a\nb\nc\n", "a\nb\nc\n").empty());
  CHECK(TextChanges("a\nb\nc\n", "a\nx\nc\n") == Lines{"2 - b", "2 + x"});
  CHECK(TextChanges("a\nb\n", "a\nb\nc\n") == Lines{"3 + c"});
  CHECK(TextChanges("a\nb\nc\nd\n", "b\nd\n") == Lines{"1 - a", "3 - c"});
  CHECK(TextChanges("", "a\n") == Lines{"1 + a"});
  CHECK(TextChanges("a", "a\n") == Lines{"the end of the last line"});
  std::string many, other;
  for (int i = 0; i < 3000; ++i) {
    many += std::to_string(i) + "\n";
    other += "x" + std::to_string(i) + "\n";
  }
  CHECK(TextChanges(many, other) == Lines{"3000 lines become 3000"});
}

}  // namespace
}  // namespace sipsh::topology
