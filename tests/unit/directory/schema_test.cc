#include "directory/schema.h"

#include <doctest/doctest.h>

namespace sipsh::directory {

TEST_CASE("the built-in schema is whole") {
  const Schema& schema = Schema::BuiltIn();
  for (const ObjectClass& each : schema.classes()) {
    INFO(each.name());
    for (const std::string& name : each.must) CHECK_MESSAGE(schema.FindAttribute(name), name);
    for (const std::string& name : each.may) CHECK_MESSAGE(schema.FindAttribute(name), name);
    for (const std::string& name : each.superiors) CHECK_MESSAGE(schema.FindClass(name), name);
  }
  CHECK(schema.FindAttribute("MSRTCSIP-primaryuseraddress")->single_value);
  CHECK(schema.FindAttribute("msRTCSIP-OptionFlags")->syntax == Syntax::kInteger);
  CHECK(schema.FindAttribute("userCertificate;binary"));
  CHECK(schema.FindAttribute("2.5.4.3")->name() == "cn");
}

TEST_CASE("definitions are read, and faults named by line") {
  Schema schema;
  Status good = schema.AddDefinitions(
      "# comment\nobjectidentifier x 1.2.3\nattributetype ( x:1 NAME ( 'one' 'uno' )\n"
      "  DESC 'first' EQUALITY integerMatch\n  SYNTAX 1.3.6.1.4.1.1466.115.121.1.27{32} "
      "SINGLE-VALUE X-ORIGIN 'us' )\n"
      "objectclass ( x:2 NAME 'thing' SUP top STRUCTURAL MUST ( one $ two ) MAY three )\n");
  CHECK(good.message == "");
  CHECK(schema.FindAttribute("UNO")->syntax == Syntax::kInteger);
  CHECK(schema.FindClass("thing")->must.size() == 2);
  CHECK(schema.AddDefinitions("\n\nattributetype 1.2.3\n").message.starts_with("line 3: "));
  CHECK(schema.AddDefinitions("# x\nnonsense\n").message.starts_with("line 2: "));
  CHECK(schema.AddDefinitions("attributetype ( 1.2 NAME 'one' )").message.starts_with("line 1: "));
}

TEST_CASE("an entry is checked as servers check it") {
  const Schema& schema = Schema::BuiltIn();
  Entry user(Dn::FromTrusted("cn=a,dc=x"));
  user.Append("objectClass", {"user"});
  user.Append("cn", {"a"});
  CHECK(schema.Check(user).ok());
  auto with = [&](const char* name, std::vector<std::string> values) {
    Entry changed = user;
    changed.Set(name, values);
    return schema.Check(changed).code;
  };
  CHECK(with("msRTCSIP-UserEnabled", {"TRUE"}) == Code::kOk);
  CHECK(with("msRTCSIP-UserEnabled", {"true"}) == Code::kInvalidSyntax);
  CHECK(with("msRTCSIP-OptionFlags", {"1", "2"}) == Code::kConstraintViolation);
  CHECK(with("msRTCSIP-PrimaryHomeServer", {"pool"}) == Code::kInvalidSyntax);
  CHECK(with("msRTCSIP-PoolType", {"5"}) == Code::kObjectClassViolation);
  CHECK(with("nonsense", {"5"}) == Code::kUndefinedAttribute);
  CHECK(with("objectClass", {"nonsense"}) == Code::kObjectClassViolation);
  CHECK(with("objectClass", {"dcObject"}) == Code::kObjectClassViolation);
  CHECK(with("cn", {}) == Code::kObjectClassViolation);
  CHECK(with("description", {""}) == Code::kInvalidSyntax);
}

TEST_CASE("text folds as directories compare it") {
  CHECK(FoldText("  Ken   MYER ") == "ken myer");
  CHECK(FoldText("ÀÉÎÕÜ Ÿ Ş Ω Ж Ṩ Ａ") == "àéîõü ÿ ş ω ж ṩ ａ");
  CHECK(FoldText("\xff\xc3") == "\xff\xc3");
}

}  // namespace sipsh::directory
