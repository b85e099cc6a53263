#include "shell/value/arithmetic.h"

#include "shell/value/arithmetic_inline.h"
#include "tests/unit/value/support.h"

using namespace sipsh;

TEST_CASE("int32 overflow widens to double, int64 too") {
  Value sum = Add(I(INT32_MAX), I(1));
  CHECK(sum.IsDouble());
  CHECK(ToText(sum) == "2147483648");
  CHECK(Add(Value::Int64(INT64_MAX), I(1)).IsDouble());
  CHECK(AddFast(I(INT32_MAX), I(1)).IsDouble());
  CHECK(AddFast(I(2), I(3)).AsInt32() == 5);
}

TEST_CASE("division is exact or double") {
  CHECK(Divide(I(6), I(3)).IsInt32());
  CHECK(ToText(Divide(I(7), I(2))) == "3.5");
  CHECK(ErrorIdOf([] { Divide(I(1), I(0)); }) == "RuntimeException");
  CHECK(ToText(Divide(D(1), I(0))) == "\u221E");
  CHECK(ToText(Modulo(I(-7), I(3))) == "-1");
}

TEST_CASE("the left operand decides") {
  CHECK(ToText(Add(S("5"), I(3))) == "53");
  CHECK(Add(I(5), S("3")).AsInt32() == 8);
  CHECK(ToText(Add(I(5), S("1.5"))) == "6.5");
  CHECK(ErrorIdOf([] { Add(I(5), S("x")); }) == "InvalidCastFromStringToInteger");
  CHECK(Multiply(S("3"), I(2)).AsStringView() == "33");
  CHECK(Subtract(S("5"), S("3")).AsInt32() == 2);
}

TEST_CASE("text and arrays concatenate and repeat") {
  CHECK(ToText(Multiply(S("ab"), I(3))) == "ababab");
  CHECK(AsArray(Multiply(A({I(1), I(2)}), I(2)))->size() == 4);
  CHECK(AsArray(Add(A({I(1)}), A({I(2), I(3)})))->size() == 3);
  CHECK(AsArray(Add(A({I(1)}), S("x")))->size() == 2);
  CHECK(AsArray(Add(A({I(1)}), Value()))->size() == 2);
  CHECK(ToText(Add(Value(), I(3))) == "3");
}

TEST_CASE("decimals") {
  Value tenth = *ParseNumber("0.1d");
  CHECK(ToText(Add(tenth, *ParseNumber("0.2d"))) == "0.3");
  CHECK(ToText(Multiply(*ParseNumber("1.10d"), I(2))) == "2.20");
  CHECK(ToText(Divide(*ParseNumber("1d"), I(3))) == "0.3333333333333333333333333333");
  CHECK(ToText(*ParseNumber("79228162514264337593543950335d")) == "79228162514264337593543950335");
}

TEST_CASE("bits, shifts, ranges, join") {
  CHECK(BitAnd(I(6), I(3)).AsInt32() == 2);
  CHECK(BitNot(I(0)).AsInt32() == -1);
  CHECK(ShiftLeft(I(1), I(33)).AsInt32() == 2);
  CHECK(ShiftRight(I(-8), I(1)).AsInt32() == -4);
  CHECK(ToText(Range(I(3), I(1))) == "3 2 1");
  CHECK(ToText(Range(S("a"), S("c"))) == "a b c");
  CHECK(ToText(Join(A({I(1), Value(), S("x")}), ",")) == "1,,x");
}

TEST_CASE("text grows in place only for its single owner") {
  Value a = S("x"), b = a;
  AddAssign(a, S("y"));
  CHECK(ToText(a) == "xy");
  CHECK(ToText(b) == "x");
  AddAssign(a, a);
  CHECK(ToText(a) == "xyxy");
}
