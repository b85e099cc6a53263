// The param() block of a script as the same metadata that cmdlets declare.
#pragma once

#include "shell/runtime/code.h"

namespace sipsh::runtime {

bool HasValidation(const syntax::Parameter& parameter);
// Fills code.metadata and code.advanced.
void DescribeParameters(Interpreter& interpreter, BlockCode& code);

}  // namespace sipsh::runtime
