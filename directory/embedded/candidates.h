// Which entries can match a filter at all, as far as the indexes tell.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "directory/embedded/layout.h"
#include "directory/filter.h"

namespace sipsh::directory::embedded {

// Ids in ascending order, a superset of the matches; nothing when reading all entries is quicker.
std::optional<std::vector<int64_t>> FindCandidates(Database& database, const Schema& schema,
                                                   const IndexNames& names, const Filter& filter);

}  // namespace sipsh::directory::embedded
