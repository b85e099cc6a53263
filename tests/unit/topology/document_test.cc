// Publishing: conflicts, locks, full disks, crashes; the file stays whole.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include "directory/topology/document.h"

#include <doctest/doctest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "directory/file/atomic_file.h"
#include "directory/file/digest.h"
#include "directory/file/file_lock.h"
#include "tests/unit/topology/test_support.h"

namespace sipsh::topology {
namespace {

using directory::Code;

struct Place {
  TemporaryFolder folder;
  std::string path = folder / "topology.yaml";
  Place() { WriteText(path, kContoso); }
  TopologyDocument Open() {
    auto document = TopologyDocument::Open(path);
    REQUIRE_MESSAGE(document.ok(), document.status().message);
    return std::move(*document);
  }
};

TEST_CASE("a valid file is published on first use, a faulty one is not") {
  Place place;
  TopologyDocument document = place.Open();
  CHECK(document.Version().number == 1);
  CHECK_FALSE(document.HasUnpublishedEdits());
  CHECK(document.Published().pools.size() == 6);
  CHECK(place.Open().Published() == document.Published());
  Place bad;
  WriteText(bad.path, "sip_domains: [a]\n");
  auto refused = TopologyDocument::Open(bad.path);
  CHECK(refused.status().code == Code::kInvalidSyntax);
  CHECK(refused.status().message.find("topology.yaml:1:15: 'a' is no domain name") !=
        std::string::npos);
  CHECK(TopologyDocument::Open(bad.path + "x").status().code == Code::kNoSuchObject);
}

TEST_CASE("edits by hand wait for Publish, and cmdlets' edits wait for those") {
  Place place;
  TopologyDocument document = place.Open();
  std::string base = document.Version().hash;
  WriteText(place.path, Replaced(kContoso, "Contoso rooms", "Rooms"));
  CHECK(document.HasUnpublishedEdits());
  CHECK(place.Open().Published().FindPool("pcpool.contoso.com")->display_name == "Contoso rooms");
  Status refused = document.EditAndPublish(AddSipDomain("x.com", false));
  CHECK(refused.code == Code::kUnwilling);
  CHECK(document.Publish(base).ok());
  CHECK(document.Version().number == 2);
  CHECK(place.Open().Published().FindPool("pcpool.contoso.com")->display_name == "Rooms");
  CHECK(*document.VersionText(1) == kContoso);
  REQUIRE(document.History().size() == 2);
  CHECK(document.History()[0].hash == base);
  CHECK(document.Publish(document.Version().hash).ok());
  CHECK(document.Version().number == 2);
}

TEST_CASE("somebody published meanwhile") {
  Place place;
  TopologyDocument mine = place.Open(), theirs = place.Open();
  std::string base = mine.Version().hash;
  CHECK(theirs.EditAndPublish(AddSipDomain("x.com", false)).ok());
  Status refused = mine.Publish(base);
  CHECK(refused.code == Code::kAssertionFailed);
  CHECK(refused.message.find("was published meanwhile by") != std::string::npos);
  CHECK(mine.EditAndPublish(AddSipDomain("y.com", false)).ok());  // Edits take the newest.
  CHECK(mine.Published().FindSipDomain("x.com") != nullptr);
  CHECK(mine.Version().number == 3);
}

TEST_CASE("the lock names its holder") {
  Place place;
  TopologyDocument document = place.Open();
  auto lock = directory::FileLock::Acquire(place.path + ".published/lock");
  REQUIRE(lock.ok());
  document.set_lock_patience(std::chrono::milliseconds(20));
  Status refused = document.EditAndPublish(AddSipDomain("x.com", false));
  CHECK(refused.code == Code::kBusyLocked);
  CHECK(refused.message.find("process " + std::to_string(::getpid())) != std::string::npos);
  lock->Release();
  CHECK(document.EditAndPublish(AddSipDomain("x.com", false)).ok());
}

TEST_CASE("a read-only file is said to be one") {
  Place place;
  TopologyDocument document = place.Open();
  ::chmod(place.path.c_str(), 0444);
  Status refused = document.EditAndPublish(AddSipDomain("x.com", false));
  CHECK(refused.code == Code::kReadOnly);
  CHECK(ReadText(place.path) == kContoso);
  CHECK(place.Open().Version().number == 1);
  CHECK_FALSE(place.Open().HasUnpublishedEdits());
}

TEST_CASE("a full disk leaves the old file whole") {
  Place place;
  TopologyDocument document = place.Open();
  pid_t child = ::fork();
  if (child == 0) {
    rlimit limit{1000, 1000};
    ::signal(SIGXFSZ, SIG_IGN);
    ::setrlimit(RLIMIT_FSIZE, &limit);
    ::_exit(document.EditAndPublish(AddSipDomain("x.com", false)).code == Code::kDiskFull ? 0 : 1);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  CHECK(WEXITSTATUS(status) == 0);
  CHECK(ReadText(place.path) == kContoso);
  CHECK_FALSE(place.Open().HasUnpublishedEdits());
  CHECK(place.Open().EditAndPublish(AddSipDomain("x.com", false)).ok());
}

TEST_CASE("an edit cut off between its two renames is finished or dropped") {
  Place place;
  TopologyDocument document = place.Open();
  std::string folder = place.path + ".published/";
  std::string old_current = ReadText(folder + "current");
  CHECK(document.EditAndPublish(AddSipDomain("x.com", false)).ok());
  std::string edited = ReadText(place.path), new_current = ReadText(folder + "current");
  WriteText(folder + "current", old_current);  // As a crash after the first rename leaves it.
  WriteText(folder + "pending", new_current);
  CHECK(place.Open().Version().number == 2);
  CHECK_FALSE(place.Open().HasUnpublishedEdits());
  WriteText(folder + "current", old_current);  // And before it.
  WriteText(folder + "pending", new_current);
  WriteText(place.path, kContoso);
  CHECK(place.Open().Version().number == 1);
  CHECK_FALSE(directory::FileExists(folder + "pending"));
  CHECK(place.Open().History().size() == 1);
}

TEST_CASE("a lost or damaged cache only costs time") {
  Place place;
  std::string hash = place.Open().Version().hash;
  WriteText(place.path + ".published/" + hash + ".model", "nonsense");
  CHECK(place.Open().Published().pools.size() == 6);
}

TEST_CASE("files") {
  TemporaryFolder folder;
  CHECK(directory::Sha256Hex("abc") ==
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(directory::ReplaceFile(folder / "a", "one", {.mode = 0600}).ok());
  struct stat info {};
  ::stat((folder / "a").c_str(), &info);
  CHECK((info.st_mode & 0777) == 0600);
  REQUIRE(::symlink((folder / "a").c_str(), (folder / "b").c_str()) == 0);
  CHECK(directory::ReplaceFile(folder / "b", "two").ok());
  CHECK(ReadText(folder / "a") == "two");
  CHECK(directory::ReadFile(folder / "a", 2).status().code == Code::kSizeLimit);
  CHECK(directory::ReadFile(folder / "none").status().code == Code::kNoSuchObject);
  CHECK(directory::ReplaceFile(folder / "no/a", "x").code == Code::kNoSuchObject);
}

}  // namespace
}  // namespace sipsh::topology
