#include "shell/syntax/characters.h"

namespace sipsh::syntax {

namespace {

uint8_t SequenceLength(std::string_view text, uint32_t offset) {
  auto lead = static_cast<unsigned char>(text[offset]);
  uint8_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC2 ? 2 : 1;
  if (offset + length > text.size()) return 1;
  for (uint8_t i = 1; i < length; ++i) {
    if ((static_cast<unsigned char>(text[offset + i]) & 0xC0) != 0x80) return 1;
  }
  return length;
}

uint32_t CodePoint(std::string_view text, uint32_t offset, uint8_t length) {
  auto byte = [&](uint32_t i) -> uint32_t { return static_cast<unsigned char>(text[offset + i]); };
  switch (length) {
    case 2:
      return (byte(0) & 0x1F) << 6 | (byte(1) & 0x3F);
    case 3:
      return (byte(0) & 0x0F) << 12 | (byte(1) & 0x3F) << 6 | (byte(2) & 0x3F);
    default:
      return 0x10000;  // nothing beyond the basic plane is folded
  }
}

}  // namespace

FoldedCharacter FoldBeyondAscii(std::string_view text, uint32_t offset) {
  uint8_t length = SequenceLength(text, offset);
  if (length == 1 || length == 4) return {0, length};
  uint32_t code = CodePoint(text, offset, length);
  if (code < 0x2000) {
    bool space = code == 0x85 || code == 0xA0 || code == 0x1680;
    return {space ? ' ' : '\0', length};
  }
  if (code <= 0x200A) return {' ', length};
  switch (code) {
    case 0x2013:
    case 0x2014:
    case 0x2015:
      return {'-', length};
    case 0x2018:
    case 0x2019:
    case 0x201A:
    case 0x201B:
      return {'\'', length};
    case 0x201C:
    case 0x201D:
    case 0x201E:
      return {'"', length};
    case 0x2028:
    case 0x2029:
    case 0x202F:
    case 0x205F:
    case 0x3000:
    case 0xFEFF:
      return {' ', length};
    default:
      return {0, length};
  }
}

void AppendUtf8(std::string& out, uint32_t code) {
  if (code < 0x80) {
    out += static_cast<char>(code);
  } else if (code < 0x800) {
    out += static_cast<char>(0xC0 | code >> 6);
    out += static_cast<char>(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    out += static_cast<char>(0xE0 | code >> 12);
    out += static_cast<char>(0x80 | (code >> 6 & 0x3F));
    out += static_cast<char>(0x80 | (code & 0x3F));
  } else {
    out += static_cast<char>(0xF0 | code >> 18);
    out += static_cast<char>(0x80 | (code >> 12 & 0x3F));
    out += static_cast<char>(0x80 | (code >> 6 & 0x3F));
    out += static_cast<char>(0x80 | (code & 0x3F));
  }
}

}  // namespace sipsh::syntax
