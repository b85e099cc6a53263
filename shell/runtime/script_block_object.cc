#include "shell/runtime/script_block_object.h"

#include "shell/runtime/interpreter.h"
#include "shell/value/convert.h"
#include "shell/value/members.h"

namespace sipsh::runtime {

namespace {

Interpreter& InterpreterOf(CallContext* context) { return *static_cast<Interpreter*>(context); }

Value Invoke(CallContext* context, const Value& self, Args args) {
  return context->InvokeScript(self, Value(), args);
}

Value InvokeAsArray(CallContext* context, const Value& self, Args args) {
  Value result = context->InvokeScript(self, Value(), args);
  return MakeArray(ToVector(result));
}

Value Close(CallContext* context, const Value& self, Args) {
  Interpreter& interpreter = InterpreterOf(context);
  auto* source = AsScriptBlock(self);
  auto* closure = new ScriptBlockObject(source->lazy_ref());
  Value result = Value::FromObject(closure);
  closure->is_closure = true;
  Scope& scope = *interpreter.current_scope;
  if (scope.code) {
    for (size_t i = 0; i < scope.code->slot_names.size(); ++i) {
      if (scope.slots[i].is_set)
        closure->captured.emplace_back(scope.code->slot_names[i], scope.slots[i].value);
    }
  }
  if (scope.extra) {
    for (const auto& [name, variable] : *scope.extra) {
      // Preferences go on to mean the session's.
      if (variable->is_set && !interpreter.names.Text(name).ends_with("Preference"))
        closure->captured.emplace_back(name, variable->value);
    }
  }
  return result;
}

Value Create(CallContext* context, const Value&, Args args) {
  auto lazy = std::make_shared<LazyBlock>();
  lazy->ast = InterpreterOf(context).ParseOrThrow(ToText(args[0]), {});
  lazy->block = lazy->ast->root.get();
  return Value::FromObject(new ScriptBlockObject(lazy));
}

constexpr MethodInfo kMethods[] = {
    {"Invoke", 0, -1, InvokeAsArray, "System.Object[] Invoke(Params System.Object[] args)"},
    {"InvokeReturnAsIs", 0, -1, Invoke,
     "System.Object InvokeReturnAsIs(Params System.Object[] args)"},
    {"GetNewClosure", 0, 0, Close, "scriptblock GetNewClosure()"},
};
constexpr MethodInfo kStaticMethods[] = {
    {"Create", 1, 1, Create, "static scriptblock Create(string script)"}};

Value File(const Value& self) {
  return Value::String(AsScriptBlock(self)->lazy().ast->source.FileName());
}
constexpr PropertyInfo kProperties[] = {{"File", &types::kString, File}};

}  // namespace

constinit const TypeInfo kScriptBlockType = {
    .full_name = "System.Management.Automation.ScriptBlock",
    .name = "ScriptBlock",
    .base = &types::kObject,
    .properties = kProperties,
    .methods = kMethods,
    .static_methods = kStaticMethods,
};

std::string ScriptBlockObject::ToText() const {
  std::string_view text = lazy_->ast->source.Slice(lazy_->block->extent);
  if (text.size() >= 2 && text.front() == '{' && text.back() == '}')
    text = text.substr(1, text.size() - 2);
  return std::string(text);
}

ScriptBlockObject* AsScriptBlock(const Value& value) {
  const Value& bare = Unwrap(value);
  if (!bare.IsObject() || &bare.object()->Type() != &kScriptBlockType) return nullptr;
  return static_cast<ScriptBlockObject*>(bare.object());
}

}  // namespace sipsh::runtime
