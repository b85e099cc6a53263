// From .NET's regular-expression syntax to PCRE2's.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace sipsh {

struct TranslatedRegex {
  std::string pattern;             // for PCRE2
  std::vector<std::string> names;  // .NET's group names by .NET's number; "0" first
  std::vector<int> pcre_number;    // .NET's number -> PCRE2's
  std::string error;               // not empty: refused, and why
  size_t error_offset = 0;         // byte offset in the source pattern
};

TranslatedRegex TranslateRegex(std::string_view pattern, bool explicit_capture);

}  // namespace sipsh
