#include <filesystem>
#include <fstream>

#include "directory/cutover/chat_data.h"
#include "directory/cutover/report.h"
#include "directory/file/atomic_file.h"
#include "directory/ldif.h"
#include "tests/unit/cutover/world.h"

namespace sipsh::cutover {

using directory::Code;

namespace {

const std::string kExample = std::string(SIPSH_EXAMPLE);
constexpr const char* kRtc = "CN=RTC Service,CN=Services,CN=Configuration,dc=contoso,dc=com";

Result<std::vector<Holder>> FindHolders(Store& store, const Dn& base, const std::string& address) {
  directory::SearchRequest request;
  request.base = base;
  request.filter = directory::Filter::Or({directory::Filter::Equal(kAddress, address),
                                          directory::Filter::Equal(kProxyAddresses, address)});
  std::vector<Holder> holders;
  Status read = store.Search(request, [&](Entry&& entry) {
    holders.push_back({entry.dn(), kAddress, entry.dn().text(), entry.Has("sAMAccountName")});
    return true;
  });
  if (!read.ok()) return read;
  return holders;
}

}  // namespace

World::World()
    : user(Dn::FromTrusted("CN=Group Chat Lookup,OU=Service Accounts,dc=contoso,dc=com")) {
  environment.folder = folder / ".";
  environment.directory = "embedded:" + folder / "d.db";
  directory::StoreOptions options;
  options.location = environment.directory;
  store = std::move(*directory::OpenStore(options));
  std::ifstream seed(kExample + "/directory.ldif");
  REQUIRE(directory::LoadLdif(*store, seed).ok());
  WriteText(folder / "topology.yaml", ReadText(kExample + "/topology.yaml"));
  document = std::make_unique<topology::TopologyDocument>(
      std::move(*topology::TopologyDocument::Open(folder / "topology.yaml")));
  journal = std::move(*journal::Journal::Open(folder / "journal"));
  ground.environment = &environment;
  ground.document = document.get();
  ground.journal = &journal;
  ground.base = Dn::FromTrusted("dc=contoso,dc=com");
  ground.configuration = Dn::FromTrusted("CN=Configuration,dc=contoso,dc=com");
  ground.application_contacts = Dn::FromTrusted(std::string("CN=Application Contacts,") + kRtc);
  ground.holders = [this](Store& on, const std::string& address) {
    return FindHolders(on, ground.base, address);
  };
  ground.home_server_of = [this](const topology::Pool& pool) {
    return "CN=Lc Services,CN=Microsoft,CN=" + document->Published().ClusterId(pool) +
           ",CN=Pools," + kRtc;
  };
  ground.trusted_services_of = [this](const std::string& pool) {
    directory::SearchRequest request;
    request.base = Dn::FromTrusted(std::string("CN=Trusted Services,") + kRtc);
    request.filter = directory::Filter::Equal("msRTCSIP-TrustedServerFQDN", pool);
    return *directory::FindAll(*ground.store, request);
  };
  ground.control_services = [this](const std::string& pool, bool start) {
    ++services_asked;
    return Result<std::string>((start ? "started " : "stopped ") + pool);
  };
  ground.confirm = [](const std::string&) { return true; };
  rooms = std::move(*chat::OpenChatStore("sqlite:" + folder / "chat.db"));
  ground.chat = rooms.get();
  ground.open_chat_source = [this](const std::string& pool) {
    return chat::OpenLegacySource(
        {pool, "LyncServer2010", "mgc", folder / "dumps", folder / "legacy.db"});
  };
  ground.replication_patience = std::chrono::seconds(0);
  ground.cmdlet = "Test-Cutover";
  Use(store.get());
}

void World::Use(Store* other) {
  ground.store = other;
  ground.servers = {{"one", other, {}}};
}

Plan World::MakePlan(OldUser choice, bool one_change_set) {
  Plan plan;
  plan.made = "2026-01-31T12:00:00Z";
  plan.address = kWellKnown;
  plan.legacy_pool = "gcpool.contoso.com";
  plan.target_pool = "pcpool.contoso.com";
  plan.target_generation = "LyncServer2013";
  plan.old_user = choice;
  plan.one_change_set = one_change_set;
  plan.user = user;
  plan.user_modifications = *Freeing(*directory::Find(*store, user), choice);
  plan.contact = Entry(ground.application_contacts.Child("cn", "{guid}"));
  plan.contact.Set("objectClass",
                   std::vector<std::string>{"top", "person", "organizationalPerson", "contact"});
  plan.contact.Set("cn", "{guid}");
  plan.contact.Set(kAddress, kWellKnown);
  plan.contact.Set("msRTCSIP-UserEnabled", "TRUE");
  plan.contact.Set(kDestination, ground.trusted_services_of(plan.target_pool)[0].dn().text());
  plan.contact.Set(kHomeServer,
                   ground.home_server_of(*document->Published().FindPool("pool01.contoso.com")));
  plan.binding = *ReadBinding(ground, plan.user);
  return plan;
}

Plan World::MakePlanWithData() {
  if (!directory::FileExists(folder / "dumps"))
    std::filesystem::copy(kExample + "/dumps", folder / "dumps");
  Plan plan = MakePlan(OldUser::kDelete, true);
  plan.chat.dumps = folder / "dumps";
  plan.chat.database = "mgc";
  Result<ChatSurvey> survey = SurveyChat(ground, plan);
  REQUIRE_MESSAGE(survey.ok(), survey.status().message);
  Note(*survey, &plan.chat);
  return plan;
}

bool World::Holds(const Dn& dn) {
  auto holders = ground.holders(*store, kWellKnown);
  return holders.ok() && holders->size() == 1 && holders->front().dn == dn;
}

Status World::Begin(const Plan& plan) {
  RunLog log = Log(plan);
  return Operation(ground, plan, &log).Begin();
}
Status World::Resume(const Plan& plan) {
  RunLog log = Log(plan);
  return Operation(ground, plan, &log).Resume();
}
Status World::Undo(const Plan& plan) {
  RunLog log = Log(plan);
  return Operation(ground, plan, &log).Undo();
}

TEST_CASE("over and back, for each choice, in one change set and in two") {
  for (OldUser choice : {OldUser::kDelete, OldUser::kClear, OldUser::kDisable})
    for (bool one : {true, false}) {
      CAPTURE(OldUserName(choice));
      CAPTURE(one);
      World world;
      Brittle two(world.store.get());
      if (!one) world.Use(&two);
      Entry before = *directory::Find(*world.store, world.user);
      Plan plan = world.MakePlan(choice, one);
      Status over = world.Begin(plan);
      REQUIRE_MESSAGE(over.ok(), over.message);
      CHECK(world.Holds(plan.contact.dn()));
      CHECK(*directory::Exists(*world.store, world.user) == (choice != OldUser::kDelete));
      CHECK(world.Log(plan).State() == RunState::kDone);
      Report report = MakeReport(plan, world.Log(plan));
      CHECK(report.checks.size() == 15);
      CHECK(report.findings.size() == 10);
      CHECK((report.gap_milliseconds == 0) == one);
      CHECK(world.Resume(plan).ok());
      Status back = world.Undo(plan);
      REQUIRE_MESSAGE(back.ok(), back.message);
      CHECK(world.Holds(world.user));
      CHECK(world.Log(plan).State() == RunState::kUndone);
      auto again = WhatChanged(plan, world.ground);
      CHECK(again->empty());
    }
}

TEST_CASE("a stale plan is refused and says why") {
  World world;
  Plan plan = world.MakePlan(OldUser::kDelete, true);
  REQUIRE(directory::ApplyOne(
              *world.store,
              directory::Change::Modify(
                  world.user,
                  {{directory::Modification::Operation::kReplace, "displayName", {"Somebody"}}}))
              .ok());
  Status refused = world.Begin(plan);
  CHECK(refused.code == Code::kAssertionFailed);
  CHECK(refused.message.find("displayName was changed") != std::string::npos);
  CHECK(world.Log(plan).State() == RunState::kNone);
  CHECK(world.Holds(world.user));
}

TEST_CASE("a failing check refuses before anything is done") {
  World world;
  WriteText(world.folder / "topology.yaml", ReadText(world.folder / "topology.yaml") + "# edit\n");
  Status refused = world.Begin(world.MakePlan(OldUser::kDelete, true));
  CHECK(refused.code == Code::kUnwilling);
  CHECK(refused.message.find("published: ") != std::string::npos);
}

TEST_CASE("a contact that is refused hands the address back at once") {
  World world;
  Brittle brittle(world.store.get());
  world.Use(&brittle);
  Plan plan = world.MakePlan(OldUser::kDelete, false);
  brittle.refuse = 2;
  Status failed = world.Begin(plan);
  CHECK_FALSE(failed.ok());
  CHECK(failed.message.find("handed back") != std::string::npos);
  CHECK(world.Holds(world.user));
  CHECK(world.Log(plan).State() == RunState::kStopped);
  CHECK(world.Resume(plan).ok());
  CHECK(world.Holds(plan.contact.dn()));
  CHECK(world.Undo(plan).ok());
  CHECK(world.Holds(world.user));
}

TEST_CASE("where handing back fails too, the message says that nobody holds it") {
  World world;
  Brittle brittle(world.store.get());
  world.Use(&brittle);
  Plan plan = world.MakePlan(OldUser::kClear, false);
  brittle.refuse = 2;
  brittle.from_then_on = true;
  Status failed = world.Begin(plan);
  CHECK(failed.message.find("NOBODY HOLDS sip:ocschat@contoso.com NOW") != std::string::npos);
  brittle.refuse = 0;
  CHECK(world.Undo(plan).ok());
  CHECK(world.Holds(world.user));
}

TEST_CASE("a missing right is found before anything is done") {
  World world;
  Brittle brittle(world.store.get());
  world.Use(&brittle);
  Plan plan = world.MakePlan(OldUser::kDelete, false);
  world.environment.directory = "ldap://dc1.contoso.com";
  CHECK(CheckRights(world.ground, plan).verdict == Verdict::kPass);
  brittle.refuse = brittle.seen + 1;
  CHECK(CheckRights(world.ground, plan).verdict == Verdict::kFail);
  CHECK(world.Holds(world.user));
}

TEST_CASE("a policy type given twice is told") {
  World world;
  Plan plan = world.MakePlan(OldUser::kDelete, true);
  CHECK(CheckUsers(world.ground, plan).verdict == Verdict::kPass);
  REQUIRE(directory::ApplyOne(
              *world.store,
              directory::Change::Modify(Dn::FromTrusted("CN=Ken Myer,OU=Users,dc=contoso,dc=com"),
                                        {{directory::Modification::Operation::kReplace,
                                          "msRTCSIP-UserPolicies",
                                          {"0=1", "0=2"}}}))
              .ok());
  Finding finding = CheckUsers(world.ground, plan);
  CHECK(finding.verdict == Verdict::kWarn);
  CHECK(finding.evidence.find("Ken Myer") != std::string::npos);
}

TEST_CASE("undo refuses where the contact was changed since, force goes on") {
  World world;
  Plan plan = world.MakePlan(OldUser::kDelete, true);
  REQUIRE(world.Begin(plan).ok());
  REQUIRE(directory::ApplyOne(
              *world.store,
              directory::Change::Modify(
                  plan.contact.dn(),
                  {{directory::Modification::Operation::kReplace, "displayName", {"Renamed"}}}))
              .ok());
  Status refused = world.Undo(plan);
  CHECK(refused.code == Code::kAssertionFailed);
  CHECK(refused.message.find("displayName") != std::string::npos);
  world.ground.force = true;
  CHECK(world.Undo(plan).ok());
  CHECK(world.Holds(world.user));
}

TEST_CASE("a server that lags is waited for, told, and may be accepted") {
  World world;
  Plan plan = world.MakePlan(OldUser::kDelete, true);
  TemporaryFolder elsewhere;
  directory::StoreOptions options;
  options.location = "embedded:" + elsewhere / "lag.db";
  auto lagging = std::move(*directory::OpenStore(options));
  std::ifstream seed(kExample + "/directory.ldif");
  REQUIRE(directory::LoadLdif(*lagging, seed).ok());
  world.ground.servers.push_back({"lagging", lagging.get(), {}});
  Status waiting = world.Begin(plan);
  CHECK(waiting.code == Code::kTimeout);
  CHECK(waiting.message.find("lagging: held by the user") != std::string::npos);
  CHECK(world.Holds(plan.contact.dn()));
  world.ground.accept_lag = true;
  CHECK(world.Resume(plan).ok());
  CHECK(world.Log(plan).State() == RunState::kDone);
}

}  // namespace sipsh::cutover
