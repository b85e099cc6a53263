#include "shell/command/session_services.h"

namespace sipsh {

std::string_view CommandTypeName(CommandType type) {
  switch (type) {
    case CommandType::kAlias:
      return "Alias";
    case CommandType::kFunction:
      return "Function";
    case CommandType::kFilter:
      return "Filter";
    case CommandType::kCmdlet:
      return "Cmdlet";
    case CommandType::kExternalScript:
      return "ExternalScript";
    case CommandType::kApplication:
      return "Application";
  }
  return "";
}

}  // namespace sipsh
