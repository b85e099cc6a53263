// Statements: lists with their traps, if, loops, flow. Errors that end one statement only are
// handled by the list.
#include "shell/runtime/compile/expressions.h"
#include "shell/runtime/pipeline.h"
#include "shell/runtime/scope_switch.h"
#include "shell/value/arithmetic_inline.h"
#include "shell/value/convert.h"
#include "shell/value/members.h"
#include "shell/value/objects.h"
#include "shell/value/text.h"

namespace sipsh::runtime {

Completion Expr::Emit(Frame& frame) const {
  return runtime::Emit(Eval(frame), *frame.out) == Flow::kStop ? Completion::kStopUpstream
                                                               : Completion::kNormal;
}

Completion RangeExpr::Emit(Frame& frame) const {
  int64_t first, last;
  if (!Ends(frame, first, last)) return Expr::Emit(frame);
  int64_t step = first <= last ? 1 : -1;
  for (int64_t i = first;; i += step) {
    if (frame.out->Write(Value::Int32(static_cast<int32_t>(i))) == Flow::kStop)
      return Completion::kStopUpstream;
    if (i == last) return Completion::kNormal;
  }
}

Value CollectStatement(const Stmt& statement, Frame& frame, bool always_array) {
  ValueCollector collector;
  ObjectSink* saved = std::exchange(frame.out, &collector);
  Completion completion;
  try {
    completion = statement.Exec(frame);
  } catch (...) {
    frame.out = saved;
    throw;
  }
  frame.out = saved;
  if (completion == Completion::kReturn) {  // what is returned goes past the assignment
    for (Value& item : collector.TakeAll())
      if (frame.out->Write(std::move(item)) == Flow::kStop) break;
  }
  if (completion != Completion::kNormal) throw FlowEscape{completion};
  return always_array ? MakeArray(collector.TakeAll()) : collector.Take();
}

namespace {

bool StopAsked(Frame& frame) { return frame.interpreter.Stopping(); }

// What a loop does with its body's end. True: go on looping; else `completion` is the loop's own.
bool LoopGoesOn(Frame& frame, const std::string& label, Completion& completion) {
  if (completion == Completion::kNormal) return true;
  if (completion != Completion::kBreak && completion != Completion::kContinue) return false;
  std::string& wanted = frame.interpreter.pending_label;
  if (!wanted.empty() && !EqualsIgnoreCase(wanted, label)) return false;
  wanted.clear();
  bool goes_on = completion == Completion::kContinue;
  completion = Completion::kNormal;
  return goes_on;
}

class ExpressionStmt final : public Stmt {
 public:
  explicit ExpressionStmt(ExprPtr expr) : expr_(std::move(expr)) {}
  Completion Exec(Frame& frame) const override {
    Completion completion = expr_->Emit(frame);
    frame.interpreter.success = true;
    return completion;
  }
  const Expr* Expression() const override { return expr_.get(); }
  bool GivesValue(bool is_last) const override { return is_last; }
  Completion ExecDirect(Frame& frame, Value& value) const override {
    value = expr_->Eval(frame);
    frame.interpreter.success = true;
    return Completion::kNormal;
  }

 private:
  ExprPtr expr_;
};

class VoidStmt final : public Stmt {
 public:
  explicit VoidStmt(ExprPtr expr) : expr_(std::move(expr)) {}
  Completion Exec(Frame& frame) const override {
    expr_->Run(frame);
    return Completion::kNormal;
  }
  bool GivesValue(bool) const override { return true; }

 private:
  ExprPtr expr_;
};

class IfStmt final : public Stmt {
 public:
  struct Clause {
    ExprPtr condition;
    std::unique_ptr<StatementList> body;
  };
  std::vector<Clause> clauses;
  std::unique_ptr<StatementList> otherwise;
  Completion Exec(Frame& frame) const override {
    for (const auto& clause : clauses) {
      if (clause.condition->EvalBool(frame)) return clause.body->Exec(frame);
    }
    return otherwise ? otherwise->Exec(frame) : Completion::kNormal;
  }
  bool GivesValue(bool is_last) const override {
    for (const auto& clause : clauses) {
      if (!clause.body->GivesValue(is_last)) return false;
    }
    return !otherwise || otherwise->GivesValue(is_last);
  }
  Completion ExecDirect(Frame& frame, Value& value) const override {
    for (const auto& clause : clauses) {
      if (clause.condition->EvalBool(frame)) return clause.body->ExecDirect(frame, value);
    }
    return otherwise ? otherwise->ExecDirect(frame, value) : Completion::kNormal;
  }
};

// while, do-while, do-until and for.
class LoopStmt final : public Stmt {
 public:
  std::string label;
  StmtPtr initializer, iterator;
  ExprPtr condition;
  std::unique_ptr<StatementList> body;
  bool test_first = true, until = false;
  Completion Exec(Frame& frame) const override {
    if (initializer) {
      Completion completion = initializer->Exec(frame);
      if (completion != Completion::kNormal) return completion;
    }
    bool test = test_first;
    for (;;) {
      if (test && condition && condition->EvalBool(frame) == until) return Completion::kNormal;
      test = true;
      Completion completion = body->Exec(frame);
      if (completion != Completion::kNormal && !LoopGoesOn(frame, label, completion))
        return completion;
      if (iterator) {
        completion = iterator->Exec(frame);
        if (completion != Completion::kNormal) return completion;
      }
      if (StopAsked(frame)) return Completion::kStopped;
    }
  }
};

class ForEachStmt final : public Stmt {
 public:
  std::string label;
  TargetPtr variable;
  ExprPtr collection;
  std::unique_ptr<StatementList> body;
  Completion Exec(Frame& frame) const override {
    if (const auto* range = dynamic_cast<const RangeExpr*>(collection.get())) {
      int64_t first, last;
      if (range->Ends(frame, first, last)) {
        int64_t step = first <= last ? 1 : -1;
        for (int64_t i = first;; i += step) {
          Completion completion;
          if (!One(frame, Value::Int32(static_cast<int32_t>(i)), completion)) return completion;
          if (i == last) return Completion::kNormal;
        }
      }
    }
    Value items = collection->Eval(frame);
    if (items.IsNull()) return Completion::kNormal;
    Completion completion = Completion::kNormal;
    if (ArrayObject* array = AsArray(items)) {
      for (size_t i = 0; i < array->size(); ++i) {
        if (!One(frame, array->items()[i], completion)) return completion;
      }
      return Completion::kNormal;
    }
    Enumerate(items, [&](const Value& item) { return One(frame, item, completion); });
    return completion;
  }

 private:
  bool One(Frame& frame, Value item, Completion& completion) const {
    variable->Assign(frame, std::move(item));
    completion = body->Exec(frame);
    if (completion != Completion::kNormal && !LoopGoesOn(frame, label, completion)) return false;
    if (!StopAsked(frame)) return true;
    completion = Completion::kStopped;
    return false;
  }
};

// A bare command or expression as the value of a statement.
class StatementValue final : public Expr {
 public:
  explicit StatementValue(StmtPtr statement)
      : statement_(std::move(statement)), command_(statement_->OnlyCommand()) {}
  Value Eval(Frame& frame) const override {
    Value value = Value::Nothing();
    if (!command_ || !TryCallForValue(frame, *command_, value))
      value = CollectStatement(*statement_, frame, false);
    return value;
  }

 private:
  StmtPtr statement_;
  const CommandNode* command_;
};

}  // namespace

const syntax::Expression* Compiler::AsExpression(const syntax::Statement& node) {
  if (node.kind != syntax::NodeKind::kPipeline) return nullptr;
  const auto& pipeline = node.As<syntax::Pipeline>();
  if (pipeline.elements.size() != 1 || pipeline.background) return nullptr;
  if (pipeline.elements[0]->kind != syntax::NodeKind::kCommandExpression) return nullptr;
  const auto& element = pipeline.elements[0]->As<syntax::CommandExpression>();
  return element.redirections.empty() ? element.expression.get() : nullptr;
}

ExprPtr Compiler::CompileValue(const syntax::Statement& node) {
  if (const auto* expression = AsExpression(node)) return Compile(*expression);
  if (node.kind == syntax::NodeKind::kAssignment)
    return CompileAssignment(node.As<syntax::AssignmentStatement>(), true);
  return std::make_unique<StatementValue>(Compile(node));
}

std::unique_ptr<StatementList> Compiler::Compile(const syntax::StatementBlock& block) {
  auto list = std::make_unique<StatementList>();
  list->code = &code_;
  list->extent = block.extent;
  for (const auto& trap : block.traps) {
    StatementList::Trap compiled;
    if (trap->typed) compiled.types.push_back(trap->type.text);
    compiled.body = Compile(*trap->body);
    list->traps.push_back(std::move(compiled));
  }
  for (const auto& statement : block.statements) list->statements.push_back(Compile(*statement));
  return list;
}

StmtPtr Compiler::Compile(const syntax::Statement& node) {
  StmtPtr statement = CompileStatement(node);
  statement->extent = node.extent;
  return statement;
}

StmtPtr Compiler::CompileStatement(const syntax::Statement& node) {
  using syntax::NodeKind;
  switch (node.kind) {
    case NodeKind::kPipeline: {
      if (const auto* expression = AsExpression(node)) {
        ExprPtr compiled = Compile(*expression);
        if (compiled->IsVoidStatement() && expression->kind != NodeKind::kParen) {
          return std::make_unique<VoidStmt>(std::move(compiled));
        }
        return std::make_unique<ExpressionStmt>(std::move(compiled));
      }
      return CompilePipeline(node.As<syntax::Pipeline>());
    }
    case NodeKind::kPipelineChain: {
      const auto& chain = node.As<syntax::PipelineChain>();
      return MakeStmt([l = std::shared_ptr<Stmt>(Compile(*chain.left)),
                       r = std::shared_ptr<Stmt>(Compile(*chain.right)),
                       is_and = chain.op == syntax::ChainOperator::kAnd](Frame& frame) {
        frame.interpreter.success = true;
        Completion completion = l->Exec(frame);
        if (completion != Completion::kNormal || frame.interpreter.success != is_and)
          return completion;
        frame.interpreter.success = true;
        return r->Exec(frame);
      });
    }
    case NodeKind::kAssignment:
      return std::make_unique<VoidStmt>(
          CompileAssignment(node.As<syntax::AssignmentStatement>(), false));
    case NodeKind::kIf: {
      const auto& source = node.As<syntax::IfStatement>();
      auto statement = std::make_unique<IfStmt>();
      for (const auto& clause : source.clauses) {
        statement->clauses.push_back({CompileValue(*clause.condition), Compile(*clause.body)});
      }
      if (source.else_body) statement->otherwise = Compile(*source.else_body);
      return statement;
    }
    case NodeKind::kWhile:
    case NodeKind::kDoLoop:
    case NodeKind::kFor:
    case NodeKind::kForEach:
      return CompileLoop(node);
    case NodeKind::kSwitch:
      return CompileSwitch(node.As<syntax::SwitchStatement>());
    case NodeKind::kTry:
      return CompileTry(node.As<syntax::TryStatement>());
    default:
      return CompileFlow(node);
  }
}

StmtPtr Compiler::CompileLoop(const syntax::Statement& node) {
  using syntax::NodeKind;
  if (node.kind == NodeKind::kForEach) {
    const auto& source = node.As<syntax::ForEachStatement>();
    auto loop = std::make_unique<ForEachStmt>();
    loop->label = source.label;
    loop->collection = CompileValue(*source.collection);
    loop->variable = CompileTarget(*source.variable);
    loop->body = Compile(*source.body);
    return loop;
  }
  auto loop = std::make_unique<LoopStmt>();
  if (node.kind == NodeKind::kWhile) {
    const auto& source = node.As<syntax::WhileStatement>();
    loop->label = source.label;
    loop->condition = CompileValue(*source.condition);
    loop->body = Compile(*source.body);
  } else if (node.kind == NodeKind::kDoLoop) {
    const auto& source = node.As<syntax::DoLoopStatement>();
    loop->label = source.label;
    loop->body = Compile(*source.body);
    loop->condition = CompileValue(*source.condition);
    loop->test_first = false;
    loop->until = source.until;
  } else {
    const auto& source = node.As<syntax::ForStatement>();
    loop->label = source.label;
    if (source.initializer) loop->initializer = Compile(*source.initializer);
    if (source.condition) loop->condition = CompileValue(*source.condition);
    loop->body = Compile(*source.body);
    if (source.iterator) loop->iterator = Compile(*source.iterator);
  }
  return loop;
}

template <typename Step>
Completion StatementList::RunAll(Frame& frame, Step&& step) const {
  size_t index = 0;
  Completion completion = Completion::kNormal;
  for (;;) {
    try {
      for (; index < statements.size(); ++index) {
        completion = step(*statements[index]);
        if (completion != Completion::kNormal) return completion;
      }
      return completion;
    } catch (const FlowEscape& escape) {
      return escape.completion;
    } catch (...) {
      if (!GoesOn(frame, index, completion)) return completion;
    }
    ++index;
  }
}

Completion StatementList::Exec(Frame& frame) const {
  return RunAll(frame, [&](const Stmt& statement) { return statement.Exec(frame); });
}

bool StatementList::GivesValue(bool is_last) const {
  for (const auto& statement : statements) {
    if (!statement->GivesValue(is_last && &statement == &statements.back())) return false;
  }
  return traps.empty();
}

Completion StatementList::ExecDirect(Frame& frame, Value& value) const {
  return RunAll(frame, [&](const Stmt& statement) { return statement.ExecDirect(frame, value); });
}

Completion StatementList::ExecTruth(Frame& frame, const Expr& only, bool& truth) const {
  Completion completion = Completion::kNormal;
  truth = false;
  try {
    truth = only.EvalBool(frame);
    frame.interpreter.success = true;
  } catch (const FlowEscape& escape) {
    return escape.completion;
  } catch (...) {
    (void)GoesOn(frame, 0, completion);
  }
  return completion;
}

bool StatementList::GoesOn(Frame& frame, size_t index, Completion& completion) const {
  Interpreter& interpreter = frame.interpreter;
  syntax::Extent where = index < statements.size() ? statements[index]->extent : extent;
  TerminatingError error = interpreter.CurrentError(code, where);
  completion = Completion::kNormal;
  const Trap* trap = nullptr;
  for (const auto& candidate : traps) {
    bool fits = candidate.types.empty();
    for (const auto& type : candidate.types)
      fits = fits || ExceptionIsA(error.Record().exception_type, type);
    if (fits && (!trap || !candidate.types.empty())) trap = &candidate;
  }
  interpreter.success = false;
  if (trap) {
    interpreter.Remember(ErrorRecordToValue(std::make_shared<ErrorRecord>(error.Record())));
    {
      ErrorSwitch about(interpreter, interpreter.errors->items().front());
      completion = trap->body->Exec(frame);
    }
    if (completion == Completion::kBreak) throw error;
    if (completion == Completion::kNormal)
      interpreter.ReportError(error.Record(), true);
    else if (completion != Completion::kContinue)
      return false;
    completion = Completion::kNormal;
    return true;
  }
  if (error.Record().from_throw || interpreter.try_depth > 0) throw error;
  auto preference = interpreter.Preference("ErrorActionPreference", ActionPreference::kContinue);
  if (preference == ActionPreference::kStop) {
    error.Record().from_throw = true;
    throw error;
  }
  interpreter.ReportError(error.Record(), preference != ActionPreference::kSilentlyContinue &&
                                              preference != ActionPreference::kIgnore);
  interpreter.success = false;
  return true;
}

}  // namespace sipsh::runtime
