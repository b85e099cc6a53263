#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include "directory/environment/environment.h"

#include <doctest/doctest.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "directory/topology/document.h"
#include "tests/unit/topology/test_support.h"

namespace sipsh::environment {
namespace {

using directory::Code;

TEST_CASE("defaults and relative paths") {
  auto environment =
      ParseEnvironment("/e/environment.yaml", "directory: embedded:d.db\nbase: dc=a,dc=b\n");
  REQUIRE_MESSAGE(environment.ok(), environment.status().message);
  CHECK(environment->EmbeddedPath() == "/e/d.db");
  CHECK(environment->configuration == "cn=Configuration,dc=a,dc=b");
  CHECK(environment->topology == "/e/topology.yaml");
  CHECK(environment->chat == "sqlite:/e/chat.db");
  CHECK(environment->journal == "/e/journal");
}

TEST_CASE("a journal with limits") {
  const std::string start = "directory: embedded:d.db\nbase: dc=a\njournal: ";
  auto environment = ParseEnvironment(
      "/e/environment.yaml", start + "{folder: records, file_megabytes: 8, keep_files: 3}\n");
  REQUIRE_MESSAGE(environment.ok(), environment.status().message);
  CHECK(environment->journal == "/e/records");
  CHECK(environment->journal_megabytes == 8);
  CHECK(environment->journal_files == 3);
  CHECK(ParseEnvironment("/e/e.yaml", start + "{keep_files: 3}\n")->journal == "/e/journal");
  for (const char* wrong : {"{file_megabytes: 0}\n", "{keep_files: all}\n", "{keep: 3}\n"})
    CHECK(ParseEnvironment("/e/e.yaml", start + wrong).status().code == Code::kInvalidSyntax);
}

TEST_CASE("everything") {
  TemporaryFolder folder;
  WriteText(folder / "environment.yaml",
            "directory: ldap://a.b ldaps://c.d\nbase: dc=a\ntopology: 'directory:'\n"
            "transactions: true\nserver: ldap://a.b\n"
            "bind: {method: simple, dn: cn=x, password_file: secret}\n"
            "tls: {ca_file: ca.pem, starttls: true}\n"
            "services:\n  PersistentChat: {start: \"ssh {computer} go\", stop: s}\n");
  WriteText(folder / "secret", "pass word\n");
  auto environment = ReadEnvironment(folder.path());
  REQUIRE_MESSAGE(environment.ok(), environment.status().message);
  CHECK(environment->topology_in_directory);
  CHECK(environment->topology == folder / "topology.yaml");
  CHECK(environment->FindService("persistentchat")->start == "ssh {computer} go");
  CHECK(environment->FindService("x") == nullptr);
  CHECK(environment->ca_file == folder / "ca.pem");
  ::chmod((folder / "secret").c_str(), 0644);
  CHECK(ToStoreOptions(*environment).status().code == Code::kInsufficientAccess);
  ::chmod((folder / "secret").c_str(), 0600);
  auto options = ToStoreOptions(*environment);
  REQUIRE(options.ok());
  CHECK(options->password == "pass word");
  CHECK(options->bind == directory::BindMethod::kSimple);
  CHECK(options->start_tls);
  CHECK(options->pinned_server == "ldap://a.b");
}

TEST_CASE("legacy pools' dumps, by folder or with the instance they came from") {
  const std::string base = "directory: ldapi:///\nbase: dc=a\nchat: sqlite:var/chat.db\n";
  auto environment = ParseEnvironment(
      "/e/e.yaml", base +
                       "legacy_chat:\n  gc.a: dumps/\n"
                       "  old.a: {dumps: /old, instance: 'sql.a\\rtc', database: chat}\n");
  REQUIRE_MESSAGE(environment.ok(), environment.status().message);
  REQUIRE(environment->FindLegacyChat("GC.A") != nullptr);
  CHECK(environment->FindLegacyChat("gc.a")->dumps == "/e/dumps/");
  CHECK(environment->FindLegacyChat("gc.a")->file == "/e/var/legacy-gc.a.db");
  CHECK(environment->FindLegacyChat("gc.a")->database == "mgc");
  CHECK(environment->FindLegacyChat("old.a")->instance == "sql.a\\rtc");
  CHECK(environment->FindLegacyChat("old.a")->database == "chat");
  CHECK(environment->FindLegacyChat("x") == nullptr);
  for (const char* wrong : {"legacy_chat: dumps\n", "legacy_chat: {gc.a: {instance: x}}\n",
                            "legacy_chat: {../gc: dumps}\n", "legacy_chat: {gc.a: ''}\n",
                            "legacy_chat: {gc.a: {dumps: d, server: x}}\n"})
    CHECK_MESSAGE(ParseEnvironment("/e/e.yaml", base + wrong).status().code == Code::kInvalidSyntax,
                  wrong);
}

TEST_CASE("a topology in the directory, as people write it") {
  auto topology = [](const std::string& line) {
    auto read = ParseEnvironment("/e/e.yaml", "directory: ldapi:///\nbase: dc=a\n" + line);
    REQUIRE_MESSAGE(read.ok(), (line + ": " + read.status().message));
    return (read->topology_in_directory ? "in the directory, copy " : "file ") + read->topology;
  };
  const std::string there = "in the directory, copy /e/topology.yaml";
  CHECK(topology("topology: directory:") == there);
  CHECK(topology("topology: directory:   # for all\nchat: sqlite:c\n") == there);
  CHECK(topology("topology: \"directory:\"\n") == there);
  CHECK(topology("topology: directory:mine.yaml\n") == "in the directory, copy /e/mine.yaml");
  CHECK(topology("topology: directory.yaml\n") == "file /e/directory.yaml");
}

TEST_CASE("faults have places") {
  auto fault = [](const std::string& text) {
    return ParseEnvironment("e.yaml", text).status().message;
  };
  CHECK(fault("directory: embedded:d\nbase: dc=a\ntopolgy: t\n") ==
        "e.yaml:3:1: 'topolgy' is not a key of the environment; did you mean 'topology'?");
  CHECK(fault("base: dc=a\n").find("e.yaml:1:1: the environment lacks 'directory'") == 0);
  CHECK(
      fault("directory: http://x\nbase: dc=a\n").find("e.yaml:1:12: 'http://x' is no directory") ==
      0);
  CHECK(fault("directory: embedded:d\nbase: dc=a\nbind: {password: x}\n").find("does not belong") !=
        std::string::npos);
  CHECK(fault("directory: embedded:d\nbase: dc=a\nchat: foo\n").find("e.yaml:3:7: 'foo'") == 0);
  CHECK(ReadEnvironment("/nowhere").status().code == Code::kNoSuchObject);
}

TEST_CASE("names that are none have a place") {
  auto environment = ParseEnvironment(
      "/e/e.yaml", "directory: ldapi:///\nbase: contoso.com\nconfiguration: cn=x,\n");
  REQUIRE_FALSE(environment.ok());
  const std::string& message = environment.status().message;
  CHECK_MESSAGE(
      message.find("e.yaml:2:7: 'contoso.com' is not a distinguished name") != std::string::npos,
      message);
  CHECK_MESSAGE(message.find("e.yaml:3:16: ") != std::string::npos, message);
}

TEST_CASE("the default environment is made on first use") {
  TemporaryFolder folder;
  ::unsetenv("SIPSH_ENVIRONMENT");
  ::setenv("XDG_STATE_HOME", folder.path().c_str(), 1);
  CHECK(LocateEnvironment("") == folder / "sipsh/default");
  CHECK(LocateEnvironment("x") == "x");
  auto environment = OpenEnvironment("");
  REQUIRE_MESSAGE(environment.ok(), environment.status().message);
  auto document = topology::TopologyDocument::Open(environment->topology);
  REQUIRE_MESSAGE(document.ok(), document.status().message);
  CHECK(document->Published().FindPool("pcpool.contoso.com")->IsPersistentChat());
  CHECK(ReadText(environment->seed).find("dn: CN=Application Contacts,CN=RTC Service") !=
        std::string::npos);
  ::setenv("SIPSH_ENVIRONMENT", "/nowhere/at/all", 1);
  CHECK(OpenEnvironment("").status().code == Code::kNoSuchObject);
}

}  // namespace
}  // namespace sipsh::environment
