// Which object classes entries get on this directory: Active Directory's own names where its schema
// has them usable as they are, an auxiliary class beside inetOrgPerson where it does not.
#pragma once

#include <string>
#include <vector>

#include "directory/schema.h"
#include "directory/store.h"

namespace sipsh::directory {

struct Profile {
  std::vector<std::string> user_classes;       // A new user; with the auxiliary one if needed.
  std::vector<std::string> contact_classes;    // A new contact object.
  std::vector<std::string> container_classes;  // A plain container.
  bool person_needs_sn = false;                // RFC 4519 demands one, Active Directory does not.
  bool bit_filters = false;  // The directory knows 1.2.840.113556.1.4.803 (Filter::BitsSet).
  // False where proxyAddresses has no equality rule (OpenLDAP's msuser.schema): then a search for
  // one value finds nothing, and Filter::Present with a look at each entry is needed.
  bool proxy_addresses_searchable = true;

  // Set objectClass, and sn where one is demanded and missing (displayName or cn serves).
  void CompleteUser(Entry* entry) const;
  void CompleteContact(Entry* entry) const;
};

Result<Profile> DetectProfile(Store& store);  // kSchemaMissing says how to load the schema.

// The auxiliary class an existing user or contact needs before it can bear msRTCSIP-* attributes;
// empty when its classes have them, as on Active Directory.
std::string NeededAuxiliary(const Schema& schema, const EntryView& entry);

}  // namespace sipsh::directory
