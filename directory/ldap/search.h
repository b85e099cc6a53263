// Searching over one connection: pages, Active Directory's ranges, early ends.
#pragma once

#include <functional>

#include "directory/ldap/connection.h"
#include "directory/store.h"

namespace sipsh::directory::ldap {

struct SearchOutcome {
  Status status;
  size_t entries = 0;  // Handed over.
};

// kNoSuchObject when the request's base is not there.
Status RequireBase(Connection& connection, const SearchRequest& request);
SearchOutcome RunSearch(Connection& connection, const SearchRequest& request,
                        const std::function<bool(Entry&&)>& sink);

}  // namespace sipsh::directory::ldap
