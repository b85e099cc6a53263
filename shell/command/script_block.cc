#include "shell/command/script_block.h"

namespace sipsh {

ScriptBlockRef::operator bool() const { return !block.IsNull(); }

}  // namespace sipsh
