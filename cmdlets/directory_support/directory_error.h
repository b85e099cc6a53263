// Directory statuses as error records: one table from code to error id and category. Decides by
// code, never by text.
#pragma once

#include <string>
#include <string_view>

#include "directory/status.h"
#include "shell/command/error_record.h"

namespace sipsh {

// An error about one object: a cmdlet that takes many catches it, writes it, and goes on with the
// next (ObjectCmdlet); anywhere else it ends the statement.
class ObjectError : public TerminatingError {
 public:
  using TerminatingError::TerminatingError;
};

struct DirectoryErrorKind {
  directory::Code code;
  std::string_view error_id;
  ErrorCategory category;
  std::string_view advice;  // Added where the status itself says nothing about what to do.
};

const DirectoryErrorKind& DirectoryError(directory::Code code);

// The status as an error about `target` (a DN, address or name).
ErrorRecord ToErrorRecord(const directory::Status& status, const Value& target = {});
[[noreturn]] void ThrowStatus(const directory::Status& status, const Value& target = {});
// Throws unless ok.
void Check(const directory::Status& status, const Value& target = {});

// The value, or the status thrown.
template <typename T>
T Require(directory::Result<T> result, const Value& target = {}) {
  if (!result.ok()) ThrowStatus(result.status(), target);
  return std::move(*result);
}

}  // namespace sipsh
