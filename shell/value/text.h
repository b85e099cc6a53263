// Text in UTF-8 seen as UTF-16: lengths, indexes, case, width on the screen.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace sipsh {

bool IsAscii(std::string_view text);
size_t Utf16Length(std::string_view text);
// Reads the code point at *offset and moves past it; a lone surrogate reads as itself, a byte that
// is no UTF-8 as U+FFFD.
char32_t NextCodePoint(std::string_view text, size_t* offset);
void AppendCodePoint(std::string* out, char32_t code_point);
// Appends one UTF-16 unit; a low surrogate behind a lone high one joins it.
void AppendUtf16Unit(std::string* out, char16_t unit);
std::string CharToText(char16_t unit);
std::u16string ToUtf16(std::string_view text);
std::string FromUtf16(std::u16string_view text);
// Replaces what is no UTF-8 by U+FFFD (text from outside).
std::string MakeValidUtf8(std::string_view bytes);

// Simple folding: one code point to one.
char32_t FoldCodePoint(char32_t code_point);
std::string Fold(std::string_view text);
std::string ToUpper(std::string_view text);
std::string ToLower(std::string_view text);
bool IsWhiteSpace(char32_t code_point);
std::string_view TrimWhiteSpace(std::string_view text);

bool EqualsIgnoreCase(std::string_view a, std::string_view b);
bool StartsWithIgnoreCase(std::string_view text, std::string_view prefix);
size_t HashText(std::string_view text, bool ignore_case);

// Columns of a terminal: wide characters two, combining marks none.
int DisplayWidth(std::string_view text);
// The longest beginning that fits the columns.
std::string_view TruncateToWidth(std::string_view text, int columns);

}  // namespace sipsh
