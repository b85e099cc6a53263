#include "cmdlets/directory_support/object_cmdlet.h"

#include "cmdlets/directory_support/environment_parts.h"
#include "cmdlets/directory_support/object_query.h"
#include "directory/topology/text_changes.h"

namespace sipsh {
namespace {

// What -WhatIf adds: every change that would pass the door.
void ShowLines(CommandRuntime& runtime, const std::vector<std::string>& lines) {
  for (const std::string& line : lines) {
    runtime.WriteInformation(Value::String("  " + line), {"PSHOST"});
  }
}

journal::Request MakeRequest(CommandRuntime& runtime, const std::string& target) {
  journal::Request request;
  const InvocationInfo& invocation = runtime.Invocation();
  request.cmdlet = invocation.command_name;
  request.target = target;
  request.command_line = invocation.position.line_text;
  return request;
}

[[noreturn]] void ThrowTopologyStatus(const directory::Status& status, const std::string& target) {
  ErrorRecord record = ToErrorRecord(status, Value::String(target));
  switch (status.code) {
    case directory::Code::kAssertionFailed:
      record.error_id = "TopologyConflict";
      record.category = ErrorCategory::kInvalidOperation;
      record.recommended_action.clear();  // The message says what to do.
      break;
    case directory::Code::kUnwilling:
      record.error_id = "TopologyUnpublishedEdits";
      break;
    case directory::Code::kInvalidSyntax:
    case directory::Code::kConstraintViolation:
      record.error_id = "TopologyInvalid";
      record.category = ErrorCategory::kInvalidData;
      break;
    case directory::Code::kReadOnly:
    case directory::Code::kInsufficientAccess:
      record.error_id = "TopologyReadOnly";
      record.category = ErrorCategory::kPermissionDenied;
      record.recommended_action.clear();
      break;
    default:
      break;
  }
  throw ObjectError(std::move(record));
}

void WarnIfUnrecorded(CommandRuntime& runtime, const journal::DoorResult& result) {
  if (result.ok() && !result.status.message.empty()) {
    runtime.WriteMessage(Stream::kWarning, result.status.message);
  }
}

}  // namespace

Flow ObjectCmdlet::ProcessRecord(CommandRuntime& runtime) {
  try {
    return Process(runtime, runtime.Service<EnvironmentService>());
  } catch (const ObjectError& error) {
    runtime.WriteError(error.Record());
    return Flow::kMore;
  }
}

void Fail(std::string message, std::string id, ErrorCategory category, Value target) {
  throw ObjectError(std::move(message), std::move(id), category, std::move(target));
}

bool PassDoor(CommandRuntime& runtime, EnvironmentService& environment, directory::Store& store,
              DirectoryChange change, directory::Status* status) {
  if (!runtime.ShouldProcess(change.target, change.action)) {
    if (runtime.WhatIf()) ShowLines(runtime, journal::Describe(change.changes));
    return false;
  }
  journal::Request request = MakeRequest(runtime, change.target);
  request.changes = std::move(change.changes);
  request.changes.wait = WaitOf(runtime);
  std::optional<ObjectError> refused;
  if (change.verify) {
    request.verify = [&]() -> directory::Status {
      try {
        change.verify(store);
        return {};
      } catch (const ObjectError& error) {
        refused = error;
        return {directory::Code::kAssertionFailed, error.what()};
      }
    };
  }
  journal::ChangeDoor door(&store, &environment.Parts().Journal());
  journal::DoorResult result = door.Apply(request);
  if (refused) throw *refused;
  WarnIfUnrecorded(runtime, result);
  *status = result.status;
  return true;
}

bool CommitChange(CommandRuntime& runtime, EnvironmentService& environment, directory::Store& store,
                  DirectoryChange change, const Value& about) {
  directory::Status status;
  if (!PassDoor(runtime, environment, store, std::move(change), &status)) return false;
  Check(status, about);
  return true;
}

bool CommitTopology(CommandRuntime& runtime, EnvironmentService& environment,
                    const std::string& action, journal::TopologyStep step,
                    directory::ChangeSet changes) {
  topology::TopologyDocument& document = environment.Parts().Document();
  const std::string& target = document.path();
  step.document = &document;
  // -WhatIf refuses what would be refused, and shows the lines that would change.
  std::vector<std::string> lines = journal::Describe(changes);
  if (runtime.WhatIf()) {
    directory::Result<std::string> next =
        step.edit ? document.Preview(*step.edit)
                  : document.PreviewPublish(step.text, step.expected_hash);
    if (!next.ok()) ThrowTopologyStatus(next.status(), target);
    for (std::string& line : topology::TextChanges(Require(document.PublishedText()), *next)) {
      lines.push_back(std::move(line));
    }
    if (lines.empty()) lines.emplace_back("no line changes");
  }
  if (!runtime.ShouldProcess(target, action)) {
    ShowLines(runtime, lines);
    return false;
  }
  journal::Request request = MakeRequest(runtime, target);
  request.topology = std::move(step);
  directory::Store* store = changes.changes.empty() ? nullptr : &environment.Store();
  request.changes = std::move(changes);
  request.changes.wait = WaitOf(runtime);
  journal::ChangeDoor door(store, &environment.Parts().Journal());
  journal::DoorResult result = door.Apply(request);
  if (!result.ok()) ThrowTopologyStatus(result.status, target);
  WarnIfUnrecorded(runtime, result);
  environment.Refresh();
  return true;
}

}  // namespace sipsh
