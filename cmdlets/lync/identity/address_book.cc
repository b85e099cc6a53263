#include "cmdlets/lync/identity/address_book.h"

#include <algorithm>

namespace sipsh {

using directory::Dn;
using directory::Entry;
using directory::Filter;

namespace {

constexpr const char* kAddress = "msRTCSIP-PrimaryUserAddress";
constexpr const char* kProxyAddresses = "proxyAddresses";

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
  holder.is_user =
      entry.HasValue("objectClass", "user") || entry.HasValue("objectClass", "inetOrgPerson");
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
  request.attributes = {"objectClass", kAddress, kProxyAddresses};
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
  return holders;
}

std::string DescribeHolder(const AddressHolder& holder) {
  return std::string(holder.is_user ? "the user " : "the object ") + holder.dn.text() + " (" +
         holder.attribute + ")";
}

std::string WayToFree(const AddressHolder& holder) {
  std::string name = "'" + holder.dn.text() + "'";
  if (holder.is_user && holder.attribute == kAddress) {
    return "Free it with Remove-ADUser " + name + " (or Disable-CsUser " + name +
           ", which keeps the account), then repeat the command.";
  }
  if (holder.attribute == kAddress) {
    return "Free it with Remove-CsPersistentChatEndpoint " + name + ", then repeat the command.";
  }
  return "Free it by removing the value " + holder.value + " from proxyAddresses of " + name +
         ", then repeat the command.";
}

}  // namespace sipsh
