// Shorthand for the rows of the type tables.
#pragma once

#include <string>
#include <string_view>

#include "shell/value/containers.h"
#include "shell/value/convert.h"
#include "shell/value/error.h"
#include "shell/value/objects.h"
#include "shell/value/type_info.h"

namespace sipsh::type_rows {

inline Value Int(size_t n) { return Value::Int32(static_cast<int32_t>(n)); }
inline Value Text(std::string_view text) { return Value::String(text); }

[[noreturn]] inline void ThrowArgument(const std::string& message,
                                       const std::string& type = "System.ArgumentException") {
  throw ValueError(type.substr(type.rfind('.') + 1), message, ValueErrorCategory::kInvalidArgument,
                   type);
}
[[noreturn]] inline void ThrowRange(const std::string& message) {
  ThrowArgument(message, "System.ArgumentOutOfRangeException");
}
// Writes the result of TryParse into a [ref].
void SetReference(const Value& reference, const Value& value);
// Whether an argument asks to ignore case: a StringComparison, its name, or $true.
bool AsksIgnoreCase(const Value& arg);

}  // namespace sipsh::type_rows
