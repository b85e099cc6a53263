// The report's style sheet: light and dark by the reader's preference, and for paper.
#pragma once

#include <string_view>

namespace sipsh::coexistence {

std::string_view ReportStyle();

}  // namespace sipsh::coexistence
