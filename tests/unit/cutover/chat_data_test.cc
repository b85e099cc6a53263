// The cut-over with its rooms: moved, counted, taken back; stopped in the midst; what was changed.
#include "directory/cutover/chat_data.h"

#include <fstream>
#include <pugixml.hpp>

#include "directory/chat/transfer/export.h"
#include "directory/chat/transfer/import.h"
#include "directory/cutover/report.h"
#include "directory/file/atomic_file.h"
#include "tests/unit/cutover/world.h"

namespace sipsh::cutover {

using directory::Code;

namespace {

constexpr const char* kTarget = "pcpool.contoso.com";

// Everything the pool holds, as text.
std::string Contents(World& world) {
  std::string text;
  chat::PoolContents contents = *chat::ReadPool(*world.rooms, kTarget);
  for (const auto& [key, addin] : contents.addins) text += addin.name + "=" + addin.url + "\n";
  for (const auto& [key, category] : contents.categories)
    text += "[" + category.name + "] " + std::to_string(category.allowed.size()) + "\n";
  for (const auto& [key, room] : contents.rooms) {
    text += room.name + " in " + room.category + " " + std::to_string(room.members.size()) + "\n";
    CHECK(world.rooms
              ->EachMessage(kTarget, room.name, {},
                            [&](chat::Message&& message) {
                              text += "  " + message.author + ": " + message.text + "\n";
                              return true;
                            })
              .ok());
  }
  return text;
}

void AddRoom(World& world, const std::string& name) {
  chat::Category category;
  category.name = "Own";
  category.allowed = {"DC=contoso,DC=com"};
  CHECK(world.rooms->Add(kTarget, category).ok());
  chat::Room room;
  room.name = name;
  room.category = "Own";
  CHECK(world.rooms->Add(kTarget, room).ok());
  CHECK(world.rooms->AddMessage(kTarget, name, {0, "sip:kenmyer@contoso.com", 1000, "Mine"}).ok());
}

long long Of(const Report& report, const std::string& what, long long CountReport::*count) {
  for (const CountReport& one : report.counts)
    if (one.what == what) return one.*count;
  return -1;
}

TEST_CASE("the rooms go over with the address, are counted, and come back") {
  World world;
  AddRoom(world, "Standing");
  std::string before = Contents(world);
  Plan plan = world.MakePlanWithData();
  CHECK(plan.chat.counts.rooms == 6);
  CHECK(plan.chat.counts.messages == 11);
  CHECK_FALSE(plan.chat.conversions.empty());
  Status over = world.Begin(plan);
  REQUIRE_MESSAGE(over.ok(), over.message);
  CHECK(world.Holds(plan.contact.dn()));
  std::string after = Contents(world);
  for (const char* there :
       {"Finance - Trading - Desk in Finance - Trading", "Town hall in Company",
        "  sip:jweber@contoso.com: Soup of the day: \"Gulasch\"\n", "Standing in Own", "Mine"})
    CHECK_MESSAGE(after.find(there) != std::string::npos, there);
  Report report = MakeReport(plan, world.Log(plan));
  CHECK(Of(report, "rooms", &CountReport::moved) == 6);
  CHECK(Of(report, "rooms", &CountReport::before) == 1);
  CHECK(Of(report, "rooms", &CountReport::after) == 7);
  CHECK(Of(report, "messages", &CountReport::after) == 12);
  CHECK(report.conversions.size() >= plan.chat.conversions.size());
  CHECK(ReportText(report).find("11 moved, 1 before, 12 after") != std::string::npos);
  CHECK(ReportJson(report).find("\"chat_counts\"") != std::string::npos);
  pugi::xml_document page;
  CHECK(page.load_string(ReportHtml(report).c_str()));
  Status back = world.Undo(plan);
  REQUIRE_MESSAGE(back.ok(), back.message);
  CHECK(world.Holds(world.user));
  CHECK(Contents(world) == before);
  CHECK(WhatChangedInChat(plan, world.ground)->empty());
}

TEST_CASE("stopped in the midst of the messages it goes on without doubling or losing one") {
  World world;
  Plan plan = world.MakePlanWithData();
  std::string whole;
  {
    World other;
    Plan same = other.MakePlanWithData();
    REQUIRE(other.Begin(same).ok());
    whole = Contents(other);
  }
  int asked = 0, until = 0;
  world.ground.chat_progress = [&](const chat::TransferState& state) {
    return state.doing != "Importing messages" || ++asked != until;
  };
  until = 2;
  Status stopped = world.Begin(plan);
  CHECK(stopped.code == Code::kCancelled);
  CHECK(world.Log(plan).State() == RunState::kStopped);
  CHECK(world.Holds(world.user));
  CHECK_FALSE(Contents(world).empty());
  SUBCASE("on") {
    until = 0;
    Status on = world.Resume(plan);
    REQUIRE_MESSAGE(on.ok(), on.message);
    CHECK(Contents(world) == whole);
    CHECK(world.Resume(plan).ok());
    CHECK(Contents(world) == whole);
  }
  SUBCASE("back") {
    REQUIRE(world.Undo(plan).ok());
    CHECK(Contents(world).empty());
    CHECK(world.Log(plan).State() == RunState::kUndone);
  }
}

TEST_CASE("a plan is stale when the dumps or what becomes of them have changed") {
  World world;
  Plan plan = world.MakePlanWithData();
  SUBCASE("another message") {
    std::ofstream(world.folder / "dumps/tblChat.csv", std::ios::app)
        << "10,99,634931463000000000,4,0,Too late\n";
    Status refused = world.Begin(plan);
    CHECK(refused.code == Code::kAssertionFailed);
    CHECK(refused.message.find("The plan is stale: the dumps in ") == 0);
    CHECK(refused.message.find("12 messages now") != std::string::npos);
  }
  SUBCASE("a room of that name") {
    AddRoom(world, "News");
    Status refused = world.Begin(plan);
    CHECK(refused.code == Code::kAssertionFailed);
    CHECK(refused.message.find("what becomes of the chat data") != std::string::npos);
  }
  CHECK(world.Log(plan).State() == RunState::kNone);
}

TEST_CASE("dumps changed between two steps are not exported") {
  World world;
  Plan plan = world.MakePlanWithData();
  world.ground.control_services = [&](const std::string& pool, bool) {
    std::ofstream(world.folder / "dumps/tblRoleType.csv", std::ios::app) << "5,Other\n";
    return Result<std::string>("stopped " + pool);
  };
  Status stopped = world.Begin(plan);
  CHECK(stopped.code == Code::kAssertionFailed);
  CHECK(stopped.message.find("export-data") != std::string::npos);
  CHECK(Contents(world).empty());
  CHECK(world.Undo(plan).ok());
}

TEST_CASE("a name that grows too long fails the check, before anything is done") {
  World world;
  world.MakePlanWithData();
  std::string path = world.folder / "dumps/tblNode.csv";
  WriteText(path, Replaced(ReadText(path), "Deals", std::string(250, 'x')));
  Plan plan = world.MakePlanWithData();
  Finding finding = CheckChatData(world.ground, plan);
  CHECK(finding.verdict == Verdict::kFail);
  CHECK(finding.evidence.find("NameTooLong") != std::string::npos);
  Status refused = world.Begin(plan);
  CHECK(refused.code == Code::kUnwilling);
  CHECK(refused.message.find("chat-data: ") != std::string::npos);
}

// The archive of another tool's run, as -ChatData names it.
Plan WithArchive(World& world, const std::string& path) {
  Plan plan = world.MakePlanWithData();
  if (!directory::FileExists(path)) {
    auto source = world.ground.open_chat_source(plan.legacy_pool);
    REQUIRE(source.ok());
    auto writer = chat::ArchiveWriter::ToFile(path);
    REQUIRE(writer.ok());
    REQUIRE(chat::Export(**source, {}, **writer).ok());
  }
  plan.chat = {};
  plan.chat.archive = path;
  Note(*SurveyChat(world.ground, plan), &plan.chat);
  return plan;
}

TEST_CASE("an archive made before is imported, and checked to be the same") {
  World world;
  std::string path = world.folder / "friday.zip";
  Plan plan = WithArchive(world, path);
  CHECK(plan.chat.counts.messages == 11);
  SUBCASE("over and back") {
    REQUIRE(world.Begin(plan).ok());
    CHECK(CountTarget(world.ground, plan)->messages == 11);
    REQUIRE(world.Undo(plan).ok());
    CHECK(Contents(world).empty());
    CHECK(directory::FileExists(path));
  }
  SUBCASE("what was imported before stays when the cut-over goes back") {
    auto archive = chat::ArchiveReader::FromFile(path);
    chat::ImportTarget target{world.rooms.get(), &world.journal, kTarget, "Import", "Import"};
    auto import = chat::PlanImport(**archive, target, {});
    REQUIRE(import.ok());
    REQUIRE(chat::Import(**archive, target, *import).ok());
    std::string before = Contents(world);
    plan = WithArchive(world, path);
    Status over = world.Begin(plan);
    REQUIRE_MESSAGE(over.ok(), over.message);
    CHECK(Contents(world) == before);
    REQUIRE(world.Undo(plan).ok());
    CHECK(Contents(world) == before);
  }
  SUBCASE("damaged") {
    WriteText(path, ReadText(path).substr(0, 900));
    CHECK(CheckChatData(world.ground, plan).verdict == Verdict::kFail);
    CHECK_FALSE(world.Begin(plan).ok());
  }
}

TEST_CASE("messages written since are not lost to going back unless it is forced") {
  World world;
  Plan plan = world.MakePlanWithData();
  REQUIRE(world.Begin(plan).ok());
  CHECK(world.rooms->AddMessage(kTarget, "News", {0, "sip:jweber@contoso.com", 5, "New"}).ok());
  Finding still = PostChecks()[8].check(world.ground, plan);
  CHECK(still.verdict == Verdict::kPass);
  Status refused = world.Undo(plan);
  CHECK(refused.code == Code::kAssertionFailed);
  CHECK(refused.message.find("room 'News': 1 message") != std::string::npos);
  world.ground.force = true;
  Status forced = world.Undo(plan);
  REQUIRE_MESSAGE(forced.ok(), forced.message);
  CHECK(Contents(world).empty());
}

TEST_CASE("a message that is gone afterwards is told") {
  World world;
  Plan plan = world.MakePlanWithData();
  REQUIRE(world.Begin(plan).ok());
  chat::MessageQuery query;
  query.author = "sip:kenmyer@contoso.com";
  CHECK(*world.rooms->RemoveMessages(kTarget, "News", query) == 2);
  Finding told = PostChecks()[8].check(world.ground, plan);
  CHECK(told.verdict == Verdict::kFail);
  CHECK(told.evidence.find("the room 'News' holds 1 messages: 3 were to be moved") !=
        std::string::npos);
}

TEST_CASE("the plan's file keeps what is moved, and is refused when edited") {
  World world;
  Plan plan = world.MakePlanWithData();
  for (auto [name, key] : {std::pair{"plan.yaml", "messages: "}, {"plan.json", "messages\": "}}) {
    std::string path = world.folder / name;
    REQUIRE(WritePlan(plan, path).ok());
    Result<Plan> read = ReadPlan(path);
    REQUIRE_MESSAGE(read.ok(), read.status().message);
    CHECK(read->chat.counts == plan.chat.counts);
    CHECK(read->chat.conversions == plan.chat.conversions);
    CHECK(read->Digest() == plan.Digest());
    WriteText(path, Replaced(ReadText(path), key + std::string("11"), key + std::string("12")));
    CHECK(ReadPlan(path).status().code == Code::kAssertionFailed);
  }
}

}  // namespace
}  // namespace sipsh::cutover
