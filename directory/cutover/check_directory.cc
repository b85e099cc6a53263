// Checks 6 to 11: what the directory holds and allows.
#include <algorithm>
#include <cstdint>

#include "directory/cutover/checks.h"
#include "directory/recycle_bin.h"
#include "directory/rights.h"

namespace sipsh::cutover {
namespace {

using directory::Code;
using directory::Filter;

std::string Listed(const std::vector<std::string>& values) {
  std::string text;
  for (const std::string& value : values) text += (text.empty() ? "" : ", ") + value;
  return text;
}

uint32_t Word(const std::string& bytes, size_t at, size_t size) {
  uint32_t word = 0;
  for (size_t i = size; i-- > 0;)
    word = word << 8 | (at + i < bytes.size() ? static_cast<unsigned char>(bytes[at + i]) : 0U);
  return word;
}

// Does the security descriptor deny everyone the deletion ([MS-DTYP] 2.4.6, 2.4.4.4)?
bool DeniesDeletion(const std::string& descriptor) {
  constexpr uint32_t kDelete = 0x00010000;
  static constexpr std::string_view kEveryone("\1\1\0\0\0\0\0\1\0\0\0\0", 12);
  size_t list = Word(descriptor, 16, 4);
  if (list == 0 || list + 8 > descriptor.size()) return false;
  uint32_t count = Word(descriptor, list + 4, 2);
  for (size_t at = list + 8; count > 0 && at + 8 < descriptor.size(); --count) {
    bool deny = descriptor[at] == 1;
    bool everyone = descriptor.compare(at + 8, kEveryone.size(), kEveryone) == 0;
    if (deny && everyone && (Word(descriptor, at + 4, 4) & kDelete) != 0) return true;
    uint32_t size = Word(descriptor, at + 2, 2);
    if (size < 8) return false;
    at += size;
  }
  return false;
}

Result<std::vector<std::string>> GroupsOf(const Ground& ground, const Dn& user) {
  directory::SearchRequest request;
  request.base = ground.base;
  request.filter = Filter::Equal("member", user.text());
  request.attributes = {"1.1"};
  request.wait = ground.wait();
  std::vector<std::string> groups;
  Status status = ground.store->Search(request, [&](Entry&& entry) {
    groups.push_back(entry.dn().text());
    return true;
  });
  bool unknown = status.code == Code::kUndefinedAttribute || status.code == Code::kNoSuchObject;
  if (!status.ok() && !unknown) return status;
  return groups;
}

Result<bool> HasChildren(const Ground& ground, const Dn& dn) {
  directory::SearchRequest request;
  request.base = dn;
  request.scope = directory::Scope::kOneLevel;
  request.attributes = {"1.1"};
  request.wait = ground.wait();
  Result<std::optional<Entry>> child = directory::FindFirst(*ground.store, request);
  if (!child.ok()) return child.status();
  return child->has_value();
}

// What hangs on the account beside chat.
std::vector<std::string> OtherUses(const Entry& user, const std::vector<std::string>& groups) {
  std::vector<std::string> uses;
  if (!groups.empty()) uses.push_back("member of " + Listed(groups));
  if (user.Has("mail")) uses.push_back("mail " + user.Get("mail"));
  for (std::string_view value : user.Values(kProxyAddresses))
    if (!directory::EqualIgnoreCase(value.substr(0, 4), "sip:"))
      uses.push_back("proxy address " + std::string(value));
  if (user.Get("adminCount") == "1") uses.push_back("a protected account (adminCount 1)");
  return uses;
}

constexpr const char* kContactRightAdvice =
    "Bind as a member of RTCUniversalServerAdmins or a domain administrator.";
constexpr const char* kUserRightAdvice =
    "Bind as a member of RTCUniversalUserAdmins; a protected account (adminCount 1) needs a domain "
    "administrator.";

directory::Change SameAddress(const Plan& plan) {
  return directory::Change::Modify(
      plan.user, {{directory::Modification::Operation::kReplace, kAddress, {plan.address}}});
}

// Taking away a value that is not there changes nothing, but shows whether it would be allowed.
Finding TryUser(const Ground& ground, const Plan& plan) {
  directory::Modification absent{directory::Modification::Operation::kDelete,
                                 kAddress,
                                 {"sip:nobody." + plan.contact.Get("cn") + "@invalid"}};
  Status tried =
      directory::ApplyOne(*ground.store, directory::Change::Modify(plan.user, {std::move(absent)}))
          .status;
  if (tried.code == Code::kNoSuchAttribute) return Pass("the user may be modified");
  if (tried.code == Code::kInsufficientAccess) return FailWith(tried.message, kUserRightAdvice);
  return FailWith("the trial ended with: " + tried.message, "Cure that, then check again.");
}

}  // namespace

Finding CheckWellKnownUser(const Ground& ground, const Plan& plan) {
  Result<Entry> user = directory::Find(*ground.store, plan.user, {}, ground.wait());
  if (user.status().code == Code::kNoSuchObject)
    return FailWith(plan.user.text() + " is not there", "Make a new plan.");
  if (!user.ok()) return Failed(user.status());
  if (!user->Has(kAddress))
    return FailWith(plan.user.text() + " has no SIP address", "Make a new plan.");
  Result<std::vector<std::string>> groups = GroupsOf(ground, plan.user);
  if (!groups.ok()) return Failed(groups.status());
  std::vector<std::string> classes = user->ValueList("objectClass");
  std::string evidence = plan.user.text() + " (" + (classes.empty() ? "" : classes.back()) +
                         "), home " + user->Get(kHomeServer);
  if (user->Has("lastLogonTimestamp"))
    evidence += ", last logon " + user->Get("lastLogonTimestamp");
  std::vector<std::string> uses = OtherUses(*user, *groups);
  if (!uses.empty()) evidence += "; " + Listed(uses);
  if (plan.old_user != OldUser::kDelete) return Pass(evidence);
  Result<bool> children = HasChildren(ground, plan.user);
  if (!children.ok()) return Failed(children.status());
  if (*children)
    return FailWith(evidence + "; objects lie below it",
                    "Clear its SIP attributes instead of deleting it.");
  Result<Entry> guarded =
      directory::Find(*ground.store, plan.user, {"nTSecurityDescriptor"}, ground.wait());
  if (guarded.ok() && DeniesDeletion(guarded->Get("nTSecurityDescriptor")))
    return FailWith(evidence + "; it is protected from deletion",
                    "Take the protection off, or clear its SIP attributes instead.");
  if (uses.empty()) return Pass(evidence);
  return Warn(evidence, "Deleting it takes more than chat; -OldUser Clear keeps the account.");
}

Finding CheckUnique(const Ground& ground, const Plan& plan) {
  Result<std::vector<Holder>> holders = ground.holders(*ground.store, plan.address);
  if (!holders.ok()) return Failed(holders.status());
  std::vector<std::string> others;
  for (const Holder& holder : *holders)
    if (holder.dn != plan.user) others.push_back(holder.description);
  if (!others.empty())
    return FailWith("also held by " + Listed(others), "Take the address from them first.");
  Result<Entry> user = directory::Find(*ground.store, plan.user, {kProxyAddresses}, ground.wait());
  if (!user.ok()) return Failed(user.status());
  std::vector<std::string> sip;
  for (std::string_view value : user->Values(kProxyAddresses))
    if (directory::EqualIgnoreCase(value.substr(0, 4), "sip:")) sip.emplace_back(value);
  bool stray =
      sip.size() > 1 || (sip.size() == 1 && !directory::EqualIgnoreCase(sip.front(), plan.address));
  if (stray)
    return Warn("the user's proxyAddresses hold " + Listed(sip) + " beside " + plan.address,
                "Clients set to another of these addresses need an endpoint of their own.");
  return Pass("held by the user alone, in every naming context and in proxyAddresses");
}

Finding CheckNoEndpoint(const Ground& ground, const Plan& plan) {
  std::vector<std::string> found;
  for (const Entry& service : ground.trusted_services_of(plan.target_pool)) {
    directory::SearchRequest request;
    request.base = ground.application_contacts;
    request.filter = Filter::Equal(kDestination, service.dn().text());
    request.attributes = {kAddress};
    request.wait = ground.wait();
    Status status = ground.store->Search(request, [&](Entry&& contact) {
      found.push_back(contact.Get(kAddress));
      return true;
    });
    if (!status.ok() && status.code != Code::kNoSuchObject) return Failed(status);
  }
  if (found.empty()) return Pass("none");
  return Warn(plan.target_pool + " has " + Listed(found) + " already",
              "One endpoint a pool is enough, unless clients are set to several addresses.");
}

Finding CheckServersAgree(const Ground& ground, const Plan& plan) {
  if (ground.environment->Embedded())
    return NotApplicable("the directory is one file: " + ground.environment->EmbeddedPath());
  std::vector<ServerRow> rows =
      AwaitAgreement(ground, plan, Phase::kBefore, std::chrono::seconds(0));
  std::string text = RowsText(rows);
  for (const Server& server : ground.servers) {
    if (server.store == nullptr) continue;
    Ground other = ground;
    other.store = server.store;
    Result<std::vector<std::string>> changed = WhatChanged(plan, other);
    if (!changed.ok()) return Failed(changed.status());
    if (!changed->empty())
      return FailWith(server.name + " differs: " + Listed(*changed),
                      "Wait until it has caught up, or cure its replication.");
  }
  if (!AllAgree(rows)) return FailWith(text, "Wait until every server answers and agrees.");
  for (const ServerRow& row : rows)
    if (!row.version.empty()) text += "; " + row.server + " at " + row.version;
  return Pass(text);
}

Finding CheckRights(const Ground& ground, const Plan& plan) {
  Result<directory::StoreInfo> info = ground.store->Describe();
  if (!info.ok()) return Failed(info.status());
  if (info->read_only) return FailWith(info->server + " may only be read", "Use a writable one.");
  if (ground.environment->Embedded()) return Pass(info->server + " may be written");
  std::vector<std::string> untold;
  for (const directory::Change& change :
       {FreeAddress(plan), SameAddress(plan), CreateContact(plan)}) {
    Result<directory::RightAnswer> answer =
        directory::AskRight(*ground.store, change, ground.wait());
    if (!answer.ok()) return Failed(answer.status());
    if (answer->right == directory::Right::kMissing)
      return FailWith(answer->why, change.kind == directory::Change::Kind::kAdd
                                       ? kContactRightAdvice
                                       : kUserRightAdvice);
    if (answer->right != directory::Right::kUntold) continue;
    if (Finding tried = TryUser(ground, plan); tried.verdict != Verdict::kPass) return tried;
    untold.push_back(answer->why);
  }
  if (untold.empty()) return Pass("the user may be changed, and the contact be added");
  return Pass("the user may be modified; of the rest this server does not tell all beforehand (" +
              untold.front() + "), and where the contact is refused the address is handed back");
}

Finding CheckRecycleBin(const Ground& ground, const Plan& plan) {
  Result<directory::StoreInfo> info = ground.store->Describe();
  if (!info.ok()) return Failed(info.status());
  if (plan.old_user != OldUser::kDelete)
    return NotApplicable("the account is kept; undoing is one change of its attributes");
  if (!info->active_directory)
    return NotApplicable("this directory has none; the journal and the LDIF file bring it back");
  Result<bool> on = directory::RecycleBinIsOn(*ground.store, ground.configuration, ground.wait());
  if (!on.ok()) return Failed(on.status());
  if (*on) return Pass("the Recycle Bin is on: undoing brings the account back whole");
  return Warn(
      "the Recycle Bin is off: undoing brings the account back with its SID, without its password",
      "Turn it on, or keep the account with -OldUser Clear.");
}

}  // namespace sipsh::cutover
