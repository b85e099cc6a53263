#include "directory/entry.h"

#include <doctest/doctest.h>

#include "directory/change.h"
#include "directory/schema.h"

namespace sipsh::directory {

TEST_CASE("an entry keeps its attributes in order, names without regard to case") {
  Entry entry(Dn::FromTrusted("cn=a"));
  entry.Append("cn", {"a"});
  entry.Append("proxyAddresses", {"SMTP:a@x", "sip:a@x"});
  entry.Add("PROXYADDRESSES", "x500:/o=x");
  entry.Set("sn", "b");
  CHECK(entry.Values("proxyaddresses").size() == 3);
  CHECK(entry.HasValue("proxyAddresses", "SIP:A@X"));
  CHECK(entry.Remove("CN"));
  CHECK(!entry.Remove("cn"));
  std::string names;
  for (const AttributeView& attribute : entry) names += std::string(attribute.name) + " ";
  CHECK(names == "proxyAddresses sn ");
  CHECK(entry.Get("none") == "");
  CHECK(!entry.First("none"));
}

TEST_CASE("packed bytes are checked before they are trusted") {
  Entry entry;
  entry.Append("cn", {std::string(300, 'x'), ""});
  CHECK(IsPackedEntry(entry.data()));
  for (size_t size = 1; size < entry.data().size(); ++size) {
    CHECK(!IsPackedEntry(std::string_view(entry.data()).substr(0, size)));
  }
  CHECK(entry.Values("cn").size() == 2);
  CHECK(entry.Values("cn").front().size() == 300);
}

TEST_CASE("modifications follow LDAP's rules") {
  using Operation = Modification::Operation;
  const Schema& schema = Schema::BuiltIn();
  Entry entry(Dn::FromTrusted("cn=a"));
  entry.Append("proxyAddresses", {"SMTP:a@x", "sip:a@x"});
  auto apply = [&](Modification modification) {
    return ApplyModifications({std::move(modification)}, schema, &entry).code;
  };
  CHECK(apply({Operation::kAdd, "proxyaddresses", {"SIP:A@X"}}) == Code::kAttributeOrValueExists);
  CHECK(apply({Operation::kDelete, "proxyAddresses", {"SIP:a@x"}}) == Code::kOk);
  CHECK(apply({Operation::kDelete, "proxyAddresses", {"sip:a@x"}}) == Code::kNoSuchAttribute);
  CHECK(apply({Operation::kReplace, "mail", {}}) == Code::kOk);
  CHECK(apply({Operation::kDelete, "mail", {}}) == Code::kNoSuchAttribute);
  CHECK(apply({Operation::kReplace, "mail", {"a@x"}}) == Code::kOk);
  CHECK(entry.Get("mail") == "a@x");
}

}  // namespace sipsh::directory
