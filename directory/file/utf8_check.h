// Is this text a person can have meant? UTF-8 without BOM, NUL or control
// characters; each fault with its place.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "directory/file/yaml_document.h"

namespace sipsh::directory {

// False, with one problem added, at the first fault.
bool CheckText(const std::string& file, std::string_view text, std::vector<Problem>* problems);

// Bytes of the well-formed UTF-8 sequence at the start of `text`; 0 when there is none.
size_t Utf8Length(std::string_view text);

}  // namespace sipsh::directory
