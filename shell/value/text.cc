#include "shell/value/text.h"

#include <cstring>
#include <utf8proc.h>

namespace sipsh {

namespace {

constexpr char32_t kReplacement = 0xFFFD;

inline bool IsContinuation(unsigned char c) { return (c & 0xC0) == 0x80; }
inline char FoldAscii(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

template <typename MapCodePoint, typename MapAscii>
std::string MapText(std::string_view text, MapAscii map_ascii, MapCodePoint map) {
  std::string out;
  out.reserve(text.size());
  for (size_t i = 0; i < text.size();) {
    unsigned char c = static_cast<unsigned char>(text[i]);
    if (c < 0x80) {
      out.push_back(map_ascii(text[i++]));
    } else {
      AppendCodePoint(&out, map(NextCodePoint(text, &i)));
    }
  }
  return out;
}

}  // namespace

bool IsAscii(std::string_view text) {
  size_t i = 0;
  for (; i + 8 <= text.size(); i += 8) {
    uint64_t word;
    std::memcpy(&word, text.data() + i, 8);
    if (word & 0x8080808080808080ull) return false;
  }
  for (; i < text.size(); ++i) {
    if (text[i] & 0x80) return false;
  }
  return true;
}

char32_t NextCodePoint(std::string_view text, size_t* offset) {
  size_t i = *offset;
  auto byte = [&](size_t k) -> unsigned char {
    return i + k < text.size() ? static_cast<unsigned char>(text[i + k]) : 0;
  };
  unsigned char c = byte(0);
  if (c < 0x80) {
    *offset = i + 1;
    return c;
  }
  int more = c >= 0xF0 && c < 0xF5 ? 3 : c >= 0xE0 ? 2 : c >= 0xC2 ? 1 : 0;
  if (c >= 0xF5) more = 0;
  char32_t value = more == 3 ? c & 0x07 : more == 2 ? c & 0x0F : c & 0x1F;
  for (int k = 1; k <= more; ++k) {
    if (!IsContinuation(byte(static_cast<size_t>(k)))) {
      *offset = i + 1;
      return kReplacement;
    }
    value = (value << 6) | (byte(static_cast<size_t>(k)) & 0x3F);
  }
  if (more == 0 || (more == 2 && value < 0x800) ||
      (more == 3 && (value < 0x10000 || value > 0x10FFFF))) {
    *offset = i + 1;
    return kReplacement;
  }
  *offset = i + static_cast<size_t>(more) + 1;
  return value;
}

void AppendCodePoint(std::string* out, char32_t c) {
  auto put = [&](char32_t byte) { out->push_back(static_cast<char>(byte)); };
  if (c < 0x80) {
    put(c);
  } else if (c < 0x800) {
    put(0xC0 | (c >> 6));
    put(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    put(0xE0 | (c >> 12));
    put(0x80 | ((c >> 6) & 0x3F));
    put(0x80 | (c & 0x3F));
  } else {
    put(0xF0 | (c >> 18));
    put(0x80 | ((c >> 12) & 0x3F));
    put(0x80 | ((c >> 6) & 0x3F));
    put(0x80 | (c & 0x3F));
  }
}

void AppendUtf16Unit(std::string* out, char16_t unit) {
  size_t n = out->size();
  if (unit >= 0xDC00 && unit <= 0xDFFF && n >= 3 &&
      static_cast<unsigned char>((*out)[n - 3]) == 0xED) {
    size_t at = n - 3;
    char32_t high = NextCodePoint(*out, &at);
    if (high >= 0xD800 && high <= 0xDBFF) {
      out->resize(n - 3);
      AppendCodePoint(out, 0x10000 + ((high - 0xD800) << 10) + (unit - 0xDC00u));
      return;
    }
  }
  AppendCodePoint(out, unit);
}

std::string CharToText(char16_t unit) {
  std::string out;
  AppendCodePoint(&out, unit);
  return out;
}

size_t Utf16Length(std::string_view text) {
  if (IsAscii(text)) return text.size();
  size_t units = 0;
  for (size_t i = 0; i < text.size();) units += NextCodePoint(text, &i) >= 0x10000 ? 2 : 1;
  return units;
}

std::u16string ToUtf16(std::string_view text) {
  std::u16string out;
  out.reserve(text.size());
  for (size_t i = 0; i < text.size();) {
    char32_t c = NextCodePoint(text, &i);
    if (c >= 0x10000) {
      out.push_back(static_cast<char16_t>(0xD800 + ((c - 0x10000) >> 10)));
      out.push_back(static_cast<char16_t>(0xDC00 + ((c - 0x10000) & 0x3FF)));
    } else {
      out.push_back(static_cast<char16_t>(c));
    }
  }
  return out;
}

std::string FromUtf16(std::u16string_view text) {
  std::string out;
  out.reserve(text.size());
  for (char16_t unit : text) AppendUtf16Unit(&out, unit);
  return out;
}

std::string MakeValidUtf8(std::string_view bytes) {
  if (IsAscii(bytes)) return std::string(bytes);
  std::string out;
  out.reserve(bytes.size());
  for (size_t i = 0; i < bytes.size();) {
    char32_t c = NextCodePoint(bytes, &i);
    AppendCodePoint(&out, c >= 0xD800 && c <= 0xDFFF ? kReplacement : c);
  }
  return out;
}

char32_t FoldCodePoint(char32_t c) {
  if (c < 0x80) return static_cast<unsigned char>(FoldAscii(static_cast<char>(c)));
  if (c >= 0xD800 && c <= 0xDFFF) return c;
  return static_cast<char32_t>(utf8proc_tolower(static_cast<utf8proc_int32_t>(c)));
}

std::string Fold(std::string_view text) { return MapText(text, FoldAscii, FoldCodePoint); }
std::string ToLower(std::string_view text) { return MapText(text, FoldAscii, FoldCodePoint); }

std::string ToUpper(std::string_view text) {
  return MapText(
      text, [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; },
      [](char32_t c) {
        if (c >= 0xD800 && c <= 0xDFFF) return c;
        return static_cast<char32_t>(utf8proc_toupper(static_cast<utf8proc_int32_t>(c)));
      });
}

bool IsWhiteSpace(char32_t c) {
  return c == ' ' || (c >= 9 && c <= 13) || c == 0x85 || c == 0xA0 || c == 0x1680 ||
         (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F ||
         c == 0x3000;
}

std::string_view TrimWhiteSpace(std::string_view text) {
  size_t begin = 0, end = 0;
  bool seen = false;
  for (size_t i = 0; i < text.size();) {
    size_t at = i;
    if (!IsWhiteSpace(NextCodePoint(text, &i))) {
      if (!seen) begin = at;
      seen = true;
      end = i;
    }
  }
  return text.substr(begin, end - begin);
}

bool EqualsIgnoreCase(std::string_view a, std::string_view b) {
  size_t i = 0, j = 0;
  while (i < a.size() && j < b.size()) {
    if (!((a[i] | b[j]) & 0x80)) {
      if (FoldAscii(a[i++]) != FoldAscii(b[j++])) return false;
    } else if (FoldCodePoint(NextCodePoint(a, &i)) != FoldCodePoint(NextCodePoint(b, &j))) {
      return false;
    }
  }
  return i == a.size() && j == b.size();
}

bool StartsWithIgnoreCase(std::string_view text, std::string_view prefix) {
  size_t i = 0, j = 0;
  while (i < text.size() && j < prefix.size()) {
    if (FoldCodePoint(NextCodePoint(text, &i)) != FoldCodePoint(NextCodePoint(prefix, &j))) {
      return false;
    }
  }
  return j == prefix.size();
}

size_t HashText(std::string_view text, bool ignore_case) {
  uint64_t hash = 0xcbf29ce484222325ull;
  auto mix = [&hash](uint64_t v) { hash = (hash ^ v) * 0x100000001b3ull; };
  if (!ignore_case) {
    for (char c : text) mix(static_cast<unsigned char>(c));
  } else {
    for (size_t i = 0; i < text.size();) {
      unsigned char c = static_cast<unsigned char>(text[i]);
      if (c < 0x80) {
        mix(static_cast<unsigned char>(FoldAscii(text[i++])));
      } else {
        mix(FoldCodePoint(NextCodePoint(text, &i)));
      }
    }
  }
  return static_cast<size_t>(hash ^ (hash >> 29));
}

namespace {

int WidthOf(char32_t c) {
  if (c < 0x80) return c < 0x20 || c == 0x7F ? 0 : 1;
  if (c >= 0xD800 && c <= 0xDFFF) return 1;
  return utf8proc_charwidth(static_cast<utf8proc_int32_t>(c));
}

}  // namespace

int DisplayWidth(std::string_view text) {
  int width = 0;
  for (size_t i = 0; i < text.size();) width += WidthOf(NextCodePoint(text, &i));
  return width;
}

std::string_view TruncateToWidth(std::string_view text, int columns) {
  int width = 0;
  for (size_t i = 0; i < text.size();) {
    size_t at = i;
    width += WidthOf(NextCodePoint(text, &i));
    if (width > columns) return text.substr(0, at);
  }
  return text;
}

}  // namespace sipsh
