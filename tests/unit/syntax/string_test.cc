#include <doctest/doctest.h>

#include "tests/unit/syntax/parse_helpers.h"

namespace sipsh::syntax {

TEST_CASE("quoting") {
  CHECK(Tree("'it''s'") == "\"it's\"");
  CHECK(Tree("\"a\"\"b`\"c\"") == "\"a\\\"b\\\"c\"");
  CHECK(Tree("\"`n`t`0`$x `u{41}\"") == "\"\\n\\x09\\x00$x A\"");
  CHECK(Tree("'$x `n'") == "\"$x `n\"");
  CHECK(Tree("\xE2\x80\x9C"
             "a\xE2\x80\x9D; \xE2\x80\x98"
             "b\xE2\x80\x99") == "\"a\" \"b\"");
  CHECK(Tree("foo \xE2\x80\x93Name\xC2\xA0x") == "(cmd foo -Name x)");
  CHECK(Tree("5 \xE2\x80\x93 3") == "(- 5 3)");
  CHECK(Tree("'a\r\nb'") == "\"a\\x0d\\nb\"");
}

TEST_CASE("expansion") {
  CHECK(Tree("\"$x\"") == "(expand $x)");
  CHECK(Tree("\"$x.y[0]\"") == "(expand $x \".y[0]\")");
  CHECK(Tree("\"$($x.y) ${a b} $env:P $script:z $_ $? $$ $^\"") ==
        "(expand ${ (. $x y) } \" \" $a b \" \" $env:P \" \" $script:z \" \" $_ \" \" $? \" \" $$ "
        "\" \" $^)");
  CHECK(Tree("\"$(\"in $(1)\")\"") == "(expand ${ (expand \"in \" ${ 1 }) })");
  CHECK(Tree("\"100$ $1 $\"") == "(expand \"100$ \" $1 \" $\")");
  CHECK(Tree("\"${x}: y\"") == "(expand $x \": y\")");
  CHECK(Tree("\"$x::y\"") == "(expand $x \"::y\")");
  CHECK(Tree("\"$x: y\"") == "! InvalidVariableReferenceWithDrive");
}

TEST_CASE("here-strings end at column 0") {
  CHECK(Tree("@'\na'b\n '@\n'@") == "\"a'b\\n '@\"");
  CHECK(Tree("@\"\n$x \"q\"\ny\n\"@") == "(expand $x \" \\\"q\\\"\\ny\")");
  CHECK(Tree("@\"\n\"@; @'\n'@") == "\"\" \"\"");
  CHECK(Tree("@\"  \r\na\r\n\"@ + 1") == "(+ \"a\" 1)");
  CHECK(Tree("@'\r\na\r\nb\r\n'@") == "\"a\\x0d\\nb\"");
  CHECK(Tree("@\" x\n\"@") == "! UnexpectedCharactersAfterHereStringHeader");
  CHECK(Tree("@\"\n x\n \"@") == "! TerminatorExpectedAtEndOfString");
  CHECK(Tree("@\"\n$x\n\"@") == "(expand $x)");
}

TEST_CASE("variables") {
  CHECK(Tree("$script:x; $global:y; $using:z; $variable:v; ${C:\\a b}") ==
        "$script:x $global:y $using:z $v $c:\\a b");
  CHECK(Tree("$x?") == "$x?");
  CHECK(Tree("${a`}b}") == "$a}b");
  CHECK(Tree("$\xC3\xA4hm") == "$\xC3\xA4hm");
}

TEST_CASE("comments") {
  CHECK(Tree("1 # x\n2 <# y\n #> + 3") == "1 (+ 2 3)");
  CHECK(Tree("foo <# a #> b") == "(cmd foo b)");
  ParseResult result = Parse("#Requires -Version 5.1\n#requires -Modules ActiveDirectory\n1");
  REQUIRE(result.ast->requires_directives.size() == 2);
  CHECK(result.ast->requires_directives[0].text == "-Version 5.1");
}

}  // namespace sipsh::syntax
