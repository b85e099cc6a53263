// The .schema files of directory/schema/, compiled in (see schema/embed.sh).
#pragma once

#include <string_view>
#include <vector>

namespace sipsh::directory {

std::vector<std::string_view> BuiltInSchemaTexts();

}  // namespace sipsh::directory
