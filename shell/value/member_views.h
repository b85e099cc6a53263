// What members.cc needs from its neighbours: .psobject views and the methods every value has.
#pragma once

#include <string>
#include <string_view>

#include "shell/value/type_info.h"
#include "shell/value/value.h"

namespace sipsh {

// $x.psobject and $x.pstypenames.
Value MakePSObjectView(const Value& target);
Value MakeTypeNamesView(const Value& target);

// .ToString(format), .Equals(x), .CompareTo(x), .GetHashCode() of any value.
std::string FormatForToString(const Value& value, std::string_view format);
bool KeysEqualExactly(const Value& a, const Value& b);
int CompareForMethod(const Value& a, const Value& b);
int32_t HashForMethod(const Value& value);

// Arrays, lists and dictionaries are made by their class, whatever their elements.
bool ConstructsByClass(const TypeInfo& type);
Value ConstructByClass(const TypeInfo& type, Args args);

}  // namespace sipsh
