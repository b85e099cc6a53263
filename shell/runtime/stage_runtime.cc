#include "shell/runtime/stage_runtime.h"

#include <algorithm>

#include "shell/command/stream_record.h"
#include "shell/value/convert.h"
#include "shell/value/members.h"
#include "shell/value/text.h"

namespace sipsh::runtime {

ActionPreference ParsePreference(const Value& value) {
  static constexpr std::pair<std::string_view, ActionPreference> kNames[] = {
      {"SilentlyContinue", ActionPreference::kSilentlyContinue},
      {"Stop", ActionPreference::kStop},
      {"Continue", ActionPreference::kContinue},
      {"Inquire", ActionPreference::kInquire},
      {"Ignore", ActionPreference::kIgnore},
      {"Break", ActionPreference::kBreak},
  };
  std::string text = ToText(value);
  for (const auto& [name, preference] : kNames) {
    if (EqualsIgnoreCase(name, text)) return preference;
  }
  if (text.size() == 1 && text[0] >= '0' && text[0] <= '4')
    return static_cast<ActionPreference>(text[0] - '0');
  for (const auto& [name, preference] : kNames) {
    if (!text.empty() && StartsWithIgnoreCase(name, text)) return preference;
  }
  throw TerminatingError(
      "'" + text + "' is no action: use SilentlyContinue, Stop, Continue, Inquire or Ignore.",
      "ParameterArgumentTransformationError", ErrorCategory::kInvalidArgument);
}

void StageRuntime::SetCommon(const std::string& name, const Value& value) {
  common_.emplace_back(name, value);
  if (name == "ErrorAction")
    error_action = ParsePreference(value);
  else if (name == "WarningAction")
    warning_ = ParsePreference(value);
  else if (name == "InformationAction")
    information_ = ParsePreference(value);
  else if (name == "ProgressAction")
    progress_ = ParsePreference(value);
  else if (name == "Verbose")
    verbose_ = ToBool(value);
  else if (name == "Debug")
    debug_ = ToBool(value);
  else if (name == "WhatIf")
    what_if_ = ToBool(value);
  else if (name == "Confirm")
    confirm_ = ToBool(value);
  else if (name == "ErrorVariable")
    error_variable_ = ToText(value);
  else if (name == "OutVariable")
    out_variable_ = ToText(value);
  else if (name == "WarningVariable")
    warning_variable_ = ToText(value);
  else if (name == "InformationVariable")
    information_variable_ = ToText(value);
  else if (name == "PipelineVariable")
    pipeline_variable_ = interpreter_.names.Intern(ToText(value));
  else if (name == "OutBuffer")
    buffer_limit_ = static_cast<size_t>(std::max<int64_t>(0, ToInt64(value)));
  watches_output_ = !out_variable_.empty() || pipeline_variable_ || buffer_limit_ > 0;
}

Flow StageRuntime::WriteObject(Value object) {
  if (interpreter_.Stopping()) return Flow::kStop;
  if (object.IsNothing()) object = Value();
  if (watches_output_) return WriteWatched(std::move(object));
  Flow flow = out_->Write(std::move(object));
  if (flow == Flow::kStop) stopped_downstream = true;
  return flow;
}

Flow StageRuntime::WriteWatched(Value object) {
  if (!out_variable_.empty()) outputs_.push_back(object);
  if (buffer_limit_ == 0) return Pass(std::move(object));
  buffer_.push_back(std::move(object));
  if (buffer_.size() > buffer_limit_) FlushOutput();
  return stopped_downstream ? Flow::kStop : Flow::kMore;
}

Flow StageRuntime::Pass(Value object) {
  if (pipeline_variable_) interpreter_.SetNamed(*caller, *pipeline_variable_, object);
  Flow flow = out_->Write(std::move(object));
  if (flow == Flow::kStop) stopped_downstream = true;
  return flow;
}

void StageRuntime::FlushOutput() {
  for (Value& object : std::exchange(buffer_, {}))
    if (stopped_downstream || Pass(std::move(object)) == Flow::kStop) return;
}

void StageRuntime::KeepError(const Value& error) {
  if (!error_variable_.empty()) errors_.push_back(error);
}

void StageRuntime::KeepMessage(Stream stream, const Value& record) {
  if (stream == Stream::kWarning && !warning_variable_.empty()) warnings_.push_back(record);
  if (stream == Stream::kInformation && !information_variable_.empty())
    informations_.push_back(record);
}

namespace {

// The advanced functions that are running, innermost first.
template <typename F>
void ForEachFunction(Interpreter& interpreter, F&& visit) {
  for (Scope* scope = interpreter.current_scope; scope; scope = scope->parent) {
    if (scope->call && scope->call->command_runtime)
      visit(static_cast<StageRuntime&>(*scope->call->command_runtime));
  }
}

}  // namespace

void KeepErrorOfCallers(Interpreter& interpreter, const Value& error) {
  ForEachFunction(interpreter, [&](StageRuntime& function) { function.KeepError(error); });
}

void StageRuntime::KeepForAll(Stream stream, const Value& record) {
  if (!is_function) KeepMessage(stream, record);
  ForEachFunction(interpreter_,
                  [&](StageRuntime& function) { function.KeepMessage(stream, record); });
}

// What a script writes with Write-Error is its function's error.
std::string StageRuntime::ErrorSource() const {
  if (is_function || !EqualsIgnoreCase(invocation.command_name, "Write-Error"))
    return invocation.command_name;
  for (const Scope* scope = interpreter_.current_scope; scope; scope = scope->parent)
    if (scope->call && scope->call->name) return *scope->call->name;
  return invocation.command_name;
}

void StageRuntime::WriteError(ErrorRecord error) {
  if (error.command.empty()) error.command = ErrorSource();
  interpreter_.Locate(error, code, extent);
  interpreter_.success = false;
  ActionPreference action =
      error_action ? *error_action
                   : interpreter_.Preference("ErrorActionPreference", ActionPreference::kContinue);
  if (action == ActionPreference::kIgnore) return;
  if (!is_function && !error_variable_.empty())
    KeepError(ErrorRecordToValue(std::make_shared<ErrorRecord>(error)));
  if (action == ActionPreference::kStop) {
    error.from_throw = true;
    throw TerminatingError(std::move(error));
  }
  interpreter_.ReportError(error, action != ActionPreference::kSilentlyContinue);
  interpreter_.success = false;
}

ActionPreference StageRuntime::Message(Stream stream) const {
  switch (stream) {
    case Stream::kWarning:
      return warning_ ? *warning_
                      : interpreter_.Preference("WarningPreference", ActionPreference::kContinue);
    case Stream::kVerbose:
      if (verbose_)
        return *verbose_ ? ActionPreference::kContinue : ActionPreference::kSilentlyContinue;
      return interpreter_.Preference("VerbosePreference", ActionPreference::kSilentlyContinue);
    case Stream::kDebug:
      if (debug_)
        return *debug_ ? ActionPreference::kContinue : ActionPreference::kSilentlyContinue;
      return interpreter_.Preference("DebugPreference", ActionPreference::kSilentlyContinue);
    default:
      return information_ ? *information_
                          : interpreter_.Preference("InformationPreference",
                                                    ActionPreference::kSilentlyContinue);
  }
}

void StageRuntime::WriteMessage(Stream stream, std::string text) {
  if (stream == Stream::kWarning) KeepForAll(stream, MakeStreamRecord(stream, Value::String(text)));
  ActionPreference preference = Message(stream);
  if (preference == ActionPreference::kSilentlyContinue || preference == ActionPreference::kIgnore)
    return;
  if (preference == ActionPreference::kStop) {
    interpreter_.ShowMessage(stream, text);
    ErrorRecord error(
        "The command stopped because the preference for this message is Stop: " + text,
        "ActionPreferenceStop", ErrorCategory::kOperationStopped);
    error.from_throw = true;
    throw TerminatingError(std::move(error));
  }
  interpreter_.ShowMessage(stream, text);
}

void StageRuntime::WriteInformation(Value message, std::vector<std::string> tags) {
  const auto tagged = [&](std::string_view tag) {
    return std::find(tags.begin(), tags.end(), tag) != tags.end();
  };
  const bool to_host = tagged("PSHOST"), forwarded = tagged("FORWARDED");  // shown by the cmdlet
  const Value record = MakeStreamRecord(Stream::kInformation, message, tags);
  KeepForAll(Stream::kInformation, record);
  // A redirected stream gets what would not be shown, too.
  const ActionPreference preference = Message(Stream::kInformation);
  if (preference == ActionPreference::kIgnore && !to_host) return;
  if (interpreter_.WriteStream(6, record) || forwarded) return;
  if (preference != ActionPreference::kSilentlyContinue || to_host)
    interpreter_.host.ShowMessage(Stream::kInformation, ToText(message));
}

void StageRuntime::WriteProgress(const ProgressRecord& progress) {
  const ActionPreference preference =
      progress_ ? *progress_
                : interpreter_.Preference("ProgressPreference", ActionPreference::kContinue);
  if (preference == ActionPreference::kSilentlyContinue || preference == ActionPreference::kIgnore)
    return;
  interpreter_.host.ShowProgress(progress);
  if (preference != ActionPreference::kStop) return;
  ErrorRecord error(
      "The command stopped because the preference for progress is Stop: " + progress.activity,
      "ActionPreferenceStop", ErrorCategory::kOperationStopped);
  error.from_throw = true;
  throw TerminatingError(std::move(error));
}

bool StageRuntime::WhatIf() const {
  if (what_if_) return *what_if_;
  return ToBool(interpreter_.GetVariable("WhatIfPreference"));
}

int StageRuntime::Ask(std::string_view caption, std::string_view message) {
  static const std::vector<PromptChoice> kChoices = {
      {"&Yes", "Continue with only this step."},
      {"Yes to &All", "Continue with all steps."},
      {"&No", "Skip this step."},
      {"No to A&ll", "Skip this and all further steps."}};
  if (!interpreter_.host.IsInteractive()) {
    ErrorRecord error("'" + invocation.command_name + "' needs a confirmation (" +
                          std::string(message) +
                          ") and nobody can be asked. Add -Confirm:$false to go on without.",
                      "ConfirmationRequired", ErrorCategory::kInvalidOperation);
    error.command = invocation.command_name;
    throw TerminatingError(std::move(error));
  }
  return static_cast<int>(interpreter_.host.Choose(caption, message, kChoices, 0));
}

bool StageRuntime::WillAsk() const {
  if (WhatIf() || yes_to_all_) return false;
  if (confirm_) return *confirm_;
  std::string preference = Fold(ToText(interpreter_.GetVariable("ConfirmPreference")));
  auto level = preference == "low"      ? ConfirmImpact::kLow
               : preference == "medium" ? ConfirmImpact::kMedium
               : preference == "none"   ? ConfirmImpact::kNone
                                        : ConfirmImpact::kHigh;
  return level != ConfirmImpact::kNone && metadata_.confirm_impact >= level;
}

bool StageRuntime::ShouldProcess(std::string_view target, std::string_view action) {
  std::string what = "Performing the operation \"" +
                     std::string(action.empty() ? invocation.command_name : action) +
                     "\" on target \"" + std::string(target) + "\".";
  if (WhatIf()) {
    interpreter_.host.ShowMessage(Stream::kInformation, "What if: " + what);
    return false;
  }
  if (WillAsk()) {
    if (no_to_all_) return false;
    int answer = Ask("Confirm\nAre you sure you want to perform this action?", what);
    yes_to_all_ = answer == 1, no_to_all_ = answer == 3;
    if (answer >= 2) return false;
  } else {
    WriteMessage(Stream::kVerbose, what);
  }
  return true;
}

bool StageRuntime::ShouldContinue(std::string_view query, std::string_view caption) {
  if (confirm_ && !*confirm_) return true;
  if (yes_to_all_) return true;
  if (no_to_all_) return false;
  int answer = Ask(caption, query);
  yes_to_all_ = answer == 1, no_to_all_ = answer == 3;
  return answer < 2;
}

void StageRuntime::Finish() {
  auto set = [&](std::string name, std::vector<Value>& values) {
    if (name.empty()) return;
    std::vector<Value> all;
    const bool append = name[0] == '+';
    if (append) name.erase(0, 1);
    Scope* scope = caller;
    const size_t colon = name.find(':');
    const std::string where = Fold(name.substr(0, colon == std::string::npos ? 0 : colon));
    if (where == "script") scope = caller->script;
    if (where == "global") scope = &interpreter_.global;
    if (colon != std::string::npos) name.erase(0, colon + 1);
    const NameId id = interpreter_.names.Intern(name);
    const Value before = append ? interpreter_.GetVariable(*scope, id) : Value();
    if (!before.IsNull()) all = ToVector(before);
    all.insert(all.end(), values.begin(), values.end());
    interpreter_.SetNamed(*scope, id, MakeArray(std::move(all), types::kArrayList));
  };
  if (!caller) return;
  set(std::exchange(error_variable_, {}), errors_);
  set(std::exchange(out_variable_, {}), outputs_);
  set(std::exchange(warning_variable_, {}), warnings_);
  set(std::exchange(information_variable_, {}), informations_);
  if (!pipeline_variable_) return;
  if (Variable* variable = caller->FindHere(*pipeline_variable_)) {
    variable->value = Value();
    variable->is_set = false;
    ++interpreter_.epoch;
  }
}

}  // namespace sipsh::runtime
