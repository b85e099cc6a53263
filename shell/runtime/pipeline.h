// Commands of a pipeline: compiled form, the running stages, and the push from one to the next.
#pragma once

#include "shell/runtime/compile/compiler.h"
#include "shell/runtime/output.h"

namespace sipsh::runtime {

struct CompiledArgument {
  std::string name;
  bool is_parameter = false, splat = false, stop_parsing = false;
  bool splats_args = false;      // @args: its "-Name" elements are parameters again
  bool ends_parameters = false;  // --: what follows are no parameters, whatever it looks like
  ExprPtr value;
  std::string text;  // a number as typed
};

struct CompiledRedirection {
  syntax::Stream from;
  bool merge, append;
  ExprPtr target;
};

struct CommandNode {
  syntax::InvocationOperator invocation = syntax::InvocationOperator::kNone;
  std::string static_name;  // when the name is a plain word
  ExprPtr name;
  ExprPtr expression;  // instead of a command
  std::vector<CompiledArgument> arguments;
  std::vector<CompiledRedirection> redirections;
  syntax::Extent extent;
  const BlockCode* code = nullptr;
  bool has_splat = false;
  bool asks_help = false;    // has -?
  bool like_method = false;  // name(1, 2): strict mode refuses it
  // Caches, guarded by CommandTable::epoch.
  mutable uint64_t epoch = 0;
  mutable ResolvedCommand resolved;
  mutable std::unique_ptr<BindPlan> plan;
  mutable const BlockCode* simple = nullptr;  // of a function that may be called the short way
};

// One command at work. Write() takes one pipeline object.
class Processor : public ObjectSink {
 public:
  Processor(Interpreter& interpreter, Scope* caller, ObjectSink* out)
      : interpreter_(interpreter), caller_(caller), out_(out) {}
  // Once, before the first object: what stands before may write in its own begin.
  void Begin() {
    if (std::exchange(begun_, true)) return;
    DoBegin();
  }
  virtual void End() = 0;
  virtual void Close() {}
  void SetInput(bool expecting) { expecting_input_ = expecting; }

  bool downstream_stopped = false;

 protected:
  virtual void DoBegin() = 0;

  Interpreter& interpreter_;
  Scope* caller_;
  ObjectSink* out_;
  bool expecting_input_ = false;

 private:
  bool begun_ = false;
};

// A new scope with its slots, for one call.
class Activation {
 public:
  Activation(Interpreter& interpreter, const BlockCode& code, Scope* parent, ObjectSink* out);
  ~Activation();
  Activation(const Activation&) = delete;
  Activation& operator=(const Activation&) = delete;

  Scope scope;
  FunctionCall call;
  Frame frame;
  // Gives parameters without a value their default.
  void SetDefaults();
  void SetParameter(size_t index, Value value, bool typed);
  // A parameter of any type, not set yet.
  void SetPlain(const CompiledParameter& parameter, Value& value) {
    slots_[parameter.slot].value.swap(value);
    slots_[parameter.slot].is_set = true;
  }

 private:
  Value ConvertArgument(size_t index, const Value& value) const;

  static constexpr size_t kInline = 8;
  alignas(Variable) unsigned char storage_[kInline * sizeof(Variable)];
  Variable* slots_;
};

std::unique_ptr<Processor> MakeProcessor(Frame& frame, const CommandNode& node, ObjectSink* out,
                                         size_t position, size_t length);
std::unique_ptr<Processor> MakeCmdletProcessor(Frame& frame, const CommandNode* node,
                                               const CmdletEntry& cmdlet,
                                               std::vector<Argument> arguments, ObjectSink* out);
std::unique_ptr<Processor> MakeBlockProcessor(Frame& frame, const CommandNode* node,
                                              const BlockCode& code,
                                              std::shared_ptr<FunctionInfo> function,
                                              std::vector<Argument> arguments, ObjectSink* out,
                                              bool dotted, const Value& block,
                                              bool is_script_file = false);
std::unique_ptr<Processor> MakeNativeProcessor(Frame& frame, const CommandNode& node,
                                               std::string program, ObjectSink* out, bool first,
                                               bool last);
// For programs everything is handed on as it stands, -- too.
std::vector<Argument> EvalArguments(Frame& frame, const CommandNode& node,
                                    bool for_program = false);
// The code of the function this node names, when it may be called the short way: without input,
// redirection or names of parameters. Null otherwise.
const BlockCode* FindSimple(Interpreter& interpreter, const CommandNode& node);
// The short way. False when this call needs the long one.
bool TryCallSimple(Frame& frame, const CommandNode& node, Completion& completion);
// The same for the value it puts out, where the function gives_value.
bool TryCallForValue(Frame& frame, const CommandNode& node, Value& value);

// Runs a whole pipeline into frame.out.
Completion RunPipeline(Frame& frame, const std::vector<std::unique_ptr<CommandNode>>& nodes);
// One block's begin, process and end over no input; in a new scope or dotted into frame-less
// `scope`.
Completion RunBlock(Interpreter& interpreter, const Value& block, Scope* scope, bool dotted,
                    const Value* input, Args arguments, const Value& pipeline_input,
                    ObjectSink& out);

}  // namespace sipsh::runtime
