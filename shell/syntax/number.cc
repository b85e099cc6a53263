#include "shell/syntax/number.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <string>

#include "shell/syntax/characters.h"

namespace sipsh::syntax {

namespace {

using Wide = unsigned __int128;

// The pieces of a literal before they are given a type.
struct Parts {
  bool negative = false;
  int base = 10;
  std::string_view digits;    // before the point
  std::string_view fraction;  // behind it
  int exponent = 0;
  bool is_real = false;  // had a point or an exponent
  bool is_unsigned = false;
  char suffix = 0;  // l y s n d
  int kilo = 0;     // 1024 to this power
};

bool IsDigitOf(char c, int base) {
  if (base == 2) return c == '0' || c == '1';
  if (c >= '0' && c <= '9') return true;
  c = LowerAscii(c);
  return base == 16 && c >= 'a' && c <= 'f';
}

// Decimal digits of any length; only literals beyond 128 bits come here.
class BigDigits {
 public:
  void MultiplyAdd(unsigned factor, unsigned addend) {
    unsigned carry = addend;
    for (char& digit : reversed_) {
      unsigned value = static_cast<unsigned>(digit) * factor + carry;
      digit = static_cast<char>(value % 10);
      carry = value / 10;
    }
    for (; carry != 0; carry /= 10) reversed_ += static_cast<char>(carry % 10);
  }
  std::string Text() const {
    std::string out;
    for (auto it = reversed_.rbegin(); it != reversed_.rend(); ++it)
      out += static_cast<char>(*it + '0');
    return out.empty() ? "0" : out;
  }

 private:
  std::string reversed_;
};

unsigned DigitValue(char c) {
  if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
  return static_cast<unsigned>(LowerAscii(c) - 'a' + 10);
}

class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  uint32_t Scan(Parts* parts) {
    FoldedCharacter sign = FoldCharacter(text_, 0);
    if (sign.ascii == '-' || sign.ascii == '+') {
      parts->negative = sign.ascii == '-';
      at_ += sign.length;
    }
    if (!ScanDigits(parts)) return 0;
    ScanSuffix(parts);
    if (at_ < text_.size() && (HasClass(text_[at_], kDigitChar) || IsNameStart(text_, at_)))
      return 0;
    return at_;
  }

 private:
  char Lower(uint32_t ahead) const {
    return at_ + ahead < text_.size() ? LowerAscii(text_[at_ + ahead]) : '\0';
  }

  std::string_view TakeDigits(int base) {
    uint32_t start = at_;
    while (at_ < text_.size() && IsDigitOf(text_[at_], base)) ++at_;
    return text_.substr(start, at_ - start);
  }

  bool ScanDigits(Parts* parts) {
    if (Lower(0) == '0' && (Lower(1) == 'x' || Lower(1) == 'b')) {
      int base = Lower(1) == 'x' ? 16 : 2;
      if (IsDigitOf(Lower(2), base)) {
        parts->base = base;
        at_ += 2;
        parts->digits = TakeDigits(base);
        return true;
      }
    }
    parts->digits = TakeDigits(10);
    bool point_digits = Lower(0) == '.' && IsDigitOf(Lower(1), 10);
    if (parts->digits.empty() && !point_digits) return false;
    if (point_digits) {
      ++at_;
      parts->fraction = TakeDigits(10);
      parts->is_real = true;
    } else if (Lower(0) == '.' && EndsNumber(Lower(1))) {
      ++at_;
      parts->is_real = true;
    }
    ScanExponent(parts);
    return true;
  }

  // `1.` is a number only where nothing that could be a member or a range follows.
  static bool EndsNumber(char c) {
    return c == 0 || HasClass(c, kBlank | kNewLineChar) || c == ')' || c == '}' || c == ';' ||
           c == ',' || c == '|';
  }

  void ScanExponent(Parts* parts) {
    if (Lower(0) != 'e') return;
    uint32_t mark = at_++;
    FoldedCharacter sign = FoldCharacter(text_, at_);
    bool negative = sign.ascii == '-';
    if (negative || sign.ascii == '+') at_ += sign.length;
    std::string_view digits = TakeDigits(10);
    if (digits.empty()) {
      at_ = mark;
      return;
    }
    int value = 0;
    for (char c : digits) value = std::min(value * 10 + (c - '0'), 100000);
    parts->exponent = negative ? -value : value;
    parts->is_real = true;
  }

  void ScanSuffix(Parts* parts) {
    if (Lower(0) == 'u' && !parts->is_real) {
      parts->is_unsigned = true;
      ++at_;
    }
    char c = Lower(0);
    bool integral = c == 'l' || c == 'y' || c == 's' || (c == 'n' && !parts->is_unsigned);
    if (integral || (c == 'd' && !parts->is_unsigned)) {
      parts->suffix = c;
      ++at_;
    }
    constexpr std::string_view kMultipliers = "kmgtp";
    size_t power = kMultipliers.find(Lower(0));
    if (Lower(0) != 0 && power != std::string_view::npos && Lower(1) == 'b') {
      parts->kilo = static_cast<int>(power) + 1;
      at_ += 2;
    }
  }

  std::string_view text_;
  uint32_t at_ = 0;
};

std::string WithSign(const Parts& parts, std::string digits) {
  size_t zeros = 0;
  while (zeros + 1 < digits.size() && digits[zeros] == '0' && digits[zeros + 1] != '.') ++zeros;
  digits.erase(0, zeros);
  return parts.negative ? "-" + digits : digits;
}

std::string IntegerText(const Parts& parts) {
  BigDigits big;
  for (char c : parts.digits) big.MultiplyAdd(static_cast<unsigned>(parts.base), DigitValue(c));
  for (int i = 0; i < parts.kilo; ++i) big.MultiplyAdd(1024, 0);
  return WithSign(parts, big.Text());
}

// Plain digits of a decimal literal; false when beyond decimal's 28 places.
bool DecimalText(const Parts& parts, std::string* out) {
  if (parts.exponent > 40 || parts.exponent < -60 || parts.digits.size() > 60 ||
      parts.fraction.size() > 60) {
    return false;
  }
  BigDigits big;
  for (char c : parts.digits) big.MultiplyAdd(static_cast<unsigned>(parts.base), DigitValue(c));
  for (char c : parts.fraction) big.MultiplyAdd(10, DigitValue(c));
  for (int i = 0; i < parts.kilo; ++i) big.MultiplyAdd(1024, 0);
  int scale = static_cast<int>(parts.fraction.size()) - parts.exponent;
  for (; scale < 0; ++scale) big.MultiplyAdd(10, 0);
  std::string digits = big.Text();
  auto places = static_cast<size_t>(scale);
  if (digits.size() <= places) digits.insert(0, places + 1 - digits.size(), '0');
  if (places > 28) {
    digits.resize(digits.size() - (places - 28));
    places = 28;
  }
  std::string whole = digits.substr(0, digits.size() - places);
  constexpr std::string_view kLargest = "79228162514264337593543950335";
  if (whole.size() > kLargest.size() || (whole.size() == kLargest.size() && whole > kLargest)) {
    return false;
  }
  if (places > 0) digits.insert(digits.size() - places, 1, '.');
  *out = WithSign(parts, std::move(digits));
  return true;
}

double RealValue(const Parts& parts) {
  std::string text(parts.digits);
  double value = 0;
  if (parts.base == 10) {
    text += '.';
    text += parts.fraction;
    text += "0e" + std::to_string(parts.exponent);
    auto result = std::from_chars(text.data(), text.data() + text.size(), value);
    if (result.ec == std::errc::result_out_of_range) {
      value = parts.exponent < 0 ? 0 : std::numeric_limits<double>::infinity();
    }
  } else {
    for (char c : parts.digits) value = value * parts.base + DigitValue(c);
  }
  for (int i = 0; i < parts.kilo; ++i) value *= 1024;
  return parts.negative ? -value : value;
}

void SetReal(const Parts& parts, Literal* out) {
  out->kind = LiteralKind::kDouble;
  out->real = RealValue(parts);
}

bool SetDecimal(const Parts& parts, Literal* out) {
  out->kind = LiteralKind::kDecimal;
  return DecimalText(parts, &out->text);
}

// The magnitude with multiplier; false beyond 2^96, where no integer type of the language reaches.
bool Magnitude(const Parts& parts, Wide* out) {
  constexpr Wide kLimit = static_cast<Wide>(1) << 96;
  Wide value = 0;
  for (char c : parts.digits) {
    value = value * static_cast<unsigned>(parts.base) + DigitValue(c);
    if (value >= kLimit) return false;
  }
  for (int i = 0; i < parts.kilo; ++i) {
    value <<= 10;
    if (value >= kLimit) return false;
  }
  *out = value;
  return true;
}

struct IntegerType {
  LiteralKind kind;
  int bits;
  bool is_signed;
};

IntegerType SuffixType(const Parts& parts) {
  bool u = parts.is_unsigned;
  switch (parts.suffix) {
    case 'y':
      return u ? IntegerType{LiteralKind::kByte, 8, false}
               : IntegerType{LiteralKind::kSByte, 8, true};
    case 's':
      return u ? IntegerType{LiteralKind::kUInt16, 16, false}
               : IntegerType{LiteralKind::kInt16, 16, true};
    default:
      return u ? IntegerType{LiteralKind::kUInt64, 64, false}
               : IntegerType{LiteralKind::kInt64, 64, true};
  }
}

bool SetIfFits(Wide magnitude, bool negative, IntegerType type, Literal* out) {
  int value_bits = type.is_signed ? type.bits - 1 : type.bits;
  Wide limit = static_cast<Wide>(1) << value_bits;
  if (negative && !type.is_signed && magnitude != 0) return false;
  if (magnitude >= limit && !(negative && type.is_signed && magnitude == limit)) return false;
  auto low = static_cast<uint64_t>(magnitude);
  out->kind = type.kind;
  out->integer = static_cast<int64_t>(negative ? ~low + 1 : low);
  return true;
}

// Hexadecimal and binary literals that fill a type's bits exactly carry its sign: 0xFFFFFFFF is -1.
void ApplySignBit(const Parts& parts, int bits, Wide* magnitude, bool* negative) {
  size_t full = static_cast<size_t>(parts.base == 16 ? bits / 4 : bits);
  if (parts.base == 10 || parts.kilo != 0 || parts.digits.size() != full) return;
  Wide sign = static_cast<Wide>(1) << (bits - 1);
  if ((*magnitude & sign) == 0) return;
  *magnitude = (sign << 1) - *magnitude;
  *negative = !*negative;
}

bool SetSuffixed(const Parts& parts, Wide magnitude, Literal* out) {
  if (parts.is_unsigned && parts.suffix == 0) {
    IntegerType narrow{LiteralKind::kUInt32, 32, false};
    return SetIfFits(magnitude, parts.negative, narrow, out) ||
           SetIfFits(magnitude, parts.negative, {LiteralKind::kUInt64, 64, false}, out);
  }
  IntegerType type = SuffixType(parts);
  bool negative = parts.negative;
  if (type.is_signed) ApplySignBit(parts, type.bits, &magnitude, &negative);
  return SetIfFits(magnitude, negative, type, out);
}

void SetPlain(const Parts& parts, Wide magnitude, Literal* out) {
  bool negative = parts.negative;
  ApplySignBit(parts, 32, &magnitude, &negative);
  ApplySignBit(parts, 64, &magnitude, &negative);
  bool full =
      parts.base != 10 && parts.kilo == 0 && parts.digits.size() == (parts.base == 16 ? 16 : 64);
  if (!full && SetIfFits(magnitude, negative, {LiteralKind::kInt32, 32, true}, out)) return;
  if (SetIfFits(magnitude, negative, {LiteralKind::kInt64, 64, true}, out)) return;
  if (!SetDecimal(parts, out)) SetReal(parts, out);
}

// Gives the literal its type; false when the value does not fit what the suffix asks for.
bool SetValue(const Parts& parts, Literal* out) {
  if (parts.suffix == 'd') return SetDecimal(parts, out);
  if (parts.suffix == 'n' && !parts.is_real) {
    out->kind = LiteralKind::kBigInteger;
    out->text = IntegerText(parts);
    return parts.digits.size() < 5000;
  }
  bool typed = parts.suffix != 0 || parts.is_unsigned;
  if (parts.is_real && !typed) {
    SetReal(parts, out);
    return true;
  }
  if (parts.is_real) {
    double real = RealValue(parts);
    if (!(real > -9.2e18 && real < 9.2e18)) return false;
    auto whole = static_cast<int64_t>(std::llrint(real));
    Wide magnitude = static_cast<Wide>(whole < 0 ? -whole : whole);
    return SetIfFits(magnitude, whole < 0, SuffixType(parts), out);
  }
  Wide magnitude = 0;
  if (!Magnitude(parts, &magnitude)) {
    if (typed) return false;
    if (parts.base == 10 && SetDecimal(parts, out)) return true;
    SetReal(parts, out);
    return true;
  }
  if (typed) return SetSuffixed(parts, magnitude, out);
  SetPlain(parts, magnitude, out);
  return true;
}

}  // namespace

uint32_t ScanNumber(std::string_view text, Literal* value, bool* fits) {
  Parts parts;
  uint32_t length = Scanner(text).Scan(&parts);
  if (length == 0) return 0;
  *fits = parts.digits.size() < 5000 && SetValue(parts, value);
  return length;
}

bool ParseNumber(std::string_view text, Literal* value) {
  bool fits = false;
  return !text.empty() && ScanNumber(text, value, &fits) == text.size() && fits;
}

}  // namespace sipsh::syntax
