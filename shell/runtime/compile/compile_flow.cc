// return, throw, exit, break, continue, try, switch, function definitions.
#include <fstream>

#include "shell/runtime/compile/expressions.h"
#include "shell/runtime/output.h"
#include "shell/runtime/scope_switch.h"
#include "shell/runtime/script_block_object.h"
#include "shell/runtime/stage_runtime.h"
#include "shell/value/compare.h"
#include "shell/value/convert.h"
#include "shell/value/members.h"
#include "shell/value/objects.h"
#include "shell/value/text.h"
#include "shell/value/wildcard.h"

namespace sipsh::runtime {

namespace {

[[noreturn]] void Throw(Frame& frame, const Value& value) {
  if (auto record = ErrorRecordFromValue(value)) {
    TerminatingError error(*record);
    error.Record().from_throw = true;
    throw error;
  }
  if (value.IsNull() && ErrorRecordFromValue(frame.interpreter.handled))
    Throw(frame, Value(frame.interpreter.handled));
  ErrorRecord record;
  record.from_throw = true;
  record.category = ErrorCategory::kOperationStopped;
  if (auto* exception = value.As<ExceptionObject>()) {
    record.message = exception->message();
    record.exception_type = exception->type_name();
    record.error_id = exception->message();
    record.thrown = value;
  } else {
    record.message = value.IsNull() ? "ScriptHalted" : ToText(value);
    record.error_id = record.message;
    record.target = value;
  }
  throw TerminatingError(std::move(record));
}

class ReturnStmt final : public Stmt {
 public:
  explicit ReturnStmt(ExprPtr value, StmtPtr statement)
      : value_(std::move(value)), statement_(std::move(statement)) {}
  Completion Exec(Frame& frame) const override {
    Completion completion = Completion::kNormal;
    if (value_)
      completion = value_->Emit(frame);
    else if (statement_)
      completion = statement_->Exec(frame);
    return completion == Completion::kNormal ? Completion::kReturn : completion;
  }
  bool GivesValue(bool) const override { return !statement_; }
  Completion ExecDirect(Frame& frame, Value& value) const override {
    if (value_) value = value_->Eval(frame);
    return Completion::kReturn;
  }

 private:
  ExprPtr value_;
  StmtPtr statement_;
};

class TryStmt final : public Stmt {
 public:
  struct Catch {
    std::vector<std::string> types;
    std::unique_ptr<StatementList> body;
  };
  std::unique_ptr<StatementList> body, finally_body;
  std::vector<Catch> catches;
  const BlockCode* code = nullptr;

  Completion Exec(Frame& frame) const override {
    if (!finally_body) return RunBody(frame);
    Completion completion;
    try {
      completion = RunBody(frame);
    } catch (...) {
      RunFinally(frame);
      throw;
    }
    Interpreter& interpreter = frame.interpreter;
    std::string label = interpreter.pending_label;
    Completion from_finally = RunFinally(frame);
    interpreter.pending_label = label;
    return from_finally == Completion::kNormal ? completion : from_finally;
  }

 private:
  Completion RunFinally(Frame& frame) const {
    Interpreter& interpreter = frame.interpreter;
    bool stopping = interpreter.stop.Stopping();
    if (stopping) interpreter.stop.Clear();  // cleaning up is not to be cut short
    Completion completion = finally_body->Exec(frame);
    if (stopping) interpreter.stop.Request();
    return completion;
  }
  Completion RunBody(Frame& frame) const {
    if (catches.empty()) return body->Exec(frame);
    Interpreter& interpreter = frame.interpreter;
    ObjectSink* out = frame.out;
    Scope* scope = interpreter.current_scope;
    int depth = interpreter.try_depth++;
    try {
      Completion completion = body->Exec(frame);
      interpreter.try_depth = depth;
      return completion;
    } catch (const FlowEscape& escape) {
      interpreter.try_depth = depth;
      return escape.completion;
    } catch (...) {
      interpreter.try_depth = depth;
      frame.out = out;
      interpreter.current_scope = scope;
      TerminatingError error = interpreter.CurrentError(code, body->extent);
      for (const auto& clause : catches) {
        bool fits = clause.types.empty();
        for (const auto& type : clause.types)
          fits = fits || ExceptionIsA(error.Record().exception_type, type);
        if (fits) return RunCatch(frame, clause, error);
      }
      throw error;
    }
  }
  Completion RunCatch(Frame& frame, const Catch& clause, const TerminatingError& error) const {
    Interpreter& interpreter = frame.interpreter;
    auto record = std::make_shared<ErrorRecord>(error.Record());
    record->from_throw = false;
    Value value = ErrorRecordToValue(record);
    interpreter.Remember(value);
    KeepErrorOfCallers(interpreter, value);
    interpreter.success = false;
    ErrorSwitch about(interpreter, value);
    return clause.body->Exec(frame);
  }
};

class SwitchStmt final : public Stmt {
 public:
  struct Clause {
    ExprPtr pattern;
    std::unique_ptr<StatementList> body;
  };
  std::string label;
  syntax::SwitchMatch match = syntax::SwitchMatch::kExact;
  bool case_sensitive = false, from_file = false;
  ExprPtr subject;
  std::vector<Clause> clauses;
  std::unique_ptr<StatementList> otherwise;

  Completion Exec(Frame& frame) const override {
    Value subject_value = subject->Eval(frame);
    if (from_file) return OverFile(frame, ToText(subject_value));
    std::vector<Value> items =
        subject_value.IsNothing() ? std::vector<Value>{} : ToVector(subject_value);
    for (const Value& item : items) {
      Completion completion;
      if (!One(frame, item, completion)) return completion;
    }
    return Completion::kNormal;
  }

 private:
  Completion OverFile(Frame& frame, const std::string& path) const {
    std::ifstream file(path);
    if (!file) {
      throw TerminatingError(
          "The file '" + path + "' cannot be read; check its name and permissions.",
          "FileOpenError", ErrorCategory::kOpenError, Value::String(path));
    }
    for (std::string line; std::getline(file, line);) {
      if (line.ends_with('\r')) line.pop_back();
      Completion completion;
      if (!One(frame, Value::String(line), completion)) return completion;
    }
    return Completion::kNormal;
  }
  bool Matches(Frame& frame, const Clause& clause, const Value& item) const {
    Value pattern = clause.pattern->Eval(frame);
    if (AsScriptBlock(pattern)) {
      return ToBool(frame.interpreter.InvokeInScope(*frame.scope, pattern, &item));
    }
    if (match == syntax::SwitchMatch::kWildcard)
      return WildcardMatches(ToText(pattern), ToText(item), !case_sensitive);
    if (match == syntax::SwitchMatch::kRegex) {
      return ToBool(MatchOperator(frame.interpreter, Value::String(ToText(item)), pattern,
                                  !case_sensitive, false));
    }
    return ValuesEqual(item, pattern, !case_sensitive);
  }
  // False: leave the switch with `completion`.
  bool One(Frame& frame, const Value& item, Completion& completion) const {
    Value saved = std::exchange(frame.interpreter.underscore, item);
    struct Restore {
      Value& place;
      Value& saved;
      ~Restore() { place = saved; }
    } restore{frame.interpreter.underscore, saved};
    bool any = false;
    for (const auto& clause : clauses) {
      if (!Matches(frame, clause, item)) continue;
      any = true;
      if (!Body(frame, *clause.body, completion)) return completion == Completion::kContinue;
    }
    if (!any && otherwise && !Body(frame, *otherwise, completion))
      return completion == Completion::kContinue;
    return true;
  }
  // False: the item is done (kContinue) or the switch is.
  bool Body(Frame& frame, const StatementList& body, Completion& completion) const {
    completion = body.Exec(frame);
    if (completion == Completion::kNormal) return true;
    if (completion != Completion::kBreak && completion != Completion::kContinue) return false;
    std::string& wanted = frame.interpreter.pending_label;
    if (!wanted.empty() && !EqualsIgnoreCase(wanted, label)) {
      if (completion == Completion::kContinue) throw FlowEscape{completion};
      return false;
    }
    wanted.clear();
    if (completion == Completion::kBreak) completion = Completion::kNormal;
    return false;
  }
};

}  // namespace

StmtPtr Compiler::CompileTry(const syntax::TryStatement& node) {
  auto statement = std::make_unique<TryStmt>();
  statement->code = &code_;
  statement->body = Compile(*node.body);
  for (const auto& clause : node.catches) {
    TryStmt::Catch compiled;
    for (const auto& type : clause.types) compiled.types.push_back(type.text);
    compiled.body = Compile(*clause.body);
    statement->catches.push_back(std::move(compiled));
  }
  if (node.finally_body) statement->finally_body = Compile(*node.finally_body);
  return statement;
}

StmtPtr Compiler::CompileSwitch(const syntax::SwitchStatement& node) {
  auto statement = std::make_unique<SwitchStmt>();
  statement->label = node.label;
  statement->match = node.match;
  statement->case_sensitive = node.case_sensitive;
  statement->from_file = node.from_file;
  statement->subject = node.from_file ? Compile(*node.file) : CompileValue(*node.condition);
  for (const auto& clause : node.clauses) {
    statement->clauses.push_back({Compile(*clause.pattern), Compile(*clause.body)});
  }
  if (node.default_body) statement->otherwise = Compile(*node.default_body);
  return statement;
}

StmtPtr Compiler::CompileFlow(const syntax::Statement& node) {
  using syntax::NodeKind;
  switch (node.kind) {
    case NodeKind::kReturn: {
      const auto& value = node.As<syntax::ReturnStatement>().value;
      if (!value) return std::make_unique<ReturnStmt>(nullptr, nullptr);
      if (const auto* expression = AsExpression(*value))
        return std::make_unique<ReturnStmt>(Compile(*expression), nullptr);
      return std::make_unique<ReturnStmt>(nullptr, Compile(*value));
    }
    case NodeKind::kThrow: {
      const auto& value = node.As<syntax::ThrowStatement>().value;
      std::shared_ptr<Expr> expr = value ? std::shared_ptr<Expr>(CompileValue(*value)) : nullptr;
      return MakeStmt(
          [expr](Frame& frame) -> Completion { Throw(frame, expr ? expr->Eval(frame) : Value()); });
    }
    case NodeKind::kExit: {
      const auto& value = node.As<syntax::ExitStatement>().value;
      std::shared_ptr<Expr> expr = value ? std::shared_ptr<Expr>(CompileValue(*value)) : nullptr;
      return MakeStmt([expr](Frame& frame) {
        Value code = expr ? expr->Eval(frame) : Value::Int32(0), number;
        frame.interpreter.exit_code =
            TryConvertTo(code, types::kInt32, &number) ? number.AsInt32() : 0;
        return Completion::kExit;
      });
    }
    case NodeKind::kBreak:
    case NodeKind::kContinue: {
      const auto& label = node.kind == NodeKind::kBreak
                              ? node.As<syntax::BreakStatement>().label
                              : node.As<syntax::ContinueStatement>().label;
      std::shared_ptr<Expr> expr = label ? std::shared_ptr<Expr>(Compile(*label)) : nullptr;
      auto completion = node.kind == NodeKind::kBreak ? Completion::kBreak : Completion::kContinue;
      return MakeStmt([expr, completion](Frame& frame) {
        frame.interpreter.pending_label = expr ? ToText(expr->Eval(frame)) : std::string();
        return completion;
      });
    }
    case NodeKind::kFunctionDefinition: {
      const auto& function = node.As<syntax::FunctionDefinition>();
      auto lazy = std::make_shared<LazyBlock>();
      lazy->ast = code_.ast;
      lazy->block = function.body.get();
      return MakeStmt([lazy, name = function.name, scope = Fold(function.scope),
                       filter = function.is_filter](Frame& frame) {
        auto info = std::make_shared<FunctionInfo>();
        info->name = name;
        info->is_filter = filter;
        info->block = ObjectRef<Object>(new ScriptBlockObject(lazy));
        info->lazy = lazy.get();
        Scope* where = frame.scope;
        if (scope == "global") where = &frame.interpreter.global;
        if (scope == "script") where = frame.scope->script;
        frame.interpreter.commands.DefineFunction(*where, name, std::move(info));
        return Completion::kNormal;
      });
    }
    case NodeKind::kUsing:
      return MakeStmt([](Frame&) { return Completion::kNormal; });
    case NodeKind::kData: {
      const auto& data = node.As<syntax::DataStatement>();
      std::shared_ptr<Stmt> body(Compile(*data.body));
      if (data.variable.empty())
        return MakeStmt([body](Frame& frame) { return body->Exec(frame); });
      return MakeStmt([body, slot = Slot(data.variable)](Frame& frame) {
        Variable& variable = frame.Local(slot);
        variable.value = CollectStatement(*body, frame, false);
        variable.is_set = true;
        return Completion::kNormal;
      });
    }
    case NodeKind::kTypeDefinition:
      Unsupported("Classes and enums are not supported yet.");
    default:
      Unsupported("This statement cannot be run.");
  }
}

}  // namespace sipsh::runtime
