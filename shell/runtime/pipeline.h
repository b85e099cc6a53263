// Commands of a pipeline: compiled form, the running stages, and the push from one to the next.
#pragma once

#include "shell/runtime/compiler.h"
#include "shell/runtime/output.h"

namespace sipsh::runtime {

struct CompiledArgument {
  std::string name;
  bool is_parameter = false, splat = false, stop_parsing = false;
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
  // Caches, guarded by CommandTable::epoch.
  mutable uint64_t epoch = 0;
  mutable ResolvedCommand resolved;
  mutable std::unique_ptr<BindPlan> plan;
};

// One command at work. Write() takes one pipeline object.
class Processor : public ObjectSink {
 public:
  Processor(Interpreter& interpreter, Scope* caller, ObjectSink* out)
      : interpreter_(interpreter), caller_(caller), out_(out) {}
  virtual void Begin() = 0;
  virtual void End() = 0;
  virtual void Close() {}
  void SetInput(bool expecting) { expecting_input_ = expecting; }

  bool downstream_stopped = false;

 protected:
  Interpreter& interpreter_;
  Scope* caller_;
  ObjectSink* out_;
  bool expecting_input_ = false;
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

 private:
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
                                              bool dotted, const Value& block);
std::unique_ptr<Processor> MakeNativeProcessor(Frame& frame, const CommandNode& node,
                                               std::string program, ObjectSink* out, bool first,
                                               bool last);
std::vector<Argument> EvalArguments(Frame& frame, const CommandNode& node);
// The short way for simple functions: no input, no redirection. False when this call needs the long
// one.
bool TryCallSimple(Frame& frame, const CommandNode& node, Completion& completion);

// Runs a whole pipeline into frame.out.
Completion RunPipeline(Frame& frame, const std::vector<std::unique_ptr<CommandNode>>& nodes);
// One block's begin, process and end over no input; in a new scope or dotted into frame-less
// `scope`.
Completion RunBlock(Interpreter& interpreter, const Value& block, Scope* scope, bool dotted,
                    const Value* input, Args arguments, const Value& pipeline_input,
                    ObjectSink& out);

}  // namespace sipsh::runtime
