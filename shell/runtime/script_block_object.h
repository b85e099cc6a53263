// [scriptblock] as a value: code that binds to a scope when it is invoked.
#pragma once

#include <memory>
#include <utility>
#include <vector>

#include "shell/runtime/code.h"
#include "shell/value/heap.h"
#include "shell/value/type_info.h"

namespace sipsh::runtime {

extern const TypeInfo kScriptBlockType;

class ScriptBlockObject final : public Container {
 public:
  explicit ScriptBlockObject(std::shared_ptr<LazyBlock> lazy) : lazy_(std::move(lazy)) {}
  const TypeInfo& Type() const override { return kScriptBlockType; }
  std::string ToText() const override;
  void DropReferences() override { captured.clear(); }
  LazyBlock& lazy() const { return *lazy_; }
  const std::shared_ptr<LazyBlock>& lazy_ref() const { return lazy_; }

  std::vector<std::pair<NameId, Value>> captured;  // GetNewClosure()
  bool is_closure = false;

  // The last scope this block was dotted into, with its variables by slot.
  uint64_t bound_serial = 0;
  std::vector<Variable*> bound;

 private:
  std::shared_ptr<LazyBlock> lazy_;
};

// Null when it is none.
ScriptBlockObject* AsScriptBlock(const Value& value);

}  // namespace sipsh::runtime
