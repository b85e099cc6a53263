// Who reaches what: one case a rule of coexistence.
#include "directory/coexistence/access.h"

#include "directory/coexistence/chat_policy.h"
#include "tests/unit/coexistence/sample.h"

namespace sipsh::coexistence {
namespace {

using Answers = std::vector<std::string>;

// "pool -> address" or "pool: why not", a line a chat pool.
Answers Ask(const Facts& facts, const User& user, Client client,
            const std::string& text = kThreeGenerations) {
  topology::Topology topology = Read(text);
  Answers answers;
  for (const Access& access : AccessOf(topology, facts, user, client)) {
    std::string pool = access.pool->fqdn.substr(0, access.pool->fqdn.find('.'));
    CHECK_FALSE(access.explanation.empty());
    CHECK(access.reached() != access.address.empty());
    answers.push_back(access.reached() ? pool + " -> " + access.address
                                       : pool + ": " + std::string(ObstacleName(access.obstacle)));
  }
  return answers;
}

const User kNew = HomedOn("pool01.contoso.com");

TEST_CASE("a Group Chat client reaches each pool by its own address") {
  for (Client client : {Client::kGroupChat2007R2, Client::kGroupChat2010})
    for (const char* home : {"ocspool.contoso.com", "pool10.contoso.com", "pool01.contoso.com"})
      CHECK(Ask(BeforeCutover(), HomedOn(home), client) ==
            Answers{"gc07 -> sip:ocschat07@contoso.com", "gc10 -> sip:ocschat@contoso.com",
                    "pcpool -> sip:rooms@contoso.com"});
}

TEST_CASE("after the cut-over the same address leads to Persistent Chat") {
  CHECK(Ask(AfterCutover(), kNew, Client::kGroupChat2010) ==
        Answers{"gc07 -> sip:ocschat07@contoso.com", "gc10: AddressMoved",
                "pcpool -> sip:ocschat@contoso.com"});
}

TEST_CASE("a Lync 2013 client never opens a legacy pool, and is told of the new ones") {
  CHECK(Ask(BeforeCutover(), kNew, Client::kLync2013) ==
        Answers{"gc07: LegacyPoolNeedsLegacyClient", "gc10: LegacyPoolNeedsLegacyClient",
                "pcpool -> sip:GC-1-PersistentChatService-6@contoso.com"});
}

TEST_CASE("a home before 2013 does not tell clients of pools") {
  Answers answers = Ask(BeforeCutover(), HomedOn("pool10.contoso.com"), Client::kLync2013);
  CHECK(answers.back() == "pcpool: HomeBefore2013");
}

TEST_CASE("the policy must enable Persistent Chat") {
  User user = kNew;
  user.chat_policy = "Tag:Quiet";
  CHECK(Ask(BeforeCutover(), user, Client::kLync2013).back() == "pcpool: PolicyOff");
  CHECK(Ask(BeforeCutover(), user, Client::kGroupChat2010).back() ==
        "pcpool -> sip:rooms@contoso.com");
}

TEST_CASE("user, then site, then global policy") {
  topology::Topology topology = Read();
  const topology::Pool* home = topology.FindPool("pool01.contoso.com");
  CHECK(PolicyInForce(topology, "", home).identity == "Site:Redmond");
  CHECK(PolicyInForce(topology, "", home).enabled);
  CHECK(PolicyInForce(topology, "Quiet", home).identity == "Tag:Quiet");
  CHECK_FALSE(PolicyInForce(topology, "quiet", home).enabled);
  CHECK(PolicyInForce(topology, "Gone", home).identity == "Site:Redmond");
  CHECK(PolicyInForce(topology, "", nullptr).identity == "Global");
  topology.policies = {};
  CHECK_FALSE(PolicyInForce(topology, "Quiet", home).enabled);
}

TEST_CASE("users whom no client can sign in") {
  User user = kNew;
  user.address = "";
  CHECK(Ask(BeforeCutover(), user, Client::kGroupChat2010).front() == "gc07: NotSipEnabled");
  user = kNew;
  user.enabled = false;
  CHECK(Ask(BeforeCutover(), user, Client::kGroupChat2010).front() == "gc07: AccountDisabled");
  user.enabled.reset();
  CHECK(Ask(BeforeCutover(), user, Client::kLync2013).back() == "pcpool: AccountDisabled");
  user = kNew;
  user.hosting_provider = "sipfed.online.lync.com";
  CHECK(Ask(BeforeCutover(), user, Client::kLync2013).back() == "pcpool: HostedElsewhere");
  user = HomedOn("");
  CHECK(Ask(BeforeCutover(), user, Client::kGroupChat2010).back() == "pcpool: HomeUnknown");
}

TEST_CASE("what can be wrong with a well-known user") {
  Facts facts = BeforeCutover();
  facts.holders.erase(facts.holders.begin() + 1);
  CHECK(Ask(facts, kNew, Client::kGroupChat2010)[1] == "gc10: LookupUserMissing");
  facts = BeforeCutover();
  facts.holders[1].enabled = false;
  CHECK(Ask(facts, kNew, Client::kGroupChat2010)[1] == "gc10: LookupUserDisabled");
  facts = BeforeCutover();
  facts.holders[1].home_pool = "pool01.contoso.com";
  CHECK(Ask(facts, kNew, Client::kGroupChat2010)[1] == "gc10: LookupUserElsewhere");
  facts = BeforeCutover();
  facts.holders[1].kind = Holder::Kind::kOther;
  CHECK(Ask(facts, kNew, Client::kGroupChat2010)[1] == "gc10: AddressMisused");
  facts = BeforeCutover();
  facts.holders.push_back(Endpoint("sip:OCSCHAT@contoso.com", "pcpool.contoso.com"));
  CHECK(Ask(facts, kNew, Client::kGroupChat2010)[1] == "gc10: AddressAmbiguous");
}

TEST_CASE("what can be wrong with an endpoint") {
  Facts facts = BeforeCutover();
  facts.holders.pop_back();
  CHECK(Ask(facts, kNew, Client::kGroupChat2010).back() == "pcpool: EndpointMissing");
  CHECK(Ask(facts, kNew, Client::kLync2013).back() ==
        "pcpool -> sip:GC-1-PersistentChatService-6@contoso.com");
  facts = BeforeCutover();
  facts.holders.back().enabled = false;
  CHECK(Ask(facts, kNew, Client::kGroupChat2010).back() == "pcpool: EndpointDisabled");
  facts = BeforeCutover();
  facts.holders.push_back(LookupUser("sip:rooms@contoso.com", "pool01.contoso.com"));
  CHECK(Ask(facts, kNew, Client::kGroupChat2010).back() == "pcpool: AddressAmbiguous");
}

TEST_CASE("a pool that the directory does not know is reached by nobody") {
  Facts facts = BeforeCutover();
  facts.chat_services.clear();
  CHECK(Ask(facts, kNew, Client::kGroupChat2010).back() == "pcpool: PoolNotEnabled");
  CHECK(Ask(facts, kNew, Client::kLync2013).back() == "pcpool: PoolNotEnabled");
}

}  // namespace
}  // namespace sipsh::coexistence
