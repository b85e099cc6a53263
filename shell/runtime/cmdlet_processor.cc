// A cmdlet at work: binding, one call for each object, its common parameters.
#include "shell/runtime/binder/default_parameters.h"
#include "shell/runtime/pipeline.h"
#include "shell/runtime/stage_runtime.h"
#include "shell/value/convert.h"
#include "shell/value/members.h"

namespace sipsh::runtime {

namespace {

class CmdletProcessor final : public Processor {
 public:
  CmdletProcessor(Frame& frame, const CommandNode* node, const CmdletEntry& cmdlet,
                  std::vector<Argument> arguments, ObjectSink* out)
      : Processor(frame.interpreter, frame.scope, out),
        entry_(cmdlet),
        node_(node),
        arguments_(std::move(arguments)),
        cmdlet_(cmdlet.metadata.factory()),
        runtime_(frame.interpreter, cmdlet.metadata, out),
        binder_(frame.interpreter, cmdlet.signature, cmdlet.metadata.Name()) {
    runtime_.invocation.command_name = cmdlet.metadata.Name();
    runtime_.invocation.invocation_name =
        node && !node->static_name.empty() ? node->static_name : cmdlet.metadata.Name();
    runtime_.code = node ? node->code : frame.code;
    if (node) runtime_.extent = node->extent;
    runtime_.caller = frame.scope;
  }

  void DoBegin() override {
    Guard([&] {
      runtime_.invocation.expecting_input = expecting_input_;
      const bool defaults =
          AddDefaultParameters(interpreter_, runtime_.invocation.command_name, arguments_);
      if (node_ && node_->plan && !defaults) {
        bound_ = binder_.Bind(*node_->plan, arguments_);
      } else {
        BindPlan plan = binder_.MakePlan(arguments_);
        bound_ = binder_.Bind(plan, arguments_);
        if (node_ && !node_->has_splat && plan.cacheable && !defaults)
          node_->plan = std::make_unique<BindPlan>(std::move(plan));
      }
      for (BoundValue& answer : binder_.AskMissing(bound_, expecting_input_))
        bound_.values.push_back(std::move(answer));
      for (const auto& value : bound_.values) Assign(value);
      ResolveSet({}, bound_.sets, expecting_input_);
      FindFastParameter();
      if (runtime_.code)
        runtime_.invocation.position = interpreter_.PositionAt(*runtime_.code, runtime_.extent);
      cmdlet_->BeginProcessing(runtime_);
    });
  }

  Flow Write(Value object) override {
    Begin();
    Flow flow = Flow::kMore;
    Guard([&] {
      if (fast_ >= 0) {
        entry_.signature.parameters[static_cast<size_t>(fast_)].metadata->assign(*cmdlet_, object);
      } else if (!BindInput(object)) {
        return;
      }
      flow = cmdlet_->ProcessRecord(runtime_);
    });
    if (runtime_.stopped_downstream) downstream_stopped = true;
    return interpreter_.pending != Completion::kNormal ? Flow::kStop : flow;
  }

  void End() override {
    Guard([&] {
      if (!expecting_input_) (void)cmdlet_->ProcessRecord(runtime_);
      if (runtime_.stopped_downstream) downstream_stopped = true;
      if (interpreter_.pending == Completion::kNormal && !downstream_stopped) {
        cmdlet_->EndProcessing(runtime_);
        runtime_.FlushOutput();
      }
    });
    if (runtime_.stopped_downstream) downstream_stopped = true;
  }

  void Close() override {
    cmdlet_->StopProcessing();
    runtime_.Finish();
  }

 private:
  // Runs in the caller's scope; errors leave with the command's name and place.
  template <typename F>
  void Guard(F&& run) {
    Scope* saved = std::exchange(interpreter_.current_scope, caller_);
    struct Restore {
      Interpreter& i;
      Scope* s;
      ~Restore() { i.current_scope = s; }
    } restore{interpreter_, saved};
    try {
      run();
    } catch (TerminatingError& error) {
      ErrorRecord& record = error.Record();
      if (record.command.empty() && !record.from_throw)
        record.command = runtime_.invocation.command_name;
      interpreter_.Locate(record, runtime_.code, runtime_.extent);
      ApplyAction(record);
      throw;
    } catch (const ValueError&) {
      TerminatingError error = interpreter_.CurrentError(runtime_.code, runtime_.extent);
      if (error.Record().command.empty()) error.Record().command = runtime_.invocation.command_name;
      ApplyAction(error.Record());
      throw error;
    }
  }
  void ApplyAction(ErrorRecord& record) {
    if (runtime_.error_action == ActionPreference::kStop) record.from_throw = true;
    runtime_.KeepError(ErrorRecordToValue(std::make_shared<ErrorRecord>(record)));
  }

  void Assign(const BoundValue& value) {
    const auto& info = entry_.signature.parameters[static_cast<size_t>(value.parameter)];
    runtime_.invocation.bound.push_back(info.metadata->name);
    if (info.is_common)
      runtime_.SetCommon(info.metadata->name, value.value);
    else if (info.metadata->assign)
      info.metadata->assign(*cmdlet_, value.value);
  }

  void ResolveSet(const std::vector<BoundValue>& from_pipeline, SetMask sets, bool expecting) {
    int set = binder_.ResolveSet(bound_, from_pipeline, sets, expecting);
    runtime_.invocation.parameter_set = entry_.signature.sets[static_cast<size_t>(set)];
  }

  // The one [object] parameter that takes every input, when nothing else could.
  void FindFastParameter() {
    if (!expecting_input_) return;
    int only = -1;
    for (size_t p = 0; p < entry_.signature.parameters.size(); ++p) {
      const auto& info = entry_.signature.parameters[p];
      if (!((info.by_value | info.by_property) & bound_.sets) || bound_.Find(static_cast<int>(p)))
        continue;
      const auto& rule = info.metadata->validation;
      if (only >= 0 || (info.by_value & bound_.sets) != bound_.sets || info.type ||
          info.takes_collection || info.mandatory || rule.not_null || rule.not_null_or_empty ||
          !rule.scripts.empty()) {
        return;
      }
      only = static_cast<int>(p);
    }
    if (only < 0) return;
    fast_ = only;
    runtime_.invocation.bound.push_back(
        entry_.signature.parameters[static_cast<size_t>(only)].metadata->name);
  }

  bool BindInput(const Value& object) {
    std::vector<BoundValue> values;
    SetMask sets = bound_.sets;
    try {
      if (!binder_.BindPipeline(object, bound_, sets, values)) {
        ErrorRecord error(
            "The input object cannot be bound to any parameters for the command either because the "
            "command "
            "does not take pipeline input or the input and its properties do not match any of the "
            "parameters "
            "that take pipeline input.",
            "InputObjectNotBound", ErrorCategory::kInvalidArgument, object);
        error.exception_type = "System.Management.Automation.ParameterBindingException";
        runtime_.WriteError(std::move(error));
        return false;
      }
      ResolveSet(values, sets, false);
    } catch (const TerminatingError& error) {
      if (error.Record().from_throw) throw;
      runtime_.WriteError(error.Record());
      return false;
    }
    runtime_.invocation.bound.resize(bound_.values.size());
    for (const auto& value : values) Assign(value);
    return true;
  }

  const CmdletEntry& entry_;
  const CommandNode* node_;
  std::vector<Argument> arguments_;
  std::unique_ptr<Cmdlet> cmdlet_;
  StageRuntime runtime_;
  ParameterBinder binder_;
  BoundParameters bound_;
  int fast_ = -1;
};

}  // namespace

std::unique_ptr<Processor> MakeCmdletProcessor(Frame& frame, const CommandNode* node,
                                               const CmdletEntry& cmdlet,
                                               std::vector<Argument> arguments, ObjectSink* out) {
  return std::make_unique<CmdletProcessor>(frame, node, cmdlet, std::move(arguments), out);
}

}  // namespace sipsh::runtime
