// Each finding, from facts that are sound but for one thing.
#include "directory/coexistence/findings.h"

#include <set>

#include "tests/unit/coexistence/sample.h"

namespace sipsh::coexistence {
namespace {

using Found = std::vector<std::string>;

Found Rules(const Facts& facts, const std::string& text = kThreeGenerations) {
  topology::Topology topology = Read(text);
  std::set<std::string> known, found;
  for (const FindingRule& rule : FindingRules()) known.emplace(rule.id);
  CHECK(known.size() == FindingRules().size());
  for (const Finding& finding : FindingsOf(topology, facts)) {
    CHECK(known.count(finding.rule) == 1);
    CHECK_FALSE(finding.what.empty());
    found.insert(finding.rule);
  }
  return {found.begin(), found.end()};
}

TEST_CASE("sound facts") { CHECK(Rules(BeforeCutover()) == Found{}); }

TEST_CASE("objects that Enable-CsTopology makes") {
  Facts facts = BeforeCutover();
  facts.pools_with_object.pop_back();
  CHECK(Rules(facts) == Found{"pool-object"});
  facts = BeforeCutover();
  facts.chat_services.clear();
  CHECK(Rules(facts) == Found{"trusted-service"});
}

TEST_CASE("well-known users") {
  Facts facts = BeforeCutover();
  facts.holders[1].enabled = false;
  CHECK(Rules(facts) == Found{"lookup-user"});
  facts = BeforeCutover();
  facts.holders.erase(facts.holders.begin());
  CHECK(Rules(facts) == Found{"lookup-user"});
  facts = BeforeCutover();
  facts.holders[1].home_pool = "ocspool.contoso.com";
  CHECK(Rules(facts) == Found{"lookup-user-home"});
}

TEST_CASE("after a cut-over") { CHECK(Rules(AfterCutover()) == Found{"cut-over"}); }

TEST_CASE("the address of a user whom the cut-over forgot") {
  Facts facts = BeforeCutover();
  facts.holders.push_back(Endpoint("sip:OcsChat@contoso.com", "pcpool.contoso.com"));
  CHECK(Rules(facts) == Found{"address-held-twice"});
}

TEST_CASE("endpoints") {
  Facts facts = BeforeCutover();
  facts.holders.back().chat_pool = "";
  CHECK(Rules(facts) == Found{"endpoint-destination", "endpoint-missing"});
  facts = BeforeCutover();
  facts.holders.back().home_pool = "pool10.contoso.com";
  CHECK(Rules(facts) == Found{"endpoint-home"});
  facts = BeforeCutover();
  facts.holders.back().address = "sip:rooms@litware.com";
  CHECK(Rules(facts) == Found{"endpoint-domain"});
  facts = BeforeCutover();
  facts.holders.back().enabled = false;
  CHECK(Rules(facts) == Found{"endpoint-disabled"});
  facts = BeforeCutover();
  facts.holders.push_back(Endpoint("sip:more@contoso.com", "pcpool.contoso.com"));
  CHECK(Rules(facts) == Found{"endpoint-second"});
}

TEST_CASE("accounts") {
  Facts facts = BeforeCutover();
  facts.policies_twice.Add("sip:a@contoso.com");
  CHECK(Rules(facts) == Found{"policy-twice"});
  facts = BeforeCutover();
  for (const char* name : {"sip:a@b.c", "sip:d@b.c", "sip:e@b.c", "sip:f@b.c"})
    facts.proxies_differ.Add(name);
  CHECK(Rules(facts) == Found{"proxy-address"});
  std::string what = FindingsOf(Read(), facts).front().what;
  CHECK(what.find("4 accounts have") == 0);
  CHECK(what.find("sip:e@b.c ...") != std::string::npos);
}

TEST_CASE("homes and numbers") {
  Facts facts = BeforeCutover();
  facts.homes.push_back({"CN=Lc Services,CN=Microsoft,CN=gone", "", 2, 0});
  CHECK(Rules(facts) == Found{"home-unknown"});
  facts.homes.back().users = 0;
  facts.homes.back().contacts = 1;
  CHECK(FindingsOf(Read(), facts).front().what.find("1 contact is homed on") == 0);
  facts = BeforeCutover();
  facts.homes[2].users = 150'000;
  CHECK(Rules(facts) == Found{"chat-capacity"});
}

TEST_CASE("what legacy installations left") {
  Facts facts = BeforeCutover();
  facts.pools = {{"ocspool.contoso.com", 4}, {"other.contoso.com", 4}, {"new.contoso.com", 6}};
  CHECK(Rules(facts) == Found{"legacy-unmerged"});
  facts = BeforeCutover();
  facts.services = {{"gc10.contoso.com", 5}, {"cwa.contoso.com", 4}};
  CHECK(Rules(facts) == Found{"legacy-unmerged"});
  facts.services = {{"gone.contoso.com", 6}};
  CHECK(Rules(facts) == Found{"trusted-service-stale"});
}

TEST_CASE("BackCompatSite") {
  std::string empty = kThreeGenerations;
  empty.insert(empty.find("pools:"), "  - {id: BackCompatSite, name: BackCompatSite}\n");
  CHECK(Rules(BeforeCutover(), empty) == Found{"backcompat-empty"});
  std::string gone = empty;
  gone.insert(gone.find("policies:"),
              "  - {fqdn: old.contoso.com, generation: OcsServer2007R2, site: BackCompatSite, "
              "number: 1, directory_name: old, services: [TrustedApplicationPool]}\n");
  CHECK(Rules(BeforeCutover(), gone) == Found{"legacy-gone"});
  Facts facts = BeforeCutover();
  facts.services = {{"old.contoso.com", 4}};
  CHECK(Rules(facts, gone) == Found{});
}

TEST_CASE("problems of the document as findings") {
  Finding finding = FromProblem({"/a/b/topology.yaml", 7, 3, "the pool x has no y; add it", "r"},
                                Severity::kWarning);
  CHECK(finding.where == "topology.yaml:7:3");
  CHECK(finding.what == "The pool x has no y.");
  CHECK(finding.action == "Add it.");
  CHECK(SeverityName(finding.severity) == "Warning");
}

}  // namespace
}  // namespace sipsh::coexistence
