// Short names for the values that the tests are made of.
#pragma once

#include <doctest/doctest.h>

#include "shell/value/containers.h"
#include "shell/value/convert.h"
#include "shell/value/members.h"
#include "shell/value/objects.h"

namespace sipsh {

inline Value I(int32_t n) { return Value::Int32(n); }
inline Value D(double n) { return Value::Double(n); }
inline Value S(std::string_view text) { return Value::String(text); }
inline Value A(std::vector<Value> items) { return MakeArray(std::move(items)); }

template <typename F>
std::string ErrorIdOf(F&& action) {
  try {
    action();
  } catch (const ValueError& error) {
    return error.error_id();
  }
  return "";
}

}  // namespace sipsh
