// Principals as the directory knows them: resolving what administrators put on lists, and what a
// principal is in (groups, containers, domain).
#pragma once

#include <map>
#include <string>
#include <vector>

#include "cmdlets/lync/persistent_chat/chat_support.h"
#include "directory/chat/rules.h"
#include "directory/chat/transfer/conversion.h"

namespace sipsh {

struct ChatPrincipal {
  chat::Subject subject;
  std::string kind;  // User, Group, Container, Domain
  std::string display_name;
  std::string dn;
};

// One per command; remembers what it looked up.
class PrincipalDirectory {
 public:
  PrincipalDirectory(EnvironmentService& environment, bool by_display_name)
      : environment_(environment), by_display_name_(by_display_name) {}

  // SIP address, DN of a group, container or domain, DNS name of a domain; with -AsObject a display
  // name too. Throws PrincipalNotProvisioned.
  const ChatPrincipal& Require(const std::string& text);
  // Without error: nullptr when the directory does not know it, or it may not use chat.
  const ChatPrincipal* Find(const std::string& text);
  // Whom the directory knows, also when it may not use chat now; nullptr: nobody.
  const ChatPrincipal* FindAnyway(const std::string& text);
  // What an import needs to know of a name on a list.
  chat::PrincipalFacts Facts(const std::string& name);
  // As lists show it: by display name with -AsObject, else as it is.
  std::vector<std::string> Shown(const chat::Principals& names);
  ChatPrincipal FromEntry(const directory::Entry& entry);

  // `before` changed as the parameter says; what is added must exist.
  chat::Principals Changed(const chat::Principals& before, const Value& value);

  static const std::vector<std::string>& Attributes();

 private:
  struct Known {
    ChatPrincipal principal;
    std::string missing;  // Why there is none.
    chat::PrincipalFacts::State state = chat::PrincipalFacts::State::kUnknown;  // Where missing.
  };
  const Known& LookUp(const std::string& text);
  Known Read(const std::string& text);
  Known ReadDn(const std::string& text);
  Known ReadOne(directory::Filter filter, const std::string& text);
  Known Judge(const directory::Entry& entry, const std::string& text);
  const std::vector<std::string>& GroupsOf(const std::string& dn);

  EnvironmentService& environment_;
  bool by_display_name_;
  std::map<std::string, Known> known_;
  std::map<std::string, std::vector<std::string>> groups_;
};

}  // namespace sipsh
