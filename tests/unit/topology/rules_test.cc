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
  CHECK(AllRules().size() == 29);
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
