// libpcre2-8, loaded when the first regular expression is compiled. One copy for the process: the
// table of functions is immutable once loaded, so every Session and thread may use it.
#pragma once
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

namespace sipsh {

struct Pcre2Library {
  decltype(&pcre2_compile_8) compile;
  decltype(&pcre2_code_free_8) code_free;
  decltype(&pcre2_jit_compile_8) jit_compile;
  decltype(&pcre2_match_8) match;
  decltype(&pcre2_match_data_create_from_pattern_8) match_data_create;
  decltype(&pcre2_match_data_free_8) match_data_free;
  decltype(&pcre2_get_ovector_pointer_8) ovector;
  decltype(&pcre2_get_error_message_8) error_message;
  decltype(&pcre2_match_context_create_8) context_create;
  decltype(&pcre2_set_match_limit_8) set_match_limit;
  pcre2_match_context_8* limits;  // the match limit under which every match runs

  // Throws ValueError (id "RegularExpressionsUnavailable") when the library cannot be loaded.
  static const Pcre2Library& Get();
};

}  // namespace sipsh
