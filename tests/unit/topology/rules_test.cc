// One case a rule: the valid topology, one thing wrong, exactly that rule.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include "directory/topology/rules.h"

#include <doctest/doctest.h>
#include <set>

#include "directory/topology/reader.h"
#include "tests/unit/topology/test_support.h"

namespace sipsh::topology {
namespace {

std::vector<std::string> Broken(const std::string& text) {
  Topology topology;
  std::vector<Problem> problems;
  ReadValidTopology("t.yaml", text, &topology, &problems);
  std::set<std::string> rules;
  for (const Problem& problem : problems) {
    INFO(problem.Text());
    CHECK(problem.line > 0);
    rules.insert(problem.rule);
  }
  return {rules.begin(), rules.end()};
}

using Rules = std::vector<std::string>;

std::string Without(const std::string& from, const std::string& to = "") {
  return Replaced(kContoso, from, to);
}

TEST_CASE("the sample breaks no rule") { CHECK(Broken(kContoso) == Rules{}); }

TEST_CASE("every rule has a case here") {
  // Kept in step by hand: a new rule asks for a new case.
  CHECK(AllRules().size() == 32);
  CHECK(AdvisoryRules().size() == 9);
}

TEST_CASE("SIP domains") {
  CHECK(Broken(Without("sip_domains:\n  - contoso.com   # the first\n  - fabrikam.com\n"
                       "default_sip_domain: contoso.com  # preferred\n")) ==
        Rules{"group-chat-user", "sip-domain-needed"});
  CHECK(Broken(Without("default_sip_domain: contoso.com  # preferred\n")) ==
        Rules{"sip-domain-default"});
  CHECK(Broken(Without("default_sip_domain: contoso.com", "default_sip_domain: litware.com")) ==
        Rules{"sip-domain-default"});
  CHECK(Broken(Without("- fabrikam.com", "- fabrikam")) == Rules{"sip-domain-name"});
  CHECK(Broken(Without("- fabrikam.com", "- Contoso.com")) == Rules{"sip-domain-duplicate"});
}

TEST_CASE("sites") {
  CHECK(Broken(Without("id: 2", "id: 1-2")) == Rules{"site-name"});
  CHECK(Broken(Without("id: 2", "id: 1")) == Rules{"site-duplicate"});
  CHECK(Broken(Without("name: Dublin", "name: redmond")) == Rules{"site-duplicate"});
  CHECK(Broken(Without("name: Dublin", "name: Dublin\n    federation_route: EdgeServer:e.b.com")) ==
        Rules{"site-route"});
}

TEST_CASE("pools and computers") {
  CHECK(Broken(Without("fqdn: pool10.contoso.com\n", "fqdn: pool10\n")) ==
        Rules{"next-hop-exists", "pool-fqdn"});
  CHECK(Broken(Without("number: 2\n", "number: 1\n")) == Rules{"pool-number"});
  CHECK(Broken(Without("site: Redmond", "site: Redmnd")) == Rules{"pool-site"});
  CHECK(Broken(Without("    generation: LyncServer2010\n")) ==
        Rules{"chat-pool-home", "pool-generation"});
  CHECK(Broken(Without("- fe02.contoso.com", "- fe02")) == Rules{"computer-fqdn"});
  CHECK(Broken(Without("- fe02.contoso.com", "- pc01.contoso.com")) ==
        Rules{"computer-in-two-pools"});
  CHECK(Broken(Without("- fe02.contoso.com", "- pool01.contoso.com")) ==
        Rules{"pool-of-one-computer"});
  CHECK(Broken(kContoso.substr(0, kContoso.find("policies:")) +
               "  - fqdn: SQL01.contoso.com\n    site: Dublin\n    number: 1\n    computers: "
               "[db.contoso.com]\n    services: [UserDatabase]\n") == Rules{"pool-duplicate"});
}

TEST_CASE("services and ports") {
  CHECK(Broken(Without("[Registrar, UserServer]", "[Registrar, UserServer, Registrar]")) ==
        Rules{"port-conflict", "service-duplicate"});
  CHECK(Broken(Without("services: [Registrar, UserServer]",
                       "services:\n      Registrar: {instance: 3}\n      UserServer:")) ==
        Rules{"service-duplicate"});
  CHECK(Broken(Without("services: [Registrar, UserServer]",
                       "services:\n      Registrar: {SipPort: 444}\n      UserServer:")) ==
        Rules{"port-conflict"});
}

TEST_CASE("next hops stay in their deployment") {
  CHECK(Broken(Without("next_hop: pool01.contoso.com", "next_hop: pool09.contoso.com")) ==
        Rules{"next-hop-exists"});
  CHECK(Broken(Without("next_hop: pool01.contoso.com", "next_hop: pcpool.contoso.com")) ==
        Rules{"next-hop-exists"});
  CHECK(Broken(Without("number: 3\n", "number: 3\n    next_hop: pool10.contoso.com\n")) ==
        Rules{"next-hop-deployment"});
}

TEST_CASE("chat pools are homed on a pool of their own generation") {
  CHECK(Broken(Without("next_hop: pool01.contoso.com", "next_hop: pool10.contoso.com")) ==
        Rules{"chat-pool-home"});
  CHECK(Broken(Without("next_hop: pool10.contoso.com", "next_hop: pool01.contoso.com")) ==
        Rules{"chat-pool-home"});
  CHECK(Broken(Without("    next_hop: pool01.contoso.com\n")) == Rules{"chat-pool-home"});
}

TEST_CASE("kinds of chat pools") {
  CHECK(Broken(Without("services: [TrustedApplicationPool]",
                       "services: [TrustedApplicationPool, PersistentChatServer]")) ==
        Rules{"chat-pool-kind", "chat-stores"});
  CHECK(Broken(Without("display_name: Contoso rooms   # shown to users",
                       "group_chat: {well_known_user: sip:other@contoso.com}")) ==
        Rules{"chat-pool-kind"});
}

TEST_CASE("the well-known user") {
  CHECK(Broken(Without("sip:ocschat@contoso.com", "ocschat")) == Rules{"group-chat-user"});
  CHECK(Broken(Without("sip:ocschat@contoso.com", "sip:ocschat@litware.com")) ==
        Rules{"group-chat-user"});
  CHECK(Broken(Without("sip:ocschat@contoso.com", "ocschat@contoso.com")) == Rules{});
}

TEST_CASE("persistent chat servers and stores") {
  std::string three =
      "- pc02.contoso.com   # second\n      - pc03.contoso.com\n"
      "      - pc04.contoso.com\n      - ";
  CHECK(Broken(Without("- pc02.contoso.com   # second", three + "pc05.contoso.com")) ==
        Rules{"chat-servers"});
  CHECK(Broken(Without("- pc02.contoso.com   # second",
                       three + "{fqdn: pc05.contoso.com, active: false}")) == Rules{});
  CHECK(Broken(Without("      FileStore: fs01.contoso.com\n")) == Rules{"chat-stores"});
  CHECK(Broken(Without("      PersistentChatDatabase: sql01.contoso.com\n")) ==
        Rules{"chat-stores"});
  CHECK(Broken(Without("FileStore: fs01.contoso.com", "FileStore: fs02.contoso.com")) ==
        Rules{"store-exists"});
  CHECK(Broken(Without("FileStore: fs01.contoso.com", "FileStore: sql01.contoso.com")) ==
        Rules{"store-exists"});
  CHECK(Broken(Without("fqdn: fs01.contoso.com",
                       "generation: LyncServer2010\n    fqdn: "
                       "fs01.contoso.com")) == Rules{"store-deployment"});
}

TEST_CASE("backup pools, default pools, trusted applications") {
  CHECK(Broken(Without("number: 3\n", "number: 3\n    backup_pool: pool10.contoso.com\n")) ==
        Rules{"backup-pool"});
  CHECK(Broken(Without("chat_pool: pcpool.contoso.com", "chat_pool: gcpool.contoso.com")) ==
        Rules{"default-chat-pool"});
  CHECK(Broken(Without("chat_pool: pcpool.contoso.com", "chat_pool: none.contoso.com")) ==
        Rules{"default-chat-pool"});
  CHECK(Broken(Without("id: groupchat", "id: group chat")) == Rules{"trusted-application"});
}

// An own pool for each kind of store, so that mirrors can be elsewhere.
std::string WithStores(const std::string& stores, const std::string& more = "") {
  return Replaced(Replaced(kContoso, "      PersistentChatDatabase: sql01.contoso.com\n", stores),
                  "policies:",
                  "  - fqdn: sql02.contoso.com\n    site: Redmond\n    number: 7\n"
                  "    services: [PersistentChatDatabase, PersistentChatComplianceDatabase]\n" +
                      more + "policies:");
}

TEST_CASE("mirrors of persistent chat stores") {
  const std::string own = "      PersistentChatDatabase: sql01.contoso.com\n";
  CHECK(Broken(WithStores(own + "      MirrorPersistentChatDatabase: sql02.contoso.com\n")) ==
        Rules{});
  CHECK(Broken(WithStores(own + "      MirrorPersistentChatDatabase: sql01.contoso.com\n")) ==
        Rules{"chat-mirror-store"});
  CHECK(Broken(WithStores(own + "      BackupMirrorPersistentChatDatabase: sql02.contoso.com\n")) ==
        Rules{"chat-mirror-store"});
  CHECK(Broken(WithStores(own +
                          "      MirrorPersistentChatComplianceDatabase: sql02.contoso.com\n")) ==
        Rules{"chat-mirror-store"});
}

TEST_CASE("active and standby servers") {
  CHECK(Broken(Without("- pc01.contoso.com\n      - pc02.contoso.com   # second",
                       "- {fqdn: pc01.contoso.com, active: false}")) == Rules{});
  std::string standby;
  for (int i = 2; i < 7; ++i)
    standby += "- {fqdn: pc0" + std::to_string(i) + ".contoso.com, active: false}\n      ";
  CHECK(Broken(Without("- pc02.contoso.com   # second", standby)) == Rules{"chat-standby-servers"});
}

TEST_CASE("Standard Edition: Persistent Chat on the front end itself") {
  std::string standard = Replaced(
      Without("    next_hop: pool01.contoso.com\n    computers:\n      - pc01.contoso.com\n"
              "      - pc02.contoso.com   # second\n"),
      "      PersistentChatServer:\n", "      Registrar:\n      PersistentChatServer:\n");
  CHECK(Broken(standard) == Rules{});
  Topology topology;
  std::vector<Problem> problems;
  REQUIRE(ReadValidTopology("t.yaml", standard, &topology, &problems));
  const Pool* pool = topology.FindPool("pcpool.contoso.com");
  CHECK(topology.HomeOf(*pool) == pool);
  CHECK(Broken(Without("      PersistentChatServer:\n",
                       "      Registrar:\n      PersistentChatServer:\n")) ==
        Rules{"chat-collocated"});
}

Rules Advice(const std::string& text) {
  Topology topology;
  std::vector<Problem> problems;
  ReadValidTopology("t.yaml", text, &topology, &problems);
  CHECK_MESSAGE(problems.empty(), directory::JoinProblems(problems));
  std::set<std::string> rules;
  for (const Problem& problem : CheckAdvice("t.yaml", topology)) {
    INFO(problem.Text());
    CHECK(problem.line > 0);
    CHECK(problem.message.find("; ") != std::string::npos);  // What, and what to do.
    rules.insert(problem.rule);
  }
  return {rules.begin(), rules.end()};
}

TEST_CASE("advice: none for the sample") { CHECK(Advice(kContoso) == Rules{}); }

TEST_CASE("advice on legacy Group Chat pools") {
  CHECK(Advice(Without("    group_chat:\n",
                       "    computers: [gc1.contoso.com, gc2.contoso.com, gc3.contoso.com, "
                       "gc4.contoso.com]\n    group_chat:\n")) == Rules{"group-chat-servers"});
  CHECK(Advice(Without("    services: [TrustedApplicationPool]\n    trusted_applications:\n"
                       "      - id: groupchat\n        port: 8011\n")) ==
        Rules{"group-chat-trusted"});
}

TEST_CASE("advice on Persistent Chat pools") {
  CHECK(Advice(Without("      FileStore:\n        ShareName: lyncshare", "      FileStore:")) ==
        Rules{"chat-file-share"});
  const std::string own = "      PersistentChatDatabase: sql01.contoso.com\n";
  CHECK(Advice(WithStores(own + "      BackupPersistentChatDatabase: sql02.contoso.com\n")) ==
        Rules{"chat-backup-store"});
  CHECK(Advice(Without("- pc02.contoso.com   # second",
                       "- {fqdn: pc02.contoso.com, active: false}")) == Rules{"chat-backup-store"});
  CHECK(Advice(Without("- pc01.contoso.com\n      - pc02.contoso.com   # second",
                       "- {fqdn: pc01.contoso.com, active: false}")) ==
        Rules{"chat-active-server", "chat-backup-store"});
  CHECK(Advice(Without("EnablePersistentChat: true", "EnablePersistentChat: false")) ==
        Rules{"chat-policy"});
  const std::string compliance =
      "configurations:\n  PersistentChatComplianceConfiguration:\n    Global:\n"
      "      AdapterType: XmlAdapter\n";
  CHECK(Advice(kContoso + compliance) == Rules{"chat-compliance-store"});
  CHECK(Advice(Replaced(kContoso + compliance, "AdapterType: XmlAdapter", "AdapterType: \"\"")) ==
        Rules{});
}

TEST_CASE("advice on several Persistent Chat pools") {
  const std::string second =
      "  - fqdn: pcpool2.contoso.com\n    generation: LyncServer2013\n    site: Dublin\n"
      "    number: 1\n    next_hop: pool01.contoso.com\n    stores:\n"
      "      FileStore: fs01.contoso.com\n      PersistentChatDatabase: sql01.contoso.com\n"
      "    services: [PersistentChatServer]\n";
  CHECK(Advice(Without("policies:", second + "policies:")) ==
        Rules{"chat-default-pool", "chat-display-name"});
}

TEST_CASE("FQDNs and SIP addresses") {
  for (const char* good : {"a.b", "pool01.contoso.com", "x-1.contoso.com", "1.contoso.com"})
    CHECK(IsFqdn(good));
  for (const char* bad :
       {"", "a", "a.", ".a.b", "a..b", "-a.b", "a-.b", "a_b.c", "10.0.0.1", "a b.c"})
    CHECK_FALSE(IsFqdn(bad));
  CHECK(IsFqdn(std::string(63, 'a') + ".b"));
  CHECK_FALSE(IsFqdn(std::string(64, 'a') + ".b"));
  for (const char* good : {"sip:a@b.c", "SIP:o'neil@contoso.com"}) CHECK(IsSipAddress(good));
  for (const char* bad : {"a@b.c", "sip:@b.c", "sip:a", "sip:a b@c.d", "sip:a@b@c.d", "sip:a@b"})
    CHECK_FALSE(IsSipAddress(bad));
}

}  // namespace
}  // namespace sipsh::topology
