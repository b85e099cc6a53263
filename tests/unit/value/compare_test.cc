#include "shell/value/compare.h"

#include "shell/value/wildcard.h"
#include "tests/unit/value/support.h"

using namespace sipsh;

TEST_CASE("equality follows the left operand and ignores case") {
  CHECK(ValuesEqual(S("ABC"), S("abc")));
  CHECK_FALSE(ValuesEqual(S("ABC"), S("abc"), false));
  CHECK(ValuesEqual(S("5"), I(5)));
  CHECK(ValuesEqual(I(5), S("5")));
  CHECK_FALSE(ValuesEqual(I(5), S("five")));
  CHECK(ValuesEqual(I(1), D(1.0)));
  CHECK(ValuesEqual(Value::Bool(true), S("x")));
  CHECK_FALSE(ValuesEqual(Value(), I(0)));
  CHECK(ValuesEqual(Value(), Value::Nothing()));
  CHECK_FALSE(ValuesEqual(S(""), Value()));
  CHECK(ValuesEqual(S("STRASSE \u00C4"), S("strasse \u00E4")));
}

TEST_CASE("order") {
  CHECK(CompareValues(I(2), S("10")) < 0);
  CHECK(CompareValues(S("2"), I(10)) > 0);
  CHECK(CompareText("apple", "Banana", true) < 0);
  CHECK(CompareText("a", "A", false) < 0);
  CHECK(CompareText("a", "A", true) == 0);
  CHECK(CompareText("_x", "1", true) < 0);
  CHECK(ErrorIdOf([] { CompareValues(I(1), S("x")); }) == "InvalidCastFromStringToInteger");
}

TEST_CASE("an array on the left is filtered") {
  Value kept = ApplyCompare(CompareOp::kGt, A({I(1), I(5), I(9)}), I(4));
  CHECK(ToText(kept) == "5 9");
  CHECK(AsArray(ApplyCompare(CompareOp::kEq, A({I(1)}), I(2)))->size() == 0);
  CHECK(Contains(A({S("a"), S("B")}), S("b")));
  CHECK_FALSE(Contains(A({}), S("b")));
}

TEST_CASE("wildcards") {
  CHECK(WildcardMatches("sip:*@contoso.com", "SIP:ann@contoso.com"));
  CHECK(WildcardMatches("?b[c-e]", "abd"));
  CHECK_FALSE(WildcardMatches("?b[c-e]", "abx"));
  CHECK(WildcardMatches("a`*c", "a*c"));
  CHECK_FALSE(WildcardMatches("a`*c", "abc"));
  CHECK(WildcardMatches("*a*a*b", "aaaaab"));
  CHECK(WildcardMatches("", ""));
  CHECK(WildcardPattern::HasWildcards("a*"));
  CHECK(WildcardPattern("exact").is_literal());
}

TEST_CASE("dates compare with text") {
  Value date;
  REQUIRE(ParseDateTime("2013-05-01", &date));
  CHECK(ValuesEqual(date, S("5/1/2013")));
  CHECK(CompareValues(date, S("2014-01-01")) < 0);
}
