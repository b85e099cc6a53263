#include "directory/ldap/certificate.h"

#include <doctest/doctest.h>

#include "directory/ldap/codes.h"
#include "directory/ldap/connect.h"

namespace sipsh::directory::ldap {

TEST_CASE("bytes that are no certificate do no harm") {
  for (std::string_view der : {std::string_view(""), std::string_view("\x30"),
                               std::string_view("\x30\x84\xff\xff\xff\xff", 6),
                               std::string_view("\x30\x04\x30\x02\x02\x00", 6)}) {
    CHECK(DescribeCertificateFault(der, "x") == "it can not be read");
  }
}

TEST_CASE("server addresses") {
  std::vector<Server> servers =
      *ParseServers("ldapi:/// ldap://dc1.contoso.com  LDAPS://[::1]:10636/ ldapi://%2Ftmp%2Fs");
  REQUIRE(servers.size() == 4);
  CHECK(servers[0].host == "/var/run/slapd/ldapi");
  CHECK(servers[1].port == "389");
  CHECK(servers[2].scheme == "ldaps");
  CHECK(servers[2].host == "::1");
  CHECK(servers[2].port == "10636");
  CHECK(servers[3].host == "/tmp/s");
}

TEST_CASE("result codes become ours in one place") {
  CHECK(FromLdap(LDAP_SERVER_DOWN) == Code::kUnavailable);
  CHECK(FromLdap(LDAP_UNDEFINED_TYPE) == Code::kUndefinedAttribute);
  CHECK(FromLdap(9999) == Code::kOther);
  Status status = Refusal(LDAP_ALREADY_EXISTS, "ldap://a", "add", "cn=x", "");
  CHECK(status.message == "ldap://a refused to add cn=x: an entry of this name is there already.");
}

}  // namespace sipsh::directory::ldap
