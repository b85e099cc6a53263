// SHA-256, by Nettle, to tell whether a file is the one that was read.
#pragma once

#include <string>
#include <string_view>

namespace sipsh::directory {

std::string Sha256Hex(std::string_view bytes);  // 64 lower-case hexadecimal digits.

}  // namespace sipsh::directory
