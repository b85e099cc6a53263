// What only the embedded store promises.
#include <doctest/doctest.h>
#include <sys/stat.h>

#include "tests/contract/stores.h"

namespace sipsh::directory::contract {
namespace {

using Operation = Modification::Operation;

std::string PathOf(const StoreOptions& options) { return options.location.substr(9); }

}  // namespace

TEST_CASE("embedded: a SIP address is held once") {
  Dn ou;
  auto store = FilledStore(EmbeddedFactory::Options(), &ou);
  REQUIRE(store);
  Entry ann = MakeUser(ou, "Ann", "sip:ann@contoso.com");
  ann.Append("proxyAddresses", {"sip:ANN@contoso.com", "SMTP:ann@contoso.com"});
  REQUIRE(ApplyOne(*store, Change::Add(ann)).ok());

  ApplyResult second = ApplyOne(*store, Change::Add(MakeUser(ou, "Bob", "SIP:Ann@Contoso.com")));
  CHECK(second.status.code == Code::kConstraintViolation);
  CHECK(second.status.holder == ann.dn().text());
  CHECK(!Exists(*store, ou.Child("cn", "Bob")).value());

  Entry bob = MakeUser(ou, "Bob", "sip:bob@contoso.com");
  bob.Append("proxyAddresses", {"SMTP:ann@contoso.com"});
  REQUIRE(ApplyOne(*store, Change::Add(bob)).ok());
  ApplyResult proxy = ApplyOne(
      *store,
      Change::Modify(bob.dn(), {{Operation::kAdd, "proxyAddresses", {"sip:ann@contoso.com"}}}));
  CHECK(proxy.status.holder == ann.dn().text());

  // Freed, and taken in the same transaction.
  ChangeSet set;
  set.changes = {Change::Delete(ann.dn()), Change::Modify(bob.dn(), {{Operation::kReplace,
                                                                      "msRTCSIP-PrimaryUserAddress",
                                                                      {"sip:ann@contoso.com"}}})};
  CHECK(store->Apply(set).ok());
}

TEST_CASE("embedded: the file is private, and its lock is told") {
  StoreOptions options = EmbeddedFactory::Options();
  options.lock_wait = std::chrono::milliseconds(50);
  Dn ou;
  auto store = FilledStore(options, &ou);
  REQUIRE(store);
  struct stat facts;
  REQUIRE(stat(PathOf(options).c_str(), &facts) == 0);
  CHECK((facts.st_mode & 0777) == 0600);

  auto other = OpenStore(options);
  REQUIRE(other.ok());
  bool done = false;
  size_t applied = 0;
  Status inner;
  Status outer = store->ApplyStream(
      [&]() -> Result<std::optional<Change>> {
        if (done) return std::optional<Change>();
        done = true;
        inner = ApplyOne(**other, Change::Add(MakeUser(ou, "late"))).status;
        return std::optional<Change>(Change::Add(MakeUser(ou, "early")));
      },
      {}, &applied);
  CHECK(outer.ok());
  CHECK(inner.code == Code::kBusyLocked);
  CHECK(Exists(**other, ou.Child("cn", "early")).value());
  CHECK(ApplyOne(**other, Change::Add(MakeUser(ou, "late"))).ok());
}

TEST_CASE("embedded: opened for reading only") {
  StoreOptions options = EmbeddedFactory::Options();
  Dn ou;
  REQUIRE(FilledStore(options, &ou));
  options.read_only = true;
  auto store = OpenStore(options);
  REQUIRE(store.ok());
  CHECK(Exists(**store, ou).value());
  CHECK(ApplyOne(**store, Change::Delete(ou)).status.code == Code::kReadOnly);
  options.location += ".none";
  CHECK(OpenStore(options).status().code == Code::kUnavailable);
}

TEST_CASE("embedded: a file that is no directory") {
  StoreOptions options = EmbeddedFactory::Options();
  FILE* file = fopen(PathOf(options).c_str(), "w");
  fputs("this is certainly no SQLite file, and long enough to be looked at as one by the library",
        file);
  fclose(file);
  auto store = OpenStore(options);
  CHECK(store.status().code == Code::kCorrupt);
}

TEST_CASE("embedded: operational attributes") {
  Dn ou;
  auto store = FilledStore(EmbeddedFactory::Options(), &ou);
  REQUIRE(store);
  Entry user = MakeUser(ou, "x");
  user.Append("entryUUID", {"00000000-0000-4000-8000-000000000000"});
  CHECK(ApplyOne(*store, Change::Add(user)).status.code == Code::kConstraintViolation);
  REQUIRE(ApplyOne(*store, Change::Add(MakeUser(ou, "x"))).ok());
  Result<Entry> all = Find(*store, user.dn(), {"*", "+"});
  REQUIRE(all.ok());
  CHECK(all->Get("createTimestamp").size() == 15);
  SearchRequest request;
  request.base = ou;
  request.filter = Filter::Equal("entryUUID", all->Get("entryUUID"));
  CHECK(FindAll(*store, request)->size() == 1);
}

}  // namespace sipsh::directory::contract
