// The param() block of a script as the same metadata that cmdlets declare.
#pragma once

#include "shell/runtime/code.h"

namespace sipsh::runtime {

bool HasValidation(const syntax::Parameter& parameter);
// The rules of the attributes on a variable or parameter; null when they hold none.
std::shared_ptr<const ParameterMetadata> DescribeValidation(
    Interpreter& interpreter, BlockCode& code,
    const std::vector<const syntax::Attribute*>& attributes);
// Fills code.metadata and code.advanced.
void DescribeParameters(Interpreter& interpreter, BlockCode& code);

}  // namespace sipsh::runtime
