// .NET's expression syntax on PCRE2: what is translated, and what is refused.
#include "shell/value/regex.h"

#include <doctest/doctest.h>

#include "shell/value/error.h"

namespace sipsh {
namespace {

std::string FirstMatch(std::string_view pattern, std::string_view subject,
                       RegexOptions options = {}) {
  std::vector<RegexGroup> groups;
  if (!Regex::Compile(pattern, options)->Match(subject, 0, groups)) return "<none>";
  return std::string(subject.substr(groups[0].begin, groups[0].end - groups[0].begin));
}

TEST_CASE("a plain expression finds the first match") {
  CHECK(FirstMatch("b+", "aabbbc") == "bbb");
  CHECK(FirstMatch("x", "aabbbc") == "<none>");
}

TEST_CASE("case is regarded unless the options say otherwise") {
  CHECK(FirstMatch("SIP", "sip:a@b") == "<none>");
  CHECK(FirstMatch("SIP", "sip:a@b", {.ignore_case = true}) == "sip");
}

TEST_CASE("character class subtraction") {
  CHECK(FirstMatch("^[a-z-[aeiou]]+", "rhythmic") == "rhythm");
  CHECK(FirstMatch("[\\w-[0-5-[3]]]+", "0123") == "3");
}

TEST_CASE("an opening bracket inside a class is itself") {
  CHECK(FirstMatch("[[:a]+", "x[:a]") == "[:a");
}

TEST_CASE("\\u escapes stand for characters") {
  CHECK(FirstMatch("\\u00e9", "caf\u00e9") == "\u00e9");
}

TEST_CASE("named groups are numbered after the unnamed ones") {
  const auto regex = Regex::Compile("(?<user>\\w+)@(\\w+)");
  CHECK(regex->GroupNames() == std::vector<std::string>{"0", "1", "user"});
  CHECK(regex->Replace("ada@contoso", "$1/${user}") == "contoso/ada");
}

TEST_CASE("a back reference follows that numbering") {
  CHECK(FirstMatch("(?<n>a)(b)\\1", "abb") == "abb");
  CHECK(FirstMatch("(?<n>a)(b)\\k<n>", "aba") == "aba");
}

TEST_CASE("replacement substitutes groups and leaves unknown ones alone") {
  const auto regex = Regex::Compile("(a)(b)?");
  CHECK(regex->Replace("a-ab", "<$1|$2|$9|$$>") == "<a||$9|$>-<a|b|$9|$>");
  CHECK(regex->Replace("aXa", "[$`|$']") == "[|Xa]X[aX|]");
  CHECK(Regex::Compile("")->Replace("\u00e9b", "-") == "-\u00e9-b-");
}

TEST_CASE("escaping makes any text match itself") {
  const std::string text = "a.b*(c)[d]\\ e#\n";
  CHECK(FirstMatch(Regex::Escape(text), text) == text);
  CHECK(Regex::Unescape(Regex::Escape(text)) == text);
}

TEST_CASE("what would differ from .NET is refused") {
  CHECK_THROWS_AS(Regex::Compile("(?<open-close>a)"), ValueError);
  CHECK_THROWS_AS(Regex::Compile("(?P<n>a)"), ValueError);
  CHECK_THROWS_AS(Regex::Compile("(?<=a+)b"), ValueError);
  CHECK_THROWS_AS(Regex::Compile("[a-z"), ValueError);
  CHECK_THROWS_AS(Regex::Compile("(a"), ValueError);
}

TEST_CASE("a runaway expression ends in an error") {
  const auto regex = Regex::Compile("^(a+)+$");
  const std::string subject = std::string(64, 'a') + "!";
  CHECK_THROWS_AS(regex->IsMatch(subject), ValueError);
}

}  // namespace
}  // namespace sipsh
