#include "shell/value/pcre2_library.h"

#include <dlfcn.h>
#include <string>

#include "shell/value/error.h"

namespace sipsh {
namespace {

constexpr uint32_t kMatchLimit = 10'000'000;  // about a second of back-tracking

template <typename Function>
void Find(void* library, const char* name, Function& function) {
  function = reinterpret_cast<Function>(dlsym(library, name));
  if (function == nullptr)
    throw ValueError("RegularExpressionsUnavailable",
                     std::string("libpcre2-8 has no function ") + name +
                         "; install Debian's libpcre2-8-0 10.42 or later.");
}

Pcre2Library Load() {
  void* library = dlopen("libpcre2-8.so.0", RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr)
    throw ValueError(
        "RegularExpressionsUnavailable",
        std::string("Regular expressions need libpcre2-8, which could not be loaded: ") +
            dlerror() + ". Install Debian's package libpcre2-8-0.");
  Pcre2Library table{};
  Find(library, "pcre2_compile_8", table.compile);
  Find(library, "pcre2_code_free_8", table.code_free);
  Find(library, "pcre2_jit_compile_8", table.jit_compile);
  Find(library, "pcre2_match_8", table.match);
  Find(library, "pcre2_match_data_create_from_pattern_8", table.match_data_create);
  Find(library, "pcre2_match_data_free_8", table.match_data_free);
  Find(library, "pcre2_get_ovector_pointer_8", table.ovector);
  Find(library, "pcre2_get_error_message_8", table.error_message);
  Find(library, "pcre2_match_context_create_8", table.context_create);
  Find(library, "pcre2_set_match_limit_8", table.set_match_limit);
  table.limits = table.context_create(nullptr);
  table.set_match_limit(table.limits, kMatchLimit);
  return table;
}

}  // namespace

const Pcre2Library& Pcre2Library::Get() {
  static const Pcre2Library table = Load();
  return table;
}

}  // namespace sipsh
