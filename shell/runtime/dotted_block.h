// A block that a cmdlet runs for one object after the other in its caller's scope, as Where-Object
// and ForEach-Object do: what was found out about it the first time serves for the next.
#pragma once

#include "shell/command/flow.h"
#include "shell/runtime/script_block_object.h"

namespace sipsh::runtime {

class DottedBlock {
 public:
  // Whether `block` can be run this way (only an end block, no parameters, no closure); the other
  // functions are about the block asked for last.
  bool Take(Interpreter& interpreter, const Value& block) {
    if (!object_ || block.object() != object_.get()) Learn(interpreter, block);
    return code_ != nullptr;
  }
  // Whether RunForTruth() can be asked for: the block is one condition.
  bool IsCondition() const { return code_->truth != nullptr; }

  // With $_ = *input; null leaves it as it is.
  Completion Run(Interpreter& interpreter, const Value* input, ObjectSink& out) const;
  Completion RunForTruth(Interpreter& interpreter, const Value& input, bool& truth) const;

 private:
  void Learn(Interpreter& interpreter, const Value& block);

  ObjectRef<ScriptBlockObject> object_;
  const BlockCode* code_ = nullptr;
};

// The variables that a block's slots mean in a standing scope.
Variable* const* BindTo(Interpreter& interpreter, ScriptBlockObject& block, const BlockCode& code,
                        Scope& scope);

}  // namespace sipsh::runtime
