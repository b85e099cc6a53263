#include "shell/syntax/number.h"

#include <doctest/doctest.h>

namespace sipsh::syntax {

namespace {

Literal Number(std::string_view text) {
  Literal value;
  CHECK_MESSAGE(ParseNumber(text, &value), std::string(text));
  return value;
}

void CheckInteger(std::string_view text, LiteralKind kind, int64_t expected) {
  CAPTURE(std::string(text));
  Literal value = Number(text);
  CHECK(value.kind == kind);
  CHECK(value.integer == expected);
}

void CheckText(std::string_view text, LiteralKind kind, std::string_view expected) {
  CAPTURE(std::string(text));
  Literal value = Number(text);
  CHECK(value.kind == kind);
  CHECK(value.text == expected);
}

}  // namespace

TEST_CASE("integers widen as they must") {
  CheckInteger("0", LiteralKind::kInt32, 0);
  CheckInteger("2147483647", LiteralKind::kInt32, 2147483647);
  CheckInteger("2147483648", LiteralKind::kInt64, 2147483648);
  CheckInteger("-2147483648", LiteralKind::kInt32, -2147483648LL);
  CheckInteger("-9223372036854775808", LiteralKind::kInt64, INT64_MIN);
  CheckText("9223372036854775808", LiteralKind::kDecimal, "9223372036854775808");
  CHECK(Number("99999999999999999999999999999999").kind == LiteralKind::kDouble);
}

TEST_CASE("hexadecimal and binary carry the sign bit") {
  CheckInteger("0x10", LiteralKind::kInt32, 16);
  CheckInteger("0xFFFFFFFF", LiteralKind::kInt32, -1);
  CheckInteger("0x80000000", LiteralKind::kInt32, -2147483648LL);
  CheckInteger("0x0FFFFFFFF", LiteralKind::kInt64, 4294967295);
  CheckInteger("0xFFFFFFFFFFFFFFFF", LiteralKind::kInt64, -1);
  CheckInteger("0b101", LiteralKind::kInt32, 5);
  CheckInteger("0xFFy", LiteralKind::kSByte, -1);
  CheckInteger("0xFFuy", LiteralKind::kByte, 255);
}

TEST_CASE("suffixes and multipliers") {
  CheckInteger("100l", LiteralKind::kInt64, 100);
  CheckInteger("7uy", LiteralKind::kByte, 7);
  CheckInteger("7y", LiteralKind::kSByte, 7);
  CheckInteger("7s", LiteralKind::kInt16, 7);
  CheckInteger("7us", LiteralKind::kUInt16, 7);
  CheckInteger("7u", LiteralKind::kUInt32, 7);
  CheckInteger("18446744073709551615ul", LiteralKind::kUInt64, -1);
  CheckInteger("1kb", LiteralKind::kInt32, 1024);
  CheckInteger("4GB", LiteralKind::kInt64, 4294967296);
  CheckInteger("1lkb", LiteralKind::kInt64, 1024);
  CheckText("12.50d", LiteralKind::kDecimal, "12.50");
  CheckText("1e3d", LiteralKind::kDecimal, "1000");
  CheckText("0.001d", LiteralKind::kDecimal, "0.001");
  CheckText("-1dkb", LiteralKind::kDecimal, "-1024");
  CheckText("123456789012345678901234567890123456789012n", LiteralKind::kBigInteger,
            "123456789012345678901234567890123456789012");
  CHECK(Number("1.5").real == 1.5);
  CHECK(Number(".5").real == 0.5);
  CHECK(Number("1e3").kind == LiteralKind::kDouble);
  CHECK(Number("1.5kb").real == 1536);
  CHECK(Number("-1.5e-3").real == -0.0015);
}

TEST_CASE("what is no number") {
  Literal value;
  for (const char* text :
       {"", "-", ".", "7zip", "0x", "1..5", "1e", "300y", "1_000", "--1", "1kbx"}) {
    CAPTURE(text);
    CHECK_FALSE(ParseNumber(text, &value));
  }
}

}  // namespace sipsh::syntax
