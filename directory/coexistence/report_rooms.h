// The report's part about rooms: figures for each pool, its categories folded away below, and only
// the first rooms of each by name, so that thousands of rooms stay a page.
#pragma once

#include <vector>

#include "directory/coexistence/markup.h"
#include "directory/coexistence/rooms.h"
#include "directory/topology/model.h"

namespace sipsh::coexistence {

void WriteRooms(const topology::Topology& topology, const std::vector<PoolRooms>& rooms,
                Markup* out);

}  // namespace sipsh::coexistence
