// Functions and script blocks at work: the short way, as stages of a pipeline, and called from
// cmdlets.
#include "shell/runtime/binder/default_parameters.h"
#include "shell/runtime/binder/simple_binding.h"
#include "shell/runtime/compile/expressions.h"
#include "shell/runtime/dotted_block.h"
#include "shell/runtime/pipeline.h"
#include "shell/runtime/scope_switch.h"
#include "shell/runtime/script_block_object.h"
#include "shell/runtime/stage_runtime.h"
#include "shell/value/convert.h"
#include "shell/value/members.h"
#include "shell/value/text.h"

namespace sipsh::runtime {

Value MakeCommandObject(StageRuntime& runtime);

namespace {

class BlockProcessor final : public Processor {
 public:
  BlockProcessor(Frame& frame, const CommandNode* node, const BlockCode& code,
                 std::shared_ptr<FunctionInfo> function, std::vector<Argument> arguments,
                 ObjectSink* out, bool dotted, Value block)
      : Processor(frame.interpreter, frame.scope, out),
        code_(code),
        function_(std::move(function)),
        arguments_(std::move(arguments)),
        block_(std::move(block)),
        activation_(frame.interpreter, code, frame.scope, out) {
    activation_.call.name = function_ ? &function_->name : nullptr;
    if (function_ && function_->home)
      activation_.scope.parent = activation_.scope.script = function_->home;
    activation_.call.caller = node ? node->code : frame.code;
    if (node) activation_.call.site = node->extent;
    if (code.block == code.ast->root.get() && !code.ast->source.FileName().empty())
      activation_.scope.script = &activation_.scope;
    if (auto* object = AsScriptBlock(block_); object && object->is_closure) {
      captured_.parent = frame.scope;
      captured_.script = frame.scope->script;
      captured_.serial = interpreter_.next_serial++;
      for (const auto& [name, value] : object->captured) {
        Variable& variable = captured_.FindOrAdd(name);
        variable.value = value;
        variable.is_set = true;
      }
      activation_.scope.parent = &captured_;
    }
    if (dotted && AsScriptBlock(block_)) Dot(*AsScriptBlock(block_));
    if (code.advanced) MakeRuntime(node, frame);
  }

  // `exit` in a script file that was called ends the file only.
  void EndsAtExit() { ends_at_exit_ = true; }

  void DoBegin() override {
    ScopeSwitch scope(interpreter_, Where());
    interpreter_.CheckStack();
    Bind();
    if (code_.begin) Run(*code_.begin);
  }

  Flow Write(Value object) override {
    Begin();
    if (done_) return Flow::kStop;
    ScopeSwitch scope(interpreter_, Where());
    UnderscoreSwitch underscore(interpreter_, &object);
    if (signature_ && !BindInput(object)) return Flow::kMore;
    if (code_.process) return Run(*code_.process);
    input_.push_back(std::move(object));
    return Flow::kMore;
  }

  void End() override {
    if (done_) return;
    ScopeSwitch scope(interpreter_, Where());
    if (!expecting_input_ && code_.process) {
      Value none;
      if (runtime_) binder_->ResolveSet(bound_, {}, bound_.sets, false);
      Run(*code_.process);
    }
    if (done_) return;
    if (!input_.empty()) activation_.call.input = MakeArray(std::move(input_));
    if (code_.end) Run(*code_.end);
    if (runtime_) runtime_->FlushOutput();
  }

  void Close() override {
    if (code_.clean && has_run_) {
      ScopeSwitch scope(interpreter_, Where());
      DiscardSink discard;
      ObjectSink* out = std::exchange(frame_->out, &discard);
      code_.clean->Exec(*frame_);
      frame_->out = out;
    }
    if (runtime_) runtime_->Finish();
  }

 private:
  Scope* Where() { return frame_->scope; }

  void Dot(ScriptBlockObject& object) {
    dotted_frame_.emplace(Frame{interpreter_, caller_, &code_, nullptr,
                                BindTo(interpreter_, object, code_, *caller_), out_});
    frame_ = &*dotted_frame_;
  }

  void MakeRuntime(const CommandNode* node, Frame& frame) {
    runtime_ = std::make_unique<StageRuntime>(interpreter_, code_.metadata, out_);
    runtime_->invocation.command_name = function_ ? function_->name : "";
    runtime_->is_function = true;
    runtime_->my_invocation = [this] {
      return ReadAutomatic(activation_.frame, Automatic::kMyInvocation);
    };
    runtime_->code = node ? node->code : frame.code;
    if (node) runtime_->extent = node->extent;
    runtime_->caller = frame.scope;
    activation_.call.command_runtime = runtime_.get();
    activation_.call.cmdlet = MakeCommandObject(*runtime_);
    auto& mutable_code = const_cast<BlockCode&>(code_);
    if (!mutable_code.signature)
      mutable_code.signature = std::make_unique<CommandSignature>(interpreter_, code_.metadata);
    signature_ = mutable_code.signature.get();
    binder_.emplace(interpreter_, *signature_, runtime_->invocation.command_name);
  }

  void Bind() {
    if (frame_ == &*dotted_frame_) {
      // A dotted block's parameters are variables of the standing scope.
      Activation& temporary = activation_;
      BindSimple(temporary, arguments_);
      temporary.SetDefaults();
      for (const auto& parameter : code_.parameters) {
        Variable& variable = frame_->Local(parameter.slot);
        variable.value = temporary.scope.slots[parameter.slot].value;
        variable.is_set = true;
      }
      return;
    }
    if (!runtime_) {
      BindSimple(activation_, arguments_);
      if (!code_.simple) CheckSimple();
      activation_.SetDefaults();
      return;
    }
    AddDefaultParameters(interpreter_, runtime_->invocation.command_name, arguments_);
    BindPlan plan = binder_->MakePlan(arguments_);
    bound_ = binder_->Bind(plan, arguments_);
    for (BoundValue& answer : binder_->AskMissing(bound_, expecting_input_))
      bound_.values.push_back(std::move(answer));
    for (const auto& value : bound_.values) Assign(value);
    int set = binder_->ResolveSet(bound_, {}, bound_.sets, expecting_input_);
    runtime_->invocation.parameter_set = signature_->sets[static_cast<size_t>(set)];
    if (runtime_->WatchesOutput()) frame_->out = &watched_;
    activation_.SetDefaults();
  }

  // Validation attributes without [CmdletBinding()].
  void CheckSimple() {
    auto& mutable_code = const_cast<BlockCode&>(code_);
    if (!mutable_code.signature)
      mutable_code.signature = std::make_unique<CommandSignature>(interpreter_, code_.metadata);
    ParameterBinder binder(interpreter_, *mutable_code.signature, function_ ? function_->name : "");
    for (size_t i = 0; i < code_.parameters.size(); ++i) {
      const Variable& variable = activation_.scope.slots[code_.parameters[i].slot];
      if (variable.is_set) binder.Convert(static_cast<int>(i), variable.value);
    }
  }

  void Assign(const BoundValue& value) {
    auto index = static_cast<size_t>(value.parameter);
    const auto& info = signature_->parameters[index];
    runtime_->invocation.bound.push_back(info.metadata->name);
    if (!info.is_common) {
      activation_.SetParameter(index, value.value, false);
      return;
    }
    runtime_->SetCommon(info.metadata->name, value.value);
    SetPreference(info.metadata->name, value.value);
  }

  // A common parameter of a function holds for what the function calls.
  void SetPreference(const std::string& name, const Value& value) {
    static constexpr std::pair<const char*, const char*> kVariables[] = {
        {"ErrorAction", "ErrorActionPreference"},
        {"WarningAction", "WarningPreference"},
        {"InformationAction", "InformationPreference"},
        {"ProgressAction", "ProgressPreference"},
        {"Verbose", "VerbosePreference"},
        {"Debug", "DebugPreference"},
        {"WhatIf", "WhatIfPreference"},
        {"Confirm", "ConfirmPreference"}};
    for (const auto& [parameter, variable] : kVariables) {
      if (name != parameter) continue;
      Value setting = value;
      if (name == "Verbose" || name == "Debug")
        setting = Value::String(ToBool(value) ? "Continue" : "SilentlyContinue");
      if (name == "Confirm") setting = Value::String(ToBool(value) ? "Low" : "None");
      interpreter_.SetNamed(activation_.scope, interpreter_.names.Intern(variable), setting);
    }
  }

  bool BindInput(const Value& object) {
    std::vector<BoundValue> values;
    SetMask sets = bound_.sets;
    if (!binder_->CanTakePipeline(bound_))
      return code_.process != nullptr || code_.uses_input || ReportUnbound(object);
    try {
      if (!binder_->BindPipeline(object, bound_, sets, values)) return ReportUnbound(object);
      int set = binder_->ResolveSet(bound_, values, sets, false);
      runtime_->invocation.parameter_set = signature_->sets[static_cast<size_t>(set)];
    } catch (const TerminatingError& error) {
      runtime_->WriteError(error.Record());
      return false;
    }
    for (const auto& value : values)
      activation_.SetParameter(static_cast<size_t>(value.parameter), value.value, false);
    return true;
  }
  bool ReportUnbound(const Value& object) {
    ErrorRecord error(
        "The input object cannot be bound to any parameters for the command either because the "
        "command does "
        "not take pipeline input or the input and its properties do not match any of the "
        "parameters that "
        "take pipeline input.",
        "InputObjectNotBound", ErrorCategory::kInvalidArgument, object);
    error.exception_type = "System.Management.Automation.ParameterBindingException";
    runtime_->WriteError(std::move(error));
    return false;
  }

  Flow Run(const StatementList& body) {
    has_run_ = true;
    Completion completion = RunBody(body);
    switch (completion) {
      case Completion::kNormal:
      case Completion::kReturn:
        return Flow::kMore;
      case Completion::kStopUpstream:
        downstream_stopped = true;
        break;
      case Completion::kExit:
        if (ends_at_exit_) {
          interpreter_.last_exit_code = Value::Int32(interpreter_.exit_code);
          interpreter_.success = interpreter_.exit_code == 0;
          break;
        }
        [[fallthrough]];
      default:
        interpreter_.pending = completion;
    }
    done_ = true;
    return Flow::kStop;
  }

  Completion RunBody(const StatementList& body) {
    if (dotted_frame_) return RunDotted(body);
    if (!runtime_) return body.Exec(*frame_);
    try {
      return body.Exec(*frame_);
    } catch (TerminatingError& error) {
      if (runtime_->thrown == &error.Record()) error.Record().from_throw = false;
      throw;
    }
  }

  // What $args, $input and $MyInvocation mean in the standing scope is this block's while it runs.
  Completion RunDotted(const StatementList& body) {
    Scope* scope = caller_;
    while (scope && !scope->call) scope = scope->parent;
    FunctionCall& standing = scope ? *scope->call : interpreter_.global_call;
    FunctionCall& own = activation_.call;
    if (!own.command_runtime) {
      own.command_runtime = standing.command_runtime;
      own.cmdlet = standing.cmdlet;
    }
    std::swap(standing, own);
    struct Restore {
      FunctionCall &a, &b;
      ~Restore() { std::swap(a, b); }
    } restore{standing, own};
    return body.Exec(*frame_);
  }

  const BlockCode& code_;
  std::shared_ptr<FunctionInfo> function_;
  std::vector<Argument> arguments_;
  Value block_;
  Scope captured_;
  Activation activation_;
  std::optional<Frame> dotted_frame_;
  Frame* frame_ = &activation_.frame;
  std::unique_ptr<StageRuntime> runtime_;
  const CommandSignature* signature_ = nullptr;
  std::optional<ParameterBinder> binder_;
  BoundParameters bound_;
  std::vector<Value> input_;
  bool done_ = false, ends_at_exit_ = false, has_run_ = false;

  // For -OutVariable and its like.
  struct Watched final : ObjectSink {
    explicit Watched(BlockProcessor& p) : processor(p) {}
    Flow Write(Value object) override { return processor.runtime_->WriteObject(std::move(object)); }
    BlockProcessor& processor;
  } watched_{*this};
};

}  // namespace

std::unique_ptr<Processor> MakeBlockProcessor(Frame& frame, const CommandNode* node,
                                              const BlockCode& code,
                                              std::shared_ptr<FunctionInfo> function,
                                              std::vector<Argument> arguments, ObjectSink* out,
                                              bool dotted, const Value& block,
                                              bool is_script_file) {
  auto processor = std::make_unique<BlockProcessor>(frame, node, code, std::move(function),
                                                    std::move(arguments), out, dotted, block);
  if (is_script_file) processor->EndsAtExit();
  return processor;
}

Completion RunBlock(Interpreter& interpreter, const Value& block, Scope* scope, bool dotted,
                    const Value* input, Args arguments, const Value& pipeline_input,
                    ObjectSink& out) {
  ScriptBlockObject* object = AsScriptBlock(block);
  if (!object) {
    throw TerminatingError("'" + ToText(block) + "' is no script block.", "InvalidScriptBlock",
                           ErrorCategory::kInvalidType, block);
  }
  ObjectRef<ScriptBlockObject> keep(object);
  const BlockCode& code = object->lazy().Get(interpreter);
  UnderscoreSwitch underscore(interpreter, input);
  interpreter.CheckStack();
  if (dotted && code.plain && !object->is_closure) {
    Frame frame{interpreter, scope, &code, nullptr, BindTo(interpreter, *object, code, *scope),
                &out};
    Completion completion = code.end ? code.end->Exec(frame) : Completion::kNormal;
    return completion == Completion::kReturn ? Completion::kNormal : completion;
  }
  std::vector<Argument> list;
  for (const Value& value : arguments) list.push_back({.value = value, .has_value = true});
  Frame frame{interpreter, scope, &code, nullptr, nullptr, &out};
  BlockProcessor processor(frame, nullptr, code, nullptr, std::move(list), &out, dotted, block);
  processor.Begin();
  if (input && code.process) {
    processor.SetInput(true);
    (void)processor.Write(*input);
  }
  for (const Value& item :
       pipeline_input.IsNull() ? std::vector<Value>{} : ToVector(pipeline_input)) {
    processor.SetInput(true);
    if (processor.Write(item) == Flow::kStop) break;
  }
  processor.End();
  processor.Close();
  if (processor.downstream_stopped) return Completion::kStopUpstream;
  return std::exchange(interpreter.pending, Completion::kNormal);
}

}  // namespace sipsh::runtime
