// Strict reading: every fault has a place and a rule, and all are told at once.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include "directory/topology/reader.h"

#include <doctest/doctest.h>

#include "directory/topology/fast_form.h"
#include "directory/topology/services.h"
#include "directory/topology/xml.h"
#include "tests/unit/topology/test_support.h"

namespace sipsh::topology {
namespace {

std::string Faults(const std::string& text) {
  Topology topology;
  std::vector<Problem> problems;
  ReadTopology("t.yaml", text, &topology, &problems);
  std::string all;
  for (const Problem& p : problems)
    all += (all.empty() ? "" : " ") + p.rule + "@" + std::to_string(p.line) + ":" +
           std::to_string(p.column);
  return all;
}

Topology Contoso() {
  Topology topology;
  std::vector<Problem> problems;
  REQUIRE(ReadValidTopology("t.yaml", kContoso, &topology, &problems));
  return topology;
}

TEST_CASE("bytes") {
  CHECK(Faults("\xEF\xBB\xBFsites: []\n") == "yaml-bom@1:1");
  CHECK(Faults("sites: []\n# caf\xE9\n") == "yaml-utf8@2:6");
  CHECK(Faults("# \xC3\xA9\nsites: [\x01]\n") == "yaml-control@2:9");
  CHECK(Faults("# \xED\xA0\x80\n") == "yaml-utf8@1:3");
}

TEST_CASE("keys") {
  CHECK(Faults("sites: []\nsites: []\n") == "yaml-duplicate-key@2:1");
  CHECK(Faults("sitse: []\n") == "yaml-unknown-key@1:1");
  Topology topology;
  std::vector<Problem> problems;
  ReadTopology("t.yaml", "sitse: []\n", &topology, &problems);
  CHECK(problems[0].Text() ==
        "t.yaml:1:1: 'sitse' is not a key of the topology; did you mean 'sites'?");
  CHECK(Faults(Replaced(kContoso, "MtlsPort", "MtlPort")) == "yaml-unknown-key@58:9");
  CHECK(Faults(Replaced(kContoso, "  PersistentChatServer:", "  PersistentChatServr:")) ==
        "service-role@57:7");
}

TEST_CASE("names that are no names") {
  CHECK(Faults(Replaced(kContoso, "name: Dublin", "name: no")) == "yaml-bare-word@13:11");
  CHECK(Faults(Replaced(kContoso, "name: Dublin", "name: On")) == "yaml-bare-word@13:11");
  CHECK(Faults(Replaced(kContoso, "name: Dublin", "name: \"no\"")) == "");
  CHECK(Faults(Replaced(kContoso, "name: Dublin", "name: [a]")) == "yaml-shape@13:11");
}

TEST_CASE("what explodes") {
  CHECK(Faults("policies: &a {}\n") == "yaml-anchor@1:11");
  CHECK(Faults("policies:\n  a: *b\n").find("yaml-") == 0);
  CHECK(Faults("policies: !!map {}\n") == "yaml-tag@1:11");
  std::string deep = "policies: {a: " + std::string(40, '[') + std::string(40, ']') + "}\n";
  CHECK(Faults(deep) == "yaml-nesting@1:45");
  CHECK(Faults("policies: {a: " + std::string(100000, '[')).find("yaml-") == 0);
  CHECK(Faults("sites: []\n---\nsites: []\n") == "yaml-documents@3:1");
  CHECK(Faults("sites: [\n").find("yaml-syntax@") == 0);
  CHECK(Faults("") == "yaml-empty@1:1");
}

TEST_CASE("all faults at once") {
  CHECK(Faults("sites:\n  - id: 1\n    nam: Redmond\npools:\n  - fqdn: a.b\n    number: x\n") ==
        "yaml-missing-key@2:5 yaml-unknown-key@3:5 yaml-missing-key@5:5 yaml-number@6:13");
}

TEST_CASE("columns count characters") {
  CHECK(Faults("policies: {\"\xC3\xA9\xC3\xA9\": &x 1}\n") == "yaml-anchor@1:18");
}

TEST_CASE("the model") {
  Topology t = Contoso();
  CHECK(t.DefaultSipDomain()->name == "contoso.com");
  CHECK(t.FindSite("1") == t.FindSite("redmond"));
  const Pool* pool = t.FindPool("PCPOOL.contoso.com");
  REQUIRE(pool != nullptr);
  CHECK(t.ClusterId(*pool) == "1:4");
  CHECK(pool->mark.line == 44);
  CHECK(pool->IsPersistentChat());
  CHECK(t.FindPool("gcpool.contoso.com")->IsChat());
  CHECK(t.FindPool("gcpool.contoso.com")->trusted_applications[0].id ==
        "urn:application:groupchat");
  CHECK(t.FindPool("pool10.contoso.com")->computers[0].fqdn == "pool10.contoso.com");
  CHECK(t.PoolOfComputer("PC02.contoso.com") == pool);
  CHECK(t.Deployments() ==
        std::vector<Generation>{Generation::kLyncServer2010, Generation::kLyncServer2013});
  CHECK(t.policies.Find("PersistentChatPolicy")->Find("Sales")->items[0].text == "true");
}

TEST_CASE("services") {
  Topology t = Contoso();
  ServiceRef chat = FindService(t, "persistentchatserver:pcpool.contoso.com");
  REQUIRE(chat);
  CHECK(ServiceId(t, chat) == "1-PersistentChatService-4");
  CHECK(ServiceVersion(t, chat) == 6);
  CHECK(EffectivePort(chat, "MtlsPort") == 5041);
  auto references = References(t, chat);
  REQUIRE(references.size() == 3);
  CHECK(ServiceIdentity(references[0].target) == "Registrar:pool01.contoso.com");
  ServiceRef registrar = FindService(t, "Registrar:pool01.contoso.com");
  CHECK(EffectivePort(registrar, "SipPort") == 5061);
  CHECK(DependentServices(t, registrar) ==
        std::vector<std::string>{"UserServer:pool01.contoso.com",
                                 "PersistentChatServer:pcpool.contoso.com"});
  ServiceRef share = FindService(t, "FileStore:fs01.contoso.com");
  CHECK(UncPath(share) == "\\\\fs01.contoso.com\\lyncshare");
  CHECK(ServiceVersion(t, share) == 6);
}

TEST_CASE("the fast form holds all of it") {
  Topology t = Contoso();
  std::string bytes = EncodeFast(t);
  auto back = DecodeFast(bytes);
  REQUIRE(back);
  CHECK(*back == t);
  for (size_t cut = 0; cut < bytes.size(); ++cut) CHECK_FALSE(DecodeFast(bytes.substr(0, cut)));
  CHECK_FALSE(DecodeFast(bytes + "x"));
}

TEST_CASE("XML") {
  std::string xml = ToXml(Contoso());
  for (const char* part :
       {"<Topology xmlns=\"urn:schema:Microsoft.Rtc.Management.Deploy.Topology.2008\"",
        "<InternalDomains DefaultDomain=\"contoso.com\"", "<InternalDomain Name=\"fabrikam.com\"",
        "<CentralSite SiteId=\"1\">", "<ClusterId SiteId=\"1\" Number=\"4\" />",
        "<ServiceId SiteId=\"1\" RoleName=\"PersistentChatService\" Instance=\"4\" />",
        "Usage=\"Mtls\" Port=\"5041\"", "<FileStoreService ShareName=\"lyncshare\""})
    CHECK_MESSAGE(xml.find(part) != std::string::npos, part);
}

}  // namespace
}  // namespace sipsh::topology
