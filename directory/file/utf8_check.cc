#include "directory/file/utf8_check.h"

#include <cstdio>

namespace sipsh::directory {
namespace {

std::string Hex(unsigned char byte) {
  char text[8];
  std::snprintf(text, sizeof text, "0x%02X", byte);
  return text;
}

}  // namespace

// The Unicode Standard, table 3-7: well-formed UTF-8 byte sequences.
size_t Utf8Length(std::string_view text) {
  auto at = [&](size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u; };
  auto tail = [&](size_t i) { return (at(i) & 0xC0) == 0x80; };
  unsigned first = at(0);
  if (text.empty()) return 0;
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first <= 0xDF) return tail(1) ? 2 : 0;
  if (first >= 0xE0 && first <= 0xEF) {
    unsigned low = first == 0xE0 ? 0xA0 : 0x80, high = first == 0xED ? 0x9F : 0xBF;
    return at(1) >= low && at(1) <= high && tail(2) ? 3 : 0;
  }
  if (first >= 0xF0 && first <= 0xF4) {
    unsigned low = first == 0xF0 ? 0x90 : 0x80, high = first == 0xF4 ? 0x8F : 0xBF;
    return at(1) >= low && at(1) <= high && tail(2) && tail(3) ? 4 : 0;
  }
  return 0;
}

bool CheckText(const std::string& file, std::string_view text, std::vector<Problem>* problems) {
  int line = 1, column = 1;
  auto fail = [&](std::string rule, std::string message) {
    problems->push_back({file, line, column, std::move(message), std::move(rule)});
    return false;
  };
  if (text.substr(0, 3) == "\xEF\xBB\xBF")
    return fail("yaml-bom", "begins with a byte order mark; save the file as UTF-8 without BOM");
  if (text.substr(0, 2) == "\xFF\xFE" || text.substr(0, 2) == "\xFE\xFF")
    return fail("yaml-bom", "is UTF-16; save the file as UTF-8 without BOM");
  while (!text.empty()) {
    size_t length = Utf8Length(text);
    auto first = static_cast<unsigned char>(text[0]);
    if (length == 0)
      return fail("yaml-utf8", "the byte " + Hex(first) + " is not UTF-8; save the file as UTF-8");
    if ((first < 0x20 && first != '\n' && first != '\t' && first != '\r') || first == 0x7F)
      return fail("yaml-control",
                  "the control character " + Hex(first) + " stands here; remove it");
    text.remove_prefix(length);
    ++column;
    if (first == '\n') {
      ++line;
      column = 1;
    }
  }
  return true;
}

}  // namespace sipsh::directory
