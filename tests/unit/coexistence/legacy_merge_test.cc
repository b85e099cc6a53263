// Merging: what comes, what goes, and that a second merge changes nothing.
#include "directory/coexistence/legacy_merge.h"

#include "tests/unit/coexistence/sample.h"

namespace sipsh::coexistence {
namespace {

using topology::Generation;

const std::string kOnly2013 = R"(sip_domains: [contoso.com]
sites:
  - {id: 1, name: Redmond}
pools:
  - fqdn: pool01.contoso.com
    generation: LyncServer2013
    site: Redmond
    number: 1
    services: [Registrar]
)";

LegacyInstallation Installed() {
  LegacyInstallation found;
  found.pools = {{"ocspool.contoso.com", "ocspool", "Old pool", Generation::kOcsServer2007R2},
                 {"pool10.contoso.com", "2:1", "pool10.contoso.com", Generation::kLyncServer2010}};
  found.services = {
      {"gc.contoso.com", "GroupChat", 8011, "2:1", Generation::kLyncServer2010},
      {"cwa.contoso.com", "Communicator Web Access", 5070, "ocspool", Generation::kOcsServer2007R2},
      {"ocspool.contoso.com", "CAA", 5072, "ocspool", Generation::kOcsServer2007R2},
      {"med.contoso.com", "MediationServer", 5062, "ocspool", Generation::kOcsServer2007R2}};
  found.lookup_users = {{"sip:ocschat@fabrikam.com", "2:1", ""}};
  found.sip_domains = {"contoso.com", "fabrikam.com"};
  found.edges = {{"edge.contoso.com", "ocspool.contoso.com"}};
  return found;
}

// The document after the merge; the plan must be one that ApplyEdit accepts.
std::string Merge(const std::string& text, const LegacyInstallation& installation,
                  size_t* steps = nullptr) {
  MergePlan plan = PlanMerge(Read(text), installation);
  CHECK(plan.steps.size() == plan.edits.size());
  if (steps != nullptr) *steps = plan.edits.size();
  if (plan.edits.empty()) return text;
  auto merged = ApplyEdit("t.yaml", text, topology::Sequence("Merge", plan.edits));
  REQUIRE_MESSAGE(merged.ok(), merged.status().message);
  return *merged;
}

TEST_CASE("what a merge brings") {
  topology::Topology merged = Read(Merge(kOnly2013, Installed()));
  const topology::Site* site = merged.FindSite("BackCompatSite");
  REQUIRE(site != nullptr);
  const topology::Pool* ocs = merged.FindPool("ocspool.contoso.com");
  REQUIRE(ocs != nullptr);
  CHECK(ocs->generation == Generation::kOcsServer2007R2);
  CHECK(ocs->display_name == "Old pool");
  CHECK(merged.DirectoryName(*ocs) == "ocspool");
  CHECK(merged.FindPoolByDirectoryName("2:1")->fqdn == "pool10.contoso.com");
  const topology::Pool* chat = merged.FindPool("gc.contoso.com");
  REQUIRE(chat != nullptr);
  CHECK(chat->next_hop == "pool10.contoso.com");
  CHECK(chat->group_chat->well_known_user == "sip:ocschat@fabrikam.com");
  CHECK(chat->trusted_applications.front().id == "urn:application:GroupChat");
  CHECK(merged.FindSipDomain("fabrikam.com") != nullptr);
  CHECK(merged.FindPool("cwa.contoso.com")->trusted_applications.front().id ==
        "urn:application:Communicator-Web-Access");
  CHECK(merged.FindPool("med.contoso.com")->FindService("MediationServer") != nullptr);
  CHECK(merged.FindPool("edge.contoso.com")->FindService("EdgeServer") != nullptr);
  CHECK(ocs->trusted_applications.empty());  // Collocated: not shown apart.
  CHECK(merged.pools.size() == 7);
}

TEST_CASE("a second merge changes nothing") {
  size_t steps = 1;
  std::string once = Merge(kOnly2013, Installed());
  CHECK(Merge(once, Installed(), &steps) == once);
  CHECK(steps == 0);
}

TEST_CASE("what somebody added to a merged pool stays") {
  std::string once = Merge(kOnly2013, Installed());
  size_t at = once.find("display_name: Old pool");
  std::string edited = once.replace(at, 22, "display_name: Ours   # by hand");
  CHECK(Merge(edited, Installed()) == edited);
}

TEST_CASE("what is gone from the directory goes, and with the last the site") {
  std::string once = Merge(kOnly2013, Installed());
  LegacyInstallation less = Installed();
  less.pools.erase(less.pools.begin() + 1);
  less.services.erase(less.services.begin());
  topology::Topology smaller = Read(Merge(once, less));
  CHECK(smaller.FindPool("pool10.contoso.com") == nullptr);
  CHECK(smaller.FindPool("gc.contoso.com") == nullptr);
  CHECK(smaller.FindPool("ocspool.contoso.com") != nullptr);
  LegacyInstallation nothing;
  topology::Topology bare = Read(Merge(once, nothing));
  CHECK(bare.FindSite("BackCompatSite") == nullptr);
  CHECK(bare.pools.size() == 1);
}

TEST_CASE("pools that somebody entered by hand are left where they are") {
  size_t steps = 1;
  LegacyInstallation known;
  known.pools = {{"POOL10.contoso.com", "1:3", "", Generation::kLyncServer2010}};
  Merge(kThreeGenerations, known, &steps);
  CHECK(steps == 0);
}

TEST_CASE("a Group Chat pool without a well-known user") {
  LegacyInstallation found = Installed();
  found.lookup_users.clear();
  MergePlan plan = PlanMerge(Read(kOnly2013), found);
  REQUIRE(plan.warnings.size() == 1);
  CHECK(plan.warnings[0].find("gc.contoso.com") != std::string::npos);
  topology::Topology merged = Read(Merge(kOnly2013, found));
  CHECK_FALSE(merged.FindPool("gc.contoso.com")->group_chat.has_value());
  found.lookup_users = {{"sip:chat@contoso.com", "", "gc.contoso.com"}};
  merged = Read(Merge(kOnly2013, found));
  CHECK(merged.FindPool("gc.contoso.com")->group_chat->well_known_user == "sip:chat@contoso.com");
}

TEST_CASE("what is no name is left out and told") {
  LegacyInstallation found;
  found.pools = {{"bad name\nfqdn: x", "bad", "", Generation::kOcsServer2007R2}};
  found.edges = {{"edge.contoso.com", "nowhere.contoso.com"}};
  MergePlan plan = PlanMerge(Read(kOnly2013), found);
  CHECK(plan.edits.empty());
  CHECK(plan.warnings.size() == 2);
}

TEST_CASE("back ends come along, with their instance, and go with the last pool") {
  LegacyInstallation found = Installed();
  for (LegacyPool& pool : found.pools) pool.back_end = "sql07.contoso.com\\rtc";
  std::string once = Merge(kOnly2013, found);
  topology::Topology merged = Read(once);
  const topology::Pool* server = merged.FindPool("sql07.contoso.com");
  REQUIRE(server != nullptr);
  const topology::Service* database = server->FindService("UserDatabase");
  REQUIRE(database != nullptr);
  CHECK(database->settings.Find("SqlInstanceName")->text == "rtc");
  for (const LegacyPool& pool : found.pools)
    CHECK(merged.FindPool(pool.fqdn)->FindStore("UserDatabase")->fqdn == "sql07.contoso.com");
  size_t steps = 1;
  CHECK(Merge(once, found, &steps) == once);
  CHECK(steps == 0);
  CHECK(Read(Merge(once, LegacyInstallation())).pools.size() == 1);
  found.pools[0].back_end = found.pools[0].fqdn + "\\rtc";  // Standard Edition
  found.pools[1].back_end = "pool01\\rtc";
  MergePlan plan = PlanMerge(Read(kOnly2013), found);
  CHECK(plan.warnings.size() == 1);
}

TEST_CASE("what the directory does not tell of servers and conference directories is told") {
  LegacyInstallation found = Installed();
  found.servers = {{"fe07.contoso.com", Generation::kOcsServer2007R2},
                   {found.pools[0].fqdn, Generation::kOcsServer2007R2}};
  found.conference_directories = {{"1", found.pools[0].directory_name}};
  MergePlan plan = PlanMerge(Read(kOnly2013), found);
  REQUIRE(plan.warnings.size() == 1);
  CHECK(plan.warnings[0].find("fe07.contoso.com") != std::string::npos);
  REQUIRE(plan.notes.size() == 1);
  CHECK(plan.notes[0].find(found.pools[0].fqdn) != std::string::npos);
}

TEST_CASE("types of trusted services") {
  CHECK(IsGroupChatType("GroupChat"));
  CHECK(IsGroupChatType("urn:application:group chat"));
  CHECK_FALSE(IsGroupChatType("Mediation"));
}

}  // namespace
}  // namespace sipsh::coexistence
