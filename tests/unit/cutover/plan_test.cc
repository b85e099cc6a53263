#include "directory/cutover/plan.h"

#include "tests/unit/cutover/world.h"

namespace sipsh::cutover {

using directory::Code;

namespace {

std::string Replaced(std::string text, const std::string& from, const std::string& to) {
  size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

}  // namespace

TEST_CASE("a plan reads back as it was written, in YAML and in JSON") {
  World world;
  for (OldUser choice : {OldUser::kDelete, OldUser::kClear, OldUser::kDisable})
    for (const char* name : {"plan.yaml", "plan.json"}) {
      Plan plan = world.MakePlan(choice, choice == OldUser::kDelete);
      plan.display_name = "Rooms: \"Größe\" # 1";
      plan.contact.Set("displayName", plan.display_name);
      REQUIRE(WritePlan(plan, world.folder / name).ok());
      auto read = ReadPlan(world.folder / name);
      REQUIRE_MESSAGE(read.ok(), read.status().message);
      CHECK(read->Digest() == plan.Digest());
      CHECK(read->user_modifications.size() == plan.user_modifications.size());
    }
}

TEST_CASE("an edited plan is refused, a comment is not an edit") {
  World world;
  std::string path = world.folder / "plan.yaml";
  REQUIRE(WritePlan(world.MakePlan(OldUser::kDelete, true), path).ok());
  std::string text = ReadText(path);
  WriteText(path, "# reviewed by bob\n" + text);
  CHECK(ReadPlan(path).ok());
  WriteText(path, Replaced(text, "old_user: \"delete\"", "old_user: \"clear\""));
  CHECK(ReadPlan(path).status().code == Code::kAssertionFailed);
  WriteText(path, Replaced(text, "does: \"save", "does: \"keep"));
  CHECK(ReadPlan(path).status().code == Code::kAssertionFailed);
  WriteText(path, Replaced(text, "changetype: delete", "changetype: add"));
  CHECK(ReadPlan(path).status().code == Code::kAssertionFailed);
  WriteText(path, Replaced(text, "old_user:", "old_usr:"));
  CHECK(ReadPlan(path).status().code == Code::kInvalidSyntax);
}

TEST_CASE("disabling needs an account that can be disabled") {
  Entry person(Dn::FromTrusted("uid=x,dc=contoso,dc=com"));
  person.Set(kAddress, kWellKnown);
  CHECK(Freeing(person, OldUser::kDisable).status().code == Code::kNotSupported);
  CHECK(Freeing(person, OldUser::kClear)->size() == 1);
}

TEST_CASE("clearing keeps proxy addresses that are not sip") {
  Entry person(Dn::FromTrusted("uid=x,dc=contoso,dc=com"));
  person.Set(kAddress, kWellKnown);
  person.Set(kProxyAddresses, std::vector<std::string>{"SMTP:a@b", "SIP:ocschat@contoso.com"});
  auto freed = Freeing(person, OldUser::kClear);
  REQUIRE(freed.ok());
  CHECK(freed->back().values == std::vector<std::string>{"SMTP:a@b"});
}

}  // namespace sipsh::cutover
