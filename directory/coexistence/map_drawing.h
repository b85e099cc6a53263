// The map as SVG, to stand inside an HTML page: no scripts, colours by the page's style sheet
// (report_style.h), every name a text with its full form as a tool tip. Pure function.
#pragma once

#include <string>

#include "directory/coexistence/map_layout.h"

namespace sipsh::coexistence {

std::string DrawMap(const MapLayout& map);

}  // namespace sipsh::coexistence
