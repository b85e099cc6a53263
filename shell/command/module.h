// What a plug-in exports:
//
//   static const SipshModule kModule = {.name = "Contoso", .version = "1.0", .cmdlets =
//   &ContosoCmdlets}; extern "C" SIPSH_EXPORT const sipsh::SipshModule* sipsh_module(uint32_t abi)
//   {
//     return abi == sipsh::kSipshAbi ? &kModule : nullptr;
//   }
//
// The loader refuses a module of another ABI by name, and never unloads one.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "shell/command/cmdlet_metadata.h"

#define SIPSH_EXPORT __attribute__((visibility("default")))

namespace sipsh {

inline constexpr uint32_t kSipshAbi = 1;

struct SipshModule {
  const char* name = "";
  const char* version = "";
  const char* description = "";
  // The cmdlets, made anew at each call; the session keeps them.
  std::vector<CmdletMetadata> (*cmdlets)() = nullptr;
  // Called once per session when the module is loaded into it: adds services, mostly by
  // AddFactory(). May be null.
  void (*attach)(ServiceRegistry& services) = nullptr;
  // One cmdlet by its name in any case, for modules with many: naming one does not make them all.
  // May be null; must agree with cmdlets().
  std::optional<CmdletMetadata> (*cmdlet)(std::string_view name) = nullptr;
};

using SipshModuleEntry = const SipshModule* (*)(uint32_t abi);
inline constexpr const char* kSipshModuleEntryName = "sipsh_module";

}  // namespace sipsh
