// Who holds a SIP address: users, contacts and groups, by msRTCSIP-PrimaryUserAddress or by a sip:
// value of proxyAddresses, in the domain and in the configuration naming context alike.
#pragma once

#include <string>
#include <vector>

#include "cmdlets/lync/identity/sip_address.h"
#include "directory/entry.h"
#include "directory/store.h"

namespace sipsh {

enum class HolderKind {
  kUser,
  kEndpoint,             // Of a Persistent Chat pool.
  kApplicationEndpoint,  // Of a trusted application.
  kContact,              // A device, meeting room or anything else that is called by its address.
  kGroup,
  kOther,
};

struct AddressHolder {
  directory::Dn dn;
  std::string attribute;  // Where the address stands.
  std::string value;      // As it stands there.
  HolderKind kind = HolderKind::kOther;
  std::string owner_urn;  // Of a contact that belongs to an application.
};

// One indexed search a base. Where proxyAddresses cannot be searched by value, every entry that has
// any is looked at.
directory::Result<std::vector<AddressHolder>> FindAddressHolders(
    directory::Store& store, const std::vector<directory::Dn>& bases, const SipAddress& address,
    bool proxy_addresses_searchable);

// "the user CN=... (msRTCSIP-PrimaryUserAddress)", and how the address can be freed.
std::string DescribeHolder(const AddressHolder& holder);
std::string WayToFree(const AddressHolder& holder);

}  // namespace sipsh
