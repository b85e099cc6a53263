// How statements end: through try and finally, out of functions and pipelines, when downstream
// wants no more, and when the session is asked to stop.
#include <doctest/doctest.h>

#include "tests/unit/runtime/test_session.h"

namespace sipsh {
namespace {

using test::Journal;
using test::TestSession;

TEST_CASE("finally runs whatever the body ends with, and the ending goes on") {
  TestSession s;
  CHECK(s.Run("foreach ($i in 1..3) { try { if ($i -eq 2) { break }; $i } finally { 'f' } }") ==
        "1 f f");
  CHECK(s.Run("foreach ($i in 1..3) { try { if ($i -eq 2) { continue }; $i } finally { 'f' } }") ==
        "1 f f 3 f");
  CHECK(s.Run("function f { try { return 1 } finally { 'f' }; 2 }; f; 3") == "1 f 3");
  CHECK(s.Run("function f { try { throw 'x' } catch { return 'c' } finally { 'f' }; 2 }; f") ==
        "c f");
  CHECK(s.Run("try { try { throw 'x' } finally { 'f' } } catch { \"caught $_\" }") == "f caught x");
}

TEST_CASE("a label survives the finally blocks it passes") {
  TestSession s;
  CHECK(s.Run(":a foreach ($i in 1..2) { foreach ($j in 1..2) { try { continue a } finally { "
              "foreach ($k in 1..2) { if ($k -eq 1) { continue }; \"$i$k\" } } } }") == "12 22");
}

TEST_CASE("exit carries its code through functions, blocks and finally") {
  TestSession s;
  CHECK(s.Run("function f { try { & { exit 7 } } finally { 'f' } }; f; 'never'") == "f");
  CHECK(s.result.exited);
  CHECK(s.result.exit_code == 7);
  CHECK(s.Run("$x = 1 + $(exit 3); 'never'").empty());
  CHECK(s.result.exit_code == 3);
  CHECK(s.Run("try { exit } catch { 'never' }").empty());
  CHECK((s.result.exited && s.result.exit_code == 0));
}

TEST_CASE("a consumer that wants no more stops its source and lets finally run") {
  TestSession s;
  CHECK(s.Run("Get-Count 100 | Select-Few 2") == "1 2");
  CHECK(s.journal() == Journal{"begin", "write 1", "write 2", "close"});
  CHECK(s.Run("function f { try { 1; 2; 3 } finally { $global:seen = 'f' } }; f | Select-Few 1; "
              "$seen") == "1 f");
  CHECK(s.Run("foreach ($i in 1..2) { 1..5 | Select-Few 1 }; 'on'") == "1 1 on");
  CHECK(s.Run("function g { begin { 'b' } process { $_ } end { 'e' } }; 1..5 | g | Select-Few 2") ==
        "b 1");
}

TEST_CASE("a source that ends by itself ends properly") {
  TestSession s;
  CHECK(s.Run("Get-Count 2 | Select-Few 5") == "1 2");
  CHECK(s.journal() == Journal{"begin", "write 1", "write 2", "end", "close"});
}

TEST_CASE("a terminating error downstream closes the source") {
  TestSession s;
  CHECK(s.Run("Get-Count 3 | & { process { throw 'no' } }").empty());
  CHECK(s.journal() == Journal{"begin", "write 1", "close"});
  CHECK(s.result.failed);
}

TEST_CASE("a stop request ends everything but finally") {
  TestSession s;
  s.journal();
  CHECK(
      s.Run("try { Stop-Session; while ($true) { } } catch { 'never' } finally { 'f' }; 'never'") ==
      "f");
  CHECK(s.result.stopped);
  CHECK_FALSE(s.result.failed);
  CHECK(s.Run("'runs again'") == "runs again");
  CHECK_FALSE(s.result.stopped);
}

TEST_CASE("errors that end a statement, and errors that end the script") {
  TestSession s;
  CHECK(s.Run("1 / 0; 'on'") == "on");
  CHECK(s.Errors() == std::vector<std::string>{"RuntimeException"});
  CHECK_FALSE(s.result.failed);
  CHECK(s.Run("& { throw 'x' }; 'never'").empty());
  CHECK(s.result.failed);
  CHECK(s.Run("1 / 0").empty());
  CHECK_FALSE(s.result.succeeded);
}

}  // namespace
}  // namespace sipsh
