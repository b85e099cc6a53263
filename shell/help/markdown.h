// Markdown as help pages use it, laid out for a terminal: headings, paragraphs, lists, fenced
// blocks; code spans, ** and links inside a line. What is no such thing is shown as it was written.
#pragma once

#include <string>
#include <string_view>

namespace sipsh::help {

// Paragraphs and list items filled up to `width` columns; fenced blocks four columns in, as they
// are; an empty line between blocks. Headings are put in capitals at the margin and what is below
// them four columns in. No line feed at the end.
std::string LayMarkdown(std::string_view markdown, int width);

// A line without its marks: `code`, **strong**, [text](target), \*.
std::string PlainInline(std::string_view text);

// `text` with every line that is not empty put so many columns in.
std::string Indented(std::string_view text, int columns);

}  // namespace sipsh::help
