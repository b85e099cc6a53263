#include "directory/ldif.h"

#include <doctest/doctest.h>
#include <sstream>

#include "directory/base64.h"

namespace sipsh::directory {
namespace {

std::string Error(const std::string& text) {
  std::istringstream in(text);
  LdifReader reader(in);
  for (;;) {
    Result<std::optional<Change>> change = reader.Next();
    if (!change.ok()) return change.status().message;
    if (!*change) return "";
  }
}

}  // namespace

TEST_CASE("content records: folded lines, comments, base64, CRLF") {
  std::istringstream in(
      "version: 1\r\n# a comment\r\n  that goes on\r\n\r\ndn: cn=a,\r\n dc=x\r\ncn: "
      "a\r\ndisplayName:: R3LDtsOfZQ==\r\n"
      "# between\r\ndescription:  two\r\n  words\r\ncn: b\r\nsn:\r\n\r\n\r\ndn:: Y249w7Y=\r\ncn: "
      "x\r\n");
  LdifReader reader(in);
  Result<std::optional<Change>> first = reader.Next();
  REQUIRE(first.ok());
  CHECK((*first)->dn.text() == "cn=a,dc=x");
  CHECK((*first)->entry.Get("displayName") == "Größe");
  CHECK((*first)->entry.Get("description") == "two words");
  CHECK((*first)->entry.Values("cn").size() == 2);
  CHECK((*first)->entry.Get("sn") == "");
  CHECK(reader.line() == 5);
  Result<std::optional<Change>> second = reader.Next();
  REQUIRE(second.ok());
  CHECK((*second)->dn.text() == "cn=ö");
  CHECK(!reader.Next()->has_value());
}

TEST_CASE("change records go out and come back") {
  Change modify = Change::Modify(
      Dn::FromTrusted("cn=a,dc=x"),
      {{Modification::Operation::kReplace, "description", {std::string(200, 'x'), " b"}},
       {Modification::Operation::kDelete, "mail", {}}});
  Change rename = Change::Rename(Dn::FromTrusted("cn=a,dc=x"), "cn=b", Dn::FromTrusted("dc=y"));
  std::ostringstream out;
  LdifWriter writer(out);
  writer.Write(modify);
  writer.Write(rename);
  writer.Write(Change::Delete(Dn::FromTrusted("cn=b,dc=y")));
  for (std::istringstream lines(out.str()); lines.good();) {
    std::string line;
    std::getline(lines, line);
    CHECK(line.size() <= 76);
  }
  std::istringstream in(out.str());
  LdifReader reader(in);
  Change back = **reader.Next();
  REQUIRE(back.modifications.size() == 2);
  CHECK(back.modifications[0].values == modify.modifications[0].values);
  CHECK(back.modifications[1].operation == Modification::Operation::kDelete);
  back = **reader.Next();
  CHECK(back.ResultingDn().text() == "cn=b,dc=y");
  CHECK((**reader.Next()).kind == Change::Kind::kDelete);
}

TEST_CASE("errors name the line") {
  CHECK(Error("dn: cn=a\ncn a\n").starts_with("line 2: "));
  CHECK(Error("\n\ncn: a\n").starts_with("line 3: a record must begin with dn:"));
  CHECK(
      Error("dn: nonsense\ncn: a\n").starts_with("line 1: 'nonsense' is not a distinguished name"));
  CHECK(Error("dn: cn=a\ncn:: %%%%\n").starts_with("line 2: the value of cn is not valid base64"));
  CHECK(
      Error("dn: cn=a\nphoto:< file:///etc/passwd\n").starts_with("line 2: values read from URLs"));
  CHECK(Error("version: 2\n\ndn: cn=a\ncn: a\n").starts_with("line 1: only version: 1"));
  CHECK(Error("dn: cn=a\nchangetype: burn\n").starts_with("line 2: changetype 'burn'"));
  CHECK(Error("dn: cn=a\nchangetype: modify\nreplace: mail\ncn: a\n").starts_with("line 4: "));
  CHECK(Error("dn: cn=a\n").starts_with("line 1: the entry has no attributes"));
}

TEST_CASE("base64") {
  for (const char* text : {"", "a", "ab", "abc", "abcd"})
    CHECK(Base64Decode(Base64Encode(text)) == text);
  CHECK(!Base64Decode("abc"));
  CHECK(!Base64Decode("a=bc"));
  CHECK(!Base64Decode("===="));
}

}  // namespace sipsh::directory
