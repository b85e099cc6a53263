// Arguments of functions without attributes: by name, by position, the rest to $args.
#pragma once

#include "shell/runtime/pipeline.h"

namespace sipsh::runtime {

// Throws TerminatingError: MissingArgument, AmbiguousParameter, ParameterAlreadyBound,
// ParameterArgumentTransformationError.
void BindSimple(Activation& activation, const std::vector<Argument>& arguments);

}  // namespace sipsh::runtime
