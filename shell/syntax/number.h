// Numeric literals (about_Numeric_Literals): 10, 0x1F, 0b101, 1.5e3, 12.3d, 100l, 7uy, 4gb.
#pragma once

#include <cstdint>
#include <string_view>

#include "shell/syntax/literal.h"

namespace sipsh::syntax {

// Reads the longest numeric literal at the start of `text`, a leading sign included. Returns its
// length; 0 when there is none or when letters or digits follow it directly ("7zip").
// `fits` becomes false when the value does not fit the type its suffix asks for.
uint32_t ScanNumber(std::string_view text, Literal* value, bool* fits);

// The whole text as a literal.
bool ParseNumber(std::string_view text, Literal* value);

}  // namespace sipsh::syntax
