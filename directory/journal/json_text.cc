#include "directory/journal/json_text.h"

#include <array>

#include "directory/file/utf8_check.h"

namespace sipsh::journal {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

// Bytes that stand for themselves: printable ASCII without quote and backslash.
constexpr std::array<bool, 256> MakePlain() {
  std::array<bool, 256> plain{};
  for (size_t i = 0x20; i < 0x7F; ++i) plain[i] = i != '"' && i != '\\';
  return plain;
}
constexpr std::array<bool, 256> kPlain = MakePlain();

void AppendEscape(std::string* out, char c) {
  static constexpr char kHex[] = "0123456789abcdef";
  switch (c) {
    case '"':
    case '\\':
      *out += '\\';
      *out += c;
      return;
    case '\n':
      *out += "\\n";
      return;
    case '\r':
      *out += "\\r";
      return;
    case '\t':
      *out += "\\t";
      return;
    default:
      *out += "\\u00";
      *out += kHex[static_cast<unsigned char>(c) >> 4];
      *out += kHex[c & 15];
  }
}

}  // namespace

void AppendJsonString(std::string* out, std::string_view text) {
  *out += '"';
  size_t i = 0;
  while (i < text.size()) {
    size_t end = i;
    while (end < text.size() && kPlain[static_cast<unsigned char>(text[end])]) ++end;
    out->append(text, i, end - i);
    i = end;
    if (i == text.size()) break;
    if (static_cast<unsigned char>(text[i]) < 0x80) {
      AppendEscape(out, text[i++]);
      continue;
    }
    const size_t length = directory::Utf8Length(text.substr(i));
    if (length == 0)
      *out += kReplacement;
    else
      out->append(text, i, length);
    i += length == 0 ? 1 : length;
  }
  *out += '"';
}

void JsonText::Strings(const std::vector<std::string>& texts) {
  Open('[');
  for (const std::string& text : texts) String(text);
  Close(']');
}

}  // namespace sipsh::journal
