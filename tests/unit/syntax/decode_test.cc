#include "shell/syntax/decode.h"

#include <doctest/doctest.h>

namespace sipsh::syntax {

using namespace std::string_view_literals;

TEST_CASE("encodings of script files") {
  CHECK(DecodeScript("abc") == "abc");
  CHECK(DecodeScript("") == "");
  CHECK(DecodeScript("\xEF\xBB\xBF"
                     "a\xC3\xA4") == "a\xC3\xA4");
  CHECK(DecodeScript("\xFF\xFE"
                     "a\0\xE4\0"sv) == "a\xC3\xA4");
  CHECK(DecodeScript("\xFE\xFF\0a\0\xE4"sv) == "a\xC3\xA4");
  CHECK(DecodeScript("a\0b\0c\0"sv) == "abc");
  CHECK(DecodeScript("a\xE4\x93") == "a\xC3\xA4\xE2\x80\x9C");
  CHECK(DecodeScript("\xFF\xFE\x3D\xD8\x00\xDE"sv) == "\xF0\x9F\x98\x80");
  CHECK(DecodeScript("\xFF\xFE\x3D\xD8"sv) == "\xEF\xBF\xBD");
  CHECK(DecodeScript("\xFF\xFE\0\0a\0\0\0"sv) == "a");
}

TEST_CASE("valid UTF-8") {
  CHECK(IsValidUtf8("\xF0\x9F\x98\x80"));
  CHECK_FALSE(IsValidUtf8("\xC0\x80"));
  CHECK_FALSE(IsValidUtf8("\xED\xA0\x80"));
  CHECK_FALSE(IsValidUtf8("\xE2\x80"));
}

}  // namespace sipsh::syntax
