// entryUUID (RFC 4530) on servers that keep an entry's lasting identity under a name of their own:
// nsUniqueId on 389 Directory Server, objectGUID on Active Directory. Searches ask for entryUUID
// everywhere and get the 36 characters of a UUID.
#pragma once

#include <string>

#include "directory/store.h"

namespace sipsh::directory::ldap {

enum class UniqueIdForm {
  kStandard,         // entryUUID itself.
  kNsUniqueId,       // "1f0c5a52-6d0b4c55-9a435d6e-1c0f7a01"
  kActiveDirectory,  // 16 bytes, the first three groups with the lowest byte first.
};

// entryUUID's description, for a schema that lacks it.
inline constexpr std::string_view kUniqueIdType =
    "( 1.3.6.1.1.16.4 NAME 'entryUUID' SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 SINGLE-VALUE "
    "NO-USER-MODIFICATION USAGE directoryOperation )";

bool AsksForUniqueId(const SearchRequest& request);
// The request in the server's own words.
SearchRequest InNativeTerms(const SearchRequest& request, UniqueIdForm form);
// Adds entryUUID to what the server gave.
void GiveUniqueId(const SearchRequest& asked, UniqueIdForm form, Entry* entry);

// Native value to UUID text and back; empty when it is none.
std::string ToUuid(std::string_view native, UniqueIdForm form);
std::string FromUuid(std::string_view uuid, UniqueIdForm form);

}  // namespace sipsh::directory::ldap
