// Reads from the directory what coexistence depends on (directory/coexistence/facts.h).
#pragma once

#include <string>
#include <vector>

#include "cmdlets/directory_support/environment_service.h"
#include "directory/coexistence/facts.h"

namespace sipsh {

enum class FactsExtent {
  kAddresses,   // Holders, objects and services: a few indexed searches.
  kEverything,  // Homes and their users, too: one pass over all that have an address.
};

// Throws what cannot be read.
coexistence::Facts ReadFacts(EnvironmentService& environment, directory::Store& store,
                             const directory::Wait& wait, FactsExtent extent);

// What is asked of a user's entry, and the user.
const std::vector<std::string>& ChatUserAttributes();
coexistence::User ReadChatUser(EnvironmentService& environment, const directory::EntryView& entry);

// The containers of the RTC service: below the configuration, and below CN=System where older
// installations put it.
std::vector<directory::Dn> RtcServices(EnvironmentService& environment);

// Every entry below `base`; none when that is not there.
std::vector<directory::Entry> EntriesBelow(directory::Store& store, const directory::Dn& base,
                                           directory::Filter filter,
                                           std::vector<std::string> attributes,
                                           const directory::Wait& wait);

int ToVersion(std::string_view text);  // -1 when it is no number.

}  // namespace sipsh
