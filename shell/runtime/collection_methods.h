// The methods Where and ForEach that every value has: (1..5).Where({ $_ -gt 2 }, 'First').
#pragma once

#include "shell/runtime/interpreter.h"

namespace sipsh::runtime {

enum class CollectionMethod : uint8_t { kNone, kWhere, kForEach };
CollectionMethod FindCollectionMethod(std::string_view name);
// The blocks run in the scope `frame` runs in. Throws ValueError for arguments that do not fit.
Value CallCollectionMethod(Frame& frame, CollectionMethod method, const Value& target, Args args);

}  // namespace sipsh::runtime
