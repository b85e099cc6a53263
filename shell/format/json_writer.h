// JSON as ConvertTo-Json writes it: two blanks per level, properties in order, objects deeper than
// `depth` as their text.  Dates are ISO 8601; enum values numbers unless asked for as text.
#pragma once

#include <string>
#include <string_view>

#include "shell/value/value.h"

namespace sipsh::format {

enum class JsonEscape { kDefault, kNonAscii, kHtml };

struct JsonOptions {
  int depth = 2;
  bool compress = false;
  bool enums_as_strings = false;
  JsonEscape escape = JsonEscape::kDefault;
};

// `truncated`, when given, tells whether something lay deeper than the depth allows.
std::string WriteJson(const Value& value, const JsonOptions& options, bool* truncated = nullptr);
void AppendJsonString(std::string& out, std::string_view text, JsonEscape escape);

}  // namespace sipsh::format
