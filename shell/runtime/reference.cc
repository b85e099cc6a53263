#include "shell/runtime/reference.h"

#include "shell/value/containers.h"
#include "shell/value/convert.h"

namespace sipsh::runtime {

namespace {

class ReferenceObject final : public Container {
 public:
  explicit ReferenceObject(Value value) : value_(std::move(value)) {}
  ReferenceObject(Interpreter& interpreter, const Scope& scope, NameId name)
      : interpreter_(&interpreter), serial_(scope.serial), name_(name) {
    if (const Variable* variable = Find()) value_ = variable->value;
  }
  const TypeInfo& Type() const override { return kReferenceType; }
  void DropReferences() override { value_ = Value(); }

  const Value& Get() {
    if (const Variable* variable = Find()) value_ = variable->value;
    return value_;
  }
  void Set(const Value& value) {
    value_ = value;
    if (Variable* variable = Find())
      interpreter_->SetVariable(*variable, interpreter_->names.Text(name_), value);
  }

 private:
  // The variable as long as its scope is among the callers; a reference that outlives it keeps the
  // value.
  Variable* Find() const {
    for (Scope* scope = interpreter_ ? interpreter_->current_scope : nullptr; scope;
         scope = scope->parent) {
      if (scope->serial == serial_) return &scope->FindOrAdd(name_);
    }
    return nullptr;
  }

  Interpreter* interpreter_ = nullptr;
  uint64_t serial_ = 0;
  NameId name_ = 0;
  Value value_;
};

ReferenceObject& Object(const Value& self) {
  return static_cast<ReferenceObject&>(*Unwrap(self).object());
}

constexpr PropertyInfo kProperties[] = {
    {"Value", nullptr, [](const Value& self) { return Object(self).Get(); },
     [](const Value& self, const Value& value) { Object(self).Set(value); }}};

}  // namespace

const TypeInfo kReferenceType = {
    .full_name = "System.Management.Automation.PSReference",
    .name = "PSReference",
    .base = &types::kObject,
    .properties = kProperties,
    .convert_from =
        [](const Value& from, Value* out) {
          *out = MakeValueReference(from);
          return true;
        },
};

Value MakeReference(Frame& frame, NameId name) {
  Scope* scope = frame.scope;
  if (const Variable* found = frame.scope->Find(name)) {
    while (scope && scope->FindHere(name) != found) scope = scope->parent;
  }
  return Value::FromObject(
      new ReferenceObject(frame.interpreter, scope ? *scope : *frame.scope, name));
}

Value MakeValueReference(Value value) {
  return Value::FromObject(new ReferenceObject(std::move(value)));
}

}  // namespace sipsh::runtime
