#include "shell/runtime/dotted_block.h"

#include "shell/runtime/output.h"
#include "shell/runtime/scope_switch.h"

namespace sipsh::runtime {

Variable* const* BindTo(Interpreter& interpreter, ScriptBlockObject& block, const BlockCode& code,
                        Scope& scope) {
  if (block.bound_serial == scope.serial) return block.bound.data();
  block.bound.clear();
  for (NameId name : code.slot_names) block.bound.push_back(&scope.FindOrAdd(name));
  block.bound_serial = scope.serial;
  ++interpreter.epoch;
  return block.bound.data();
}

void DottedBlock::Learn(Interpreter& interpreter, const Value& block) {
  object_ = ObjectRef<ScriptBlockObject>(AsScriptBlock(block));
  code_ = nullptr;
  if (!object_ || object_->is_closure) return;
  const BlockCode& code = object_->lazy().Get(interpreter);
  if (code.plain) code_ = &code;
}

Completion DottedBlock::Run(Interpreter& interpreter, const Value* input, ObjectSink& out) const {
  const BlockCode& code = *code_;
  if (!code.end) return Completion::kNormal;
  ObjectRef<ScriptBlockObject> keep = object_;
  UnderscoreSwitch underscore(interpreter, input);
  interpreter.CheckStack();
  Scope& scope = *interpreter.current_scope;
  Frame frame{interpreter, &scope, &code, nullptr, BindTo(interpreter, *keep, code, scope), &out};
  Completion completion = code.end->Exec(frame);
  return completion == Completion::kReturn ? Completion::kNormal : completion;
}

Completion DottedBlock::RunForTruth(Interpreter& interpreter, const Value& input,
                                    bool& truth) const {
  const BlockCode& code = *code_;
  ObjectRef<ScriptBlockObject> keep = object_;
  UnderscoreSwitch underscore(interpreter, &input);
  interpreter.CheckStack();
  Scope& scope = *interpreter.current_scope;
  DiscardSink none;
  Frame frame{interpreter, &scope, &code, nullptr, BindTo(interpreter, *keep, code, scope), &none};
  return code.end->ExecTruth(frame, *code.truth, truth);
}

}  // namespace sipsh::runtime
