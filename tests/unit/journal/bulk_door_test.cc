// Many changes at once: each its own record, the refused one named, the others made.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include "directory/journal/bulk_door.h"

#include <doctest/doctest.h>

#include "directory/open_store.h"
#include "tests/unit/topology/test_support.h"

namespace sipsh::journal {
namespace {

using directory::Change;
using directory::Code;
using directory::Dn;
using directory::Entry;
using directory::Filter;
using directory::Modification;

std::string Name(size_t number) { return "u" + std::to_string(number); }

struct Place {
  TemporaryFolder folder;
  std::unique_ptr<directory::Store> store;
  Journal journal;

  explicit Place(size_t count) {
    directory::StoreOptions options;
    options.location = "embedded:" + folder / "d.db";
    store = std::move(*directory::OpenStore(options));
    Entry base(Dn::FromTrusted("dc=contoso,dc=com"));
    base.Set("objectClass", std::vector<std::string>{"top", "domain"});
    base.Set("dc", "contoso");
    REQUIRE(directory::ApplyOne(*store, Change::Add(base)).ok());
    for (size_t i = 0; i < count; ++i) {
      Entry unit(Dn::FromTrusted("ou=" + Name(i) + ",dc=contoso,dc=com"));
      unit.Set("objectClass", std::vector<std::string>{"top", "organizationalUnit"});
      unit.Set("ou", Name(i));
      REQUIRE(directory::ApplyOne(*store, Change::Add(unit)).ok());
    }
    journal = std::move(*Journal::Open(folder / "journal"));
  }

  Entry Read(size_t number) {
    return *directory::Find(*store, Dn::FromTrusted("ou=" + Name(number) + ",dc=contoso,dc=com"));
  }

  BulkChange Describing(size_t number, const std::string& text) {
    Entry before = Read(number);
    Change change =
        Change::Modify(before.dn(), {{Modification::Operation::kReplace, "description", {text}}});
    change.assertion = before.Has("description")
                           ? Filter::Equal("description", before.Get("description"))
                           : Filter::Not(Filter::Present("description"));
    return {before.dn().text(), std::move(change), std::move(before)};
  }

  BulkRequest Request(size_t count, const std::string& text) {
    BulkRequest request;
    request.cmdlet = "Test-Cmdlet";
    for (size_t i = 0; i < count; ++i) request.changes.push_back(Describing(i, text));
    return request;
  }
};

std::vector<Code> Apply(Place& place, const BulkRequest& request, bool stop_at_failure = false) {
  std::vector<Code> codes;
  Status status = BulkDoor(place.store.get(), &place.journal)
                      .Apply(request, [&](size_t index, const Status& one) {
                        CHECK(index == codes.size());
                        codes.push_back(one.code);
                        return one.ok() || !stop_at_failure;
                      });
  CHECK_MESSAGE(status.ok(), status.message);
  return codes;
}

TEST_CASE("each of many has a record with its result and its before-image") {
  Place place(40);
  CHECK(Apply(place, place.Request(40, "one")) == std::vector<Code>(40, Code::kOk));
  CHECK(Apply(place, place.Request(40, "two")) == std::vector<Code>(40, Code::kOk));
  size_t seen = 0;
  REQUIRE(place.journal
              .Enumerate([&](const Record& record) {
                CHECK(record.id == ++seen);
                REQUIRE(record.outcome);
                CHECK(record.outcome->kind == OutcomeKind::kCommitted);
                CHECK(record.intent.changes.at(0).applied);
                CHECK(record.intent.changes.at(0).before->Get("description") ==
                      (seen <= 40 ? "" : "one"));
                return true;
              })
              .ok());
  CHECK(seen == 80);
  // The result of one stands far behind it: it is found all the same, and so is the last one's.
  for (ChangeId id : {1, 40, 41, 57, 80}) {
    Result<Record> record = place.journal.Find(id);
    REQUIRE(record.ok());
    CHECK(record->id == id);
    CHECK(record->outcome.has_value());
  }
  CHECK(place.journal.Unfinished()->empty());
}

TEST_CASE("a change that is refused is told, the others stand") {
  Place place(30);
  BulkRequest request = place.Request(30, "new");
  for (size_t bad : {0u, 7u, 8u, 29u})
    REQUIRE(directory::ApplyOne(*place.store, place.Describing(bad, "meanwhile").change).ok());
  std::vector<Code> codes = Apply(place, request);
  REQUIRE(codes.size() == 30);
  for (size_t i = 0; i < 30; ++i) {
    bool bad = i == 0 || i == 7 || i == 8 || i == 29;
    CHECK(codes[i] == (bad ? Code::kAssertionFailed : Code::kOk));
    CHECK(place.Read(i).Get("description") == (bad ? "meanwhile" : "new"));
    CHECK(place.journal.Find(i + 1)->outcome->kind ==
          (bad ? OutcomeKind::kFailed : OutcomeKind::kCommitted));
  }
}

TEST_CASE("what is behind the one at which the caller stops is recorded as not tried") {
  Place place(12);
  BulkRequest request = place.Request(12, "new");
  REQUIRE(directory::ApplyOne(*place.store, place.Describing(5, "meanwhile").change).ok());
  CHECK(Apply(place, request, true).size() == 6);
  CHECK(place.Read(4).Get("description") == "new");
  CHECK(place.Read(6).Get("description") == "");
  CHECK(place.journal.Unfinished()->empty());
  CHECK(place.journal.Find(5)->outcome->kind == OutcomeKind::kCommitted);
  CHECK(place.journal.Find(12)->outcome->code == Code::kCancelled);
  CHECK_FALSE(place.journal.Find(12)->intent.changes.at(0).applied);
}

TEST_CASE("stopped before the first: none is made, and each says so") {
  Place place(3);
  BulkRequest request = place.Request(3, "new");
  request.wait.stopping = [] { return true; };
  CHECK(Apply(place, request) == std::vector<Code>{Code::kCancelled});
  CHECK(place.Read(0).Get("description") == "");
  CHECK(place.journal.Find(3)->outcome->kind == OutcomeKind::kFailed);
}

}  // namespace
}  // namespace sipsh::journal
