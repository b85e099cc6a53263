// What only a store behind servers can meet: addresses, certificates, credentials, missing schema.
#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <fstream>
#include <sys/socket.h>
#include <unistd.h>

#include "directory/profile.h"
#include "tests/contract/stores.h"

namespace sipsh::directory::contract {
namespace {

StoreOptions Network(const std::string& certificate = "good") {
  StoreOptions options;
  const auto& slapd = Slapd(certificate);
  REQUIRE(!slapd.empty());
  options.location = slapd.at("network");
  options.bind_dn = "cn=admin,dc=contoso,dc=com";
  options.password = "secret";
  options.ca_certificate = slapd.at("ca");
  return options;
}

Status Try(const StoreOptions& options, Wait wait = {}) {
  Result<std::unique_ptr<Store>> store = OpenStore(options);
  if (!store.ok()) return store.status();
  return Find(**store, Dn(), {"namingContexts"}, std::move(wait)).status();
}

// Listens, and never says a word.
class SilentServer {
 public:
  SilentServer() {
    fd_ = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    REQUIRE(bind(fd_, reinterpret_cast<sockaddr*>(&address), size) == 0);
    REQUIRE(listen(fd_, 5) == 0);
    getsockname(fd_, reinterpret_cast<sockaddr*>(&address), &size);
    uri = "ldap://127.0.0.1:" + std::to_string(ntohs(address.sin_port));
  }
  ~SilentServer() { close(fd_); }
  std::string uri;

 private:
  int fd_;
};

}  // namespace

TEST_CASE("ldap: simple bind, with and without StartTLS") {
  StoreOptions options = Network();
  CHECK(Try(options).message == "");
  options.start_tls = true;
  CHECK(Try(options).message == "");
  options.password = "wrong";
  CHECK(Try(options).code == Code::kInvalidCredentials);
  options.password = "";
  CHECK(Try(options).code == Code::kInvalidCredentials);
}

TEST_CASE("ldap: a certificate that is not trusted is told as such, with the reason") {
  StoreOptions options = Network();
  options.start_tls = true;
  options.ca_certificate = Slapd().at("other_ca");
  Status status = Try(options);
  CHECK(status.code == Code::kCertificateNotTrusted);
  CHECK(status.message.find("no CA that is trusted here issued it") != std::string::npos);

  options = Network("expired");
  options.start_tls = true;
  status = Try(options);
  CHECK(status.code == Code::kCertificateNotTrusted);
  CHECK(status.message.find("it expired on 20") != std::string::npos);

  options = Network("elsewhere");
  options.start_tls = true;
  status = Try(options);
  CHECK(status.code == Code::kCertificateNotTrusted);
  CHECK(status.message.find("issued to dc9.fabrikam.com, not to 127.0.0.1") != std::string::npos);
}

TEST_CASE("ldap: a server that is away is named, and the next one is used") {
  StoreOptions options = Network();
  std::string good = options.location;
  options.location = "ldap://127.0.0.1:1";
  Status status = Try(options);
  CHECK(status.code == Code::kUnavailable);
  CHECK(status.message.find("ldap://127.0.0.1:1") != std::string::npos);

  options.location = "ldap://127.0.0.1:1 " + good;
  auto store = OpenStore(options);
  REQUIRE(store.ok());
  Result<StoreInfo> info = (*store)->Describe();
  REQUIRE(info.ok());
  CHECK(info->server == good);
  options.pinned_server = "ldap://127.0.0.1:1";
  CHECK(Try(options).code == Code::kUnavailable);
  options.pinned_server = "dc9";
  CHECK(OpenStore(options).status().code == Code::kUnavailable);
}

TEST_CASE("ldap: a silent server can be left by a stop request and by a deadline") {
  SilentServer silent;
  StoreOptions options = Network();
  options.location = silent.uri;
  options.timeout = std::chrono::milliseconds(200);
  CHECK(Try(options).code == Code::kTimeout);
  options.timeout = std::chrono::milliseconds(60000);
  int asked = 0;
  Wait wait;
  wait.stopping = [&] { return ++asked > 2; };
  CHECK(Try(options, wait).code == Code::kCancelled);
  wait.stopping = nullptr;
  wait.deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds(100);
  CHECK(Try(options, wait).code == Code::kTimeout);
}

TEST_CASE_TEMPLATE("ldap: a server without Lync's schema", Factory, SlapdFactory, Ds389Factory,
                   SambaFactory) {
  StoreOptions options = Factory::Options(false);
  auto store = OpenStore(options);
  REQUIRE(store.ok());
  Entry base(Dn::FromTrusted("dc=contoso,dc=com"));
  base.Append("objectClass", {"domain"});
  base.Append("dc", {"contoso"});
  if (!Factory::kActiveDirectory) {
    Status added = ApplyOne(**store, Change::Add(base)).status;
    REQUIRE_MESSAGE(added.ok(), added.message);
  }
  CHECK(ApplyOne(**store, Change::Add(MakeUser(base.dn(), "x", "sip:x@contoso.com"))).status.code ==
        Code::kSchemaMissing);
  SearchRequest request;
  request.base = base.dn();
  request.filter = Filter::Present("msRTCSIP-PrimaryUserAddress");
  CHECK(FindAll(**store, request).status().code == Code::kSchemaMissing);
  CHECK(DetectProfile(**store).status().code == Code::kSchemaMissing);
}

TEST_CASE("ldap: ldaps, when the server offers it") {
  StoreOptions options = Network();
  options.location = Slapd().at("secure");
  CHECK(Try(options).message == "");
  options.ca_certificate = Slapd().at("other_ca");
  CHECK(Try(options).code == Code::kCertificateNotTrusted);
  // TLS spoken to a port that does not.
  options = Network();
  options.location = "ldaps" + options.location.substr(4);
  CHECK(Try(options).code == Code::kUnavailable);
}

TEST_CASE("ldap: a transaction given up does not mix up a slapd's attributes") {
  Dn ou;
  auto store = FilledStore(TransactingFactory::Options(), &ou);
  REQUIRE(store);
  // Nobody has these so far.
  Entry ann = MakeUser(ou, "Ann", "sip:first@contoso.com");
  ann.Append("msRTCSIP-PrivateLine", {"tel:+14255550100"});
  ChangeSet set;
  set.changes = {Change::Add(ann), Change::Delete(ou.Child("cn", "none"))};
  CHECK(store->Apply(set).status.code == Code::kNoSuchObject);
  Entry bob = MakeUser(ou, "Bob", "sip:second@contoso.com");
  bob.Append("msRTCSIP-LineServer", {"sip:pbx@contoso.com"});
  REQUIRE(ApplyOne(*store, Change::Add(bob)).ok());
  Result<Entry> read = Find(*store, bob.dn());
  REQUIRE(read.ok());
  CHECK(read->Get("msRTCSIP-PrimaryUserAddress") == "sip:second@contoso.com");
  CHECK(read->Get("msRTCSIP-LineServer") == "sip:pbx@contoso.com");
  CHECK(read->Get("sn") == "Bob");
}

TEST_CASE("ldap: a transaction names the entry at fault") {
  Dn ou;
  auto store = FilledStore(TransactingFactory::Options(), &ou);
  REQUIRE(store);
  REQUIRE(store->Describe()->atomic_change_sets);
  ChangeSet set;
  for (int i = 0; i < 250; ++i)
    set.changes.push_back(Change::Add(MakeUser(ou, "user" + std::to_string(i))));
  Entry wrong = MakeUser(ou, "wrong");
  wrong.Remove("sn");
  set.changes.insert(set.changes.begin() + 120, Change::Add(wrong));
  ApplyResult result = store->Apply(set);
  CHECK(result.status.code == Code::kObjectClassViolation);
  CHECK(result.status.dn == wrong.dn().text());
  CHECK(result.applied() == 0);
  CHECK(result.results[120].status.code == Code::kObjectClassViolation);
  CHECK(!Exists(*store, ou.Child("cn", "user0")).value());

  set.atomic = false;  // The good ones before it stand.
  result = store->Apply(set);
  CHECK(result.status.dn == wrong.dn().text());
  CHECK(result.applied() == 120);
  CHECK(Exists(*store, ou.Child("cn", "user119")).value());
  CHECK(!Exists(*store, ou.Child("cn", "user120")).value());

  // Assertions hold within transactions.
  set.atomic = true;
  set.changes = {Change::Delete(ou.Child("cn", "user0")), Change::Delete(ou.Child("cn", "user1"))};
  set.changes[1].assertion = Filter::Present("msRTCSIP-PrimaryUserAddress");
  result = store->Apply(set);
  CHECK_MESSAGE(result.status.code == Code::kAssertionFailed, result.status.message);
  CHECK(Exists(*store, ou.Child("cn", "user0")).value());
}

TEST_CASE("ldap: SambaFactory, values in ranges") {
  Dn ou;
  auto store = FilledStore(SambaFactory::Options(), &ou);
  REQUIRE(store);
  Entry group(ou.Child("cn", "many"));
  group.Append("objectClass", {"top", "group"});
  group.Append("cn", {"many"});
  for (int i = 0; i < 25; ++i) {
    Entry user = MakeUser(ou, "member" + std::to_string(i));
    REQUIRE(ApplyOne(*store, Change::Add(user)).ok());
    group.Add("member", user.dn().text());
  }
  REQUIRE(ApplyOne(*store, Change::Add(group)).ok());
  Result<Entry> part = Find(*store, group.dn(), {"member;range=0-9"});
  REQUIRE(part.ok());
  CHECK(part->Values("member").size() == 25);
}

TEST_CASE("ldap: addresses") {
  for (const char* wrong : {"", "http://x", "ldap://", "directory.db"}) {
    StoreOptions options;
    options.location = wrong;
    CHECK(OpenStore(options).status().code == Code::kInvalidSyntax);
  }
}

TEST_CASE("ldap: the working directory's ldaprc is not read") {
  StoreOptions options = Network();
  options.start_tls = true;
  options.ca_certificate = Slapd().at("other_ca");
  std::string folder = TemporaryFolder();
  std::ofstream(folder + "/ldaprc") << "TLS_REQCERT never\nTLS_CACERT " << Slapd().at("ca") << "\n";
  char before[4096];
  REQUIRE(getcwd(before, sizeof before));
  REQUIRE(chdir(folder.c_str()) == 0);
  CHECK(Try(options).code == Code::kCertificateNotTrusted);
  REQUIRE(chdir(before) == 0);
}

}  // namespace sipsh::directory::contract
