// The one door: intents before changes, before-images, redaction, undo, audit.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>
#include <sys/stat.h>

#include "directory/file/file_lock.h"
#include "directory/journal/change_door.h"
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

struct Place {
  TemporaryFolder folder;
  std::unique_ptr<directory::Store> store;
  Journal journal;
  Place() {
    directory::StoreOptions options;
    options.location = "embedded:" + folder / "d.db";
    auto opened = directory::OpenStore(options);
    REQUIRE_MESSAGE(opened.ok(), opened.status().message);
    store = std::move(*opened);
    Entry base(Dn::FromTrusted("dc=contoso,dc=com"));
    base.Set("objectClass", std::vector<std::string>{"top", "domain"});
    base.Set("dc", "contoso");
    REQUIRE(directory::ApplyOne(*store, Change::Add(base)).ok());
    Reopen();
  }
  void Reopen() {
    auto opened = Journal::Open(folder / "journal");
    REQUIRE(opened.ok());
    journal = std::move(*opened);
  }
  DoorResult Do(std::vector<Change> changes, std::vector<Entry> as_read = {}) {
    Request request{"Test-Cmdlet", "target", "Test-Cmdlet 1", {}, std::move(as_read), {}};
    request.changes.changes = std::move(changes);
    return ChangeDoor(store.get(), &journal).Apply(request);
  }
  Record Last() {
    std::optional<Record> last;
    CHECK(journal.Enumerate([&](const Record& r) { return last = r, true; }).ok());
    REQUIRE(last);
    return *last;
  }
};

TEST_CASE("an addition, recorded and undone") {
  Place place;
  DoorResult done = place.Do({Change::Add(Unit("Sales"))});
  REQUIRE_MESSAGE(done.ok(), done.status.message);
  CHECK(done.id == 1);
  Record record = place.Last();
  CHECK(record.intent.command_line == "Test-Cmdlet 1");
  REQUIRE(record.outcome);
  CHECK(record.outcome->kind == OutcomeKind::kCommitted);
  CHECK(record.intent.changes[0].applied);
  auto inverse = InverseOf(record);
  REQUIRE(inverse.ok());
  CHECK(place.store->Apply(*inverse).ok());
  CHECK_FALSE(*directory::Exists(*place.store, Unit("Sales").dn()));
  struct stat info {};
  for (const char* name : {"journal/journal.jsonl", "journal/audit.log"}) {
    ::stat((place.folder / name).c_str(), &info);
    CHECK((info.st_mode & 0777) == 0600);
  }
  CHECK(ReadText(place.folder / "journal/audit.log")
            .find("Test-Cmdlet target: Add entry ou=Sales,dc=contoso,dc=com: objectClass=top") !=
        std::string::npos);
}

TEST_CASE("modify, rename and delete have before-images") {
  Place place;
  Entry unit = Unit("Sales");
  unit.Set("description", std::vector<std::string>{"one", "two \xFF"});
  REQUIRE(place.Do({Change::Add(unit)}).ok());
  REQUIRE(place
              .Do({Change::Modify(unit.dn(),
                                  {{Modification::Operation::kReplace, "description", {"three"}}})})
              .ok());
  auto undo = InverseOf(place.Last());
  REQUIRE(undo.ok());
  CHECK(place.Do(undo->changes).ok());
  CHECK(directory::Find(*place.store, unit.dn())->ValueList("description") ==
        std::vector<std::string>{"one", "two \xFF"});
  REQUIRE(place.Do({Change::Rename(unit.dn(), "ou=Market")}).ok());
  undo = InverseOf(place.Last());
  REQUIRE(undo.ok());
  CHECK(place.Do(undo->changes).ok());
  REQUIRE(place.Do({Change::Delete(unit.dn())}).ok());
  undo = InverseOf(place.Last());
  REQUIRE(undo.ok());
  CHECK(place.Do(undo->changes).ok());
  CHECK(*directory::Exists(*place.store, unit.dn()));
}

TEST_CASE("what was read must still hold") {
  Place place;
  REQUIRE(place.Do({Change::Add(Unit("Sales"))}).ok());
  Entry read = Unit("Sales");
  read.Set("ou", "Other");
  DoorResult refused = place.Do({Change::Delete(read.dn())}, {read});
  CHECK(refused.status.code == Code::kAssertionFailed);
  CHECK(refused.id == 0);
  CHECK(place.Do({Change::Delete(read.dn())}, {Unit("Sales")}).ok());
  CHECK(place.Do({}, {Unit("Sales")}).status.code == Code::kAssertionFailed);
}

TEST_CASE("failures are recorded as such") {
  Place place;
  REQUIRE(place.Do({Change::Add(Unit("Sales"))}).ok());
  DoorResult failed = place.Do({Change::Add(Unit("Sales"))});
  CHECK(failed.status.code == Code::kEntryAlreadyExists);
  CHECK(place.Last().outcome->kind == OutcomeKind::kFailed);
  CHECK(place.Last().outcome->code == Code::kEntryAlreadyExists);
  CHECK(InverseOf(place.Last()).status().code == Code::kNoSuchObject);
}

TEST_CASE("passwords are nowhere") {
  Place place;
  Change change = Change::Modify(Dn::FromTrusted("dc=contoso,dc=com"),
                                 {{Modification::Operation::kReplace, "userPassword", {"s3cret"}}});
  CHECK(Describe(change).find("s3cret") == std::string::npos);
  (void)place.Do({change});
  Entry user = Unit("x");
  user.Set("unicodePwd", "s3cret");
  (void)place.Do({Change::Add(user)});
  CHECK(ReadText(place.folder / "journal/journal.jsonl").find("s3cret") == std::string::npos);
  CHECK(ReadText(place.folder / "journal/audit.log").find("s3cret") == std::string::npos);
  CHECK(place.Last().intent.changes[0].redacted == std::vector<std::string>{"unicodePwd"});
}

TEST_CASE("a crash leaves an intent without a result, or half a line") {
  Place place;
  Intent intent;
  intent.cmdlet = "Cut-Off";
  CHECK(*place.journal.Begin(intent) == 1);
  REQUIRE(place.journal.Unfinished().ok());
  CHECK(place.journal.Unfinished()->size() == 1);
  std::string path = place.folder / "journal/journal.jsonl";
  WriteText(path, ReadText(path) + "{\"id\":2,\"ti");
  place.Reopen();
  CHECK(*place.journal.Begin(intent) == 3);
  CHECK(place.journal.Unfinished()->size() == 2);
  CHECK(place.journal.Find(3).ok());
  CHECK(place.journal.Find(2).status().code == Code::kNoSuchObject);
}

TEST_CASE("ids go on across processes") {
  Place place;
  auto other = Journal::Open(place.folder / "journal");
  REQUIRE(other.ok());
  CHECK(*place.journal.Begin({}) == 1);
  CHECK(*other->Begin({}) == 2);
  CHECK(*place.journal.Begin({}) == 3);
}

TEST_CASE("the lock is respected") {
  Place place;
  auto lock = directory::FileLock::Acquire(place.journal.LockPath());
  Request request{"Test", "t", "", {}, {}, {}};
  ChangeDoor door(place.store.get(), &place.journal);
  door.set_lock_patience(std::chrono::milliseconds(10));
  CHECK(door.Apply(request).status.code == Code::kBusyLocked);
}

TEST_CASE("the topology passes the same door, with the directory or alone") {
  Place place;
  WriteText(place.folder / "t.yaml", kContoso);
  auto document = topology::TopologyDocument::Open(place.folder / "t.yaml");
  REQUIRE(document.ok());
  Request request{"New-CsSipDomain", "x.com", "New-CsSipDomain x.com", {}, {}, {}};
  request.topology = TopologyStep{&*document, topology::AddSipDomain("x.com", false), {}, ""};
  CHECK(Describe(*request.topology).find("Add the SIP domain x.com in ") == 0);
  request.changes.changes = {Change::Add(Unit("Both"))};
  DoorResult done = ChangeDoor(place.store.get(), &place.journal).Apply(request);
  REQUIRE_MESSAGE(done.ok(), done.status.message);
  CHECK(done.topology_applied);
  CHECK(document->Version().number == 2);
  Record record = place.Last();
  REQUIRE(record.intent.topology);
  CHECK(record.intent.topology->version_before == 1);
  CHECK(record.intent.topology->hash_after == document->Version().hash);
  // An edit that cannot be done stops the directory's part, too.
  request.changes.changes = {Change::Add(Unit("Never"))};
  DoorResult refused = ChangeDoor(place.store.get(), &place.journal).Apply(request);
  CHECK(refused.status.code == Code::kEntryAlreadyExists);
  CHECK_FALSE(*directory::Exists(*place.store, Unit("Never").dn()));
}

}  // namespace
}  // namespace sipsh::journal
