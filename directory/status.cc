#include "directory/status.h"

namespace sipsh::directory {

std::string_view CodeName(Code code) {
  switch (code) {
    case Code::kOk:
      return "Ok";
    case Code::kNoSuchObject:
      return "NoSuchObject";
    case Code::kEntryAlreadyExists:
      return "EntryAlreadyExists";
    case Code::kNoSuchAttribute:
      return "NoSuchAttribute";
    case Code::kAttributeOrValueExists:
      return "AttributeOrValueExists";
    case Code::kAssertionFailed:
      return "AssertionFailed";
    case Code::kConstraintViolation:
      return "ConstraintViolation";
    case Code::kObjectClassViolation:
      return "ObjectClassViolation";
    case Code::kUndefinedAttribute:
      return "UndefinedAttribute";
    case Code::kInvalidDn:
      return "InvalidDn";
    case Code::kInvalidSyntax:
      return "InvalidSyntax";
    case Code::kNamingViolation:
      return "NamingViolation";
    case Code::kNotAllowedOnNonLeaf:
      return "NotAllowedOnNonLeaf";
    case Code::kNotAllowedOnRdn:
      return "NotAllowedOnRdn";
    case Code::kInsufficientAccess:
      return "InsufficientAccess";
    case Code::kInvalidCredentials:
      return "InvalidCredentials";
    case Code::kStrongAuthRequired:
      return "StrongAuthRequired";
    case Code::kReadOnly:
      return "ReadOnly";
    case Code::kUnwilling:
      return "Unwilling";
    case Code::kUnavailable:
      return "Unavailable";
    case Code::kCertificateNotTrusted:
      return "CertificateNotTrusted";
    case Code::kTimeout:
      return "Timeout";
    case Code::kCancelled:
      return "Cancelled";
    case Code::kReferral:
      return "Referral";
    case Code::kSizeLimit:
      return "SizeLimit";
    case Code::kNotSupported:
      return "NotSupported";
    case Code::kSchemaMissing:
      return "SchemaMissing";
    case Code::kBusyLocked:
      return "BusyLocked";
    case Code::kDiskFull:
      return "DiskFull";
    case Code::kCorrupt:
      return "Corrupt";
    case Code::kOther:
      return "Other";
  }
  return "Other";
}

}  // namespace sipsh::directory
