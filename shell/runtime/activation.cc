#include <new>

#include "shell/command/cmdlet_metadata.h"
#include "shell/runtime/binder/parameter_binder.h"
#include "shell/runtime/pipeline.h"
#include "shell/runtime/script_block_object.h"
#include "shell/value/convert.h"
#include "shell/value/text.h"

namespace sipsh::runtime {

Activation::Activation(Interpreter& interpreter, const BlockCode& code, Scope* parent,
                       ObjectSink* out)
    : frame{interpreter, &scope, &code, nullptr, nullptr, out} {
  size_t count = code.slot_names.size();
  void* memory = count <= kInline ? storage_ : ::operator new(count * sizeof(Variable));
  slots_ = static_cast<Variable*>(memory);
  for (size_t i = 0; i < count; ++i) new (slots_ + i) Variable;
  frame.base = slots_;
  scope.parent = parent;
  scope.script = parent->script;
  scope.code = &code;
  scope.slots = slots_;
  scope.serial = interpreter.next_serial++;
  scope.call = &call;
  call.code = &code;
}

Activation::~Activation() {
  size_t count = frame.code->slot_names.size();
  for (size_t i = 0; i < count; ++i) slots_[i].~Variable();
  if (count > kInline) ::operator delete(slots_);
  if (scope.functions) ++frame.interpreter.commands.epoch;
}

namespace {

// Later assignments obey what the parameter demands.
void Constrain(Variable& variable, const CompiledParameter& parameter) {
  variable.more = std::make_unique<VariableExtra>();
  variable.more->type = parameter.type;
  variable.more->validation = parameter.validation;
}

}  // namespace

Value Activation::ConvertArgument(size_t index, const Value& value) const {
  try {
    return ConvertParameter(value, *frame.code->parameters[index].type);
  } catch (const ValueError& error) {
    ErrorRecord record("Cannot bind argument to parameter '" +
                           frame.code->metadata.parameters[index].name + "': '" + ToText(value) +
                           "'. " + error.what(),
                       "ParameterArgumentTransformationError", ErrorCategory::kInvalidData);
    record.exception_type =
        "System.Management.Automation.ParameterBindingArgumentTransformationException";
    if (call.name) record.command = *call.name;
    throw TerminatingError(std::move(record));
  }
}

void Activation::SetParameter(size_t index, Value value, bool typed) {
  const auto& parameter = frame.code->parameters[index];
  Variable& variable = slots_[parameter.slot];
  if (typed && parameter.type) value = ConvertArgument(index, value);
  if (parameter.is_switch && typed) value = Value::Bool(ToBool(value));
  variable.value = std::move(value);
  variable.is_set = true;
  if (parameter.type || parameter.validation) Constrain(variable, parameter);
  if (index < 64) call.bound_mask |= uint64_t{1} << index;
}

void Activation::SetDefaults() {
  for (const auto& parameter : frame.code->parameters) {
    Variable& variable = slots_[parameter.slot];
    if (variable.is_set) continue;
    Value value;
    if (parameter.default_value) {
      value = parameter.default_value->Eval(frame);
      if (value.IsNothing()) value = Value();
      if (parameter.type) value = ConvertTo(value, *parameter.type);
    } else if (parameter.is_switch) {
      value = Value::Bool(false);
    } else if (parameter.type && parameter.type->type_class == TypeClass::kPrimitive &&
               parameter.type != &types::kObject) {
      if (parameter.type == &types::kString)
        value = Value::EmptyString();
      else if (parameter.type != &types::kDateTime)
        value = ConvertTo(Value::Int32(0), *parameter.type);
    }
    variable.value = std::move(value);
    variable.is_set = true;
    if (parameter.type || parameter.validation) Constrain(variable, parameter);
  }
}

}  // namespace sipsh::runtime
