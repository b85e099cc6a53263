#include "shell/value/convert.h"

#include "shell/value/date_time.h"
#include "tests/unit/value/support.h"

using namespace sipsh;

namespace {
Value Cast(const Value& value, std::string_view type) {
  return ConvertTo(value, Heap::Current().types().Get(type));
}
}  // namespace

TEST_CASE("casts to integers round half to even") {
  CHECK(Cast(D(2.5), "int").AsInt32() == 2);
  CHECK(Cast(D(3.5), "int").AsInt32() == 4);
  CHECK(Cast(S("2.5"), "int").AsInt32() == 2);
  CHECK(Cast(S("0x1F"), "int").AsInt32() == 31);
  CHECK(Cast(S("1kb"), "int").AsInt32() == 1024);
  CHECK(Cast(S(""), "int").AsInt32() == 0);
  CHECK(ErrorIdOf([] { Cast(S("abc"), "int"); }) == "InvalidCastFromStringToInteger");
  CHECK(ErrorIdOf([] { Cast(I(300), "byte"); }) == "InvalidCastIConvertible");
}

TEST_CASE("literals") {
  CHECK(ParseNumber("10")->IsInt32());
  CHECK(ParseNumber("10l")->IsInt64());
  CHECK(ParseNumber("10d")->IsDecimal());
  CHECK(ParseNumber("1e3")->IsDouble());
  CHECK(ParseNumber("10uy")->kind() == Kind::kByte);
  CHECK(ParseNumber("4294967296")->IsInt64());
  CHECK(ParseNumber("0xFFFFFFFF")->AsInt32() == -1);
  CHECK(ParseNumber("0b101")->AsInt32() == 5);
  CHECK(ToText(*ParseNumber("2gb")) == "2147483648");
  CHECK(ToText(*ParseNumber("1.5kb")) == "1536");
  CHECK_FALSE(ParseNumber("1x").has_value());
  CHECK_FALSE(ParseNumber("").has_value());
  CHECK_FALSE(ParseNumber("1.2.3").has_value());
}

TEST_CASE("truth") {
  CHECK_FALSE(ToBool(A({})));
  CHECK_FALSE(ToBool(A({I(0)})));
  CHECK(ToBool(A({I(1)})));
  CHECK(ToBool(A({I(0), I(0)})));
  CHECK_FALSE(ToBool(S("")));
  CHECK(ToBool(S("False")));
  CHECK_FALSE(ToBool(Value::Nothing()));
}

TEST_CASE("to text is invariant") {
  CHECK(ToText(D(1.1)) == "1.1");
  CHECK(ToText(D(1e20)) == "1E+20");
  CHECK(ToText(D(0.00001)) == "1E-05");
  CHECK(ToText(D(100)) == "100");
  CHECK(ToText(D(123456789012345680.0)) == "1.2345678901234568E+17");
  CHECK(ToText(A({I(1), I(2)})) == "1 2");
  Value date;
  REQUIRE(ParseDateTime("5/7/2013 3:04 PM", &date));
  CHECK(ToText(date) == "05/07/2013 15:04:00");
  CHECK(ToDisplayText(date) == "5/7/2013 3:04:00 PM");
}

TEST_CASE("arrays, types, enums") {
  CHECK(TypeOf(Cast(A({S("1"), I(2)}), "int[]")).full_name == "System.Int32[]");
  CHECK(AsArray(Cast(I(5), "object[]"))->size() == 1);
  CHECK(AsArray(Cast(S("abc"), "char[]"))->size() == 3);
  CHECK(ToText(Cast(S("mon"), "DayOfWeek")) == "Monday");
  CHECK(ErrorIdOf([] { Cast(S("t"), "DayOfWeek"); }) == "InvalidCastFromStringToEnum");
  CHECK(ToText(Cast(S("int"), "type")) == "System.Int32");
  CHECK(ToText(Cast(S("1.2.3"), "version")) == "1.2.3");
  CHECK(Heap::Current().types().Find("Collections.Generic.List[string]") != nullptr);
  CHECK(Heap::Current().types().Find("System.Collections.Generic.Dictionary[string,int]"));
  CHECK(Heap::Current().types().Find("NoSuch") == nullptr);
  CHECK(Cast(Value(), "nullable[int]").IsNull());
  CHECK(IsInstanceOf(I(1), types::kInt32));
  CHECK(IsInstanceOf(I(1), types::kValueType));
  CHECK(IsInstanceOf(A({}), types::kArray));
}

TEST_CASE("dates in many forms") {
  for (const char* text :
       {"2013-05-07", "5/7/2013", "May 7, 2013", "7 May 2013", "2013-05-07T00:00",
        "Tuesday, May 7, 2013", "7-May-2013", "2013/05/07"}) {
    Value date;
    CAPTURE(text);
    REQUIRE(ParseDateTime(text, &date));
    CHECK(ToText(date) == "05/07/2013 00:00:00");
  }
  Value date;
  CHECK_FALSE(ParseDateTime("13/45/2013", &date));
  CHECK_FALSE(ParseDateTime("hello", &date));
  CHECK(ParseDateTimeExact("20130507 1405", "yyyyMMdd HHmm", &date));
  CHECK(ToText(date) == "05/07/2013 14:05:00");
  CHECK_FALSE(ParseDateTimeExact("2013057", "yyyyMMdd", &date));
  Value span;
  CHECK(ParseTimeSpan("1.02:03:04", &span));
  CHECK(ToText(span) == "1.02:03:04");
  CHECK(ToText(AddMonths(Value::DateTime(TicksOf({2013, 1, 31})), 1)) == "02/28/2013 00:00:00");
}

TEST_CASE("hash table as custom object") {
  auto table = MakeObject<HashtableObject>(types::kOrderedDictionary);
  table->Set("Name", S("Ann"));
  table->Set("Age", I(3));
  Value record = Cast(Value::FromObject(table), "pscustomobject");
  CHECK(ToText(record) == "@{Name=Ann; Age=3}");
  CHECK(TypeNames(record)[0] == "System.Management.Automation.PSCustomObject");
}
