#include "shell/command/recording_runtime.h"

namespace sipsh {

Flow RecordingRuntime::WriteObject(Value object) {
  objects.push_back(std::move(object));
  return objects.size() >= stop_after ? Flow::kStop : Flow::kMore;
}

void RecordingRuntime::WriteError(ErrorRecord error) { errors.push_back(std::move(error)); }

void RecordingRuntime::WriteMessage(Stream stream, std::string text) {
  messages.push_back({stream, std::move(text)});
}

bool RecordingRuntime::ShouldProcess(std::string_view target, std::string_view action) {
  questions.push_back({std::string(target), std::string(action)});
  return answer;
}

bool RecordingRuntime::ShouldContinue(std::string_view query, std::string_view caption) {
  questions.push_back({std::string(query), std::string(caption)});
  return answer;
}

void RecordingRuntime::WriteInformation(Value message, std::vector<std::string>) {
  objects.push_back(std::move(message));
}

void RunCmdlet(const CmdletMetadata& metadata, const std::map<std::string, Value>& parameters,
               RecordingRuntime& runtime) {
  const std::unique_ptr<Cmdlet> cmdlet = metadata.factory();
  runtime.invocation.command_name = runtime.invocation.invocation_name = metadata.Name();
  for (const auto& [name, value] : parameters) {
    const ParameterMetadata* parameter = metadata.Find(name);
    if (parameter == nullptr)
      throw TerminatingError(metadata.Name() + " has no parameter '" + name + "'.",
                             "NamedParameterNotFound", ErrorCategory::kInvalidArgument,
                             Value::String(name));
    parameter->assign(*cmdlet, value);
    runtime.invocation.bound.push_back(parameter->name);
  }
  cmdlet->BeginProcessing(runtime);
  (void)cmdlet->ProcessRecord(runtime);
  cmdlet->EndProcessing(runtime);
  cmdlet->StopProcessing();
}

}  // namespace sipsh
