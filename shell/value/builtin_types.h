// The engine's own types and their accelerators, for TypeTable.
#pragma once

#include <span>
#include <string_view>

#include "shell/value/type_info.h"

namespace sipsh {

struct BuiltinType {
  const TypeInfo* type;
  std::string_view accelerator;
};
std::span<const BuiltinType> BuiltinTypes();

}  // namespace sipsh
