// What of a deleted entry can be written again.
#include <algorithm>
#include <cstdlib>

#include "directory/journal/undo.h"

namespace sipsh::journal {
namespace {

// Active Directory's system attributes, and what other servers keep of an entry.
constexpr std::string_view kKept[] = {"objectGUID",
                                      "objectSid",
                                      "sIDHistory",
                                      "distinguishedName",
                                      "name",
                                      "whenCreated",
                                      "whenChanged",
                                      "uSNCreated",
                                      "uSNChanged",
                                      "instanceType",
                                      "objectCategory",
                                      "sAMAccountType",
                                      "primaryGroupID",
                                      "memberOf",
                                      "pwdLastSet",
                                      "badPwdCount",
                                      "badPasswordTime",
                                      "lastLogon",
                                      "lastLogoff",
                                      "lastLogonTimestamp",
                                      "logonCount",
                                      "adminCount",
                                      "dSCorePropagationData",
                                      "isCriticalSystemObject",
                                      "nTSecurityDescriptor",
                                      "replPropertyMetaData",
                                      "replUpToDateVector",
                                      "showInAdvancedViewOnly",
                                      "msDS-SupportedEncryptionTypes",
                                      "entryUUID",
                                      "entryDN",
                                      "entryCSN",
                                      "contextCSN",
                                      "creatorsName",
                                      "createTimestamp",
                                      "modifiersName",
                                      "modifyTimestamp",
                                      "structuralObjectClass",
                                      "subschemaSubentry",
                                      "hasSubordinates",
                                      "numSubordinates",
                                      "nsUniqueId",
                                      "parentid",
                                      "entryid",
                                      "nsAccountLock"};

constexpr int kAccountDisabled = 2;

}  // namespace

bool IsKeptByServer(std::string_view attribute) {
  attribute = attribute.substr(0, attribute.find(';'));
  return std::any_of(std::begin(kKept), std::end(kKept), [&](std::string_view kept) {
    return directory::EqualIgnoreCase(kept, attribute);
  });
}

directory::Entry Restorable(const directory::Entry& before, directory::Remains remains,
                            std::vector<std::string>* lost) {
  directory::Entry entry(before.dn());
  bool active_directory = before.Has("objectGUID");  // Other servers hand out what was written.
  for (const auto& attribute : before) {
    if (IsSecretAttribute(attribute.name)) continue;
    if (active_directory && IsKeptByServer(attribute.name)) continue;
    entry.Append(attribute.name,
                 std::vector<std::string_view>(attribute.values.begin(), attribute.values.end()));
  }
  if (!active_directory) return entry;
  using directory::Remains;
  if (remains == Remains::kNothing)
    lost->emplace_back("objectGUID");
  else
    entry.Set("objectGUID", before.Get("objectGUID"));
  if (!before.Has("objectSid") || remains == Remains::kWhole) return entry;
  if (remains == Remains::kNothing) lost->emplace_back("objectSid");
  std::string control = before.Get("userAccountControl");
  if (control.empty()) return entry;
  // Nobody can sign in to an account without a password.
  long flags = std::strtol(control.c_str(), nullptr, 10);
  entry.Set("userAccountControl", std::to_string(flags | kAccountDisabled));
  lost->emplace_back("the password (the account comes back disabled)");
  return entry;
}

}  // namespace sipsh::journal
