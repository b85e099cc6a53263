#include "shell/value/text.h"

#include "tests/unit/value/support.h"

using namespace sipsh;

TEST_CASE("length and indexes are in UTF-16 units") {
  Value text = S("a\u00E9\U0001F600z");
  StringObject& s = *text.string_object();
  CHECK(s.Length() == 5);
  CHECK(s.CharAt(1) == 0xE9);
  CHECK(s.CharAt(2) == 0xD83D);
  CHECK(s.CharAt(3) == 0xDE00);
  CHECK(s.CharAt(4) == 'z');
  CHECK(s.Substring(0, 2) == "a\u00E9");
  CHECK(s.Substring(4, 1) == "z");
  std::string joined = s.Substring(0, 3);
  AppendUtf16Unit(&joined, 0xDE00);
  CHECK(joined == "a\u00E9\U0001F600");
  CHECK(s.Utf16Index(s.ByteOffset(4)) == 4);
}

TEST_CASE("long text keeps its index right") {
  std::string many;
  for (int i = 0; i < 1000; ++i) many += "\u00E4\U0001F600";
  Value text = S(many);
  CHECK(text.string_object()->Length() == 3000);
  CHECK(text.string_object()->CharAt(2997) == 0xE4);
  CHECK(text.string_object()->CharAt(2999) == 0xDE00);
}

TEST_CASE("case and width") {
  CHECK(EqualsIgnoreCase("\u00C4pfel", "\u00E4PFEL"));
  CHECK(ToUpper("\u00E4b") == "\u00C4B");
  CHECK(DisplayWidth("a\u6F22") == 3);
  CHECK(TruncateToWidth("a\u6F22b", 2) == "a");
  CHECK(TrimWhiteSpace("\u00A0 x\t") == "x");
  CHECK(MakeValidUtf8("a\xFF") == "a\uFFFD");
}
