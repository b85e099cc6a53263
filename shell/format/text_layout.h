// How text occupies a terminal: display width in columns (Unicode, by utf8proc), padding,
// truncation with an ellipsis, wrapping at words, and making control characters visible.
//
// All functions take UTF-8 and never fail: a malformed byte counts as one column and is shown as
// U+FFFD by Visible().  Nothing here keeps state.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace sipsh::format {

enum class Alignment { kLeft, kRight, kCenter };

// Columns needed to show `text` on one line; SGR colour sequences take none.
int DisplayWidth(std::string_view text);

// The longest prefix that fits `width` columns, without an ellipsis.
std::string_view Prefix(std::string_view text, int width);

// `text` cut to `width` columns; when something was cut the last column is U+2026.
std::string Truncate(std::string_view text, int width);

// Appends `text`, truncated to and padded up to `width` columns.
void AppendCell(std::string& out, std::string_view text, int width, Alignment alignment);

// Cut at line ends and then at word boundaries so that no piece exceeds `width` columns.
std::vector<std::string> Wrap(std::string_view text, int width);

// The lines of `text`; "\r\n" and "\n" both end one.  An empty text has one empty line.
std::vector<std::string_view> Lines(std::string_view text);

// What may go to a terminal: C0 controls (but tab and line feed) become their control pictures,
// C1 controls and direction overrides U+FFFD.  With `keep_colour` SGR sequences pass.
std::string Visible(std::string_view text, bool keep_colour);

}  // namespace sipsh::format
