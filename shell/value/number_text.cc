// Numbers as scripts and data write them (about_Numeric_Literals).
#include <charconv>
#include <cmath>
#include <limits>

#include "shell/value/convert.h"
#include "shell/value/objects.h"
#include "shell/value/text.h"

namespace sipsh {

namespace {

struct Suffixes {
  char type[2] = {0, 0};  // 'l', 'd', 'u', 'y', 's', 'n'; 'u' first
  double multiplier = 1;
  int shift = 0;
};

char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

// Takes "kb" and a type suffix off the end. `hex`: then only l, u, s, y (not d), never e.
void TakeSuffixes(std::string_view* text, bool hex, Suffixes* out) {
  if (text->size() > 2 && Lower(text->back()) == 'b') {
    constexpr std::string_view kUnits = "kmgtp";
    size_t unit = kUnits.find(Lower((*text)[text->size() - 2]));
    if (unit != std::string_view::npos) {
      out->shift = static_cast<int>(unit + 1) * 10;
      text->remove_suffix(2);
    }
  }
  std::string_view allowed = hex ? "lusyn" : "ldusyn";
  for (int i = 1; i >= 0 && text->size() > 1; --i) {
    char c = Lower(text->back());
    if (allowed.find(c) == std::string_view::npos) break;
    if (i == 0 && c != 'u') break;
    out->type[i] = c;
    text->remove_suffix(1);
    if (c == 'u' && i == 1) break;
  }
  if (out->shift == 0 && out->type[1] != 0) {  // 1kbl is written 1lkb: type before multiplier
    return;
  }
}

std::optional<Value> Typed(__int128 n, const Suffixes& suffix) {
  auto in = [n](auto low, auto high) {
    return n >= static_cast<__int128>(low) && n <= static_cast<__int128>(high);
  };
  bool is_unsigned = suffix.type[0] == 'u' || suffix.type[1] == 'u';
  switch (suffix.type[1]) {
    case 'y':
      if (is_unsigned) {
        if (!in(0, 255)) return std::nullopt;
        return Value::Byte(static_cast<uint8_t>(n));
      }
      if (!in(-128, 127)) return std::nullopt;
      return Value::SByte(static_cast<int8_t>(n));
    case 's':
      if (is_unsigned) {
        if (!in(0, 65535)) return std::nullopt;
        return Value::UInt16(static_cast<uint16_t>(n));
      }
      if (!in(-32768, 32767)) return std::nullopt;
      return Value::Int16(static_cast<int16_t>(n));
    case 'l':
      if (is_unsigned) {
        if (!in(0, UINT64_MAX)) return std::nullopt;
        return Value::UInt64(static_cast<uint64_t>(n));
      }
      if (!in(INT64_MIN, INT64_MAX)) return std::nullopt;
      return Value::Int64(static_cast<int64_t>(n));
    case 'u':
      if (in(0, UINT32_MAX)) return Value::UInt32(static_cast<uint32_t>(n));
      if (in(0, UINT64_MAX)) return Value::UInt64(static_cast<uint64_t>(n));
      return std::nullopt;
    case 'd':
    case 'n':
      return MakeDecimal({n, 0});
    default:
      break;
  }
  if (in(INT32_MIN, INT32_MAX)) return Value::Int32(static_cast<int32_t>(n));
  if (in(INT64_MIN, INT64_MAX)) return Value::Int64(static_cast<int64_t>(n));
  const __int128 decimal_limit = (static_cast<__int128>(1) << 96) - 1;
  if (n <= decimal_limit && n >= -decimal_limit) return MakeDecimal({n, 0});
  return Value::Double(static_cast<double>(n));
}

// 0x... and 0b...: two's complement by the number of digits written.
std::optional<Value> ParseRadix(std::string_view text, bool negative, int bits_per_digit) {
  Suffixes suffix;
  TakeSuffixes(&text, true, &suffix);
  if (text.empty()) return std::nullopt;
  unsigned __int128 n = 0;
  for (char c : text) {
    c = Lower(c);
    int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : 99;
    if (digit >= (1 << bits_per_digit) || n >> 120) return std::nullopt;
    n = (n << bits_per_digit) | static_cast<unsigned>(digit);
  }
  int bits = static_cast<int>(text.size()) * bits_per_digit;
  __int128 value = static_cast<__int128>(n);
  bool is_unsigned = suffix.type[0] == 'u' || suffix.type[1] == 'u';
  if (!is_unsigned) {
    int width = suffix.type[1] == 'l'   ? 64
                : suffix.type[1] == 's' ? 16
                : suffix.type[1] == 'y' ? 8
                : bits <= 32            ? 32
                                        : 64;
    if (bits == width && (n >> (width - 1)) & 1) value -= static_cast<__int128>(1) << width;
  }
  if (negative) value = -value;
  return Typed(value << suffix.shift, suffix);
}

std::optional<Value> ParseReal(std::string_view digits, bool negative, const Suffixes& suffix) {
  if (suffix.type[1] == 'd') {
    Decimal d;
    if (!Decimal::Parse(digits, &d)) return std::nullopt;
    if (suffix.shift) d = d * Decimal::FromInt64(int64_t{1} << suffix.shift);
    if (negative) d.mantissa = -d.mantissa;
    return MakeDecimal(d);
  }
  double number = 0;
  auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (end != digits.data() + digits.size()) return std::nullopt;
  if (error == std::errc::result_out_of_range) {
    number =
        digits.find("e-") != std::string_view::npos ? 0 : std::numeric_limits<double>::infinity();
  } else if (error != std::errc()) {
    return std::nullopt;
  }
  number = std::ldexp(negative ? -number : number, suffix.shift);
  if (suffix.type[1] == 0) return Value::Double(number);
  if (std::fabs(number) > 1e38) return std::nullopt;
  return Typed(static_cast<__int128>(std::nearbyint(number)), suffix);
}

}  // namespace

std::optional<Value> ParseNumber(std::string_view text) {
  text = TrimWhiteSpace(text);
  bool negative = false;
  if (!text.empty() && (text.front() == '-' || text.front() == '+')) {
    negative = text.front() == '-';
    text.remove_prefix(1);
  }
  if (text.empty()) return std::nullopt;
  if (text.size() > 2 && text[0] == '0') {
    if (Lower(text[1]) == 'x') return ParseRadix(text.substr(2), negative, 4);
    if (Lower(text[1]) == 'b' && text[2] <= '1') return ParseRadix(text.substr(2), negative, 1);
  }
  if (!((text[0] >= '0' && text[0] <= '9') || (text[0] == '.' && text.size() > 1))) {
    return std::nullopt;
  }
  Suffixes suffix;
  TakeSuffixes(&text, false, &suffix);
  bool integral = true;
  std::string digits;
  for (size_t i = 0; i < text.size(); ++i) {
    char c = Lower(text[i]);
    bool sign = (c == '+' || c == '-') && i > 0 && Lower(text[i - 1]) == 'e';
    if (!((c >= '0' && c <= '9') || c == '.' || c == 'e' || sign)) return std::nullopt;
    if (c == '.' || c == 'e') integral = false;
    if (c != '+') digits.push_back(c);
  }
  if (!integral || digits.size() > 37) return ParseReal(digits, negative, suffix);
  __int128 n = 0;
  for (char c : digits) n = n * 10 + (c - '0');
  if (suffix.shift && n >> (126 - suffix.shift)) return ParseReal(digits, negative, suffix);
  n <<= suffix.shift;
  return Typed(negative ? -n : n, suffix);
}

}  // namespace sipsh
