// The HTML report that -Report asks for.
#pragma once

#include <string>
#include <vector>

namespace sipsh {

// Overwrites what was there. Throws ObjectError when it cannot be written.
void WriteReport(const std::string& path, const std::string& title,
                 const std::vector<std::string>& lines);

}  // namespace sipsh
