#include "cmdlets/lync/identity/address_book.h"

#include <algorithm>

#include "cmdlets/directory_support/directory_names.h"

namespace sipsh {

using directory::Dn;
using directory::Entry;
using directory::Filter;

namespace {

constexpr const char* kAddress = "msRTCSIP-PrimaryUserAddress";
constexpr const char* kProxyAddresses = "proxyAddresses";
constexpr const char* kOwnerUrn = "msRTCSIP-OwnerUrn";

HolderKind KindOf(const Entry& entry) {
  auto is = [&](const char* object_class) { return entry.HasValue("objectClass", object_class); };
  if (entry.HasValue(kOwnerUrn, kPersistentChatUrn)) return HolderKind::kEndpoint;
  if (is("contact") || is("msRTCSIPContact")) {
    return entry.Has(kOwnerUrn) ? HolderKind::kApplicationEndpoint : HolderKind::kContact;
  }
  if (is("user") || is("inetOrgPerson")) return HolderKind::kUser;
  if (is("group") || is("groupOfNames")) return HolderKind::kGroup;
  return HolderKind::kOther;
}

const char* KindText(HolderKind kind) {
  switch (kind) {
    case HolderKind::kUser:
      return "the user ";
    case HolderKind::kEndpoint:
      return "the Persistent Chat endpoint ";
    case HolderKind::kApplicationEndpoint:
      return "the application endpoint ";
    case HolderKind::kContact:
      return "the contact ";
    case HolderKind::kGroup:
      return "the group ";
    case HolderKind::kOther:
      break;
  }
  return "the object ";
}

AddressHolder MakeHolder(const Entry& entry, const std::string& key) {
  AddressHolder holder;
  holder.dn = entry.dn();
  for (const char* attribute : {kAddress, kProxyAddresses}) {
    for (std::string_view value : entry.Values(attribute)) {
      if (holder.value.empty() && SipAddressKey(value) == key) {
        holder.attribute = attribute;
        holder.value = value;
      }
    }
  }
  holder.kind = KindOf(entry);
  holder.owner_urn = entry.Get(kOwnerUrn);
  return holder;
}

}  // namespace

directory::Result<std::vector<AddressHolder>> FindAddressHolders(directory::Store& store,
                                                                 const std::vector<Dn>& bases,
                                                                 const SipAddress& address,
                                                                 bool proxy_addresses_searchable) {
  std::string key = SipAddressKey(address.uri);
  directory::SearchRequest request;
  Filter proxy = proxy_addresses_searchable ? Filter::Equal(kProxyAddresses, key)
                                            : Filter::Present(kProxyAddresses);
  request.filter = Filter::Or({Filter::Equal(kAddress, key), std::move(proxy)});
  request.attributes = {"objectClass", kAddress, kProxyAddresses, kOwnerUrn};
  std::vector<AddressHolder> holders;
  for (const Dn& base : bases) {
    request.base = base;
    directory::Status status = store.Search(request, [&](Entry&& entry) {
      AddressHolder holder = MakeHolder(entry, key);
      bool known = std::any_of(holders.begin(), holders.end(),
                               [&](const AddressHolder& other) { return other.dn == holder.dn; });
      if (!known && !holder.value.empty()) holders.push_back(std::move(holder));
      return true;
    });
    bool no_container = status.code == directory::Code::kNoSuchObject;
    if (!status.ok() && !no_container) return status;
  }
  // Servers answer in no particular order: whose own address it is comes first.
  std::sort(holders.begin(), holders.end(), [](const AddressHolder& a, const AddressHolder& b) {
    bool proxy_a = a.attribute == kProxyAddresses, proxy_b = b.attribute == kProxyAddresses;
    return proxy_a != proxy_b ? proxy_b : a.dn.Key() < b.dn.Key();
  });
  return holders;
}

std::string DescribeHolder(const AddressHolder& holder) {
  return KindText(holder.kind) + holder.dn.text() + " (" + holder.attribute + ")";
}

std::string WayToFree(const AddressHolder& holder) {
  // As one argument of a command line: a quote inside is doubled.
  std::string name = "'";
  for (char c : holder.dn.text()) name.append(c == '\'' ? 2 : 1, c);
  name += "'";
  auto with = [&](const std::string& command) {
    return "Free it with " + command + ", then repeat the command.";
  };
  if (holder.attribute == kProxyAddresses) {
    return with("Set-ADObject " + name + " -Remove @{proxyAddresses='" + holder.value + "'}");
  }
  switch (holder.kind) {
    case HolderKind::kUser:
      return with("Remove-ADUser " + name + " (or Disable-CsUser " + name +
                  ", which keeps the account)");
    case HolderKind::kEndpoint:
      return with("Remove-CsPersistentChatEndpoint " + name);
    case HolderKind::kApplicationEndpoint:
      return with("Remove-CsTrustedApplicationEndpoint " + name);
    default:
      return with("Remove-ADObject " + name);
  }
}

}  // namespace sipsh
