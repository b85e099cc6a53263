// Changes of chat objects pass the door of the journal and can be taken back.
#include "directory/chat/objects.h"

#include <doctest/doctest.h>

#include "directory/journal/undo.h"
#include "tests/unit/topology/test_support.h"

namespace sipsh::chat {
namespace {

using directory::Change;
using directory::ChangeSet;
using directory::Code;

const std::string kPool = "pcpool.contoso.com";

struct Place {
  TemporaryFolder folder;
  std::unique_ptr<ChatStore> store;
  std::unique_ptr<ChatObjects> objects;
  journal::Journal journal;

  Place() {
    store = std::move(*OpenChatStore("sqlite:" + folder / "chat.db"));
    objects = std::make_unique<ChatObjects>(*store);
    journal = std::move(*journal::Journal::Open(folder / "journal"));
  }
  journal::DoorResult Pass(ChangeSet changes) {
    journal::Request request;
    request.cmdlet = "Test";
    request.changes = std::move(changes);
    return journal::ChangeDoor(objects.get(), &journal).Apply(request);
  }
  journal::ChangeId Add(const directory::Entry& entry) {
    ChangeSet set;
    set.changes.push_back(Change::Add(entry));
    journal::DoorResult done = Pass(std::move(set));
    REQUIRE(done.ok());
    return done.id;
  }
  Result<journal::UndoPlan> Plan(journal::ChangeId id) {
    return journal::PlanUndo(*objects, nullptr, {*journal.Find(id)}, false);
  }
  void Undo(journal::ChangeId id) {
    auto plan = Plan(id);
    REQUIRE(plan.ok());
    REQUIRE(plan->conflicts.empty());
    REQUIRE(Pass(plan->changes).ok());
  }
};

Category Finance() {
  Category category;
  category.name = "Finance, old";
  category.allowed = {"dc=contoso,dc=com"};
  return category;
}

Room Desk() {
  Room room;
  room.name = "Desk #1, \"north\"";
  room.category = "Finance, old";
  room.members = {"sip:ken@contoso.com", "sip:pilar@contoso.com"};
  return room;
}

TEST_CASE("an added object is gone after its undo") {
  Place place;
  journal::ChangeId id = place.Add(ToEntry(kPool, Finance()));
  CHECK(*place.store->FindCategory(kPool, "Finance, old") == Finance());
  place.Undo(id);
  CHECK(place.store->FindCategory(kPool, "Finance, old").status().code == Code::kNoSuchObject);
}

TEST_CASE("a rename with other changes is one change, and is undone whole") {
  Place place;
  place.Add(ToEntry(kPool, Finance()));
  place.Add(ToEntry(kPool, Desk()));
  Room after = Desk();
  after.name = "South";
  after.privacy = Privacy::kSecret;
  after.members = {"sip:pilar@contoso.com"};
  journal::DoorResult done = place.Pass(Difference(ToEntry(kPool, Desk()), ToEntry(kPool, after)));
  REQUIRE(done.ok());
  CHECK(*place.store->FindRoom(kPool, "South") == after);
  place.Undo(done.id);
  CHECK(*place.store->FindRoom(kPool, Desk().name) == Desk());
}

TEST_CASE("an undo after a later change of the same property is a conflict") {
  Place place;
  place.Add(ToEntry(kPool, Finance()));
  Category once = Finance(), twice = Finance();
  once.description = "once";
  twice.description = "twice";
  journal::DoorResult done =
      place.Pass(Difference(ToEntry(kPool, Finance()), ToEntry(kPool, once)));
  REQUIRE(done.ok());
  REQUIRE(place.Pass(Difference(ToEntry(kPool, once), ToEntry(kPool, twice))).ok());
  auto plan = place.Plan(done.id);
  REQUIRE(plan.ok());
  CHECK(plan->conflicts.size() == 1);
}

TEST_CASE("a removed room comes back without its messages, and that is said") {
  Place place;
  place.Add(ToEntry(kPool, Finance()));
  place.Add(ToEntry(kPool, Desk()));
  REQUIRE(place.store->AddMessage(kPool, Desk().name, {0, "sip:ken@contoso.com", 1, "secret word"})
              .ok());
  ChangeSet set;
  set.changes.push_back(Change::Delete(ObjectDn(Kind::kRoom, kPool, Desk().name)));
  journal::DoorResult done = place.Pass(std::move(set));
  REQUIRE(done.ok());
  auto plan = place.Plan(done.id);
  REQUIRE(plan.ok());
  REQUIRE(plan->not_back.size() == 1);
  CHECK(plan->not_back[0].find(kMessages) != std::string::npos);
  place.Undo(done.id);
  CHECK(*place.store->FindRoom(kPool, Desk().name) == Desk());
  CHECK(place.store->ContentOf(kPool, Desk().name)->messages == 0);
}

TEST_CASE("a set of which one change fails leaves nothing behind") {
  Place place;
  place.Add(ToEntry(kPool, Finance()));
  ChangeSet set;
  set.changes.push_back(Change::Add(ToEntry(kPool, Desk())));
  set.changes.push_back(Change::Add(ToEntry(kPool, Desk())));
  CHECK(place.Pass(std::move(set)).status.code == Code::kEntryAlreadyExists);
  CHECK(place.store->FindRoom(kPool, Desk().name).status().code == Code::kNoSuchObject);
}

}  // namespace
}  // namespace sipsh::chat
