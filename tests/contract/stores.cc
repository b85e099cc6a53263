#include "tests/contract/stores.h"

#include <csignal>
#include <fstream>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <vector>

#include "directory/ldif.h"

namespace sipsh::directory::contract {
namespace {

std::string Root() {
  const char* root = getenv("SIPSH_SOURCE_ROOT");
  return root ? root : ".";
}

std::string Helper() {
  return "/usr/bin/python3 " + Root() + "/tests/contract/contract_servers.py ";
}

struct Servers {
  // As the program does: a server that hangs up is an error to be told, not the end.
  Servers() { signal(SIGPIPE, SIG_IGN); }
  std::map<std::string, std::map<std::string, std::string>> started;
  ~Servers() {
    for (auto& [name, facts] : started) {
      if (!facts.empty() &&
          system((Helper() + facts["kind"] + " stop " + facts["folder"]).c_str()) != 0) {
        fprintf(stderr, "the server in %s could not be stopped\n", facts["folder"].c_str());
      }
    }
    // The folder is shared by all of them.
    if (!folder.empty() && system(("sleep 0.2; rm -rf " + folder).c_str()) != 0) perror("rm");
  }
  std::string folder;
};

Servers& AllServers() {
  static Servers servers;
  return servers;
}

}  // namespace

std::string TemporaryFolder() {
  std::string& folder = AllServers().folder;
  if (folder.empty()) {
    char name[] = "/tmp/sipsh-contract-XXXXXX";
    if (!mkdtemp(name)) abort();
    folder = name;
  }
  return folder;
}

const Facts& Slapd(const std::string& certificate, bool with_schema) {
  return Server("slapd", with_schema, certificate);
}

const Facts& Server(const std::string& kind, bool with_schema, const std::string& certificate) {
  auto [place, fresh] =
      AllServers().started.try_emplace(kind + certificate + (with_schema ? "" : "-plain"));
  if (!fresh) return place->second;
  std::string command = Helper() + kind + (with_schema ? " start " : " start-without-schema ") +
                        TemporaryFolder() + " " + certificate;
  FILE* output = popen(command.c_str(), "r");
  char line[4096];
  while (output && fgets(line, sizeof line, output)) {
    std::string text(line);
    size_t equals = text.find('=');
    if (equals == std::string::npos) continue;
    place->second[text.substr(0, equals)] = text.substr(equals + 1, text.size() - equals - 2);
  }
  if (!output || pclose(output) != 0) place->second.clear();
  return place->second;
}

StoreOptions EmbeddedFactory::Options() {
  static int number = 0;
  StoreOptions options;
  options.location = "embedded:" + TemporaryFolder() + "/" + std::to_string(getpid()) + "-" +
                     std::to_string(++number) + ".db";
  return options;
}

StoreOptions SlapdFactory::Options(bool with_schema) {
  StoreOptions options;
  const auto& slapd = Slapd("good", with_schema);
  options.location = slapd.empty() ? "" : slapd.at("local");
  return options;
}

StoreOptions TransactingFactory::Options() {
  StoreOptions options = SlapdFactory::Options();
  options.transactions = true;
  return options;
}

namespace {

StoreOptions Networked(const std::string& kind, bool with_schema) {
  StoreOptions options;
  const Facts& facts = Server(kind, with_schema);
  if (facts.empty()) return options;
  options.location = facts.at("network");
  options.bind_dn = facts.at("dn");
  options.password = facts.at("password");
  return options;
}

}  // namespace

StoreOptions Ds389Factory::Options(bool with_schema) { return Networked("389ds", with_schema); }
StoreOptions SambaFactory::Options(bool with_schema) { return Networked("samba", with_schema); }

std::unique_ptr<Store> FilledStore(const StoreOptions& options, Dn* ou) {
  static int number = 0;
  Result<std::unique_ptr<Store>> store = OpenStore(options);
  if (!store.ok()) {
    fprintf(stderr, "%s\n", store.status().message.c_str());
    return nullptr;
  }
  Dn base = Dn::FromTrusted("dc=contoso,dc=com");
  Result<bool> there = Exists(**store, base);
  if (!there.ok()) {
    fprintf(stderr, "%s\n", there.status().message.c_str());
    return nullptr;
  }
  if (!*there) {
    std::ifstream ldif(Root() + "/tests/contract/base.ldif");
    Status loaded = LoadLdif(**store, ldif);
    if (!loaded.ok()) {
      fprintf(stderr, "%s\n", loaded.message.c_str());
      return nullptr;
    }
  }
  std::string name = "test" + std::to_string(++number);
  Entry entry(base.Child("ou", name));
  entry.Append("objectClass", {"top", "organizationalUnit"});
  entry.Append("ou", {name});
  *ou = entry.dn();
  if (!ApplyOne(**store, Change::Add(std::move(entry))).ok()) return nullptr;
  return *std::move(store);
}

Entry MakeUser(const Dn& below, const std::string& name, const std::string& address) {
  Entry entry(below.Child("CN", name));
  entry.Append("objectClass", {"top", "person", "organizationalPerson", "user"});
  entry.Append("cn", {name});
  entry.Append("sn", {name});
  if (!address.empty()) {
    entry.Append("msRTCSIP-PrimaryUserAddress", {address});
    entry.Append("msRTCSIP-UserEnabled", {"TRUE"});
    entry.Append("msRTCSIP-OptionFlags", {"257"});
  }
  return entry;
}

}  // namespace sipsh::directory::contract
