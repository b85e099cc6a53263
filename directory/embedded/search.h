// Searching one snapshot of the file.
#pragma once

#include <functional>

#include "directory/embedded/layout.h"
#include "directory/store.h"

namespace sipsh::directory::embedded {

Status RunSearch(Database& database, const Schema& schema, const IndexNames& names,
                 const SearchRequest& request, const std::function<bool(Entry&&)>& sink);

// The entries that have no parent in the file.
Result<std::vector<Dn>> NamingContexts(Database& database);

}  // namespace sipsh::directory::embedded
