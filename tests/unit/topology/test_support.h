// A folder of its own for a test, and a topology that breaks no rule.
#pragma once

#include <fstream>
#include <sstream>
#include <stdlib.h>
#include <string>
#include <vector>

#include "directory/file/yaml_document.h"

namespace sipsh {

class TemporaryFolder {
 public:
  TemporaryFolder() {
    char name[] = "/tmp/sipsh-test-XXXXXX";
    path_ = ::mkdtemp(name);
  }
  ~TemporaryFolder() {
    std::string command = "rm -rf '" + path_ + "'";
    if (::system(command.c_str()) != 0) path_.clear();
  }
  std::string operator/(const std::string& name) const { return path_ + "/" + name; }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

inline void WriteText(const std::string& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
}

inline std::string ReadText(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

inline std::string Replaced(std::string text, const std::string& from, const std::string& to) {
  size_t at = text.find(from);
  if (at == std::string::npos) return "the test looks for what is not there: " + from;
  return text.replace(at, from.size(), to);
}

inline std::vector<std::string> RulesOf(const std::vector<directory::Problem>& problems) {
  std::vector<std::string> rules;
  for (const auto& problem : problems) rules.push_back(problem.rule);
  return rules;
}

inline const std::string kContoso = R"(# The deployments of contoso.com.
sip_domains:
  - contoso.com   # the first
  - fabrikam.com
default_sip_domain: contoso.com  # preferred

sites:
  # Headquarters
  - id: 1
    name: Redmond
    default_persistent_chat_pool: pcpool.contoso.com
  - id: 2
    name: Dublin

pools:
  - fqdn: pool10.contoso.com
    generation: LyncServer2010
    site: Redmond
    number: 1
    services: [Registrar, UserServer]
  - fqdn: gcpool.contoso.com
    generation: LyncServer2010
    site: Redmond
    number: 2
    next_hop: pool10.contoso.com
    group_chat:
      well_known_user: sip:ocschat@contoso.com
    services: [TrustedApplicationPool]
    trusted_applications:
      - id: groupchat
        port: 8011
  # The new one.
  - fqdn: pool01.contoso.com
    generation: LyncServer2013
    site: Redmond
    number: 3
    computers:
      - fe01.contoso.com
      - fe02.contoso.com
    stores:
      UserDatabase: sql01.contoso.com
    services: [Registrar, UserServer, WebServer]

  - fqdn: pcpool.contoso.com
    generation: LyncServer2013
    site: Redmond
    number: 4
    display_name: Contoso rooms   # shown to users
    next_hop: pool01.contoso.com
    computers:
      - pc01.contoso.com
      - pc02.contoso.com   # second
    stores:
      FileStore: fs01.contoso.com
      PersistentChatDatabase: sql01.contoso.com
    services:
      PersistentChatServer:
        MtlsPort: 5041
  - fqdn: fs01.contoso.com
    site: Redmond
    number: 5
    services:
      FileStore:
        ShareName: lyncshare
  - fqdn: sql01.contoso.com
    site: Redmond
    number: 6
    services: [UserDatabase, PersistentChatDatabase]

policies:
  PersistentChatPolicy:
    Global:
      EnablePersistentChat: false
    # Sales may chat.
    Sales:
      EnablePersistentChat: true
)";

}  // namespace sipsh
