#include "shell/command/error_record.h"

#include <array>

#include "shell/value/text.h"

namespace sipsh {
namespace {

// In the order of ErrorCategory.
constexpr std::array<std::string_view, 32> kCategoryNames = {
    "NotSpecified",        "OpenError",           "CloseError",       "DeviceError",
    "DeadlockDetected",    "InvalidArgument",     "InvalidData",      "InvalidOperation",
    "InvalidResult",       "InvalidType",         "MetadataError",    "NotImplemented",
    "NotInstalled",        "ObjectNotFound",      "OperationStopped", "OperationTimeout",
    "SyntaxError",         "ParserError",         "PermissionDenied", "ResourceBusy",
    "ResourceExists",      "ResourceUnavailable", "ReadError",        "WriteError",
    "FromStdErr",          "SecurityError",       "ProtocolError",    "ConnectionError",
    "AuthenticationError", "LimitsExceeded",      "QuotaExceeded",    "NotEnabled"};
static_assert(kCategoryNames.size() == static_cast<size_t>(ErrorCategory::kNotEnabled) + 1);

}  // namespace

std::string_view CategoryName(ErrorCategory category) {
  return kCategoryNames[static_cast<size_t>(category)];
}

bool ParseCategory(std::string_view name, ErrorCategory& category) {
  for (size_t i = 0; i < kCategoryNames.size(); ++i) {
    if (!EqualsIgnoreCase(kCategoryNames[i], name)) continue;
    category = static_cast<ErrorCategory>(i);
    return true;
  }
  return false;
}

std::string ErrorRecord::FullyQualifiedErrorId() const {
  return command.empty() ? error_id : error_id + "," + command;
}

}  // namespace sipsh
