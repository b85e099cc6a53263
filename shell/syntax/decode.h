// DecodeScript: the bytes of a script file to UTF-8.
//
// A byte order mark decides (UTF-8, UTF-16 and UTF-32 of either order). Without one, UTF-16 is
// known by its zero bytes, valid UTF-8 is taken as such, and anything else as Windows-1252. Line
// ends stay as they are. Unpaired surrogates become U+FFFD. Never fails.
#pragma once

#include <string>
#include <string_view>

namespace sipsh::syntax {

enum class TextEncoding { kUtf8, kUtf8Bom, kUtf16Le, kUtf16Be, kUtf32Le, kUtf32Be, kWindows1252 };

TextEncoding DetectEncoding(std::string_view bytes);

std::string DecodeScript(std::string_view bytes);

bool IsValidUtf8(std::string_view text);

}  // namespace sipsh::syntax
