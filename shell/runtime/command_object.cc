// $PSCmdlet: what an advanced function may ask of its own command.
#include "shell/runtime/interpreter.h"
#include "shell/runtime/stage_runtime.h"
#include "shell/value/convert.h"

namespace sipsh::runtime {

namespace {

// Lives as long as scripts hold it; the runtime behind it ends with the call.
class CommandObject final : public Object {
 public:
  explicit CommandObject(StageRuntime& runtime) : runtime_(&runtime) {}
  const TypeInfo& Type() const override;
  StageRuntime& runtime() const { return *runtime_; }

 private:
  StageRuntime* runtime_;
};

StageRuntime& RuntimeOf(const Value& self) {
  return static_cast<CommandObject*>(self.object())->runtime();
}

Value ShouldProcess(CallContext*, const Value& self, Args args) {
  std::string target = ToText(args[0]);
  std::string action = args.size() > 1 ? ToText(args[1]) : std::string();
  return Value::Bool(RuntimeOf(self).ShouldProcess(target, action));
}

Value ShouldContinue(CallContext*, const Value& self, Args args) {
  return Value::Bool(RuntimeOf(self).ShouldContinue(
      ToText(args[0]), args.size() > 1 ? ToText(args[1]) : std::string()));
}

Value WriteObject(CallContext*, const Value& self, Args args) {
  (void)RuntimeOf(self).WriteObject(args[0]);
  return Value::Nothing();
}

template <Stream stream>
Value WriteText(CallContext*, const Value& self, Args args) {
  RuntimeOf(self).WriteMessage(stream, ToText(args[0]));
  return Value::Nothing();
}

Value WriteError(CallContext*, const Value& self, Args args) {
  auto record = ErrorRecordFromValue(args[0]);
  RuntimeOf(self).WriteError(
      record ? *record : ErrorRecord(ToText(args[0]), "WriteError", ErrorCategory::kNotSpecified));
  return Value::Nothing();
}

Value ThrowTerminatingError(CallContext*, const Value& self, Args args) {
  auto record = ErrorRecordFromValue(args[0]);
  TerminatingError error(
      record ? *record
             : ErrorRecord(ToText(args[0]), "ThrowTerminatingError", ErrorCategory::kNotSpecified));
  error.Record().command = RuntimeOf(self).invocation.command_name;
  error.Record().from_throw = true;
  RuntimeOf(self).thrown = &error.Record();
  throw error;
}

Value ParameterSetName(const Value& self) {
  return Value::String(RuntimeOf(self).invocation.parameter_set);
}

constexpr MethodInfo kMethods[] = {
    {"ShouldProcess", 1, 3, ShouldProcess},
    {"ShouldContinue", 1, 2, ShouldContinue},
    {"WriteObject", 1, 2, WriteObject},
    {"WriteError", 1, 1, WriteError},
    {"WriteVerbose", 1, 1, WriteText<Stream::kVerbose>},
    {"WriteDebug", 1, 1, WriteText<Stream::kDebug>},
    {"WriteWarning", 1, 1, WriteText<Stream::kWarning>},
    {"ThrowTerminatingError", 1, 1, ThrowTerminatingError},
};
Value MyInvocation(const Value& self) {
  const StageRuntime& runtime = RuntimeOf(self);
  return runtime.my_invocation ? runtime.my_invocation() : Value();
}

constexpr PropertyInfo kProperties[] = {{"ParameterSetName", &types::kString, ParameterSetName},
                                        {"MyInvocation", nullptr, MyInvocation}};

constinit const TypeInfo kCommandType = {
    .full_name = "System.Management.Automation.PSScriptCmdlet",
    .name = "PSScriptCmdlet",
    .base = &types::kObject,
    .properties = kProperties,
    .methods = kMethods,
};

const TypeInfo& CommandObject::Type() const { return kCommandType; }

}  // namespace

Value MakeCommandObject(StageRuntime& runtime) {
  return Value::FromObject(new CommandObject(runtime));
}

}  // namespace sipsh::runtime
