#include "directory/ldap/rights.h"

#include <algorithm>
#include <optional>

#include "directory/ldap/codes.h"
#include "directory/ldap/operations.h"
#include "directory/ldap/search.h"

namespace sipsh::directory::ldap {
namespace {

using Operation = Modification::Operation;

constexpr const char* kEffectiveRights = "1.3.6.1.4.1.42.2.27.9.5.2";
constexpr const char* kNoOperation = "1.3.6.1.4.1.4203.666.5.2";
constexpr int kNothingDone = 0x410E;  // OpenLDAP's answer to that: all was well.

Control MakeControl(const char* oid, const std::string& value) {
  berval bytes{value.size(), const_cast<char*>(value.data())};
  LDAPControl* control = nullptr;
  ldap_control_create(oid, 1, value.empty() ? nullptr : &bytes, 1, &control);
  return Control(control);
}

Dn Where(const Change& change) {
  return change.kind == Change::Kind::kAdd ? change.dn.Parent() : change.dn;
}

std::string Refused(const Change& change, std::string_view what) {
  return std::string(what) + " " + Where(change).text();
}

std::vector<std::string> WrittenBy(const Change& change) {
  std::vector<std::string> names;
  for (const Modification& each : change.modifications) names.push_back(each.attribute);
  return names;
}

// ---- Active Directory ([MS-ADTS] 3.1.1.4.5.29 to 31)

Result<RightAnswer> ByComputedAttributes(Connection& connection, const Change& change,
                                         const Wait& wait) {
  if (change.kind == Change::Kind::kDelete || change.kind == Change::Kind::kRename)
    return RightAnswer{Right::kUntold, "the server does not tell whether an entry may be removed"};
  bool adds = change.kind == Change::Kind::kAdd;
  const char* told = adds ? "allowedChildClassesEffective" : "allowedAttributesEffective";
  SearchRequest request;
  request.base = Where(change);
  request.scope = Scope::kBase;
  request.attributes = {told};
  request.wait = wait;
  std::vector<std::string> allowed;
  SearchOutcome outcome = RunSearch(connection, request, [&](Entry&& entry) {
    allowed = entry.ValueList(told);
    return true;
  });
  if (!outcome.status.ok()) return outcome.status;
  auto lists = [&](std::string_view name) {
    return std::any_of(allowed.begin(), allowed.end(),
                       [&](const std::string& each) { return EqualIgnoreCase(each, name); });
  };
  if (adds) {
    // The class itself stands last, behind its superiors.
    std::vector<std::string> classes = change.entry.ValueList("objectClass");
    if (!classes.empty() && lists(classes.back())) return RightAnswer{Right::kGiven, told};
    return RightAnswer{Right::kMissing,
                       Refused(change, "no " + (classes.empty() ? "entry" : classes.back()) +
                                           " may be added below")};
  }
  for (const std::string& name : WrittenBy(change))
    if (!lists(name))
      return RightAnswer{Right::kMissing, Refused(change, name + " may not be changed of")};
  return RightAnswer{Right::kGiven, told};
}

// ---- 389 Directory Server

Result<std::string> OwnName(Connection& connection, const Wait& wait) {
  int id = 0;
  int started = ldap_whoami(connection.handle(), nullptr, nullptr, &id);
  if (started != LDAP_SUCCESS)
    return Refusal(started, connection.server(), "tell who asks", "", "");
  Result<Message> message = connection.Await(id, wait, "asking who is signed in");
  if (!message.ok()) return message.status();
  berval* name = nullptr;
  int parsed = ldap_parse_extended_result(connection.handle(), message->get(), nullptr, &name, 0);
  std::string text = parsed == LDAP_SUCCESS && name ? std::string(name->bv_val, name->bv_len) : "";
  ber_bvfree(name);
  // The server writes a blank behind "dn:".
  text.erase(0, text.find_first_not_of(' ', std::min(text.size(), size_t{3})));
  return text;
}

// The entry's own rights, and those of attributes, as in "description:rscwo, cn:rsc".
struct EffectiveRights {
  std::string entry, attributes;
};

Result<EffectiveRights> ReadEffectiveRights(Connection& connection, const Dn& dn,
                                            const std::vector<std::string>& attributes,
                                            const Wait& wait) {
  Result<std::string> who = OwnName(connection, wait);
  if (!who.ok()) return who.status();
  Control control = MakeControl(kEffectiveRights, "dn:" + *who);
  LDAPControl* controls[] = {control.get(), nullptr};
  std::vector<char*> names;
  for (const std::string& name : attributes) names.push_back(const_cast<char*>(name.c_str()));
  if (names.empty()) names.push_back(const_cast<char*>("objectClass"));
  names.push_back(nullptr);
  int id = 0;
  int started =
      ldap_search_ext(connection.handle(), dn.text().c_str(), LDAP_SCOPE_BASE, "(objectClass=*)",
                      names.data(), 0, controls, nullptr, nullptr, 1, &id);
  if (started != LDAP_SUCCESS)
    return Refusal(started, connection.server(), "tell the rights on", dn.text(), "");
  EffectiveRights rights;
  for (;;) {
    Result<Message> message = connection.Await(id, wait, "asking for the rights on " + dn.text());
    if (!message.ok()) return message.status();
    int kind = ldap_msgtype(message->get());
    if (kind == LDAP_RES_SEARCH_RESULT) {
      int result = LDAP_OTHER;
      ldap_parse_result(connection.handle(), message->get(), &result, nullptr, nullptr, nullptr,
                        nullptr, 0);
      if (result == LDAP_SUCCESS) return rights;
      return Refusal(result, connection.server(), "tell the rights on", dn.text(), "");
    }
    if (kind != LDAP_RES_SEARCH_ENTRY) continue;
    for (auto [name, text] : {std::pair{"entryLevelRights", &rights.entry},
                              std::pair{"attributeLevelRights", &rights.attributes}}) {
      berval** values = ldap_get_values_len(connection.handle(), message->get(), name);
      if (values && values[0]) text->assign(values[0]->bv_val, values[0]->bv_len);
      ldap_value_free_len(values);
    }
  }
}

// Of "description:rscwo, cn:rsc" the letters of one attribute.
std::string LettersOf(const std::string& rights, const std::string& attribute) {
  for (size_t at = 0; at < rights.size();) {
    size_t end = std::min(rights.find(", ", at), rights.size());
    size_t colon = rights.find(':', at);
    if (colon < end && EqualIgnoreCase(rights.substr(at, colon - at), attribute))
      return rights.substr(colon + 1, end - colon - 1);
    at = end + 2;
  }
  return {};
}

Result<RightAnswer> ByEffectiveRights(Connection& connection, const Change& change,
                                      const Wait& wait) {
  std::vector<std::string> written = WrittenBy(change);
  Result<EffectiveRights> rights = ReadEffectiveRights(connection, Where(change), written, wait);
  if (!rights.ok()) {
    if (rights.status().code != Code::kInsufficientAccess) return rights.status();
    return RightAnswer{Right::kUntold, rights.status().message};
  }
  auto has = [](const std::string& letters, char letter) {
    return letters != "none" && letters.find(letter) != std::string::npos;
  };
  switch (change.kind) {
    case Change::Kind::kAdd:
      if (has(rights->entry, 'a')) return RightAnswer{Right::kGiven, "effective rights"};
      return RightAnswer{Right::kMissing, Refused(change, "nothing may be added below")};
    case Change::Kind::kDelete:
      if (has(rights->entry, 'd')) return RightAnswer{Right::kGiven, "effective rights"};
      return RightAnswer{Right::kMissing, Refused(change, "this account may not remove")};
    case Change::Kind::kRename:
      if (has(rights->entry, 'n')) return RightAnswer{Right::kGiven, "effective rights"};
      return RightAnswer{Right::kMissing, Refused(change, "this account may not rename")};
    case Change::Kind::kModify:
      break;
  }
  for (const std::string& name : written) {
    std::string letters = LettersOf(rights->attributes, name);
    if (!has(letters, 'w') && !has(letters, 'o'))
      return RightAnswer{Right::kMissing, Refused(change, name + " may not be changed of")};
  }
  return RightAnswer{Right::kGiven, "effective rights"};
}

// ---- OpenLDAP. What its mdb gives up must not bring attributes that no entry there has: see
// familiar_attributes.h.

bool Borne(Connection& connection, const Dn& base, Scope scope, const std::string& attribute,
           const Wait& wait) {
  SearchRequest request;
  request.base = base;
  request.scope = scope;
  request.filter = Filter::Present(attribute);
  request.attributes = {"1.1"};
  request.page_size = 0;
  request.wait = wait;
  bool found = false;
  (void)RunSearch(connection, request, [&](Entry&&) {
    found = true;
    return false;
  });
  return found;
}

// An entry of the same classes and name with as little as may be; nothing where even that is new.
std::optional<Change> TrialAddition(Connection& connection, const RootDse& root,
                                    const Change& change, const Wait& wait) {
  Dn context;
  for (const Dn& each : root.naming_contexts)
    if (change.dn.IsUnder(each) && each.text().size() > context.text().size()) context = each;
  std::string naming = change.dn.LeafText();
  naming.resize(naming.find('='));
  Entry entry(change.dn);
  entry.Set("objectClass", change.entry.ValueList("objectClass"));
  for (const std::string& name : {naming, std::string("sn")}) {
    if (!change.entry.Has(name)) continue;
    if (!Borne(connection, context, Scope::kSubtree, name, wait)) return std::nullopt;
    entry.Set(name, change.entry.ValueList(name));
  }
  return Change::Add(std::move(entry));
}

std::optional<Change> Trial(Connection& connection, const RootDse& root, const Change& change,
                            const Wait& wait) {
  if (change.kind == Change::Kind::kAdd) return TrialAddition(connection, root, change, wait);
  for (const std::string& name : WrittenBy(change))
    if (!Borne(connection, change.dn, Scope::kBase, name, wait)) return std::nullopt;
  Change trial = change;
  trial.assertion.reset();
  return trial;
}

Result<RightAnswer> ByNoOperation(Connection& connection, const RootDse& root, const Change& change,
                                  const Wait& wait) {
  std::optional<Change> trial = Trial(connection, root, change, wait);
  if (!trial)
    return RightAnswer{Right::kUntold, "not tried, for it would be the first of its kind"};
  Control control = MakeControl(kNoOperation, "");
  Result<int> id = SendChange(connection, *trial, false, control.get(), wait);
  if (!id.ok()) return id.status();
  int result = -1;
  Status status = connection.FinishRaw(LDAP_SUCCESS, *id, wait, KindName(change.kind),
                                       change.dn.text(), &result);
  if (result < 0) return status;
  if (result == kNothingDone) return RightAnswer{Right::kGiven, "the server went through it"};
  if (result == LDAP_INSUFFICIENT_ACCESS) return RightAnswer{Right::kMissing, status.message};
  return RightAnswer{Right::kUntold, status.message};
}

}  // namespace

Result<RightAnswer> TellRight(Connection& connection, const RootDse& root, const Change& change,
                              const Wait& wait) {
  if (root.active_directory) return ByComputedAttributes(connection, change, wait);
  if (root.Offers(kEffectiveRights)) return ByEffectiveRights(connection, change, wait);
  if (root.openldap) return ByNoOperation(connection, root, change, wait);
  return RightAnswer{Right::kUntold, connection.server() + " does not tell beforehand"};
}

}  // namespace sipsh::directory::ldap
