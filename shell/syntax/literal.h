// Literal: the value of a constant in the source, independent of the run-time's Value.
#pragma once

#include <cstdint>
#include <string>

namespace sipsh::syntax {

enum class LiteralKind : uint8_t {
  kString,
  kByte,
  kSByte,
  kInt16,
  kUInt16,
  kInt32,
  kUInt32,
  kInt64,
  kUInt64,
  kDouble,
  kDecimal,     // `text` holds plain decimal digits, with multiplier applied: "-12.50"
  kBigInteger,  // `text` holds plain decimal digits
};

// Which member counts follows from `kind`: every integer up to 64 bits is in `integer` (kUInt64 as
// its two's complement bits), kDouble in `real`, the others in `text`.
struct Literal {
  LiteralKind kind = LiteralKind::kString;
  int64_t integer = 0;
  double real = 0;
  std::string text;

  bool IsNumber() const { return kind != LiteralKind::kString; }
};

}  // namespace sipsh::syntax
