// The shared library's own source file: all else comes from the rooms it joins.
#include "shell/command/module.h"

namespace sipsh {

// The interface this library offers, for tools that look at it before loading a plug-in.
extern "C" SIPSH_EXPORT uint32_t sipsh_abi() { return kSipshAbi; }

}  // namespace sipsh
