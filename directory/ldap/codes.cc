#include "directory/ldap/codes.h"

#include <ldap.h>

namespace sipsh::directory::ldap {
namespace {

struct Row {
  int result;
  Code code;
  const char* meaning;  // Ends a sentence; says what to do where there is something to do.
};

constexpr Row kRows[] = {
    {LDAP_SUCCESS, Code::kOk, "done"},
    {LDAP_OPERATIONS_ERROR, Code::kOther,
     "the server could not take it in this order; perhaps it wants a sign-in first"},
    {LDAP_PROTOCOL_ERROR, Code::kNotSupported, "the server does not understand the request"},
    {LDAP_TIMELIMIT_EXCEEDED, Code::kTimeout, "the server's time limit was reached"},
    {LDAP_SIZELIMIT_EXCEEDED, Code::kSizeLimit, "the server's limit of entries was reached"},
    {LDAP_ADMINLIMIT_EXCEEDED, Code::kSizeLimit,
     "a limit set by the server's administrator was reached"},
    {LDAP_COMPARE_TRUE, Code::kOk, "true"},
    {LDAP_COMPARE_FALSE, Code::kOk, "false"},
    {LDAP_AUTH_METHOD_NOT_SUPPORTED, Code::kNotSupported,
     "the server does not know this way of signing in"},
    {LDAP_STRONG_AUTH_REQUIRED, Code::kStrongAuthRequired,
     "the server wants a stronger way of signing in; use StartTLS or ldaps"},
    {LDAP_CONFIDENTIALITY_REQUIRED, Code::kStrongAuthRequired,
     "the server wants an encrypted connection; use StartTLS or ldaps"},
    {LDAP_REFERRAL, Code::kReferral,
     "another server is to be asked, and referrals are not followed; name that server in "
     "environment.yaml"},
    {LDAP_UNAVAILABLE_CRITICAL_EXTENSION, Code::kNotSupported,
     "the server lacks something the request needs"},
    {LDAP_NO_SUCH_ATTRIBUTE, Code::kNoSuchAttribute, "the entry lacks the attribute or value"},
    {LDAP_UNDEFINED_TYPE, Code::kUndefinedAttribute,
     "the server does not know one of the attributes"},
    {LDAP_INAPPROPRIATE_MATCHING, Code::kNotSupported,
     "the server's schema has no rule to compare this attribute"},
    {LDAP_CONSTRAINT_VIOLATION, Code::kConstraintViolation,
     "a rule of the server forbids the value"},
    {LDAP_TYPE_OR_VALUE_EXISTS, Code::kAttributeOrValueExists, "the value is there already"},
    {LDAP_INVALID_SYNTAX, Code::kInvalidSyntax,
     "a value does not have the form its attribute demands"},
    {LDAP_NO_SUCH_OBJECT, Code::kNoSuchObject, "there is no such entry"},
    {LDAP_INVALID_DN_SYNTAX, Code::kInvalidDn, "it is not a distinguished name"},
    {LDAP_INAPPROPRIATE_AUTH, Code::kInvalidCredentials, "this account can not sign in this way"},
    {LDAP_INVALID_CREDENTIALS, Code::kInvalidCredentials, "the name or the password is wrong"},
    {LDAP_INSUFFICIENT_ACCESS, Code::kInsufficientAccess, "this account has no right to it"},
    {LDAP_BUSY, Code::kUnavailable, "the server is busy; try again later"},
    {LDAP_UNAVAILABLE, Code::kUnavailable, "the server is shutting down or not ready"},
    {LDAP_UNWILLING_TO_PERFORM, Code::kUnwilling, "the server is not willing to do it"},
    {LDAP_NAMING_VIOLATION, Code::kNamingViolation, "the entry's name does not fit its attributes"},
    {LDAP_OBJECT_CLASS_VIOLATION, Code::kObjectClassViolation,
     "its object classes forbid an attribute or lack a required one"},
    {LDAP_NOT_ALLOWED_ON_NONLEAF, Code::kNotAllowedOnNonLeaf,
     "there are entries below it; remove those first"},
    {LDAP_NOT_ALLOWED_ON_RDN, Code::kNotAllowedOnRdn,
     "the value is part of the entry's name; rename it instead"},
    {LDAP_ALREADY_EXISTS, Code::kEntryAlreadyExists, "an entry of this name is there already"},
    {LDAP_NO_OBJECT_CLASS_MODS, Code::kObjectClassViolation,
     "its structural object class can not change"},
    {LDAP_LOOP_DETECT, Code::kOther, "the server's aliases or referrals go round in a circle"},
    {LDAP_AFFECTS_MULTIPLE_DSAS, Code::kUnwilling,
     "it would reach over to another server's part of the directory"},
    {LDAP_OTHER, Code::kOther,
     "the server met a fault of its own, a full disk for instance; its log tells which"},
    {LDAP_ASSERTION_FAILED, Code::kAssertionFailed,
     "it was changed by somebody else in the meantime; look at it again"},
    {LDAP_SERVER_DOWN, Code::kUnavailable, "the server does not answer"},
    {LDAP_CONNECT_ERROR, Code::kUnavailable, "the connection failed"},
    {LDAP_TIMEOUT, Code::kTimeout, "no answer within the time allowed"},
    {LDAP_FILTER_ERROR, Code::kInvalidSyntax, "the filter is malformed"},
    {LDAP_USER_CANCELLED, Code::kCancelled, "stopped"},
};

const Row* FindRow(int result) {
  for (const Row& row : kRows) {
    if (row.result == result) return &row;
  }
  return nullptr;
}

}  // namespace

Code FromLdap(int result) {
  const Row* row = FindRow(result);
  return row ? row->code : Code::kOther;
}

Status Refusal(int result, std::string_view server, std::string_view action, std::string_view dn,
               std::string_view diagnostic) {
  const Row* row = FindRow(result);
  std::string text = std::string(server) + " refused to " + std::string(action);
  if (!dn.empty()) text += " " + std::string(dn);
  text += ": ";
  text += row ? row->meaning : "LDAP result code " + std::to_string(result);
  if (!diagnostic.empty()) text += " (" + std::string(diagnostic) + ")";
  return Status(FromLdap(result), text + ".", std::string(dn));
}

}  // namespace sipsh::directory::ldap
