// Variables: what a cached name means after scopes changed; sessions apart; what scripts leave
// behind.
#include <doctest/doctest.h>

#include "shell/runtime/interpreter.h"
#include "tests/unit/runtime/test_session.h"

namespace sipsh {
namespace {

using test::TestSession;

TEST_CASE("a free name is looked up anew when a nearer scope gets it") {
  TestSession s;
  s.Run("$v = 'far'; function Show { $v }; function Near { $v = 'near'; Show }");
  CHECK(s.Run("Show; Near; Show") == "far near far");
  CHECK(s.Run("1..2 | & { process { Show; if ($_ -eq 1) { $global:v = 'changed' } } }") ==
        "far changed");
}

TEST_CASE("the same block sees the variables of whoever runs it") {
  TestSession s;
  s.Run("$b = { $w }; function A { $w = 'a'; & $b }; function B { $w = 'b'; . $b }");
  CHECK(s.Run("A; B; A; B; \"[$w]\"") == "a b a b []");
}

TEST_CASE("a block dotted into one scope after another writes where it runs") {
  TestSession s;
  s.Run(
      "$set = { $made = $args[0] }; function A { . $set 1; $made }; function B { . $set 2; $made "
      "}");
  CHECK(s.Run("A; B; A; \"[$made]\"") == "1 2 1 []");
  CHECK(s.Run(". $set 3; $made") == "3");
}

TEST_CASE("a variable taken away is gone for code that had found it") {
  TestSession s;
  s.Run("function Show { \"[$gone]\" }; $gone = 1");
  CHECK(s.Run("Show") == "[1]");
  s.session().Variables().Remove("gone", "global", false);
  CHECK(s.Run("Show") == "[]");
  CHECK(s.Run("$gone = 2; Show") == "[2]");
}

TEST_CASE("a function defined anew is the one called next") {
  TestSession s;
  CHECK(s.Run("function F { 1 }; function Call { F }; Call; function F { 2 }; Call") == "1 2");
  CHECK(s.Run("function Hide { function F { 3 }; Call }; Hide; Call") == "3 2");
}

TEST_CASE("recursion gives each call variables of its own") {
  TestSession s;
  CHECK(s.Run("function R($n) { $mine = $n; if ($n -gt 0) { R ($n - 1) }; $mine }; R 3") ==
        "0 1 2 3");
}

TEST_CASE("two sessions in one process know nothing of each other") {
  TestSession a, b;
  a.Run("$x = 'a'; function Who { 'a' }; $OFS = '-'");
  b.Run("$x = 'b'; function Who { 'b' }");
  CHECK(a.Run("$x; Who; \"$(1, 2)\"") == "a a 1-2");
  CHECK(b.Run("$x; Who; \"$(1, 2)\"") == "b b 1 2");
  a.Run("throw 'only here'");
  CHECK(b.Run("$Error.Count") == "0");
  CHECK(a.Run("$Error.Count") == "1");
}

TEST_CASE("a session may run inside another's output") {
  TestSession outer, inner;
  inner.Run("$x = 'inner'");
  std::string text;
  LambdaSink sink([&](Value value) {
    text += ToText(value) + inner.Run("$x") + " ";
    return Flow::kMore;
  });
  outer.session().Run("$x = 'outer'; $x; $x", "", {}, sink);
  CHECK(text == "outerinner outerinner ");
}

// Counts those alive.
class Canary final : public Object {
 public:
  explicit Canary(int& alive) : alive_(alive) { ++alive_; }
  ~Canary() override { --alive_; }
  const TypeInfo& Type() const override { return types::kObject; }

 private:
  int& alive_;
};

TEST_CASE("cycles that scripts built are freed when the session ends") {
  int alive = 0;
  {
    TestSession s;
    const auto give = [&](const char* name) {
      VariableInfo variable;
      variable.name = name;
      variable.value = Value::FromObject(new Canary(alive));
      s.session().Variables().Set(variable, "global", false);
    };
    give("one");
    give("two");
    give("three");
    s.Run("$h = @{ canary = $one }; $h.self = $h; $one = $null");
    s.Run("$list = @($two, $null); $list[1] = $list; $two = $null");
    s.Run(
        "$keep = $three; $block = { $keep }.GetNewClosure(); $t = @{ b = $block }; $t.t = $t; "
        "$three = $keep = $null; $h = $list = $t = $block = $null");
    CHECK(alive == 3);
  }
  CHECK(alive == 0);
}

TEST_CASE("what is no cycle is freed at once") {
  int alive = 0;
  TestSession s;
  VariableInfo variable;
  variable.name = "c";
  variable.value = Value::FromObject(new Canary(alive));
  s.session().Variables().Set(variable, "global", false);
  variable.value = Value();
  s.Run("$h = @{ canary = $c }; $c = $null; $chain = @{ h = $h }; $h = $null");
  CHECK(alive == 1);
  s.Run("$chain = $null");
  CHECK(alive == 0);
}

TEST_CASE("a chain of many links is freed without recursion") {
  TestSession s;
  CHECK(s.Run("$node = $null; for ($i = 0; $i -lt 200000; $i++) { $node = @{ next = $node } }; "
              "$node = $null; 'freed'") == "freed");
}

}  // namespace
}  // namespace sipsh
