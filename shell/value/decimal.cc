#include "shell/value/decimal.h"

#include <boost/multiprecision/cpp_int.hpp>
#include <charconv>
#include <cmath>
#include <cstdio>

#include "shell/value/error.h"

namespace sipsh {

namespace {

using Wide = boost::multiprecision::int256_t;
using Big = __int128;

constexpr int kMaxScale = 28;
const Big kMaxMantissa = ((static_cast<Big>(1) << 96) - 1);

[[noreturn]] void ThrowOverflow() {
  throw ValueError("OverflowException", "The number is too large or too small for a decimal.",
                   ValueErrorCategory::kInvalidArgument, "System.OverflowException");
}

Wide Pow10(int n) {
  Wide power = 1;
  while (n-- > 0) power *= 10;
  return power;
}

// Quotient rounded half to even.
Wide DivideEven(const Wide& a, const Wide& b) {
  Wide quotient = a / b, rest = a % b;
  if (rest == 0) return quotient;
  Wide twice = abs(rest) * 2, divisor = abs(b);
  bool up = twice > divisor || (twice == divisor && (quotient & 1) != 0);
  bool negative = (a < 0) != (b < 0);
  if (up) quotient += negative ? -1 : 1;
  return quotient;
}

// Brings a wide mantissa into 96 bits by giving up decimals.
Decimal Fit(Wide mantissa, int scale) {
  int drop = scale > kMaxScale ? scale - kMaxScale : 0;
  const Wide limit = (Wide(1) << 96) - 1;
  Wide magnitude = abs(mantissa) / Pow10(drop);
  while (magnitude > limit && drop < scale) {
    ++drop;
    magnitude /= 10;
  }
  Wide kept = drop ? DivideEven(mantissa, Pow10(drop)) : mantissa;
  if (abs(kept) > limit && drop < scale) kept = DivideEven(mantissa, Pow10(++drop));
  if (abs(kept) > limit) ThrowOverflow();
  return {static_cast<Big>(kept), scale - drop};
}

void Align(const Decimal& a, const Decimal& b, Wide* x, Wide* y, int* scale) {
  *scale = std::max(a.scale, b.scale);
  *x = Wide(a.mantissa) * Pow10(*scale - a.scale);
  *y = Wide(b.mantissa) * Pow10(*scale - b.scale);
}

Decimal RoundDown(const Decimal& d, bool toward_negative) {
  Wide power = Pow10(d.scale), value(d.mantissa);
  Wide quotient = value / power;
  if (toward_negative && value < 0 && quotient * power != value) quotient -= 1;
  return {static_cast<Big>(quotient), 0};
}

}  // namespace

Decimal Decimal::FromDouble(double v) {
  if (!std::isfinite(v) || std::fabs(v) >= 7.9228162514264338e28) ThrowOverflow();
  char buffer[64];
  std::snprintf(buffer, sizeof buffer, "%.15g", v);
  Decimal out;
  Parse(buffer, &out);
  while (out.scale > 0 && out.mantissa % 10 == 0) {
    out.mantissa /= 10;
    --out.scale;
  }
  return out;
}

bool Decimal::Parse(std::string_view text, Decimal* out) {
  size_t i = 0;
  bool negative = false;
  if (i < text.size() && (text[i] == '-' || text[i] == '+')) negative = text[i++] == '-';
  Wide mantissa = 0;
  int scale = 0, digits = 0;
  bool point = false;
  for (; i < text.size(); ++i) {
    char c = text[i];
    if (c == '.' && !point) {
      point = true;
    } else if (c >= '0' && c <= '9') {
      if (++digits > 60) return false;
      mantissa = mantissa * 10 + (c - '0');
      if (point) ++scale;
    } else {
      break;
    }
  }
  if (digits == 0) return false;
  if (i < text.size() && (text[i] == 'e' || text[i] == 'E')) {
    ++i;
    if (i < text.size() && text[i] == '+') ++i;
    int exponent = 0;
    auto [end, error] = std::from_chars(text.data() + i, text.data() + text.size(), exponent);
    if (error != std::errc() || exponent > 60 || exponent < -60) return false;
    i = static_cast<size_t>(end - text.data());
    scale -= exponent;
  }
  if (i != text.size()) return false;
  if (scale < 0) {
    if (scale < -30) return false;
    mantissa *= Pow10(-scale);
    scale = 0;
  }
  *out = Fit(negative ? Wide(-mantissa) : mantissa, scale);
  return true;
}

double Decimal::ToDouble() const { return std::strtod(ToText().c_str(), nullptr); }

std::string Decimal::ToText() const {
  unsigned __int128 magnitude = mantissa < 0 ? static_cast<unsigned __int128>(-mantissa)
                                             : static_cast<unsigned __int128>(mantissa);
  std::string digits;
  do {
    digits.insert(digits.begin(), static_cast<char>('0' + static_cast<int>(magnitude % 10)));
    magnitude /= 10;
  } while (magnitude != 0);
  if (scale > 0) {
    if (static_cast<int>(digits.size()) <= scale) {
      digits.insert(0, static_cast<size_t>(scale) + 1 - digits.size(), '0');
    }
    digits.insert(digits.size() - static_cast<size_t>(scale), ".");
  }
  return mantissa < 0 ? "-" + digits : digits;
}

int Decimal::Compare(const Decimal& other) const {
  Wide x, y;
  int unused;
  Align(*this, other, &x, &y, &unused);
  return x < y ? -1 : x > y ? 1 : 0;
}

int64_t Decimal::ToInt64() const {
  Decimal whole = Round(0);
  if (whole.mantissa > INT64_MAX || whole.mantissa < INT64_MIN) ThrowOverflow();
  return static_cast<int64_t>(whole.mantissa);
}

Decimal Decimal::Round(int digits, bool away_from_zero) const {
  if (scale <= digits) return *this;
  Wide power = Pow10(scale - digits), value(mantissa);
  if (!away_from_zero) return {static_cast<Big>(DivideEven(value, power)), digits};
  Wide half = power / 2;
  Wide rounded = (value < 0 ? Wide(value - half) : Wide(value + half)) / power;
  return {static_cast<Big>(rounded), digits};
}

Decimal Decimal::Truncate() const { return RoundDown(*this, false); }
Decimal Decimal::Floor() const { return RoundDown(*this, true); }
Decimal Decimal::Ceiling() const {
  Decimal down = RoundDown({-mantissa, scale}, true);
  return {-down.mantissa, 0};
}

Decimal operator+(const Decimal& a, const Decimal& b) {
  Wide x, y;
  int scale;
  Align(a, b, &x, &y, &scale);
  return Fit(x + y, scale);
}

Decimal operator-(const Decimal& a, const Decimal& b) { return a + Decimal{-b.mantissa, b.scale}; }

Decimal operator*(const Decimal& a, const Decimal& b) {
  return Fit(Wide(a.mantissa) * Wide(b.mantissa), a.scale + b.scale);
}

Decimal operator/(const Decimal& a, const Decimal& b) {
  if (b.mantissa == 0) {
    throw ValueError("RuntimeException", "Attempted to divide by zero.",
                     ValueErrorCategory::kNotSpecified, "System.DivideByZeroException");
  }
  // Enough extra digits for 28 significant ones, then trailing zeros go.
  int extra = 30 + (b.scale > a.scale ? b.scale - a.scale : 0);
  Wide quotient = DivideEven(Wide(a.mantissa) * Pow10(extra), Wide(b.mantissa));
  int scale = a.scale + extra - b.scale;
  while (scale > 0 && quotient % 10 == 0) {
    quotient /= 10;
    --scale;
  }
  return Fit(quotient, scale);
}

Decimal operator%(const Decimal& a, const Decimal& b) {
  if (b.mantissa == 0) {
    throw ValueError("RuntimeException", "Attempted to divide by zero.",
                     ValueErrorCategory::kNotSpecified, "System.DivideByZeroException");
  }
  Wide x, y;
  int scale;
  Align(a, b, &x, &y, &scale);
  return Fit(x % y, scale);
}

}  // namespace sipsh
