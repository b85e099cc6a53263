// The operators on values (about_Arithmetic_Operators): the left operand decides, int32 overflow
// widens to int64 or double, division is exact or double, text and arrays concatenate and repeat.
// Errors throw ValueError.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "shell/value/value.h"

namespace sipsh {

Value Add(const Value& left, const Value& right);
Value Subtract(const Value& left, const Value& right);
Value Multiply(const Value& left, const Value& right);
Value Divide(const Value& left, const Value& right);
Value Modulo(const Value& left, const Value& right);
Value Negate(const Value& value);
Value UnaryPlus(const Value& value);

Value BitAnd(const Value& left, const Value& right);
Value BitOr(const Value& left, const Value& right);
Value BitXor(const Value& left, const Value& right);
Value BitNot(const Value& value);
Value ShiftLeft(const Value& left, const Value& right);
Value ShiftRight(const Value& left, const Value& right);

// `first..last` as an array; both ends as integers or single characters.
Value Range(const Value& first, const Value& last);

// -join; a null separator joins without one.
Value Join(const Value& items, std::string_view separator);

}  // namespace sipsh
