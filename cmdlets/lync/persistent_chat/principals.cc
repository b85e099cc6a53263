#include "cmdlets/lync/persistent_chat/principals.h"

#include <algorithm>

#include "cmdlets/lync/identity/sip_address.h"

namespace sipsh {

using directory::Code;
using directory::Dn;
using directory::Entry;
using directory::Filter;
using State = chat::PrincipalFacts::State;

namespace {

bool IsOf(const Entry& entry, std::initializer_list<const char*> classes) {
  return std::any_of(classes.begin(), classes.end(),
                     [&](const char* one) { return entry.HasValue("objectClass", one); });
}

std::string KindOf(const Entry& entry) {
  if (IsOf(entry, {"group", "groupOfNames", "groupOfUniqueNames"})) return "Group";
  if (IsOf(entry, {"domain", "domainDNS", "dcObject"})) return "Domain";
  if (IsOf(entry, {"organizationalUnit", "container"})) return "Container";
  return "User";
}

std::string DomainDn(const std::string& dns_name) {
  std::string dn;
  for (size_t at = 0; at <= dns_name.size();) {
    size_t dot = std::min(dns_name.find('.', at), dns_name.size());
    dn += (dn.empty() ? "dc=" : ",dc=") + dns_name.substr(at, dot - at);
    at = dot + 1;
  }
  return dn;
}

}  // namespace

const std::vector<std::string>& PrincipalDirectory::Attributes() {
  static const std::vector<std::string> kAttributes = {
      "objectClass",         "displayName", "cn", "ou", "dc", "msRTCSIP-PrimaryUserAddress",
      "msRTCSIP-UserEnabled"};
  return kAttributes;
}

const ChatPrincipal& PrincipalDirectory::Require(const std::string& text) {
  const Known& known = LookUp(text);
  if (!known.missing.empty()) {
    Fail("'" + text + "' is not provisioned: " + known.missing, "PrincipalNotProvisioned",
         ErrorCategory::kObjectNotFound, Value::String(text));
  }
  return known.principal;
}

const ChatPrincipal* PrincipalDirectory::Find(const std::string& text) {
  const Known& known = LookUp(text);
  return known.missing.empty() ? &known.principal : nullptr;
}

const ChatPrincipal* PrincipalDirectory::FindAnyway(const std::string& text) {
  const Known& known = LookUp(text);
  return known.principal.dn.empty() ? nullptr : &known.principal;
}

chat::PrincipalFacts PrincipalDirectory::Facts(const std::string& name) {
  const Known& known = LookUp(name);
  if (known.missing.empty()) return {State::kActive, known.principal.subject};
  return {known.state, {}};
}

std::vector<std::string> PrincipalDirectory::Shown(const chat::Principals& names) {
  if (!by_display_name_) return names;
  std::vector<std::string> shown;
  for (const std::string& name : names) {
    const ChatPrincipal* principal = FindAnyway(name);
    bool named = principal != nullptr && !principal->display_name.empty();
    shown.push_back(named ? principal->display_name : name);
  }
  return shown;
}

chat::Principals PrincipalDirectory::Changed(const chat::Principals& before, const Value& value) {
  ListChange change = ParseListChange(value);
  chat::Principals list;
  auto add = [&](const std::string& text) {
    // What is on the list already may stay, also where the directory has forgotten it.
    std::string name = chat::Contains(before, text) ? text : Require(text).subject.name;
    for (const std::string& old : before)
      if (chat::SamePrincipal(old, name)) name = old;
    if (!chat::Contains(list, name)) list.push_back(name);
  };
  if (change.replace) {
    for (const std::string& text : *change.replace) add(text);
  } else {
    list = before;
  }
  for (const std::string& text : change.remove) {
    const ChatPrincipal* known = FindAnyway(text);
    std::string name = known != nullptr ? known->subject.name : text;
    std::erase_if(list, [&](const std::string& one) {
      return chat::SamePrincipal(one, name) || SipAddressKey(one) == SipAddressKey(text);
    });
  }
  for (const std::string& text : change.add) add(text);
  std::sort(list.begin(), list.end(), [](const std::string& a, const std::string& b) {
    return chat::PrincipalKey(a) < chat::PrincipalKey(b);
  });
  return list;
}

const PrincipalDirectory::Known& PrincipalDirectory::LookUp(const std::string& text) {
  auto [place, fresh] = known_.try_emplace(text);
  if (fresh) place->second = Read(text);
  return place->second;
}

PrincipalDirectory::Known PrincipalDirectory::Read(const std::string& text) {
  if (text.find('@') != std::string::npos) {
    directory::Result<SipAddress> address = ParseSipAddress(text);
    if (!address.ok()) return {{}, address.status().message};
    if (environment_.Topology().FindSipDomain(address->domain) == nullptr) {
      return {{},
              address->domain + " is none of the SIP domains here, and federated users can " +
                  "not use Persistent Chat. Get-CsSipDomain lists the domains.",
              State::kOutside};
    }
    return ReadOne(Filter::Equal("msRTCSIP-PrimaryUserAddress", address->uri), text);
  }
  if (text.find('=') != std::string::npos) return ReadDn(text);
  if (by_display_name_) {
    Known named = ReadOne(Filter::Equal("displayName", text), text);
    if (named.missing.empty() || !IsDnsName(text)) return named;
  }
  if (IsDnsName(text) && text.find('.') != std::string::npos) return ReadDn(DomainDn(text));
  return {{},
          "it is neither a SIP address nor the DN of a group, container or domain. With "
          "-AsObject display names are taken too."};
}

PrincipalDirectory::Known PrincipalDirectory::ReadDn(const std::string& text) {
  directory::Result<Dn> dn = Dn::Parse(text);
  if (!dn.ok()) return {{}, dn.status().message};
  directory::Result<Entry> entry = directory::Find(environment_.Store(), *dn, Attributes());
  if (entry.ok()) return Judge(*entry, text);
  if (entry.status().code != Code::kNoSuchObject) Check(entry.status(), Value::String(text));
  return {{},
          "the directory has no such entry. Check the name; a principal that was deleted is "
          "taken off a list with @{Remove=...}."};
}

PrincipalDirectory::Known PrincipalDirectory::ReadOne(Filter filter, const std::string& text) {
  std::optional<Entry> found;
  for (const Dn& base : environment_.SearchBases()) {
    directory::SearchRequest request;
    request.base = base;
    request.filter = filter;
    request.attributes = Attributes();
    for (Entry& entry : sipsh::Require(directory::FindAll(environment_.Store(), request))) {
      if (found && !(found->dn() == entry.dn()))
        return {{}, "several objects are called so. Name one by its SIP address."};
      found = std::move(entry);
    }
  }
  if (!found) {
    return {{},
            "nobody has this address or name in the directory. Check it; a principal that was "
            "deleted is taken off a list with @{Remove=...}."};
  }
  return Judge(*found, text);
}

PrincipalDirectory::Known PrincipalDirectory::Judge(const Entry& entry, const std::string&) {
  if (KindOf(entry) == "User") {
    if (!entry.Has("msRTCSIP-PrimaryUserAddress"))
      return {{}, "it has no SIP address. Enable it with Enable-CsUser first.", State::kDisabled};
    if (!directory::EqualIgnoreCase(entry.Get("msRTCSIP-UserEnabled"), "TRUE"))
      return {FromEntry(entry),
              "it is disabled for SIP. Enable it with Set-CsUser -Enabled $true first.",
              State::kDisabled};
  }
  return {FromEntry(entry), {}};
}

ChatPrincipal PrincipalDirectory::FromEntry(const Entry& entry) {
  ChatPrincipal principal;
  principal.kind = KindOf(entry);
  principal.dn = entry.dn().text();
  principal.display_name = entry.Get("displayName");
  if (principal.display_name.empty()) principal.display_name = entry.dn().LeafValue();
  principal.subject.name =
      principal.kind == "User" ? entry.Get("msRTCSIP-PrimaryUserAddress") : principal.dn;
  principal.subject.affiliations = GroupsOf(principal.dn);
  principal.subject.affiliations.push_back(principal.subject.name);
  for (Dn above = entry.dn().Parent(); !above.empty(); above = above.Parent())
    principal.subject.affiliations.push_back(above.text());
  return principal;
}

// Groups it is in, also through other groups.
const std::vector<std::string>& PrincipalDirectory::GroupsOf(const std::string& dn) {
  std::string key = Dn::FromTrusted(dn).Key();
  auto [place, fresh] = groups_.try_emplace(key);  // Empty meanwhile: circles end.
  if (!fresh) return place->second;
  directory::SearchRequest request;
  request.base = environment_.Base();
  request.filter = Filter::Equal("member", dn);
  request.attributes = {"objectClass"};
  directory::Result<std::vector<Entry>> found = directory::FindAll(environment_.Store(), request);
  if (!found.ok() && found.status().code != Code::kUndefinedAttribute) Check(found.status());
  std::vector<std::string> groups;
  if (found.ok()) {
    for (const Entry& group : *found) {
      groups.push_back(group.dn().text());
      for (const std::string& outer : GroupsOf(group.dn().text())) groups.push_back(outer);
    }
  }
  return groups_[key] = std::move(groups);
}

}  // namespace sipsh
