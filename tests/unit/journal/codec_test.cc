// Records as lines: what is written can be read back, whatever bytes it holds.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include "directory/journal/codec.h"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

namespace sipsh::journal {
namespace {

using directory::Change;
using directory::Dn;
using directory::Entry;
using directory::Modification;

std::string AllBytes() {
  std::string bytes;
  for (int i = 0; i < 256; ++i) bytes += static_cast<char>(i);
  return bytes;
}

Line Again(const Record& head, const Intent& intent) {
  std::string text = EncodeIntent(head, intent, intent.command_line);
  CHECK(text.back() == '\n');
  CHECK(text.find('\n') == text.size() - 1);
  std::optional<Line> line = DecodeLine(text);
  REQUIRE(line);
  REQUIRE(line->intent);
  return *line;
}

TEST_CASE("every kind of change comes back as it was") {
  Entry entry(Dn::FromTrusted("cn=Müller \"x\",dc=contoso,dc=com"));
  entry.Set("description", std::vector<std::string>{"line\none", "tab\t", AllBytes(), ""});
  Intent intent;
  intent.command_line = "Set-It 'a\\b'";
  intent.changes.push_back({Change::Add(entry), {}, {"userPassword"}, false});
  intent.changes.push_back(
      {Change::Modify(entry.dn(), {{Modification::Operation::kAdd, "info", {AllBytes()}},
                                   {Modification::Operation::kDelete, "mail", {}}}),
       entry,
       {},
       false});
  intent.changes.push_back({Change::Delete(entry.dn()), entry, {}, false});
  Change rename = Change::Rename(entry.dn(), "cn=New", Dn::FromTrusted("ou=There"));
  rename.delete_old_rdn = false;
  intent.changes.push_back({rename, entry, {}, false});
  intent.topology = TopologyChange{"t.yaml", "adds a pool", 3, "aa", "bb"};
  intent.undoes = {7, 9};
  Record head;
  head.id = 12;
  head.uid = 1000;
  const Intent read = Again(head, intent).intent->intent;
  REQUIRE(read.changes.size() == 4);
  CHECK(read.command_line == intent.command_line);
  CHECK(read.changes[0].change.dn.text() == entry.dn().text());
  CHECK(read.changes[0].change.entry.ValueList("description") == entry.ValueList("description"));
  CHECK(read.changes[0].redacted == std::vector<std::string>{"userPassword"});
  REQUIRE(read.changes[1].change.modifications.size() == 2);
  CHECK(read.changes[1].change.modifications[0].values == std::vector<std::string>{AllBytes()});
  CHECK(read.changes[1].change.modifications[1].operation == Modification::Operation::kDelete);
  CHECK(read.changes[2].before->ValueList("description") == entry.ValueList("description"));
  CHECK(read.changes[3].change.new_superior->text() == "ou=There");
  CHECK_FALSE(read.changes[3].change.delete_old_rdn);
  CHECK(read.topology->version_before == 3);
  CHECK(read.undoes == std::vector<ChangeId>{7, 9});
}

TEST_CASE("values of secret attributes are not written") {
  Entry entry(Dn::FromTrusted("cn=a"));
  entry.Set("userPassword", std::vector<std::string>{"hunter2"});
  Intent intent;
  intent.changes.push_back({Change::Add(entry), {}, {}, false});
  CHECK(EncodeIntent({}, intent, "").find("hunter2") == std::string::npos);
}

TEST_CASE("text that is not UTF-8 makes no line that cannot be read") {
  Intent intent;
  intent.cmdlet = AllBytes();
  intent.command_line =
      "a\xFF"
      "b";
  const Line line = Again({}, intent);
  CHECK(line.intent->intent.command_line ==
        "a\xEF\xBF\xBD"
        "b");
  Outcome outcome;
  outcome.kind = OutcomeKind::kPartial;
  outcome.message = "\xC3(";
  outcome.applied = {true, false};
  const std::string text = EncodeOutcome(3, "now", outcome);
  CHECK(nlohmann::json::parse(text).at("message") == "\xEF\xBF\xBD(");
  std::optional<Line> read = DecodeLine(text);
  REQUIRE(read);
  CHECK(read->outcome->applied == outcome.applied);
  CHECK(read->outcome->kind == OutcomeKind::kPartial);
}

}  // namespace
}  // namespace sipsh::journal
