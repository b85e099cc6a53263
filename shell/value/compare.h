// Comparison by the language's rules: the left operand chooses how the right one is converted
// (about_Comparison_Operators). Text ignores case by simple folding unless asked otherwise.
#pragma once

#include <string_view>

#include "shell/value/value.h"

namespace sipsh {

enum class CompareOp : uint8_t { kEq, kNe, kGt, kGe, kLt, kLe };

// Scalars; an array on the right is compared as a whole. Never throws: what does not convert
// differs.
bool ValuesEqual(const Value& left, const Value& right, bool ignore_case = true);
// <0, 0, >0. Throws ValueError when the two do not compare.
int CompareValues(const Value& left, const Value& right, bool ignore_case = true);
// For Sort-Object and Measure-Object: any two values have an order ($null first, then as text).
int OrderValues(const Value& left, const Value& right, bool ignore_case = true);

// The operator whole: an array or list on the left is filtered, else a Bool.
Value ApplyCompare(CompareOp op, const Value& left, const Value& right, bool ignore_case = true);

// -contains / -in.
bool Contains(const Value& collection, const Value& item, bool ignore_case = true);

// Linguistic order of text, as .NET's culture comparison in everyday cases: ignoring case a = A;
// with case, lower before upper. Digits before letters, punctuation before digits.
int CompareText(std::string_view a, std::string_view b, bool ignore_case);
bool TextEquals(std::string_view a, std::string_view b, bool ignore_case);

// Equality and hash of hash table keys and -unique: kinds must agree, numbers do not mix with text.
bool KeysEqual(const Value& a, const Value& b, bool ignore_case);
size_t HashValue(const Value& value, bool ignore_case);

}  // namespace sipsh
