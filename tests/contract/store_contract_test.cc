// What every Store does alike. Held against the embedded store, slapd, 389-ds and a Samba domain
// controller. Where Active Directory's own rules give another answer, the test says which.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>
#include <set>
#include <sstream>

#include "directory/ldif.h"
#include "directory/profile.h"
#include "tests/contract/stores.h"

namespace sipsh::directory::contract {

#define EACH_STORE EmbeddedFactory, SlapdFactory, TransactingFactory, Ds389Factory, SambaFactory

using Operation = Modification::Operation;

std::set<std::string> Names(Store& store, const Dn& base, const Filter& filter,
                            Scope scope = Scope::kSubtree) {
  SearchRequest request;
  request.base = base;
  request.filter = filter;
  request.scope = scope;
  std::set<std::string> names;
  Status status = store.Search(request, [&](Entry&& entry) {
    names.insert(entry.dn().LeafValue());
    return true;
  });
  CHECK_MESSAGE(status.ok(), status.message);
  return names;
}

using Set = std::set<std::string>;

std::string Listed(const Set& names) {
  std::string list;
  for (const std::string& name : names) list += "[" + name + "]";
  return list;
}

Status Change1(Store& store, Change change) { return ApplyOne(store, std::move(change)).status; }

TEST_CASE_TEMPLATE("an entry is added, read, changed and removed", Factory, EACH_STORE) {
  Dn ou;
  auto store = FilledStore(Factory::Options(), &ou);
  REQUIRE(store);
  Entry user = MakeUser(ou, "Ken Myer", "sip:ken@contoso.com");
  user.Append("proxyAddresses", {"SMTP:ken@contoso.com", "sip:ken@contoso.com"});
  Status added = Change1(*store, Change::Add(user));
  REQUIRE_MESSAGE(added.ok(), added.message);

  Result<Entry> read = Find(*store, user.dn());
  REQUIRE(read.ok());
  CHECK(read->dn() == user.dn());
  CHECK(read->Get("MSRTCSIP-primaryuseraddress") == "sip:ken@contoso.com");
  CHECK(read->Values("proxyAddresses").size() == 2);
  CHECK(!read->Has("entryUUID"));

  Result<Entry> some = Find(*store, user.dn(), {"CN", "entryUUID"});
  REQUIRE(some.ok());
  CHECK(some->Get("cn") == "Ken Myer");
  CHECK(some->Get("entryUUID").size() == 36);
  CHECK(!some->Has("sn"));

  Status changed = Change1(
      *store,
      Change::Modify(user.dn(), {{Operation::kReplace, "msRTCSIP-UserEnabled", {"FALSE"}},
                                 {Operation::kDelete, "proxyAddresses", {"sip:ken@contoso.com"}},
                                 {Operation::kAdd, "msRTCSIP-Line", {"tel:+14255550100"}},
                                 {Operation::kDelete, "msRTCSIP-OptionFlags", {}},
                                 {Operation::kReplace, "description", {}}}));
  REQUIRE_MESSAGE(changed.ok(), changed.message);
  read = Find(*store, user.dn());
  REQUIRE(read.ok());
  CHECK(read->Get("msRTCSIP-UserEnabled") == "FALSE");
  CHECK(read->ValueList("proxyAddresses") == std::vector<std::string>{"SMTP:ken@contoso.com"});
  CHECK(read->Get("msRTCSIP-Line") == "tel:+14255550100");
  CHECK(!read->Has("msRTCSIP-OptionFlags"));

  CHECK(Change1(*store, Change::Delete(user.dn())).ok());
  CHECK(Find(*store, user.dn()).status().code == Code::kNoSuchObject);
}

TEST_CASE_TEMPLATE("scopes", Factory, EACH_STORE) {
  Dn ou;
  auto store = FilledStore(Factory::Options(), &ou);
  REQUIRE(store);
  Entry box(ou.Child("cn", "box"));
  box.Append("objectClass", {"top", "container"});
  box.Append("cn", {"box"});
  REQUIRE(Change1(*store, Change::Add(box)).ok());
  REQUIRE(Change1(*store, Change::Add(MakeUser(ou, "a"))).ok());
  REQUIRE(Change1(*store, Change::Add(MakeUser(box.dn(), "b"))).ok());
  CHECK(Names(*store, ou, Filter::True(), Scope::kOneLevel) == Set{"a", "box"});
  CHECK(Names(*store, ou, Filter::True()) == Set{ou.LeafValue(), "a", "b", "box"});
  CHECK(Names(*store, box.dn(), Filter::True(), Scope::kBase) == Set{"box"});
  CHECK(Names(*store, box.dn(), Filter::Equal("cn", "A")) == Set{});
  SearchRequest nowhere;
  nowhere.base = ou.Child("cn", "nobody");
  CHECK(store->Search(nowhere, [](Entry&&) { return true; }).code == Code::kNoSuchObject);
}

TEST_CASE_TEMPLATE("filters find the same everywhere", Factory, EACH_STORE) {
  Dn ou;
  auto store = FilledStore(Factory::Options(), &ou);
  REQUIRE(store);
  Entry ann = MakeUser(ou, "Ann", "sip:ann@contoso.com");
  ann.Append("proxyAddresses", {"SMTP:ann@contoso.com", "x500:/o=contoso"});
  ann.Append("displayName", {"Beebe,  Ann (Sales) *"});
  ann.Append("msRTCSIP-PrimaryHomeServer",
             {"CN=RTC Service,CN=Services,CN=Configuration,dc=contoso,dc=com"});
  Entry bob = MakeUser(ou, "Bob", "sip:bob@contoso.com");
  bob.Set("msRTCSIP-OptionFlags", "385");
  bob.Set("msRTCSIP-UserEnabled", "FALSE");
  bob.Append("displayName", {"Jörg Größe"});
  Entry carl = MakeUser(ou, "Carl");
  for (const Entry* each : {&ann, &bob, &carl}) REQUIRE(Change1(*store, Change::Add(*each)).ok());

  struct Row {
    const char* filter;
    Set found;
  };
  const Row rows[] = {
      {"(msRTCSIP-PrimaryUserAddress=SIP:ANN@contoso.com)", {"Ann"}},
      {"(msRTCSIP-PrimaryUserAddress=sip:*@CONTOSO.com)", {"Ann", "Bob"}},
      {"(msRTCSIP-PrimaryUserAddress=sip:b*)", {"Bob"}},
      {"(msRTCSIP-PrimaryUserAddress=*nn@*so*)", {"Ann"}},
      {"(msRTCSIP-PrimaryUserAddress=*)", {"Ann", "Bob"}},
      {"(&(objectClass=user)(!(msRTCSIP-PrimaryUserAddress=*)))", {"Carl"}},
      {"(&(cn=*)(!(msRTCSIP-UserEnabled=TRUE)))", {"Bob", "Carl"}},
      {"(msRTCSIP-UserEnabled=FALSE)", {"Bob"}},
      {"(proxyAddresses=smtp:ANN@contoso.com)", {"Ann"}},
      {"(|(cn=ann)(cn=CARL))", {"Ann", "Carl"}},
      {"(displayName=beebe, ann \\28sales\\29 \\2a)", {"Ann"}},
      {"(displayName=*\\28sales\\29*)", {"Ann"}},
      {"(displayName=jÖRG größe)", {"Bob"}},
      {"(msRTCSIP-OptionFlags>=300)", {"Bob"}},
      {"(msRTCSIP-OptionFlags<=257)", {"Ann"}},
      {"(msRTCSIP-OptionFlags:1.2.840.113556.1.4.803:=128)", {"Bob"}},
      {"(msRTCSIP-PrimaryHomeServer=cn=rtc  service, cn=services, cn=CONFIGURATION, DC=contoso,"
       "DC=com)",
       {"Ann"}},
      {"(objectClass=person)", {"Ann", "Bob", "Carl"}},
      {"(&(objectClass=person)(objectClass=contact))", {}},
      {"(nonsenseAttribute=x)", {}},
      {"(!(nonsenseAttribute=x))", {}},
      {"(&)", {"Ann", "Bob", "Carl", ou.LeafValue()}},
      {"(|)", {}},
  };
  for (const Row& row : rows) {
    INFO(std::string(row.filter));
    Result<Filter> filter = Filter::Parse(row.filter);
    REQUIRE(filter.ok());
    CHECK(Listed(Names(*store, ou, *filter)) == Listed(row.found));
  }
}

TEST_CASE_TEMPLATE("names that need escaping", Factory, EACH_STORE) {
  Dn ou;
  auto store = FilledStore(Factory::Options(), &ou);
  REQUIRE(store);
  for (const char* name : {"Myer, Ken", "a+b=c", "#hash", " edge ", "\"q\" <x> \\;", "Zoë Ünal",
                           "{6bfbe2a5-9d8a-4d7c-9c31-0a4b6e3f2d10}"}) {
    INFO(std::string(name));
    Entry user = MakeUser(ou, name);
    Status added = Change1(*store, Change::Add(user));
    CHECK_MESSAGE(added.ok(), added.message);
    Result<Entry> read = Find(*store, user.dn());
    REQUIRE(read.ok());
    CHECK(read->dn() == user.dn());
    CHECK(Names(*store, ou, Filter::Equal("cn", name)).size() == 1);
  }
}

TEST_CASE_TEMPLATE("what is wrong is told by code", Factory, EACH_STORE) {
  Dn ou;
  auto store = FilledStore(Factory::Options(), &ou);
  REQUIRE(store);
  Entry user = MakeUser(ou, "x", "sip:x@contoso.com");
  REQUIRE(Change1(*store, Change::Add(user)).ok());
  auto with = [&](const char* name, const char* value) {
    Entry entry = MakeUser(ou, "y");
    entry.Set(name, value);
    return Change1(*store, Change::Add(entry)).code;
  };
  auto modify = [&](Modification modification) {
    return Change1(*store, Change::Modify(user.dn(), {std::move(modification)})).code;
  };
  CHECK(Change1(*store, Change::Add(user)).code == Code::kEntryAlreadyExists);
  CHECK(Change1(*store, Change::Add(MakeUser(ou.Child("ou", "none"), "y"))).code ==
        Code::kNoSuchObject);
  CHECK(Change1(*store, Change::Delete(ou.Child("cn", "none"))).code == Code::kNoSuchObject);
  CHECK(Change1(*store, Change::Delete(ou)).code == Code::kNotAllowedOnNonLeaf);
  CHECK(with("nonsenseAttribute", "1") == Code::kUndefinedAttribute);
  CHECK(with("msRTCSIP-PoolType", "5") == Code::kObjectClassViolation);
  CHECK(with("msRTCSIP-UserEnabled", "maybe") == Code::kInvalidSyntax);
  CHECK(with("msRTCSIP-OptionFlags", "many") == Code::kInvalidSyntax);
  CHECK(with("msRTCSIP-PrimaryHomeServer", "no dn") == Code::kInvalidSyntax);
  CHECK(modify({Operation::kDelete, "description", {}}) == Code::kNoSuchAttribute);
  CHECK(modify({Operation::kDelete, "cn", {"other"}}) ==
        (Factory::kActiveDirectory ? Code::kNotAllowedOnRdn : Code::kNoSuchAttribute));
  CHECK(modify({Operation::kAdd, "objectClass", {"USER"}}) == Code::kAttributeOrValueExists);
  CHECK(modify({Operation::kReplace, "description", {"a", "A "}}) == Code::kAttributeOrValueExists);
  CHECK(modify({Operation::kAdd, "msRTCSIP-PrimaryUserAddress", {"sip:z@contoso.com"}}) ==
        Code::kConstraintViolation);
  Result<Entry> read = Find(*store, user.dn());
  REQUIRE(read.ok());
  CHECK(read->Get("msRTCSIP-PrimaryUserAddress") == "sip:x@contoso.com");
}

TEST_CASE_TEMPLATE("an assertion must hold just before the change", Factory, EACH_STORE) {
  Dn ou;
  auto store = FilledStore(Factory::Options(), &ou);
  REQUIRE(store);
  Entry user = MakeUser(ou, "x", "sip:x@contoso.com");
  REQUIRE(Change1(*store, Change::Add(user)).ok());
  Change change = Change::Modify(user.dn(), {{Operation::kReplace, "description", {"new"}}});
  change.assertion = Filter::Equal("msRTCSIP-PrimaryUserAddress", "sip:other@contoso.com");
  ApplyResult refused = ApplyOne(*store, change);
  CHECK(refused.status.code == Code::kAssertionFailed);
  CHECK(refused.applied() == 0);
  change.assertion = Filter::And({Filter::Equal("msRTCSIP-PrimaryUserAddress", "sip:x@contoso.com"),
                                  Filter::Not(Filter::Present("description"))});
  CHECK(ApplyOne(*store, change).ok());
  CHECK(ApplyOne(*store, change).status.code == Code::kAssertionFailed);
  Change removal = Change::Delete(user.dn());
  removal.assertion = Filter::Not(Filter::Present("description"));
  CHECK(ApplyOne(*store, removal).status.code == Code::kAssertionFailed);
  removal.assertion = Filter::Present("description");
  CHECK(ApplyOne(*store, removal).ok());
}

TEST_CASE_TEMPLATE("entries are renamed and moved", Factory, EACH_STORE) {
  Dn ou;
  auto store = FilledStore(Factory::Options(), &ou);
  REQUIRE(store);
  Entry box(ou.Child("cn", "box"));
  box.Append("objectClass", {"top", "container"});
  box.Append("cn", {"box"});
  REQUIRE(Change1(*store, Change::Add(box)).ok());
  REQUIRE(Change1(*store, Change::Add(MakeUser(box.dn(), "a", "sip:moved@contoso.com"))).ok());
  Status renamed = Change1(*store, Change::Rename(box.dn(), "cn=chest"));
  REQUIRE_MESSAGE(renamed.ok(), renamed.message);
  Dn chest = ou.Child("cn", "chest");
  Result<Entry> read = Find(*store, chest.Child("cn", "a"));
  REQUIRE(read.ok());
  CHECK(Find(*store, chest)->ValueList("cn") == std::vector<std::string>{"chest"});
  REQUIRE(Change1(*store, Change::Rename(read->dn(), "cn=b", ou)).ok());
  CHECK(Names(*store, ou, Filter::Equal("msRTCSIP-PrimaryUserAddress", "sip:moved@contoso.com")) ==
        Set{"b"});
  CHECK(Names(*store, chest, Filter::True()) == Set{"chest"});
  CHECK(Change1(*store, Change::Rename(chest, "cn=b")).code == Code::kEntryAlreadyExists);
}

TEST_CASE_TEMPLATE("many entries come in pages, and a sink can stop or ask again", Factory,
                   EACH_STORE) {
  Dn ou;
  auto store = FilledStore(Factory::Options(), &ou);
  REQUIRE(store);
  // A domain controller takes 15 ms for each.
  constexpr int kMany = Factory::kActiveDirectory ? 1250 : 2300;
  ChangeSet set;
  for (int i = 0; i < kMany; ++i) {
    std::string name = "user" + std::to_string(i);
    set.changes.push_back(
        Change::Add(MakeUser(ou, name, "sip:" + name + "@" + ou.LeafValue() + ".com")));
  }
  ApplyResult applied = store->Apply(set);
  REQUIRE_MESSAGE(applied.ok(), applied.status.message);
  CHECK(applied.applied() == kMany);

  SearchRequest request;
  request.base = ou;
  request.filter = Filter::Present("msRTCSIP-PrimaryUserAddress");
  request.attributes = {"msRTCSIP-PrimaryUserAddress"};
  Result<std::vector<Entry>> all = FindAll(*store, request);
  REQUIRE(all.ok());
  CHECK(all->size() == kMany);

  int seen = 0, nested = 0;
  Status status = store->Search(request, [&](Entry&& entry) {
    if (++seen % 700 == 0) {
      SearchRequest inner = request;
      inner.filter =
          Filter::Equal("msRTCSIP-PrimaryUserAddress", entry.Get("msRTCSIP-PrimaryUserAddress"));
      nested += static_cast<int>(FindAll(*store, inner)->size());
      CHECK(Change1(*store,
                    Change::Modify(entry.dn(), {{Operation::kReplace, "description", {"seen"}}}))
                .ok());
    }
    return true;
  });
  CHECK(status.ok());
  CHECK(seen == kMany);
  CHECK(nested == kMany / 700);
  CHECK(Names(*store, ou, Filter::Equal("description", "SEEN")).size() == kMany / 700);

  seen = 0;
  CHECK(store->Search(request, [&](Entry&&) { return ++seen < 1100; }).ok());
  CHECK(seen == 1100);

  request.size_limit = 1200;
  all = FindAll(*store, request);
  CHECK(all.status().code == Code::kSizeLimit);
  seen = 0;
  (void)store->Search(request, [&](Entry&&) { return ++seen > 0; });
  CHECK(seen == 1200);
  request.size_limit = kMany;
  CHECK(FindAll(*store, request).ok());

  request.size_limit = 0;
  request.wait.stopping = [&] { return true; };
  CHECK(FindAll(*store, request).status().code == Code::kCancelled);
  request.wait.stopping = nullptr;
  request.wait.deadline = std::chrono::steady_clock::now();
  CHECK(FindAll(*store, request).status().code == Code::kTimeout);
}

TEST_CASE_TEMPLATE("a change set stops at its first failure", Factory, EACH_STORE) {
  Dn ou;
  auto store = FilledStore(Factory::Options(), &ou);
  REQUIRE(store);
  Result<StoreInfo> info = store->Describe();
  REQUIRE(info.ok());
  ChangeSet set;
  set.changes = {Change::Add(MakeUser(ou, "a")), Change::Delete(ou.Child("cn", "none")),
                 Change::Add(MakeUser(ou, "c"))};
  for (bool atomic : {true, false}) {
    set.atomic = atomic;
    ApplyResult result = store->Apply(set);
    CHECK(result.status.code == Code::kNoSuchObject);
    REQUIRE(result.results.size() == 3);
    bool kept = !(atomic && info->atomic_change_sets);
    CHECK(result.results[0].applied == kept);
    CHECK(result.results[1].status.code == Code::kNoSuchObject);
    CHECK(!result.results[2].applied);
    CHECK(Exists(*store, ou.Child("cn", "c")).value() == false);
    CHECK(Exists(*store, ou.Child("cn", "a")).value() == kept);
    if (kept) CHECK(Change1(*store, Change::Delete(ou.Child("cn", "a"))).ok());
  }
}

// The other servers' forms are derived from the .schema files, which are compiled in as well.
TEST_CASE_TEMPLATE("every definition of Lync's is known, and alike", Factory, EACH_STORE) {
  Dn ou;
  auto store = FilledStore(Factory::Options(), &ou);
  REQUIRE(store);
  Result<const Schema*> schema = store->GetSchema();
  REQUIRE(schema.ok());
  size_t seen = 0;
  for (const AttributeType& ours : Schema::BuiltIn().attributes()) {
    if (!ours.name().starts_with("msRTCSIP-")) continue;
    INFO(ours.name());
    const AttributeType* theirs = (*schema)->FindAttribute(ours.name());
    REQUIRE(theirs);
    CHECK(theirs->single_value == ours.single_value);
    CHECK(theirs->syntax == ours.syntax);
    ++seen;
  }
  CHECK(seen > 50);
  for (const ObjectClass& ours : Schema::BuiltIn().classes()) {
    if (!ours.name().starts_with("msRTCSIP")) continue;
    INFO(ours.name());
    const ObjectClass* theirs = (*schema)->FindClass(ours.name());
    REQUIRE(theirs);
    CHECK(std::set<std::string>(theirs->may.begin(), theirs->may.end()) ==
          std::set<std::string>(ours.may.begin(), ours.may.end()));
  }
}

TEST_CASE_TEMPLATE("the profile gives classes that work, and LDIF goes out and in", Factory,
                   EACH_STORE) {
  Dn ou;
  auto store = FilledStore(Factory::Options(), &ou);
  REQUIRE(store);
  Result<Profile> profile = DetectProfile(*store);
  REQUIRE_MESSAGE(profile.ok(), profile.status().message);
  CHECK(profile->user_classes.back() == "user");
  CHECK(profile->bit_filters);
  CHECK(profile->proxy_addresses_searchable);
  Entry contact(ou.Child("cn", "{00000000-0000-4000-8000-000000000000}"));
  contact.Append("cn", {"{00000000-0000-4000-8000-000000000000}"});
  contact.Append("msRTCSIP-PrimaryUserAddress", {"sip:" + ou.LeafValue() + "@contoso.com"});
  contact.Append("msRTCSIP-ApplicationDestination", {ou.text()});
  contact.Append("displayName", {"Größe"});
  profile->CompleteContact(&contact);
  Status added = Change1(*store, Change::Add(contact));
  REQUIRE_MESSAGE(added.ok(), added.message);
  CHECK(NeededAuxiliary(*store->GetSchema().value(), contact).empty());

  std::ostringstream out;
  LdifWriter(out).Write(*Find(*store, contact.dn(), {"*", "+"}));
  REQUIRE(Change1(*store, Change::Delete(contact.dn())).ok());
  std::istringstream in(out.str());
  Status loaded = LoadLdif(*store, in);
  CHECK_MESSAGE(loaded.ok(), loaded.message);
  CHECK(Find(*store, contact.dn())->Get("displayName") == "Größe");
  std::istringstream bad("dn: " + contact.dn().text() + "\nchangetype: delete\n\ndn: x\n");
  CHECK(LoadLdif(*store, bad).message.starts_with("line 4: "));
}

}  // namespace sipsh::directory::contract
