// The short way to call simple functions, without a pipeline around them: arguments go straight
// into the slots, and where every path through the function ends in one value, that comes straight
// back.
#include "shell/runtime/pipeline.h"
#include "shell/runtime/scope_switch.h"

namespace sipsh::runtime {

namespace {

bool MayCall(const CommandNode& node, const Interpreter& interpreter) {
  return node.simple && node.epoch == interpreter.commands.epoch;
}

template <typename Run>
Completion Call(Frame& frame, const CommandNode& node, ObjectSink* out, Run&& run) {
  Interpreter& interpreter = frame.interpreter;
  const BlockCode& code = *node.simple;
  interpreter.CheckStack();
  std::shared_ptr<FunctionInfo> keep = node.resolved.function;  // it may be defined anew meanwhile
  Activation activation(interpreter, code, frame.scope, out);
  activation.call.name = &keep->name;
  activation.call.caller = node.code;
  activation.call.site = node.extent;
  const size_t given = node.arguments.size();
  for (size_t i = 0; i < given; ++i) {
    Value value = node.arguments[i].value->Eval(frame);
    if (value.IsNothing()) value = Value();
    const CompiledParameter& parameter = code.parameters[i];
    if (parameter.type)
      activation.SetParameter(i, std::move(value), true);
    else
      activation.SetPlain(parameter, value);
  }
  if (given < 64) activation.call.bound_mask = (uint64_t{1} << given) - 1;
  interpreter.success = true;
  ScopeSwitch scope(interpreter, &activation.scope);
  if (given < code.parameters.size()) activation.SetDefaults();
  if (!code.end) return Completion::kNormal;
  Completion completion = run(*code.end, activation.frame);
  return completion == Completion::kReturn ? Completion::kNormal : completion;
}

}  // namespace

const BlockCode* FindSimple(Interpreter& interpreter, const CommandNode& node) {
  if (node.resolved.type != CommandType::kFunction || !node.resolved.function || node.has_splat ||
      node.like_method || node.asks_help || node.resolved.function->home ||
      !node.redirections.empty() || node.invocation == syntax::InvocationOperator::kDot) {
    return nullptr;
  }
  const BlockCode& code = node.resolved.function->lazy->Get(interpreter);
  if (!code.simple || node.arguments.size() > code.parameters.size()) return nullptr;
  for (size_t i = 0; i < node.arguments.size(); ++i) {
    if (node.arguments[i].is_parameter || node.arguments[i].stop_parsing ||
        node.arguments[i].ends_parameters || code.parameters[i].is_switch ||
        (!node.arguments[i].text.empty() && code.parameters[i].type == &types::kString))
      return nullptr;
  }
  return &code;
}

bool TryCallSimple(Frame& frame, const CommandNode& node, Completion& completion) {
  if (!MayCall(node, frame.interpreter)) return false;
  completion = Call(frame, node, frame.out,
                    [](const StatementList& body, Frame& inner) { return body.Exec(inner); });
  return true;
}

bool TryCallForValue(Frame& frame, const CommandNode& node, Value& value) {
  if (!MayCall(node, frame.interpreter) || !node.simple->gives_value) return false;
  DiscardSink none;
  Completion completion = Call(frame, node, &none, [&](const StatementList& body, Frame& inner) {
    return body.ExecDirect(inner, value);
  });
  if (completion != Completion::kNormal) throw FlowEscape{completion};
  if (!value.IsObject()) return true;
  ValueCollector collector;
  (void)Emit(std::move(value), collector);
  value = collector.Take();
  return true;
}

}  // namespace sipsh::runtime
