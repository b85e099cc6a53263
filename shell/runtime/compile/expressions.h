// The kinds of expression nodes that more than one file of the compiler needs.
#pragma once

#include "shell/runtime/compile/compiler.h"

namespace sipsh::runtime {

class ConstantExpr final : public Expr {
 public:
  explicit ConstantExpr(Value value) : value_(std::move(value)) {}
  Value Eval(Frame&) const override { return value_; }
  const Value* Peek(Frame&) const override { return &value_; }
  Place Where() const override { return {.kind = Place::kConstant, .constant = &value_}; }
  const Value& value() const { return value_; }

 private:
  Value value_;
};

// first..last; goes into a pipeline or foreach without making the array.
class RangeExpr final : public Expr {
 public:
  RangeExpr(ExprPtr first, ExprPtr last) : first_(std::move(first)), last_(std::move(last)) {}
  Value Eval(Frame& frame) const override;
  Completion Emit(Frame& frame) const override;
  // False when the ends are no plain integers.
  bool Ends(Frame& frame, int64_t& first, int64_t& last) const;

 private:
  ExprPtr first_, last_;
};

// A node made of a lambda Value(Frame&); for what is not hot.
template <typename F>
class LambdaExpr final : public Expr {
 public:
  explicit LambdaExpr(F function) : function_(std::move(function)) {}
  Value Eval(Frame& frame) const override { return function_(frame); }

 private:
  F function_;
};
template <typename F>
ExprPtr MakeExpr(F function) {
  return std::make_unique<LambdaExpr<F>>(std::move(function));
}

template <typename F>
class LambdaStmt final : public Stmt {
 public:
  explicit LambdaStmt(F function) : function_(std::move(function)) {}
  Completion Exec(Frame& frame) const override { return function_(frame); }

 private:
  F function_;
};
template <typename F>
StmtPtr MakeStmt(F function) {
  return std::make_unique<LambdaStmt<F>>(std::move(function));
}

// Runs a statement with its output collected; other completions than normal leave as FlowEscape.
Value CollectStatement(const Stmt& statement, Frame& frame, bool always_array);

// What stands right of -is and -as: a type, or text that names one.
const TypeInfo& TypeOperand(const Value& right);

}  // namespace sipsh::runtime
