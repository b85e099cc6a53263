// Any text in XML 1.0, and back. What XML can not hold is written with a backslash: \\ is a
// backslash, \u0001 the character U+0001 (control characters, U+FFFE, U+FFFF), \xFF a byte that is
// no UTF-8. Everything else stands as itself, so that people can read the file.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sipsh::chat {

// For elements and attributes, both: line ends and tabs in attributes survive too.
void AppendXml(std::string_view text, std::string* xml);
// Of what an XML parser made of it; nothing when a backslash is followed by something else.
std::optional<std::string> FromXml(std::string_view text);

// 2012-10-31T00:00:00.000Z; milliseconds as a plain number where no such date has four digits.
std::string TimeText(int64_t milliseconds);
std::optional<int64_t> ParseTimeText(std::string_view text);

std::optional<int64_t> ParseInteger(std::string_view text);

}  // namespace sipsh::chat
