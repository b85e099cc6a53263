#include <doctest/doctest.h>

#include "tests/unit/syntax/parse_helpers.h"

namespace sipsh::syntax {

TEST_CASE("errors have stable ids") {
  CHECK(Tree("if (1) { 2") == "! MissingEndCurlyBrace");
  CHECK(Tree("if 1 { 2 }") == "! MissingOpenParenthesis");
  CHECK(Tree("if (1)") == "! MissingStatementBlock");
  CHECK(Tree("1 +") == "! MissingExpression");
  CHECK(Tree("(1") == "! MissingEndParenthesisInExpression");
  CHECK(Tree("()") == "! ExpectedExpression");
  CHECK(Tree("}") == "! UnexpectedToken");
  CHECK(Tree("$x foo") == "! UnexpectedToken");
  CHECK(Tree("1 -foo 2") == "! UnexpectedToken");
  CHECK(Tree("'abc") == "! TerminatorExpectedAtEndOfString");
  CHECK(Tree("\"abc") == "! TerminatorExpectedAtEndOfString");
  CHECK(Tree("<# abc") == "! MissingTerminatorMultiLineComment");
  CHECK(Tree("foo |") == "! MissingCommand");
  CHECK(Tree("foo a,") == "! MissingArgument");
  CHECK(Tree("foo < a") == "! RedirectionNotSupported");
  CHECK(Tree("@{ a }") == "! MissingEqualsInHashLiteral");
  CHECK(Tree("@{ a = 1; A = 2 }") == "! DuplicateKeyInHashLiteral");
  CHECK(Tree("try { 1 }") == "! MissingCatchOrFinally");
  CHECK(Tree("do { 1 }") == "! MissingWhileOrUntilInDoWhile");
  CHECK(Tree("foreach ($x of 1) { }") == "! MissingInInForeach");
  CHECK(Tree("function { }") == "! MissingNameAfterKeyword");
  CHECK(Tree("function f") == "! MissingFunctionBody");
  CHECK(Tree("$x.") == "! MissingPropertyName");
  CHECK(Tree("$x[]") == "! MissingArrayIndexExpression");
  CHECK(Tree("$x = ") == "! ExpectedValueExpression");
  CHECK(Tree("else { }") == "! UnexpectedToken");
  CHECK(Tree("@x + 1") == "! SplattingNotPermitted");
  CHECK(Tree("300y") == "! BadNumericConstant");
}

TEST_CASE("messages name place and thing") {
  CHECK(FirstError("$x = 1\n$x foo") ==
        "a.ps1:2:4: 'foo' is not expected in this expression or statement");
  CHECK(FirstError("if (1) {\n 2") == "a.ps1:2:3: the '{' opened at line 1 is not closed");
}

TEST_CASE("several errors are found in one pass") {
  ParseResult result = Parse("$x foo\nGet-Y\n1 + \nif { }\n$z = (1\n");
  CHECK(result.errors.size() >= 3);
  CHECK_FALSE(result.incomplete);
}

TEST_CASE("unfinished input is told from wrong input") {
  for (const char* text :
       {"if (1) {", "foo |", "'abc", "\"a $(1", "@'\nx", "(1", "1 +", "@{ a = 1", "foo `",
        "try { }", "do { }", "<# x", "function f {", "if (1)", "a &&"}) {
    CAPTURE(text);
    CHECK(Parse(text).incomplete);
  }
  for (const char* text : {"1", "}", "$x foo", "foo a", "if (1) { }", "", "1 + )", "# x"}) {
    CAPTURE(text);
    CHECK_FALSE(Parse(text).incomplete);
  }
}

TEST_CASE("deep nesting is refused, not crashed upon") {
  auto repeated = [](std::string_view text, int count) {
    std::string out;
    for (int i = 0; i < count; ++i) out += text;
    return out;
  };
  for (const char* text :
       {"(",      "{",   "@(",   "$(",          "@{a=",  "\"$(",  "[a[",
        "if(1){", "!",   "$a=",  "-",           "[int]", "$a?1:", "foo (",
        "{[a({",  "$x[", "a.b(", "function f{", "$x.y(", ",",     "switch(1){{"}) {
    CAPTURE(text);
    CHECK_FALSE(Parse(repeated(text, 20000)).Ok());
  }
  CHECK(Tree("1" + repeated("+1", 20000)) == "! NestingTooDeep");
  CHECK(Tree("$x" + repeated(".a", 20000)) == "! NestingTooDeep");
  CHECK(Tree("a" + repeated("&&a", 20000)) == "! NestingTooDeep");
  CHECK(Parse("'a'" + repeated("+'a'", 1500)).Ok());
  CHECK(Parse("1" + repeated(",1", 20000)).Ok());
  CHECK(Parse("if (1) { }" + repeated("elseif (1) { }", 5000)).Ok());
  CHECK(Parse(repeated("(", 100) + "1" + repeated(")", 100)).Ok());
}

}  // namespace sipsh::syntax
