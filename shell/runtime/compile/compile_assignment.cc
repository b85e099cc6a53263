// Assignments and ++/--.
#include "shell/runtime/compile/expressions.h"
#include "shell/runtime/output.h"
#include "shell/value/arithmetic_inline.h"
#include "shell/value/members.h"
#include "shell/value/objects.h"

namespace sipsh::runtime {

namespace {

// $local = expression.
class AssignLocal final : public Expr {
 public:
  AssignLocal(uint32_t slot, NameId name, ExprPtr value)
      : slot_(slot), name_(name), value_(std::move(value)) {}
  Value Eval(Frame& frame) const override {
    Run(frame);
    return frame.Local(slot_).value;
  }
  bool IsVoidStatement() const override { return true; }
  void Run(Frame& frame) const override {
    Value value = value_->Eval(frame);
    Variable& variable = frame.Local(slot_);
    if (variable.IsPlain())
      variable.value.swap(value);
    else
      frame.interpreter.SetVariable(variable, frame.interpreter.names.Text(name_),
                                    std::move(value));
  }

 private:
  uint32_t slot_;
  NameId name_;
  ExprPtr value_;
};

Value Combine(syntax::AssignmentOperator op, const Value& left, const Value& right) {
  using syntax::AssignmentOperator;
  switch (op) {
    case AssignmentOperator::kAdd:
      return AddFast(left, right);
    case AssignmentOperator::kSubtract:
      return SubtractFast(left, right);
    case AssignmentOperator::kMultiply:
      return MultiplyFast(left, right);
    case AssignmentOperator::kDivide:
      return Divide(left, right);
    case AssignmentOperator::kRemainder:
      return ModuloFast(left, right);
    case AssignmentOperator::kCoalesce:
      return left.IsNull() ? right : left;
    default:
      return right;
  }
}

class AssignExpr final : public Expr {
 public:
  AssignExpr(TargetPtr target, syntax::AssignmentOperator op, ExprPtr value, int local_slot,
             bool for_value)
      : target_(std::move(target)),
        op_(op),
        value_(std::move(value)),
        slot_(local_slot),
        for_value_(for_value) {}
  bool IsVoidStatement() const override { return true; }
  Value Eval(Frame& frame) const override {
    using syntax::AssignmentOperator;
    if (op_ == AssignmentOperator::kAssign) {
      Value value = value_->Eval(frame);
      target_->Assign(frame, value);
      return for_value_ && target_->Converts() ? target_->Read(frame) : value;
    }
    if (op_ == AssignmentOperator::kCoalesce) {
      Value now = target_->Read(frame);
      if (now.IsNull()) target_->Assign(frame, now = value_->Eval(frame));
      return now;
    }
    Value right = value_->Eval(frame);
    if (slot_ >= 0) {
      Variable& variable = frame.Local(static_cast<uint32_t>(slot_));
      if (variable.IsPlain()) {
        if (op_ == AssignmentOperator::kAdd)
          AddAssign(variable.value, right);
        else
          variable.value = Combine(op_, variable.value, right);
        // A second reference to the text would make the next += copy it.
        return for_value_ ? variable.value : Value::Nothing();
      }
    }
    Value result;
    target_->Update(frame, [&](const Value& left) { return result = Combine(op_, left, right); });
    return result;
  }

 private:
  TargetPtr target_;
  syntax::AssignmentOperator op_;
  ExprPtr value_;
  int slot_;
  bool for_value_;
};

class IncrementExpr final : public Expr {
 public:
  IncrementExpr(TargetPtr target, int step, bool post, int slot)
      : target_(std::move(target)), step_(step), post_(post), slot_(slot) {}
  bool IsVoidStatement() const override { return true; }
  Value Eval(Frame& frame) const override {
    if (slot_ >= 0) {
      Variable& variable = frame.Local(static_cast<uint32_t>(slot_));
      if (variable.IsPlain() && variable.value.IsInt32()) {
        int32_t before = variable.value.AsInt32(), after;
        if (!__builtin_add_overflow(before, step_, &after)) {
          variable.value = Value::Int32(after);
          return Value::Int32(post_ ? before : after);
        }
      }
    }
    Value before, after;
    target_->Update(frame, [&](const Value& now) {
      if (!now.IsNull() && !now.IsNumber()) {
        throw ValueError("OperatorRequiresNumber",
                         "The operator works only on numbers; the operand is a '" +
                             std::string(TypeOf(now).full_name) + "'.");
      }
      before = now.IsNull() ? Value::Int32(0) : now;
      return after = Add(before, Value::Int32(step_));
    });
    return post_ ? before : after;
  }

 private:
  TargetPtr target_;
  int step_;
  bool post_;
  int slot_;
};

}  // namespace

ExprPtr Compiler::CompileAssignment(const syntax::AssignmentStatement& node, bool for_value) {
  bool plain = IsPlainVariable(*node.target);
  ExprPtr value = CompileValue(*node.value);
  if (plain && node.op == syntax::AssignmentOperator::kAssign) {
    const auto& name = node.target->As<syntax::VariableExpression>().name;
    return std::make_unique<AssignLocal>(Slot(name), interpreter_.names.Intern(name),
                                         std::move(value));
  }
  int slot =
      plain ? static_cast<int>(Slot(node.target->As<syntax::VariableExpression>().name)) : -1;
  return std::make_unique<AssignExpr>(CompileTarget(*node.target), node.op, std::move(value), slot,
                                      for_value);
}

ExprPtr Compiler::CompileIncrement(const syntax::UnaryExpression& node) {
  using syntax::UnaryOperator;
  bool plain = IsPlainVariable(*node.operand);
  int slot =
      plain ? static_cast<int>(Slot(node.operand->As<syntax::VariableExpression>().name)) : -1;
  bool up = node.op == UnaryOperator::kPreIncrement || node.op == UnaryOperator::kPostIncrement;
  bool post = node.op == UnaryOperator::kPostIncrement || node.op == UnaryOperator::kPostDecrement;
  return std::make_unique<IncrementExpr>(CompileTarget(*node.operand), up ? 1 : -1, post, slot);
}

}  // namespace sipsh::runtime
