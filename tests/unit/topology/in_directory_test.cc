// A topology kept in the directory: two administrators with a working copy each.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>
#include <sys/stat.h>

#include "directory/file/atomic_file.h"
#include "directory/open_store.h"
#include "directory/topology/document.h"
#include "tests/unit/topology/test_support.h"

namespace sipsh::topology {
namespace {

using directory::Change;
using directory::Code;
using directory::Dn;
using directory::Entry;

struct Deployment {
  TemporaryFolder folder;
  std::unique_ptr<directory::Store> store;
  Dn configuration = Dn::FromTrusted("cn=Configuration,dc=contoso,dc=com");

  Deployment() {
    directory::StoreOptions options;
    options.location = "embedded:" + (folder / "directory.db");
    auto opened = directory::OpenStore(options);
    REQUIRE_MESSAGE(opened.ok(), opened.status().message);
    store = std::move(*opened);
    Entry base(Dn::FromTrusted("dc=contoso,dc=com"));
    base.Set("objectClass", std::vector<std::string>{"top", "domain"});
    base.Set("dc", "contoso");
    Entry context(configuration);
    context.Set("objectClass", std::vector<std::string>{"top", "configuration"});
    context.Set("cn", "Configuration");
    for (Entry& entry : std::vector<Entry>{base, context}) {
      auto added = directory::ApplyOne(*store, Change::Add(std::move(entry)));
      REQUIRE_MESSAGE(added.ok(), added.status.message);
    }
  }
  DirectoryPlace Place() { return DirectoryPlace(store.get(), configuration); }
  std::string PathOf(const std::string& who) {
    REQUIRE(directory::MakeDirectories(folder / who).ok());
    return folder / (who + "/topology.yaml");
  }
  TopologyDocument Open(const std::string& who) {
    auto document = TopologyDocument::OpenInDirectory(PathOf(who), Place());
    REQUIRE_MESSAGE(document.ok(), document.status().message);
    return std::move(*document);
  }
};

TEST_CASE("reading publishes nothing; the first to publish makes version 1") {
  Deployment deployment;
  auto nothing = TopologyDocument::OpenInDirectory(deployment.PathOf("ann"), deployment.Place());
  CHECK(nothing.status().code == Code::kNoSuchObject);
  WriteText(deployment.PathOf("ann"), kContoso);
  TopologyDocument ann = deployment.Open("ann");
  CHECK(ann.Version().number == 0);
  CHECK(ann.Published().pools.size() == 6);
  CHECK_FALSE(ann.HasUnpublishedEdits());
  CHECK(deployment.Place().History()->empty());
  Status published = ann.Publish(ann.Base().hash);
  REQUIRE_MESSAGE(published.ok(), published.message);
  CHECK(ann.Version().number == 1);
  CHECK(ann.Version().author.find(" on ") != std::string::npos);
  CHECK(*deployment.Place().Text(ann.Version()) == kContoso);
}

TEST_CASE("a working copy without edits follows what others publish") {
  Deployment deployment;
  WriteText(deployment.PathOf("ann"), kContoso);
  TopologyDocument ann = deployment.Open("ann");
  REQUIRE(ann.Publish(ann.Base().hash).ok());
  TopologyDocument bob = deployment.Open("bob");
  CHECK(ReadText(bob.path()) == kContoso);
  REQUIRE(bob.EditAndPublish(AddSipDomain("litwareinc.com", false)).ok());
  CHECK(bob.Version().number == 2);
  REQUIRE(ann.Reload().ok());
  CHECK(ann.Version().number == 2);
  CHECK(ReadText(ann.path()) == ReadText(bob.path()));
  CHECK(ann.History().size() == 2);
  CHECK(*ann.VersionText(1) == kContoso);
  // ann's session did not look meanwhile: the edit is made to what is in effect.
  REQUIRE(bob.EditAndPublish(AddSipDomain("adatum.com", false)).ok());
  REQUIRE(ann.EditAndPublish(AddSipDomain("proseware.com", false)).ok());
  CHECK(ann.Version().number == 4);
  CHECK(ann.Published().FindSipDomain("adatum.com") != nullptr);
  CHECK(ReadText(ann.path()).find("adatum.com") != std::string::npos);
}

TEST_CASE("edits by hand are not published over a version they were not made from") {
  Deployment deployment;
  WriteText(deployment.PathOf("ann"), kContoso);
  TopologyDocument ann = deployment.Open("ann");
  REQUIRE(ann.Publish(ann.Base().hash).ok());
  TopologyDocument bob = deployment.Open("bob");
  std::string mine = Replaced(kContoso, "Contoso rooms", "Rooms");
  WriteText(ann.path(), mine);
  REQUIRE(bob.EditAndPublish(AddSipDomain("litwareinc.com", false)).ok());
  TopologyDocument again = deployment.Open("ann");
  CHECK(again.Version().number == 2);
  CHECK(again.Base().number == 1);
  CHECK(again.HasUnpublishedEdits());
  CHECK(ReadText(ann.path()) == mine);
  Status refused = again.Publish(again.Base().hash);
  CHECK(refused.code == Code::kAssertionFailed);
  CHECK(refused.message.find("000002.yaml") != std::string::npos);
  CHECK(again.EditAndPublish(AddSipDomain("adatum.com", false)).code == Code::kUnwilling);
  CHECK(deployment.Place().History()->size() == 2);
  CHECK(again.Publish(again.Version().hash).ok());  // On purpose: over what is in effect.
  CHECK(again.Version().number == 3);
}

TEST_CASE("of two who publish at the same moment one is refused") {
  Deployment deployment;
  DirectoryPlace place = deployment.Place();
  PublishedVersion first{1, std::string(64, 'a'), "2026-01-01T00:00:00Z", "ann on a"};
  CHECK(place.Add(first, "x: 1\n").ok());
  CHECK(place.Add(first, "x: 2\n").code == Code::kAssertionFailed);
  CHECK(place.Text(first).status().code == Code::kCorrupt);  // Not the text of that hash.
  REQUIRE(place.History()->size() == 1);
  CHECK(place.History()->front().author == "ann on a");
}

TEST_CASE("a document of many values, cut within no character") {
  Deployment deployment;
  std::string text = "# ";
  while (text.size() < 200'000)
    text +=
        "Gr\xC3\xBC\xC3\x9F"
        "e aus K\xC3\xB6ln  ";
  text += "\n" + kContoso;
  WriteText(deployment.PathOf("ann"), text);
  TopologyDocument ann = deployment.Open("ann");
  REQUIRE(ann.Publish(ann.Base().hash).ok());
  CHECK(*deployment.Place().Text(ann.Version()) == text);
}

TEST_CASE("the copy at hand answers without the directory") {
  Deployment deployment;
  WriteText(deployment.PathOf("ann"), kContoso);
  CHECK(TopologyDocument::LocalCopy(deployment.PathOf("ann")).status().code == Code::kNoSuchObject);
  TopologyDocument ann = deployment.Open("ann");
  REQUIRE(ann.Publish(ann.Base().hash).ok());
  auto copy = TopologyDocument::LocalCopy(deployment.PathOf("ann"));
  REQUIRE_MESSAGE(copy.ok(), copy.status().message);
  CHECK(*copy == ann.Published());
}

TEST_CASE("a working copy that cannot be written stays, and others' versions are read") {
  Deployment deployment;
  WriteText(deployment.PathOf("ann"), kContoso);
  TopologyDocument ann = deployment.Open("ann");
  REQUIRE(ann.Publish(ann.Base().hash).ok());
  TopologyDocument bob = deployment.Open("bob");
  ::chmod(bob.path().c_str(), 0444);
  REQUIRE(ann.EditAndPublish(AddSipDomain("litwareinc.com", false)).ok());
  REQUIRE(bob.Reload().ok());
  CHECK(bob.Published().FindSipDomain("litwareinc.com") != nullptr);
  CHECK(ReadText(bob.path()) == kContoso);
  CHECK_FALSE(bob.HasUnpublishedEdits());
}

}  // namespace
}  // namespace sipsh::topology
