// The coexistence report: one self-contained HTML page (no scripts, nothing fetched) with the map,
// who reaches what, the rooms, and what needs attention. Pure function.
#pragma once

#include <string>
#include <vector>

#include "directory/coexistence/facts.h"
#include "directory/coexistence/findings.h"
#include "directory/coexistence/rooms.h"
#include "directory/topology/model.h"

namespace sipsh::coexistence {

struct ReportOrigin {
  std::string environment;  // Which one: its default SIP domain or its name.
  std::string published;    // "version 3, published 2026-01-31T12:00:00Z by alice"
  std::string made;         // When the report was made.
};

std::string RenderReport(const topology::Topology& topology, const Facts& facts,
                         const std::vector<PoolRooms>& rooms, const std::vector<Finding>& findings,
                         const ReportOrigin& origin);

}  // namespace sipsh::coexistence
