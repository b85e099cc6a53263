// The rules that [ValidateRange()] and its like put on a parameter or variable.
#pragma once

#include <string>

#include "shell/command/cmdlet_metadata.h"

namespace sipsh::runtime {

class Interpreter;

// Why a value breaks a rule, as a sentence; empty when it breaks none.
std::string FindFault(Interpreter& interpreter, const ParameterValidation& rule,
                      bool takes_collection, const Value& value);

// What a mandatory parameter does not take unless an attribute allows it; `id` is empty when the
// value is none of it.
struct EmptyFault {
  std::string id;
  std::string what;  // "null", "an empty string"
};
EmptyFault FindEmptyFault(const ParameterMetadata& parameter, bool is_text, bool takes_collection,
                          const Value& value);

}  // namespace sipsh::runtime
