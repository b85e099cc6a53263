#include "cmdlets/lync/coexistence/output_path.h"

#include "cmdlets/directory_support/object_cmdlet.h"
#include "directory/file/atomic_file.h"
#include "shell/command/session_services.h"

namespace sipsh {

std::string AbsolutePath(CommandRuntime& runtime, const std::string& path) {
  auto* session = runtime.Services().Find<SessionServices>();
  return session == nullptr ? path : directory::JoinPath(session->CurrentDirectory(), path);
}

void WriteOutputFile(const std::string& path, const std::string& text) {
  directory::Status status = directory::ReplaceFile(path, text);
  if (status.ok()) return;
  Fail("'" + path + "' could not be written: " + status.message, "FileWriteFailed",
       ErrorCategory::kWriteError, Value::String(path));
}

}  // namespace sipsh
