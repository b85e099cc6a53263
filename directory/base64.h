// Base64 (RFC 4648) for LDIF.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace sipsh::directory {

std::string Base64Encode(std::string_view bytes);
std::optional<std::string> Base64Decode(std::string_view text);  // Nothing: not base64.

}  // namespace sipsh::directory
