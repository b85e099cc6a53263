// The -f operator and .ToString(format): .NET composite and standard formats, in en-US unless told
// to be invariant.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "shell/value/value.h"

namespace sipsh {

// "{0,-10:N2}". Throws ValueError "FormatError" for a bad pattern or a missing argument.
std::string FormatComposite(std::string_view pattern, std::span<const Value> args,
                            bool invariant = false);
// The -f operator: an array on the right gives its elements.
Value FormatOperator(const Value& pattern, const Value& args);

// One value under one format string ("N2", "yyyy-MM-dd", "X8"); an empty one is the default text.
std::string FormatValue(const Value& value, std::string_view format, bool invariant = false);
std::string FormatNumber(const Value& number, std::string_view format);
std::string FormatDateTime(const Value& date, std::string_view format, bool invariant = false);
std::string FormatTimeSpan(const Value& span, std::string_view format);

// Shortest text that reads back as the same number: 1.1, 1E+20.
std::string DoubleText(double number);
std::string SingleText(float number);

}  // namespace sipsh
