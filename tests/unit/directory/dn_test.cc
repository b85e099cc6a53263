#include "directory/dn.h"

#include <doctest/doctest.h>

namespace sipsh::directory {

TEST_CASE("DNs compare without regard to case, blanks and ways of escaping") {
  auto key = [](const char* text) { return Dn::Parse(text)->Key(); };
  CHECK(key("CN=Ken Myer, OU=Finance,DC=contoso,dc=COM") ==
        key("cn=ken  myer,ou=finance,dc=contoso,dc=com"));
  CHECK(key("cn=a\\,b,dc=x") == key("cn=a\\2cb,dc=x"));
  CHECK(key("cn=a+uid=b,dc=x") == key("UID=B+CN=A,dc=x"));
  CHECK(key("commonName=a,2.5.4.11=b") == key("cn=a,ou=b"));
  CHECK(key("cn=#0403414243") == key("cn=abc"));
  CHECK(key("cn=a\\+b,dc=x") != key("cn=a+cn=b,dc=x"));
  CHECK(key("cn=ÄÖ Ж") == key("cn=äö ж"));
}

TEST_CASE("DNs know their parts") {
  Dn dn = *Dn::Parse("CN=Myer\\, Ken,OU=Finance,DC=contoso,DC=com");
  CHECK(dn.LeafValue() == "Myer, Ken");
  CHECK(dn.LeafText() == "CN=Myer\\, Ken");
  CHECK(dn.Parent().text() == "OU=Finance,DC=contoso,DC=com");
  CHECK(dn.Parent().Child("CN", "Myer, Ken") == dn);
  CHECK(dn.IsUnder(*Dn::Parse("dc=CONTOSO,dc=com")));
  CHECK(!dn.IsUnder(*Dn::Parse("dc=toso,dc=com")));
  CHECK(dn.IsUnder(dn));
  CHECK(Dn().empty());
  CHECK(Dn::Parse("DC=com")->Parent().empty());
}

TEST_CASE("a subtree is a range of reversed keys") {
  std::string base = Dn::Parse("ou=a,dc=x")->ReversedKey();
  std::string end = SubtreeEnd(base);
  auto inside = [&](const char* text) {
    std::string key = Dn::Parse(text)->ReversedKey();
    return key >= base && key < end;
  };
  CHECK(inside("ou=a,dc=x"));
  CHECK(inside("cn=\\01,ou=a,dc=x"));
  CHECK(inside("cn=ÿÿ,cn=z,ou=a,dc=x"));
  CHECK(!inside("ou=ab,dc=x"));
  CHECK(!inside("ou=a\\01,dc=x"));
  CHECK(!inside("dc=x"));
  CHECK(ParentReversedKey(Dn::Parse("cn=b,ou=a,dc=x")->ReversedKey()) == base);
}

TEST_CASE("what is no DN is refused, with the place") {
  for (const char* text : {"x", "cn", "=a", "cn=", "cn=a,", "cn=a,,dc=b", "cn=a\\", "cn=a\\zz",
                           "cn=\"a\"", "cn=a<b", "cn=#zz", "cn=a b=c,dc"}) {
    INFO(std::string(text));
    Result<Dn> dn = Dn::Parse(text);
    CHECK(dn.status().code == Code::kInvalidDn);
    CHECK(dn.status().message.find("character") != std::string::npos);
  }
  CHECK(Dn::Parse("")->empty());
  // Text that is no DN never equals the root.
  CHECK(!(Dn::FromTrusted("nonsense") == Dn()));
}

TEST_CASE("values are escaped so that they come back") {
  for (const char* value : {",", "a+b", "#a", " a ", "\"\\<>;", "a=b", "\x01\x7f", "Größe"}) {
    Dn dn = Dn().Child("cn", value);
    REQUIRE(Dn::Parse(dn.text()).ok());
    CHECK(Dn::Parse(dn.text())->LeafValue() == value);
  }
}

}  // namespace sipsh::directory
