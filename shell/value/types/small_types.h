// Tables of types that TypeTable registers whole.
#pragma once

#include <span>

#include "shell/value/type_info.h"

namespace sipsh {

std::span<const TypeInfo> ExceptionTypes();

}  // namespace sipsh
