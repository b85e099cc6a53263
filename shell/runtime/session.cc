#include "shell/runtime/session.h"

#include "shell/runtime/interpreter.h"
#include "shell/runtime/output.h"

namespace sipsh {

Session::Session(HostUi& host, SessionOptions options)
    : interpreter_(std::make_unique<runtime::Interpreter>(host, std::move(options))) {}

Session::~Session() = default;

RunResult Session::Run(std::string text, std::string file_name,
                       const std::vector<std::string>& arguments, ObjectSink& output) {
  return interpreter_->Run(std::move(text), std::move(file_name), arguments, output);
}

RunResult Session::RunFile(const std::string& path, const std::vector<std::string>& arguments,
                           ObjectSink& output) {
  return interpreter_->RunFile(path, arguments, output);
}

RunResult Session::Evaluate(std::string text, Value& result) {
  runtime::ValueCollector collector;
  RunResult run = interpreter_->Run(std::move(text), {}, {}, collector);
  HeapScope scope(interpreter_->heap);
  result = collector.Take();
  return run;
}

void Session::SetInput(std::vector<Value> objects) {
  interpreter_->program_input = std::move(objects);
}
void Session::RequestStop() noexcept { interpreter_->stop.Request(); }
bool Session::Stopping() const noexcept { return interpreter_->stop.Stopping(); }

void Session::AddModule(const SipshModule& module) {
  HeapScope scope(interpreter_->heap);
  interpreter_->commands.AddModule(module, {});
}

ServiceRegistry& Session::Services() { return interpreter_->services; }
CommandCatalog& Session::Commands() { return Services().Get<CommandCatalog>(); }
VariableService& Session::Variables() { return Services().Get<VariableService>(); }
ModuleService& Session::Modules() { return Services().Get<ModuleService>(); }
HostUi& Session::Host() { return interpreter_->host; }

}  // namespace sipsh
