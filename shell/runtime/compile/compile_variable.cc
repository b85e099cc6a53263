// Reading variables: locals by slot, free names along the chain of scopes with a guarded cache,
// automatic ones.
#include <unistd.h>

#include "shell/runtime/compile/expressions.h"
#include "shell/runtime/script_block_object.h"
#include "shell/runtime/stage_runtime.h"
#include "shell/value/members.h"
#include "shell/value/text.h"

namespace sipsh::runtime {

namespace {

Value ReadFree(Frame& frame, NameId name) {
  Variable* found = frame.scope->Find(name);
  return found ? found->value : frame.interpreter.Undefined(*frame.scope, name);
}

Value ReadHere(Frame& frame, const Scope& scope, NameId name) {
  Variable* found = scope.FindHere(name);
  return found && found->is_set ? found->value : frame.interpreter.Undefined(*frame.scope, name);
}

class LocalExpr final : public Expr {
 public:
  LocalExpr(uint32_t slot, NameId name) : slot_(slot), name_(name) {}
  Value Eval(Frame& frame) const override {
    const Variable& variable = frame.Local(slot_);
    return variable.is_set ? variable.value : ReadFree(frame, name_);
  }
  const Value* Peek(Frame& frame) const override {
    const Variable& variable = frame.Local(slot_);
    return variable.is_set ? &variable.value : nullptr;
  }
  Place Where() const override { return {.kind = Place::kLocal, .slot = slot_}; }

 private:
  uint32_t slot_;
  NameId name_;
};

// A name that is no local here. The cache holds while the same scope runs and nothing changed what
// names mean.
class FreeExpr final : public Expr {
 public:
  explicit FreeExpr(NameId name) : name_(name) {}
  Value Eval(Frame& frame) const override {
    Variable* variable = Lookup(frame);
    return variable ? variable->value : frame.interpreter.Undefined(*frame.scope, name_);
  }
  const Value* Peek(Frame& frame) const override {
    Variable* variable = Lookup(frame);
    return variable ? &variable->value : nullptr;
  }
  Place Where() const override { return {.kind = Place::kPeekable}; }

 private:
  Variable* Lookup(Frame& frame) const {
    if (serial_ == frame.scope->serial && epoch_ == frame.interpreter.epoch) return found_;
    found_ = frame.scope->Find(name_);
    serial_ = frame.scope->serial;
    epoch_ = frame.interpreter.epoch;
    return found_;
  }
  NameId name_;
  mutable uint64_t serial_ = 0, epoch_ = 0;
  mutable Variable* found_ = nullptr;
};

class UnderscoreExpr final : public Expr {
 public:
  Value Eval(Frame& frame) const override { return frame.interpreter.underscore; }
  const Value* Peek(Frame& frame) const override { return &frame.interpreter.underscore; }
  Place Where() const override { return {.kind = Place::kUnderscore}; }
};

FunctionCall* CallOf(Frame& frame) {
  for (Scope* scope = frame.scope; scope; scope = scope->parent) {
    if (scope->call) return scope->call;
  }
  return &frame.interpreter.global_call;
}

Value BoundTable(Frame& frame, FunctionCall& call) {
  if (!call.bound.IsNull()) return call.bound;
  auto* table = new HashtableObject(types::kDictionary);
  call.bound = Value::FromObject(table);
  Scope* scope = frame.scope;
  while (scope && scope->call != &call) scope = scope->parent;
  if (!call.code || !scope) return call.bound;
  for (size_t i = 0; i < call.code->parameters.size() && i < 64; ++i) {
    if (!(call.bound_mask >> i & 1)) continue;
    const auto& parameter = call.code->parameters[i];
    if (const Variable* v = scope->FindHere(parameter.name)) {
      table->Set(frame.interpreter.names.Text(parameter.name), v->value);
    }
  }
  if (call.command_runtime) {
    for (const auto& [name, value] : static_cast<StageRuntime&>(*call.command_runtime).Common())
      table->Set(name, value);
  }
  return call.bound;
}

std::string FileOf(const BlockCode* code) {
  return code ? code->ast->source.FileName() : std::string();
}

std::string DirectoryOf(const std::string& file) {
  if (file.empty()) return {};
  std::string full = file;
  if (full[0] != '/') {
    char buffer[4096];
    if (getcwd(buffer, sizeof buffer)) full = std::string(buffer) + "/" + full;
  }
  size_t slash = full.rfind('/');
  return slash == 0 ? "/" : full.substr(0, slash);
}

Value MyInvocation(Frame& frame, FunctionCall& call) {
  auto record = MakeObject<RecordObject>();
  const BlockCode* code = call.code ? call.code : frame.code;
  auto command = MakeObject<RecordObject>();
  std::string name = call.name ? *call.name : FileOf(code);
  command->Set("Name", Value::String(call.name ? name : name.substr(name.rfind('/') + 1)));
  command->Set("Path", Value::String(FileOf(code)));
  command->Set("Definition", Value::String(call.name ? std::string() : FileOf(code)));
  record->Set("MyCommand", Value::FromObject(command));
  record->Set("InvocationName", Value::String(name));
  record->Set("BoundParameters", BoundTable(frame, call));
  record->Set("UnboundArguments", call.args.IsNull() ? MakeArray({}) : call.args);
  if (call.caller) {
    const auto& source = call.caller->ast->source;
    auto position = source.PositionOf(call.site.start);
    record->Set("ScriptName", Value::String(source.FileName()));
    record->Set("ScriptLineNumber", Value::Integer(position.line));
    record->Set("OffsetInLine", Value::Integer(position.column));
    record->Set("Line", Value::String(source.LineText(position.line)));
    record->Set("Statement", Value::String(source.Slice(call.site)));
  }
  record->Set("PSScriptRoot", Value::String(DirectoryOf(FileOf(code))));
  record->Set("PSCommandPath", Value::String(FileOf(code)));
  return Value::FromObject(record);
}

}  // namespace

Automatic FindAutomatic(std::string_view name) {
  static constexpr std::pair<std::string_view, Automatic> kTable[] = {
      {"_", Automatic::kUnderscore},
      {"psitem", Automatic::kUnderscore},
      {"args", Automatic::kArgs},
      {"input", Automatic::kInput},
      {"this", Automatic::kThis},
      {"?", Automatic::kSuccess},
      {"psboundparameters", Automatic::kBoundParameters},
      {"myinvocation", Automatic::kMyInvocation},
      {"psscriptroot", Automatic::kScriptRoot},
      {"pscommandpath", Automatic::kCommandPath},
      {"pscmdlet", Automatic::kCmdlet},
      {"matches", Automatic::kMatches},
      {"lastexitcode", Automatic::kLastExitCode},
      {"error", Automatic::kError},
      {"pwd", Automatic::kWorkingDirectory},
  };
  for (const auto& [text, which] : kTable) {
    if (EqualsIgnoreCase(text, name)) return which;
  }
  return Automatic::kNone;
}

Value ReadAutomatic(Frame& frame, Automatic which) {
  Interpreter& interpreter = frame.interpreter;
  switch (which) {
    case Automatic::kUnderscore:
      return interpreter.underscore;
    case Automatic::kThis:
      return interpreter.this_value;
    case Automatic::kSuccess:
      return Value::Bool(interpreter.success);
    case Automatic::kMatches:
      return interpreter.matches;
    case Automatic::kLastExitCode:
      return interpreter.last_exit_code;
    case Automatic::kError:
      return Value::FromObject(interpreter.errors);
    case Automatic::kScriptRoot:
      return Value::String(DirectoryOf(FileOf(frame.code)));
    case Automatic::kCommandPath:
      return Value::String(FileOf(frame.code));
    case Automatic::kWorkingDirectory: {
      auto record = MakeObject<RecordObject>();
      record->SetTypeNames({"System.Management.Automation.PathInfo", "System.Object"});
      record->Set("Path", Value::String(interpreter.CurrentDirectory()));
      return Value::FromObject(record);
    }
    default:
      break;
  }
  FunctionCall& call = *CallOf(frame);
  switch (which) {
    case Automatic::kArgs:
      if (call.args.IsNull()) call.args = MakeArray({});
      return call.args;
    case Automatic::kInput:
      return call.input.IsNull() ? MakeArray({}) : call.input;
    case Automatic::kBoundParameters:
      return BoundTable(frame, call);
    case Automatic::kMyInvocation:
      return MyInvocation(frame, call);
    case Automatic::kCmdlet:
      return call.cmdlet;
    default:
      return Value();
  }
}

void WriteAutomatic(Frame& frame, Automatic which, Value value) {
  Interpreter& interpreter = frame.interpreter;
  switch (which) {
    case Automatic::kUnderscore:
      interpreter.underscore = std::move(value);
      return;
    case Automatic::kThis:
      interpreter.this_value = std::move(value);
      return;
    case Automatic::kMatches:
      interpreter.matches = std::move(value);
      return;
    case Automatic::kLastExitCode:
      interpreter.last_exit_code = std::move(value);
      return;
    case Automatic::kArgs:
      CallOf(frame)->args = MakeArray(ToVector(value));
      return;
    case Automatic::kInput:
      CallOf(frame)->input = MakeArray(ToVector(value));
      return;
    default:
      throw TerminatingError("This automatic variable cannot be assigned; use another name.",
                             "VariableNotWritable", ErrorCategory::kWriteError);
  }
}

uint32_t Compiler::Slot(std::string_view name) {
  NameId id = interpreter_.names.Intern(name);
  auto [found, added] = slots_.try_emplace(id, static_cast<uint32_t>(code_.slot_names.size()));
  if (added) code_.slot_names.push_back(id);
  return found->second;
}

ExprPtr Compiler::CompileVariable(const syntax::VariableExpression& node) {
  using syntax::VariableScope;
  NameId id = interpreter_.names.Intern(node.name);
  switch (node.scope) {
    case VariableScope::kScript:
      return MakeExpr([id](Frame& frame) { return ReadHere(frame, *frame.scope->script, id); });
    case VariableScope::kGlobal:
      return MakeExpr([id](Frame& frame) { return ReadHere(frame, frame.interpreter.global, id); });
    case VariableScope::kLocal:
    case VariableScope::kPrivate:
      return MakeExpr([id](Frame& frame) { return ReadHere(frame, *frame.scope, id); });
    case VariableScope::kDrive:
      return MakeExpr([drive = node.drive, name = node.name](Frame& frame) {
        return frame.interpreter.ReadDrive(*frame.scope, drive, name);
      });
    default:
      break;
  }
  if (EqualsIgnoreCase(node.name, "true")) return std::make_unique<ConstantExpr>(Value::Bool(true));
  if (EqualsIgnoreCase(node.name, "false"))
    return std::make_unique<ConstantExpr>(Value::Bool(false));
  if (EqualsIgnoreCase(node.name, "null")) return std::make_unique<ConstantExpr>(Value());
  Automatic automatic = FindAutomatic(node.name);
  auto slot = slots_.find(id);
  if (slot != slots_.end() && automatic == Automatic::kNone)
    return std::make_unique<LocalExpr>(slot->second, id);
  if (automatic == Automatic::kUnderscore) return std::make_unique<UnderscoreExpr>();
  if (automatic != Automatic::kNone) {
    if (automatic == Automatic::kInput) code_.uses_input = true;
    return MakeExpr([automatic](Frame& frame) { return ReadAutomatic(frame, automatic); });
  }
  return std::make_unique<FreeExpr>(id);
}

}  // namespace sipsh::runtime
