// Taking changes back: what stands is asked first.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include "directory/journal/undo.h"

#include <doctest/doctest.h>

#include "directory/open_store.h"
#include "tests/unit/topology/test_support.h"

namespace sipsh::journal {
namespace {

using directory::Change;
using directory::Code;
using directory::Dn;
using directory::Entry;
using directory::Modification;

Entry Unit(const std::string& name) {
  Entry entry(Dn::FromTrusted("ou=" + name + ",dc=contoso,dc=com"));
  entry.Set("objectClass", std::vector<std::string>{"top", "organizationalUnit"});
  entry.Set("ou", name);
  return entry;
}

Change Describing(const std::string& name, const std::string& text) {
  std::vector<std::string> values;
  if (!text.empty()) values.push_back(text);
  return Change::Modify(Unit(name).dn(),
                        {{Modification::Operation::kReplace, "description", values}});
}

struct Place {
  TemporaryFolder folder;
  std::unique_ptr<directory::Store> store;
  Journal journal;
  Place() {
    directory::StoreOptions options;
    options.location = "embedded:" + folder / "d.db";
    store = std::move(*directory::OpenStore(options));
    Entry base(Dn::FromTrusted("dc=contoso,dc=com"));
    base.Set("objectClass", std::vector<std::string>{"top", "domain"});
    base.Set("dc", "contoso");
    REQUIRE(directory::ApplyOne(*store, Change::Add(base)).ok());
    journal = std::move(*Journal::Open(folder / "journal"));
  }
  ChangeId Do(std::vector<Change> changes, std::vector<ChangeId> undoes = {}) {
    Request request;
    request.cmdlet = "Test-Cmdlet";
    request.changes.changes = std::move(changes);
    request.undoes = std::move(undoes);
    DoorResult done = ChangeDoor(store.get(), &journal).Apply(request);
    REQUIRE_MESSAGE(done.ok(), done.status.message);
    return done.id;
  }
  Result<UndoPlan> Plan(std::vector<ChangeId> ids, bool force = false) {
    std::vector<Record> records;
    for (ChangeId id : ids) records.push_back(*journal.Find(id));
    return PlanUndo(*store, nullptr, records, force);
  }
  ChangeId Undo(std::vector<ChangeId> ids) {
    auto plan = Plan(ids);
    REQUIRE_MESSAGE(plan.ok(), plan.status().message);
    CHECK(plan->conflicts.empty());
    return Do(plan->changes.changes, plan->undoes);
  }
  std::string Description(const std::string& name) {
    auto entry = directory::Find(*store, Unit(name).dn());
    return entry.ok() ? entry->Get("description") : "(gone)";
  }
};

TEST_CASE("each kind comes back, and the undoing as well") {
  Place place;
  ChangeId added = place.Do({Change::Add(Unit("a"))});
  ChangeId changed = place.Do({Describing("a", "one")});
  ChangeId undone = place.Undo({changed});
  CHECK(place.Description("a") == "");
  ChangeId redone = place.Undo({undone});
  CHECK(place.Description("a") == "one");
  ChangeId removed = place.Do({Change::Delete(Unit("a").dn())});
  place.Undo({removed});
  CHECK(place.Description("a") == "one");
  ChangeId renamed = place.Do({Change::Rename(Unit("a").dn(), "ou=b")});
  CHECK(place.Description("a") == "(gone)");
  place.Undo({renamed});
  CHECK(place.Description("a") == "one");
  place.Undo({redone});
  place.Undo({added});
  CHECK(place.Description("a") == "(gone)");
}

TEST_CASE("a range is taken back together, newest first") {
  Place place;
  ChangeId first = place.Do({Change::Add(Unit("a"))});
  ChangeId second = place.Do({Describing("a", "one")});
  ChangeId third = place.Do({Describing("a", "two")});
  auto middle = place.Plan({second});
  REQUIRE(middle.ok());
  CHECK(middle->conflicts.size() == 1);
  CHECK(middle->conflicts[0].what.find("'two'") != std::string::npos);
  CHECK(middle->conflicts[0].what.find("'one'") != std::string::npos);
  place.Undo({first, second, third});
  CHECK(place.Description("a") == "(gone)");
}

TEST_CASE("somebody else's change refuses, force overrides") {
  Place place;
  place.Do({Change::Add(Unit("a"))});
  ChangeId mine = place.Do({Describing("a", "mine")});
  REQUIRE(directory::ApplyOne(*place.store, Describing("a", "theirs")).ok());
  auto plan = place.Plan({mine});
  REQUIRE(plan.ok());
  CHECK(plan->conflicts.size() == 1);
  auto forced = place.Plan({mine}, true);
  REQUIRE(forced.ok());
  place.Do(forced->changes.changes);
  CHECK(place.Description("a") == "");
}

TEST_CASE("something new on an added entry refuses its removal") {
  Place place;
  ChangeId added = place.Do({Change::Add(Unit("a"))});
  REQUIRE(directory::ApplyOne(*place.store, Describing("a", "theirs")).ok());
  auto plan = place.Plan({added});
  REQUIRE(plan.ok());
  CHECK(plan->conflicts.size() == 1);
}

TEST_CASE("a deleted entry whose name is taken again is not overwritten") {
  Place place;
  place.Do({Change::Add(Unit("a")), Describing("a", "old")});
  ChangeId removed = place.Do({Change::Delete(Unit("a").dn())});
  REQUIRE(directory::ApplyOne(*place.store, Change::Add(Unit("a"))).ok());
  CHECK(place.Plan({removed}).status().code == Code::kEntryAlreadyExists);
  REQUIRE(directory::ApplyOne(*place.store, Describing("a", "old")).ok());
  auto same = place.Plan({removed});
  REQUIRE(same.ok());  // Somebody brought it back already.
  CHECK(same->Empty());
  CHECK(same->remarks.size() == 1);
}

TEST_CASE("an interrupted change is found out by looking") {
  Place place;
  place.Do({Change::Add(Unit("a"))});
  Intent intent;
  RecordedChange recorded;
  recorded.change = Describing("a", "new");
  recorded.before = *directory::Find(*place.store, Unit("a").dn());
  intent.changes.push_back(recorded);
  ChangeId id = *place.journal.Begin(intent);
  CHECK(place.Plan({id})->Empty());  // Not made.
  REQUIRE(directory::ApplyOne(*place.store, Describing("a", "new")).ok());
  auto made = place.Plan({id});
  REQUIRE(made.ok());
  CHECK(made->changes.changes.size() == 1);
}

TEST_CASE("what the server keeps is not written again") {
  Entry before(Dn::FromTrusted("CN=u,DC=contoso,DC=com"));
  before.Set("objectClass", std::vector<std::string>{"top", "user"});
  before.Set("cn", "u");
  before.Set("objectGUID", "0123456789abcdef");
  before.Set("objectSid", "sid");
  before.Set("userAccountControl", "512");
  before.Set("whenCreated", "20260101000000.0Z");
  std::vector<std::string> lost;
  Entry again = Restorable(before, directory::Remains::kNothing, &lost);
  CHECK_FALSE(again.Has("objectGUID"));
  CHECK_FALSE(again.Has("whenCreated"));
  CHECK(again.Get("userAccountControl") == "514");
  CHECK(lost.size() == 3);
}

}  // namespace
}  // namespace sipsh::journal
