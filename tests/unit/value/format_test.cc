#include "shell/value/format_string.h"
#include "tests/unit/value/support.h"

using namespace sipsh;

namespace {
std::string F(std::string_view pattern, std::vector<Value> args) {
  return FormatComposite(pattern, args);
}
}  // namespace

TEST_CASE("standard numbers") {
  CHECK(F("{0:N2}", {D(1234.567)}) == "1,234.57");
  CHECK(F("{0:N0}", {I(1234567)}) == "1,234,567");
  CHECK(F("{0:F1}", {D(0.25)}) == "0.3");
  CHECK(F("{0:D5}", {I(-42)}) == "-00042");
  CHECK(F("{0:X4}", {I(255)}) == "00FF");
  CHECK(F("{0:x}", {I(-1)}) == "ffffffff");
  CHECK(F("{0:P1}", {D(0.1234)}) == "12.3%");
  CHECK(F("{0:C}", {D(-1234.5)}) == "-$1,234.50");
  CHECK(F("{0:E2}", {D(12345.678)}) == "1.23E+004");
  CHECK(F("{0:G3}", {D(1234.5)}) == "1.23E+03");
  CHECK(F("{0:N2}", {D(-0.001)}) == "0.00");
}

TEST_CASE("custom numbers") {
  CHECK(F("{0:0.00}", {D(3.14159)}) == "3.14");
  CHECK(F("{0:#,##0}", {I(1234567)}) == "1,234,567");
  CHECK(F("{0:#,##0.##}", {D(1234.5)}) == "1,234.5");
  CHECK(F("{0:000}", {I(7)}) == "007");
  CHECK(F("{0:0.0%}", {D(0.123)}) == "12.3%");
  CHECK(F("{0:#.##}", {D(0.5)}) == ".5");
  CHECK(F("{0:pos;neg;zero}", {I(-1)}) == "neg");
  CHECK(F("{0:000-0000}", {I(5551234)}) == "555-1234");
}

TEST_CASE("holes") {
  CHECK(F("{0,5}|{0,-5}|", {S("ab")}) == "   ab|ab   |");
  CHECK(F("{{{0}}}", {I(1)}) == "{1}");
  CHECK(ErrorIdOf([] { F("{1}", {I(1)}); }) == "FormatError");
  CHECK(ErrorIdOf([] { F("{0", {I(1)}); }) == "FormatError");
  CHECK(ToText(FormatOperator(S("{0}-{1}"), A({I(1), S("b")}))) == "1-b");
}

TEST_CASE("dates") {
  Value date;
  REQUIRE(ParseDateTime("2013-05-07 15:04:09.123", &date));
  CHECK(F("{0:yyyy-MM-dd HH:mm:ss.fff}", {date}) == "2013-05-07 15:04:09.123");
  CHECK(F("{0:d}", {date}) == "5/7/2013");
  CHECK(F("{0:dddd, MMM d h:mm tt}", {date}) == "Tuesday, May 7 3:04 PM");
  CHECK(F("{0:s}", {date}) == "2013-05-07T15:04:09");
  CHECK(F("{0:yyyyMMdd}", {date}) == "20130507");
  CHECK(F("{0:hh\\:mm}", {Value::TimeSpan(36000000000)}) == "01:00");
}
