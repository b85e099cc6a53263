// System.Decimal: a 96-bit integer and a power of ten from 0 to 28. Overflow throws ValueError.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace sipsh {

struct Decimal {
  __int128 mantissa = 0;  // with its sign
  int scale = 0;          // value = mantissa / 10^scale

  static Decimal FromInt64(int64_t v) { return {v, 0}; }
  static Decimal FromUInt64(uint64_t v) { return {static_cast<__int128>(v), 0}; }
  static Decimal FromDouble(double v);
  static bool Parse(std::string_view text, Decimal* out);  // digits, point, exponent
  double ToDouble() const;
  std::string ToText() const;  // keeps trailing zeros
  int Compare(const Decimal& other) const;
  // To an integer, half to even; throws when it does not fit.
  int64_t ToInt64() const;
  Decimal Round(int digits, bool away_from_zero = false) const;
  Decimal Truncate() const;
  Decimal Floor() const;
  Decimal Ceiling() const;
};

Decimal operator+(const Decimal& a, const Decimal& b);
Decimal operator-(const Decimal& a, const Decimal& b);
Decimal operator*(const Decimal& a, const Decimal& b);
Decimal operator/(const Decimal& a, const Decimal& b);
Decimal operator%(const Decimal& a, const Decimal& b);

}  // namespace sipsh
