#include "cmdlets/directory_support/directory_error.h"

#include <iterator>

namespace sipsh {
namespace {

using directory::Code;

constexpr DirectoryErrorKind kKinds[] = {
    {Code::kNoSuchObject, "DirectoryObjectNotFound", ErrorCategory::kObjectNotFound, ""},
    {Code::kEntryAlreadyExists, "DirectoryObjectExists", ErrorCategory::kResourceExists, ""},
    {Code::kNoSuchAttribute, "DirectoryAttributeMissing", ErrorCategory::kInvalidOperation, ""},
    {Code::kAttributeOrValueExists, "DirectoryValueExists", ErrorCategory::kResourceExists, ""},
    {Code::kAssertionFailed, "DirectoryObjectChanged", ErrorCategory::kInvalidResult,
     "Somebody changed it meanwhile: look at it again, then repeat the command."},
    {Code::kConstraintViolation, "DirectoryConstraintViolation", ErrorCategory::kResourceExists,
     ""},
    {Code::kObjectClassViolation, "DirectorySchemaViolation", ErrorCategory::kInvalidData, ""},
    {Code::kUndefinedAttribute, "DirectoryAttributeUnknown", ErrorCategory::kInvalidArgument, ""},
    {Code::kInvalidDn, "InvalidDistinguishedName", ErrorCategory::kInvalidArgument, ""},
    {Code::kInvalidSyntax, "InvalidDirectorySyntax", ErrorCategory::kInvalidArgument, ""},
    {Code::kNamingViolation, "DirectoryNamingViolation", ErrorCategory::kInvalidArgument, ""},
    {Code::kNotAllowedOnNonLeaf, "DirectoryObjectHasChildren", ErrorCategory::kInvalidOperation,
     "Delete what lies below it first."},
    {Code::kNotAllowedOnRdn, "DirectoryNameAttribute", ErrorCategory::kInvalidOperation, ""},
    {Code::kInsufficientAccess, "DirectoryAccessDenied", ErrorCategory::kPermissionDenied,
     "Bind as an account that has the right to do this."},
    {Code::kInvalidCredentials, "DirectoryBindRefused", ErrorCategory::kAuthenticationError,
     "Check the bind name and password that environment.yaml points at."},
    {Code::kStrongAuthRequired, "DirectoryEncryptionRequired", ErrorCategory::kSecurityError,
     "Use ldaps:// or StartTLS in environment.yaml."},
    {Code::kReadOnly, "DirectoryReadOnly", ErrorCategory::kPermissionDenied, ""},
    {Code::kUnwilling, "DirectoryUnwilling", ErrorCategory::kInvalidOperation, ""},
    {Code::kUnavailable, "DirectoryUnreachable", ErrorCategory::kConnectionError,
     "Check that the server runs and that `directory` in environment.yaml names it."},
    {Code::kCertificateNotTrusted, "DirectoryCertificateNotTrusted", ErrorCategory::kSecurityError,
     "Name the file with the certificate of its CA as ca_file below tls in environment.yaml, or in "
     "ldap.conf."},
    {Code::kTimeout, "DirectoryTimeout", ErrorCategory::kOperationTimeout, ""},
    {Code::kCancelled, "DirectoryCancelled", ErrorCategory::kOperationStopped, ""},
    {Code::kReferral, "DirectoryReferral", ErrorCategory::kInvalidResult,
     "Name the server that holds the entry in environment.yaml; referrals are not followed."},
    {Code::kSizeLimit, "DirectorySizeLimit", ErrorCategory::kLimitsExceeded,
     "Narrow the search or raise the server's size limit for this account."},
    {Code::kNotSupported, "DirectoryNotSupported", ErrorCategory::kNotInstalled, ""},
    {Code::kSchemaMissing, "DirectorySchemaMissing", ErrorCategory::kNotInstalled, ""},
    {Code::kBusyLocked, "EnvironmentLocked", ErrorCategory::kResourceBusy,
     "Wait until the other command is done, then repeat this one."},
    {Code::kDiskFull, "DiskFull", ErrorCategory::kWriteError,
     "Make room on the disk, then repeat the command."},
    {Code::kCorrupt, "DirectoryCorrupt", ErrorCategory::kInvalidData, ""},
    {Code::kOther, "DirectoryError", ErrorCategory::kNotSpecified, ""},
};

}  // namespace

const DirectoryErrorKind& DirectoryError(Code code) {
  for (const DirectoryErrorKind& kind : kKinds) {
    if (kind.code == code) return kind;
  }
  return kKinds[std::size(kKinds) - 1];
}

ErrorRecord ToErrorRecord(const directory::Status& status, const Value& target) {
  const DirectoryErrorKind& kind = DirectoryError(status.code);
  Value about = target;
  if (about.IsNull() && !status.dn.empty()) about = Value::String(status.dn);
  ErrorRecord record(status.message, std::string(kind.error_id), kind.category, about);
  record.recommended_action = kind.advice;
  return record;
}

void ThrowStatus(const directory::Status& status, const Value& target) {
  throw ObjectError(ToErrorRecord(status, target));
}

void Check(const directory::Status& status, const Value& target) {
  if (!status.ok()) ThrowStatus(status, target);
}

}  // namespace sipsh
