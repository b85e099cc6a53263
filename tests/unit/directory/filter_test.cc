#include "directory/filter.h"

#include <doctest/doctest.h>

#include "directory/schema.h"

namespace sipsh::directory {

TEST_CASE("filters are read and written") {
  for (const char* text :
       {"(cn=a)", "(&(a=b)(|(c=*)(!(d>=1))(e<=2))(f~=g))", "(a=b*)", "(a=*b)", "(a=*b*c*)",
        "(a=\\2a\\28\\29\\5c\\00)", "(&)", "(|)", "(a:1.2.840.113556.1.4.803:=8)", "(a:dn:=x)",
        "(:caseExactMatch:=x)", "(a:dn:2.5.13.5:=x)", "(cn=)"}) {
    INFO(std::string(text));
    Result<Filter> filter = Filter::Parse(text);
    REQUIRE(filter.ok());
    CHECK(filter->ToString() == text);
  }
  CHECK(Filter::Parse(" ( & ( a=b ) (c=d) ) ")->ToString() == "(&(a=b )(c=d))");
  CHECK(Filter::Parse("(a=**)")->ToString() == "(a=*)");
}

TEST_CASE("what is no filter is refused, with the place") {
  std::string deep(1000, '!');
  std::string brackets;
  for (int i = 0; i < 1000; ++i) brackets += "(!";
  for (std::string text :
       {std::string(""), std::string("a=b"), std::string("(a=b"), std::string("(a=b))"),
        std::string("(=b)"), std::string("(a)"), std::string("(a=(b))"), std::string("(a=\\zz)"),
        std::string("(a=\\2)"), std::string("(a>=*)"), std::string("(!)"), std::string("(:=x)"),
        std::string("(a:x:y:=z)"), brackets}) {
    INFO(text);
    CHECK(Filter::Parse(text).status().code == Code::kInvalidSyntax);
  }
}

TEST_CASE("what somebody typed can not grow a clause") {
  CHECK(Filter::Equal("cn", "x)(objectClass=*").ToString() == "(cn=x\\29\\28objectClass=\\2a)");
  CHECK(Filter::Wildcard("cn", "Ken*").ToString() == "(cn=Ken*)");
  CHECK(Filter::Wildcard("cn", "*").ToString() == "(cn=*)");
  CHECK(Filter::Wildcard("cn", "Ken").ToString() == "(cn=Ken)");
  CHECK(Filter::BitsSet("f", 128).ToString() == "(f:1.2.840.113556.1.4.803:=128)");
}

TEST_CASE("matching follows the attribute's syntax and three-valued logic") {
  Entry entry(Dn::FromTrusted("cn=Zoë,ou=People,dc=x"));
  entry.Append("cn", {"Zoë  ÜNAL"});
  entry.Append("mail", {"zoe@x"});
  entry.Append("msRTCSIP-OptionFlags", {"385"});
  entry.Append("msRTCSIP-UserEnabled", {"TRUE"});
  entry.Append("msRTCSIP-PrimaryHomeServer", {"CN=Lc Services, DC=x"});
  auto matches = [&](const char* text) {
    return Filter::Parse(text)->Matches(entry, &Schema::BuiltIn());
  };
  CHECK(matches("(cn=zOË ünal)"));
  CHECK(matches("(commonName=zoë ünal)"));
  CHECK(matches("(cn=*ë ü*)"));
  CHECK(!matches("(cn=*nal*zoë*)"));
  CHECK(!matches("(mail=z*z*)"));
  CHECK(matches("(msRTCSIP-UserEnabled=TRUE)"));
  CHECK(!matches("(msRTCSIP-UserEnabled=maybe)"));
  CHECK(!matches("(!(msRTCSIP-UserEnabled=maybe))"));
  CHECK(!matches("(!(unknownName=1))"));
  CHECK(matches("(!(sn=x))"));
  CHECK(matches("(msRTCSIP-OptionFlags>=9)"));
  CHECK(matches("(msRTCSIP-OptionFlags:1.2.840.113556.1.4.803:=129)"));
  CHECK(!matches("(msRTCSIP-OptionFlags:1.2.840.113556.1.4.803:=130)"));
  CHECK(matches("(msRTCSIP-OptionFlags:1.2.840.113556.1.4.804:=130)"));
  CHECK(matches("(msRTCSIP-PrimaryHomeServer=cn=lc services,dc=x)"));
  CHECK(matches("(ou:dn:=people)"));
  CHECK(!matches("(mail:caseExactMatch:=ZOE@x)"));
  CHECK(!matches("(mail:1.2.3.4:=zoe@x)"));
}

}  // namespace sipsh::directory
