// ErrorRecord: one error, as scripts see it in $Error, catch blocks and on the error stream.
//
// Non-terminating errors go through CommandRuntime::WriteError; an error that ends the statement is
// thrown as TerminatingError, the one exception type for it. Ids are stable; tests and scripts
// compare them, never texts. Messages say what happened, to which object, and what to do next.
#pragma once

#include <exception>
#include <memory>
#include <string>
#include <string_view>

#include "shell/value/value.h"

namespace sipsh {

enum class ErrorCategory : uint8_t {
  kNotSpecified,
  kOpenError,
  kCloseError,
  kDeviceError,
  kDeadlockDetected,
  kInvalidArgument,
  kInvalidData,
  kInvalidOperation,
  kInvalidResult,
  kInvalidType,
  kMetadataError,
  kNotImplemented,
  kNotInstalled,
  kObjectNotFound,
  kOperationStopped,
  kOperationTimeout,
  kSyntaxError,
  kParserError,
  kPermissionDenied,
  kResourceBusy,
  kResourceExists,
  kResourceUnavailable,
  kReadError,
  kWriteError,
  kFromStdErr,
  kSecurityError,
  kProtocolError,
  kConnectionError,
  kAuthenticationError,
  kLimitsExceeded,
  kQuotaExceeded,
  kNotEnabled,
};

// "ObjectNotFound", as PowerShell spells it.
std::string_view CategoryName(ErrorCategory category);
// False when `name` is no category.
bool ParseCategory(std::string_view name, ErrorCategory& category);

// Where in a script an error arose; filled in by the runtime.
struct ErrorPosition {
  std::string script;  // file name; empty at the prompt or under -Command
  uint32_t line = 0;   // 0: unknown
  uint32_t column = 0;
  std::string line_text;     // the offending line
  uint32_t length = 1;       // characters to underline on that line
  std::string command_name;  // the command concerned; empty for an expression
};

struct ErrorRecord {
  std::string message;
  std::string error_id;  // "SipAddressInUse"; FullyQualifiedErrorId adds the command's name
  ErrorCategory category = ErrorCategory::kNotSpecified;
  Value target;
  // .NET name of the exception, which typed catch blocks name.
  std::string exception_type = "System.Management.Automation.RuntimeException";
  std::string recommended_action;
  ErrorPosition position;
  Value thrown;  // what `throw` was given, when not a string or error record
  bool from_throw = false;
  std::string
      command;  // command whose error this is: "New-CsPersistentChatEndpoint"; set by the runtime
  std::string stack_trace;

  ErrorRecord() = default;
  ErrorRecord(std::string text, std::string id, ErrorCategory kind, Value about = {})
      : message(std::move(text)),
        error_id(std::move(id)),
        category(kind),
        target(std::move(about)) {}

  // "SipAddressInUse,New-CsPersistentChatEndpoint"
  std::string FullyQualifiedErrorId() const;
};

class TerminatingError : public std::exception {
 public:
  explicit TerminatingError(ErrorRecord record)
      : record_(std::make_shared<ErrorRecord>(std::move(record))) {}
  TerminatingError(std::string message, std::string id, ErrorCategory category, Value target = {})
      : TerminatingError(
            ErrorRecord(std::move(message), std::move(id), category, std::move(target))) {}

  const ErrorRecord& Record() const { return *record_; }
  ErrorRecord& Record() { return *record_; }
  const char* what() const noexcept override { return record_->message.c_str(); }

 private:
  std::shared_ptr<ErrorRecord> record_;
};

// The error record as a script's object (System.Management.Automation.ErrorRecord) and back.
// FromValue gives null when `value` is no error record.
Value ErrorRecordToValue(std::shared_ptr<const ErrorRecord> record);
std::shared_ptr<const ErrorRecord> ErrorRecordFromValue(const Value& value);

}  // namespace sipsh
