#include "shell/runtime/code.h"

#include "shell/runtime/interpreter.h"

namespace sipsh::runtime {

BlockCode::~BlockCode() = default;

int BlockCode::FindSlot(NameId name) const {
  for (size_t i = 0; i < slot_names.size(); ++i) {
    if (slot_names[i] == name) return static_cast<int>(i);
  }
  return -1;
}

const BlockCode& LazyBlock::Get(Interpreter& interpreter) {
  if (!code) code = CompileBlock(interpreter, ast, *block);
  return *code;
}

}  // namespace sipsh::runtime
