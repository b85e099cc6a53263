// More changes than are held in memory: recorded chunk by chunk before the first is made, and all
// of them or none stand.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include "directory/journal/stream_door.h"

#include <doctest/doctest.h>

#include "directory/open_store.h"
#include "tests/unit/topology/test_support.h"

namespace sipsh::journal {
namespace {

using directory::Change;
using directory::Code;
using directory::Dn;
using directory::Entry;

Dn Name(size_t number) {
  return Dn::FromTrusted("ou=u" + std::to_string(number) + ",dc=contoso,dc=com");
}

struct Place {
  TemporaryFolder folder;
  std::unique_ptr<directory::Store> store;
  Journal journal;
  std::vector<Change> changes;
  int readings = 0;

  explicit Place(size_t count) {
    directory::StoreOptions options;
    options.location = "embedded:" + folder / "d.db";
    store = std::move(*directory::OpenStore(options));
    Entry base(Dn::FromTrusted("dc=contoso,dc=com"));
    base.Set("objectClass", std::vector<std::string>{"top", "domain"});
    base.Set("dc", "contoso");
    REQUIRE(directory::ApplyOne(*store, Change::Add(base)).ok());
    for (size_t i = 0; i < count; ++i) {
      Entry unit(Name(i));
      unit.Set("objectClass", std::vector<std::string>{"top", "organizationalUnit"});
      unit.Set("ou", "u" + std::to_string(i));
      changes.push_back(Change::Add(unit));
    }
    journal = std::move(*Journal::Open(folder / "journal"));
  }

  StreamResult Apply(std::function<void()> second_reading = {}) {
    StreamRequest request;
    request.cmdlet = "Test-Cmdlet";
    request.target = "a file";
    request.chunk = 3;
    request.begin = [&, second_reading]() -> directory::Store::ChangeSource {
      if (++readings == 2 && second_reading) second_reading();
      return [this, at = size_t{0}]() mutable -> Result<std::optional<Change>> {
        if (at == changes.size()) return std::optional<Change>();
        return std::optional<Change>(changes[at++]);
      };
    };
    return StreamDoor(store.get(), &journal).Apply(request);
  }

  std::vector<Record> Records() {
    std::vector<Record> records;
    REQUIRE(journal
                .Enumerate([&](const Record& record) {
                  records.push_back(record);
                  return true;
                })
                .ok());
    return records;
  }
};

TEST_CASE("seven changes by three are three records, all committed") {
  Place place(7);
  StreamResult result = place.Apply();
  REQUIRE(result.ok());
  CHECK(result.status.message.empty());
  CHECK(result.applied == 7);
  CHECK(result.last - result.first == 2);
  std::vector<Record> records = place.Records();
  REQUIRE(records.size() == 3);
  CHECK(records[2].intent.changes.size() == 1);
  for (const Record& record : records) {
    REQUIRE(record.outcome);
    CHECK(record.outcome->kind == OutcomeKind::kCommitted);
    Result<directory::ChangeSet> inverse = InverseOf(record);
    REQUIRE(inverse.ok());
    CHECK(place.store->Apply(*inverse).ok());
  }
  CHECK_FALSE(*directory::Exists(*place.store, Name(0)));
  CHECK_FALSE(*directory::Exists(*place.store, Name(6)));
}

TEST_CASE("a refused change leaves nothing behind, and each record says so") {
  Place place(7);
  place.changes.push_back(place.changes[1]);
  StreamResult result = place.Apply();
  CHECK(result.status.code == Code::kEntryAlreadyExists);
  CHECK(result.applied == 0);
  CHECK_FALSE(*directory::Exists(*place.store, Name(0)));
  for (const Record& record : place.Records()) {
    REQUIRE(record.outcome);
    CHECK(record.outcome->kind == OutcomeKind::kFailed);
  }
}

TEST_CASE("a source that reads otherwise the second time changes nothing") {
  Place longer(4), shorter(4), other(4);
  CHECK(longer.Apply([&] { longer.changes.push_back(Change::Delete(Name(9))); }).status.code ==
        Code::kAssertionFailed);
  CHECK(shorter.Apply([&] { shorter.changes.pop_back(); }).status.code == Code::kAssertionFailed);
  CHECK(other.Apply([&] { other.changes[2].entry.Set("description", "new"); }).status.code ==
        Code::kAssertionFailed);
  for (Place* place : {&longer, &shorter, &other})
    CHECK_FALSE(*directory::Exists(*place->store, Name(0)));
}

TEST_CASE("what is changed or deleted has its before-image") {
  Place place(2);
  REQUIRE(place.Apply().ok());
  place.changes = {Change::Delete(Name(1))};
  place.readings = 0;
  REQUIRE(place.Apply().ok());
  Record last = place.Records().back();
  REQUIRE(last.intent.changes[0].before);
  CHECK(last.intent.changes[0].before->Get("ou") == "u1");
}

}  // namespace
}  // namespace sipsh::journal
