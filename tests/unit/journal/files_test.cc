// The journal's files: rotation, damage, rights, masked command lines.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>
#include <sys/stat.h>
#include <vector>

#include "directory/journal/journal.h"
#include "directory/journal/segments.h"
#include "tests/unit/topology/test_support.h"

namespace sipsh::journal {
namespace {

std::vector<ChangeId> Ids(const Journal& journal, IdRange range = {},
                          std::vector<Damage>* damage = nullptr) {
  std::vector<ChangeId> ids;
  CHECK(journal.Enumerate([&](const Record& r) { return ids.push_back(r.id), true; }, range, damage)
            .ok());
  return ids;
}

Intent Named(const std::string& cmdlet) {
  Intent intent;
  intent.cmdlet = cmdlet;
  return intent;
}

TEST_CASE("a grown file is put aside, and ids go on") {
  TemporaryFolder folder;
  auto journal = Journal::Open(folder / "journal");
  auto other = Journal::Open(folder / "journal");
  REQUIRE(journal.ok());
  journal->set_limits({200, 2});
  for (ChangeId id = 1; id <= 8; ++id) {
    CHECK(*journal->Begin(Named("Test")) == id);
    CHECK(journal->End(id, {}).ok());
  }
  CHECK(SegmentsOf(folder / "journal").size() == 3);  // Two earlier ones are kept.
  CHECK(Ids(*journal).back() == 8);
  CHECK(Ids(*journal).front() > 1);
  CHECK(*other->Begin(Named("Other")) == 9);  // Opened before all that.
  CHECK(journal->Find(8).ok());
  CHECK(journal->Find(9)->intent.cmdlet == "Other");
  CHECK(Ids(*journal, {7, 8}) == std::vector<ChangeId>{7, 8});
  struct stat info {};
  for (const Segment& segment : SegmentsOf(folder / "journal")) {
    REQUIRE(::stat(segment.path.c_str(), &info) == 0);
    CHECK((info.st_mode & 0777) == 0600);
  }
}

TEST_CASE("all segments are kept unless told otherwise") {
  TemporaryFolder folder;
  auto journal = Journal::Open(folder / "journal");
  REQUIRE(journal.ok());
  journal->set_limits({1, 0});
  for (ChangeId id = 1; id <= 20; ++id) CHECK(*journal->Begin(Named("Test")) == id);
  CHECK(Ids(*journal).size() == 20);
}

TEST_CASE("a record cut off is told, a damaged one too") {
  TemporaryFolder folder;
  auto journal = Journal::Open(folder / "journal");
  REQUIRE(journal.ok());
  CHECK(*journal->Begin(Named("First")) == 1);
  std::string path = folder / "journal/journal.jsonl";
  WriteText(path, ReadText(path) + "{\"id\":2,\"time\":\"20");
  std::vector<Damage> damage;
  CHECK(Ids(*journal, {}, &damage) == std::vector<ChangeId>{1});
  REQUIRE(damage.size() == 1);
  CHECK(damage[0].line == 2);
  CHECK(damage[0].cut_off);
  auto again = Journal::Open(folder / "journal");
  CHECK(*again->Begin(Named("Third")) == 3);
  damage.clear();
  CHECK(Ids(*again, {}, &damage) == std::vector<ChangeId>{1, 3});
  REQUIRE(damage.size() == 1);
  CHECK_FALSE(damage[0].cut_off);
}

TEST_CASE("others' rights are taken from the files") {
  TemporaryFolder folder;
  REQUIRE(Journal::Open(folder / "journal").ok());
  std::string path = folder / "journal/journal.jsonl";
  REQUIRE(::chmod(path.c_str(), 0644) == 0);
  REQUIRE(Journal::Open(folder / "journal").ok());
  struct stat info {};
  REQUIRE(::stat(path.c_str(), &info) == 0);
  CHECK((info.st_mode & 0777) == 0600);
}

TEST_CASE("a result may come later than the next intent") {
  TemporaryFolder folder;
  auto journal = Journal::Open(folder / "journal");
  CHECK(*journal->Begin(Named("A")) == 1);
  CHECK(*journal->Begin(Named("B")) == 2);
  CHECK(journal->End(1, {}).ok());
  CHECK(journal->Unfinished()->size() == 1);
  CHECK(journal->Unfinished()->front().id == 2);
}

TEST_CASE("secrets in command lines are masked") {
  const std::pair<const char*, const char*> kLines[] = {
      {"Set-CsUser ken -Enabled $true", "Set-CsUser ken -Enabled $true"},
      {"New-ADUser x -AccountPassword 'a b' -Enabled $true",
       "New-ADUser x -AccountPassword ******** -Enabled $true"},
      {"Set-It -Password:geheim -Name x", "Set-It -Password:******** -Name x"},
      {"Set-It -Password $secret", "Set-It -Password $secret"},
      {"$p = ConvertTo-SecureString 'geheim' -AsPlainText -Force",
       "$p = ConvertTo-SecureString ******** -AsPlainText -Force"},
      {"ConvertTo-SecureString -AsPlainText -Force -String 'geheim'",
       "ConvertTo-SecureString -AsPlainText -Force -String ********"},
      {"X -AccountPassword (ConvertTo-SecureString 'geheim' -AsPlainText -Force) -Y 1",
       "X -AccountPassword (ConvertTo-SecureString ******** -AsPlainText -Force) -Y 1"},
      {"Set-CsClientPin ken -Pin 1234", "Set-CsClientPin ken -Pin ********"},
      {"X -PasswordNeverExpires $true", "X -PasswordNeverExpires $true"},
      {"X -Replace @{unicodePwd='geheim'; cn='y'}", "X -Replace @{unicodePwd=********; cn='y'}"},
  };
  for (const auto& [line, masked] : kLines) CHECK(MaskSecrets(line) == masked);
}

}  // namespace
}  // namespace sipsh::journal
