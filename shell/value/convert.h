// Conversions (language specification chapter 6, about_Type_Conversion). To text: invariant. To
// integers: half to even. What does not convert throws ValueError with an InvalidCast... id.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "shell/value/error.h"
#include "shell/value/type_info.h"
#include "shell/value/value.h"

namespace sipsh {

bool ToBoolSlow(const Value& value);
inline bool ToBool(const Value& value) {
  return value.IsBool() ? value.AsBool() : ToBoolSlow(value);
}
int32_t ToInt32(const Value& value);
int64_t ToInt64(const Value& value);
double ToDouble(const Value& value);

// "$value" and [string]: arrays joined by the separator of the current heap ($OFS).
std::string ToText(const Value& value);
void AppendText(std::string* out, const Value& value);
// What .ToString() and the screen show, in the session's culture (en-US).
std::string ToDisplayText(const Value& value);

// A cast. Keeps the value when it is of that type already.
Value ConvertTo(const Value& value, const TypeInfo& type);
// False instead of throwing; error, when asked for, says why.
bool TryConvertTo(const Value& value, const TypeInfo& type, Value* out,
                  std::string* error = nullptr);

// -is: the value's type, its bases and interfaces.
bool IsInstanceOf(const Value& value, const TypeInfo& type);

// A numeric literal or numeric text: decimal, hex, binary, real, suffixes l d u y s n, kb to pb.
// Empty when it is no number. Literals keep the type the suffix names; overflow widens.
std::optional<Value> ParseNumber(std::string_view text);

// Dates as en-US and ISO 8601 write them. False when it is none.
bool ParseDateTime(std::string_view text, Value* out);
bool ParseTimeSpan(std::string_view text, Value* out);

// Hash table or record as [pscustomobject]; keys become note properties in order.
Value ToCustomObject(const Value& value);

}  // namespace sipsh
