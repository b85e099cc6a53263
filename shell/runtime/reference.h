// [ref]$variable: what a method or function writes goes to the variable.
#pragma once

#include "shell/runtime/compile/compiler.h"

namespace sipsh::runtime {

extern const TypeInfo kReferenceType;

// `name` is the variable as the running code sees it.
Value MakeReference(Frame& frame, NameId name);
// A reference to a value that stands in no variable.
Value MakeValueReference(Value value);

}  // namespace sipsh::runtime
