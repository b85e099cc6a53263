#include "shell/syntax/decode.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "shell/syntax/characters.h"

namespace sipsh::syntax {

namespace {

// Windows-1252 from 0x80 to 0x9F; the five unused bytes map to themselves.
constexpr std::array<uint16_t, 32> kWindows1252{
    0x20AC, 0x81,   0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0x8D,   0x017D, 0x8F,   0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D,   0x017E, 0x0178};

uint32_t Byte(std::string_view bytes, size_t i) { return static_cast<unsigned char>(bytes[i]); }

std::string FromUtf16(std::string_view bytes, bool big) {
  std::string out;
  out.reserve(bytes.size());
  auto unit = [&](size_t i) {
    return big ? Byte(bytes, i) << 8 | Byte(bytes, i + 1)
               : Byte(bytes, i + 1) << 8 | Byte(bytes, i);
  };
  for (size_t i = 0; i + 1 < bytes.size(); i += 2) {
    uint32_t code = unit(i);
    if (code >= 0xD800 && code < 0xE000) {
      uint32_t low = i + 3 < bytes.size() ? unit(i + 2) : 0;
      if (code < 0xDC00 && low >= 0xDC00 && low < 0xE000) {
        code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
        i += 2;
      } else {
        code = 0xFFFD;
      }
    }
    AppendUtf8(out, code);
  }
  return out;
}

std::string FromUtf32(std::string_view bytes, bool big) {
  std::string out;
  for (size_t i = 0; i + 3 < bytes.size(); i += 4) {
    uint32_t code = 0;
    for (size_t k = 0; k < 4; ++k) code = code << 8 | Byte(bytes, big ? i + k : i + 3 - k);
    bool valid = code < 0xD800 || (code >= 0xE000 && code <= 0x10FFFF);
    AppendUtf8(out, valid ? code : 0xFFFD);
  }
  return out;
}

std::string FromWindows1252(std::string_view bytes) {
  std::string out;
  out.reserve(bytes.size() + bytes.size() / 8);
  for (size_t i = 0; i < bytes.size(); ++i) {
    uint32_t code = Byte(bytes, i);
    if (code >= 0x80 && code < 0xA0) code = kWindows1252[code - 0x80];
    AppendUtf8(out, code);
  }
  return out;
}

bool StartsWith(std::string_view bytes, std::string_view mark) {
  return bytes.substr(0, mark.size()) == mark;
}

// Text in a Latin script has a zero in nearly every other byte of UTF-16.
bool ZerosAt(std::string_view bytes, size_t parity) {
  size_t pairs = std::min<size_t>(bytes.size() / 2, 512);
  size_t zeros = 0;
  size_t others = 0;
  for (size_t i = 0; i < pairs; ++i) {
    zeros += bytes[2 * i + parity] == '\0' ? 1 : 0;
    others += bytes[2 * i + 1 - parity] == '\0' ? 1 : 0;
  }
  return pairs > 0 && others == 0 && zeros * 2 > pairs;
}

}  // namespace

bool IsValidUtf8(std::string_view text) {
  size_t i = 0;
  while (i < text.size()) {
    uint32_t lead = Byte(text, i);
    if (lead < 0x80) {
      ++i;
      continue;
    }
    size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (lead < 0xC2 || lead > 0xF4 || i + length > text.size()) return false;
    uint32_t second = Byte(text, i + 1);
    bool overlong = (lead == 0xE0 && second < 0xA0) || (lead == 0xF0 && second < 0x90);
    bool beyond = (lead == 0xED && second >= 0xA0) || (lead == 0xF4 && second >= 0x90);
    if (overlong || beyond) return false;
    for (size_t k = 1; k < length; ++k) {
      if ((Byte(text, i + k) & 0xC0) != 0x80) return false;
    }
    i += length;
  }
  return true;
}

TextEncoding DetectEncoding(std::string_view bytes) {
  using namespace std::string_view_literals;
  if (StartsWith(bytes, "\xEF\xBB\xBF"sv)) return TextEncoding::kUtf8Bom;
  if (StartsWith(bytes, "\xFF\xFE\0\0"sv)) return TextEncoding::kUtf32Le;
  if (StartsWith(bytes, "\0\0\xFE\xFF"sv)) return TextEncoding::kUtf32Be;
  if (StartsWith(bytes, "\xFF\xFE"sv)) return TextEncoding::kUtf16Le;
  if (StartsWith(bytes, "\xFE\xFF"sv)) return TextEncoding::kUtf16Be;
  if (ZerosAt(bytes, 1)) return TextEncoding::kUtf16Le;
  if (ZerosAt(bytes, 0)) return TextEncoding::kUtf16Be;
  return IsValidUtf8(bytes) ? TextEncoding::kUtf8 : TextEncoding::kWindows1252;
}

std::string DecodeScript(std::string_view bytes) {
  auto has_mark = [bytes](std::string_view mark) {
    return StartsWith(bytes, mark) ? mark.size() : 0;
  };
  switch (DetectEncoding(bytes)) {
    case TextEncoding::kUtf8Bom:
      bytes.remove_prefix(3);
      return IsValidUtf8(bytes) ? std::string(bytes) : FromWindows1252(bytes);
    case TextEncoding::kUtf16Le:
      return FromUtf16(bytes.substr(has_mark("\xFF\xFE")), false);
    case TextEncoding::kUtf16Be:
      return FromUtf16(bytes.substr(has_mark("\xFE\xFF")), true);
    case TextEncoding::kUtf32Le:
      return FromUtf32(bytes.substr(4), false);
    case TextEncoding::kUtf32Be:
      return FromUtf32(bytes.substr(4), true);
    case TextEncoding::kWindows1252:
      return FromWindows1252(bytes);
    case TextEncoding::kUtf8:
      break;
  }
  return std::string(bytes);
}

}  // namespace sipsh::syntax
