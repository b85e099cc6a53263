// Tables of the report: a frame that scrolls on its own, column heads, a head for each row.
#pragma once

#include <string>
#include <vector>

#include "directory/coexistence/markup.h"

namespace sipsh::coexistence {

void OpenTable(Markup* out, const std::vector<std::string>& heads);
void CloseTable(Markup* out);
void RowHead(Markup* out, const std::string& name, const std::string& note);

}  // namespace sipsh::coexistence
