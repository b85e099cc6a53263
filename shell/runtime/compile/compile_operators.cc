// Operators between two values, and before or behind one.
#include "shell/runtime/compile/expressions.h"
#include "shell/runtime/compile/operand.h"
#include "shell/runtime/operators.h"
#include "shell/value/arithmetic_inline.h"
#include "shell/value/format_string.h"
#include "shell/value/objects.h"
#include "shell/value/text.h"

namespace sipsh::runtime {
namespace {

class BinaryBase : public Expr {
 public:
  BinaryBase(ExprPtr left, ExprPtr right) : left_(std::move(left)), right_(std::move(right)) {
    if (!right_.IsPeekable()) left_.TakeCopies();
  }

 protected:
  OperandCode left_, right_;
};

template <Value (*op)(const Value&, const Value&)>
class BinaryExpr final : public BinaryBase {
 public:
  using BinaryBase::BinaryBase;
  Value Eval(Frame& frame) const override {
    const Value* left = left_.PeekFast(frame);
    const Value* right = left ? right_.PeekFast(frame) : nullptr;
    return right ? op(*left, *right) : EvalComputed(frame);
  }

 private:
  [[gnu::noinline]] Value EvalComputed(Frame& frame) const {
    Operand left(left_, frame), right(right_, frame);
    return op(*left, *right);
  }
};

template <CompareOp op>
class CompareExpr final : public BinaryBase {
 public:
  CompareExpr(ExprPtr left, ExprPtr right, bool ignore_case)
      : BinaryBase(std::move(left), std::move(right)), ignore_case_(ignore_case) {}
  Value Eval(Frame& frame) const override {
    Operand left(left_, frame), right(right_, frame);
    return CompareFast<op>(*left, *right, ignore_case_);
  }
  bool EvalBool(Frame& frame) const override {
    const Value* left = left_.PeekFast(frame);
    const Value* right = left ? right_.PeekFast(frame) : nullptr;
    return right ? Holds(*left, *right) : EvalComputed(frame);
  }
  bool GivesTruth() const override { return true; }

 private:
  [[gnu::noinline]] bool EvalComputed(Frame& frame) const {
    Operand left(left_, frame), right(right_, frame);
    return Holds(*left, *right);
  }
  bool Holds(const Value& left, const Value& right) const {
    if (left.IsInt32() && right.IsInt32())
      return CompareScalars<op>(left.AsInt32(), right.AsInt32());
    return ToBool(CompareFast<op>(left, right, ignore_case_));
  }

  bool ignore_case_;
};

template <bool is_and>
class LogicalExpr final : public Expr {
 public:
  LogicalExpr(ExprPtr left, ExprPtr right) : left_(std::move(left)), right_(std::move(right)) {}
  Value Eval(Frame& frame) const override { return Value::Bool(EvalBool(frame)); }
  bool EvalBool(Frame& frame) const override {
    return is_and ? left_->EvalBool(frame) && right_->EvalBool(frame)
                  : left_->EvalBool(frame) || right_->EvalBool(frame);
  }
  bool GivesTruth() const override { return true; }

 private:
  ExprPtr left_, right_;
};

class NotExpr final : public Expr {
 public:
  explicit NotExpr(ExprPtr operand) : operand_(std::move(operand)) {}
  Value Eval(Frame& frame) const override { return Value::Bool(!operand_->EvalBool(frame)); }
  bool EvalBool(Frame& frame) const override { return !operand_->EvalBool(frame); }
  bool GivesTruth() const override { return true; }

 private:
  ExprPtr operand_;
};

template <Value (*function)(const Value&, const Value&)>
ExprPtr MakeBinary(ExprPtr l, ExprPtr r) {
  return std::make_unique<BinaryExpr<function>>(std::move(l), std::move(r));
}

}  // namespace

const TypeInfo& TypeOperand(const Value& right) {
  if (auto* literal = right.As<TypeLiteral>()) return literal->type();
  std::string name = ToText(right);
  if (name.size() > 2 && name.front() == '[' && name.back() == ']')
    name = name.substr(1, name.size() - 2);
  return Heap::Current().types().Get(name);
}

ExprPtr Compiler::CompileBinary(const syntax::BinaryExpression& node) {
  using syntax::BinaryOperator;
  bool ignore_case = node.case_mode != syntax::CaseMode::kSensitive;
  ExprPtr l = Compile(*node.left), r = Compile(*node.right);
  auto compare = [&]<CompareOp op>() -> ExprPtr {
    return std::make_unique<CompareExpr<op>>(std::move(l), std::move(r), ignore_case);
  };
  auto general = [&](auto function) -> ExprPtr {
    return MakeExpr([a = std::shared_ptr<Expr>(std::move(l)),
                     b = std::shared_ptr<Expr>(std::move(r)), function, ignore_case](Frame& frame) {
      Value left = a->Eval(frame);
      Value right = b->Eval(frame);
      return function(frame, left, right, ignore_case);
    });
  };
  switch (node.op) {
    case BinaryOperator::kAdd:
      return MakeBinary<AddFast>(std::move(l), std::move(r));
    case BinaryOperator::kSubtract:
      return MakeBinary<SubtractFast>(std::move(l), std::move(r));
    case BinaryOperator::kMultiply:
      return MakeBinary<MultiplyFast>(std::move(l), std::move(r));
    case BinaryOperator::kDivide:
      return MakeBinary<Divide>(std::move(l), std::move(r));
    case BinaryOperator::kRemainder:
      return MakeBinary<ModuloFast>(std::move(l), std::move(r));
    case BinaryOperator::kFormat:
      return MakeBinary<FormatOperator>(std::move(l), std::move(r));
    case BinaryOperator::kRange:
      return std::make_unique<RangeExpr>(std::move(l), std::move(r));
    case BinaryOperator::kAnd:
      return std::make_unique<LogicalExpr<true>>(std::move(l), std::move(r));
    case BinaryOperator::kOr:
      return std::make_unique<LogicalExpr<false>>(std::move(l), std::move(r));
    case BinaryOperator::kXor:
      return general([](Frame&, const Value& a, const Value& b, bool) {
        return Value::Bool(ToBool(a) != ToBool(b));
      });
    case BinaryOperator::kBitAnd:
      return MakeBinary<BitAnd>(std::move(l), std::move(r));
    case BinaryOperator::kBitOr:
      return MakeBinary<BitOr>(std::move(l), std::move(r));
    case BinaryOperator::kBitXor:
      return MakeBinary<BitXor>(std::move(l), std::move(r));
    case BinaryOperator::kShiftLeft:
      return MakeBinary<ShiftLeft>(std::move(l), std::move(r));
    case BinaryOperator::kShiftRight:
      return MakeBinary<ShiftRight>(std::move(l), std::move(r));
    case BinaryOperator::kEqual:
      return compare.operator()<CompareOp::kEq>();
    case BinaryOperator::kNotEqual:
      return compare.operator()<CompareOp::kNe>();
    case BinaryOperator::kGreater:
      return compare.operator()<CompareOp::kGt>();
    case BinaryOperator::kGreaterEqual:
      return compare.operator()<CompareOp::kGe>();
    case BinaryOperator::kLess:
      return compare.operator()<CompareOp::kLt>();
    case BinaryOperator::kLessEqual:
      return compare.operator()<CompareOp::kLe>();
    case BinaryOperator::kLike:
    case BinaryOperator::kNotLike:
      return general([negate = node.op == BinaryOperator::kNotLike](Frame&, const Value& a,
                                                                    const Value& b, bool ic) {
        return LikeOperator(a, b, ic, negate);
      });
    case BinaryOperator::kMatch:
    case BinaryOperator::kNotMatch:
      return general([negate = node.op == BinaryOperator::kNotMatch](Frame& f, const Value& a,
                                                                     const Value& b, bool ic) {
        return MatchOperator(f.interpreter, a, b, ic, negate);
      });
    case BinaryOperator::kContains:
    case BinaryOperator::kNotContains:
      return general([negate = node.op == BinaryOperator::kNotContains](Frame&, const Value& a,
                                                                        const Value& b, bool ic) {
        return Value::Bool(Contains(a, b, ic) != negate);
      });
    case BinaryOperator::kIn:
    case BinaryOperator::kNotIn:
      return general([negate = node.op == BinaryOperator::kNotIn](Frame&, const Value& a,
                                                                  const Value& b, bool ic) {
        return Value::Bool(Contains(b, a, ic) != negate);
      });
    case BinaryOperator::kReplace:
      return general([](Frame& f, const Value& a, const Value& b, bool ic) {
        return ReplaceOperator(f.interpreter, a, b, ic);
      });
    case BinaryOperator::kSplit:
      return general([](Frame& f, const Value& a, const Value& b, bool ic) {
        return SplitOperator(f.interpreter, a, b, ic);
      });
    case BinaryOperator::kJoin:
      return general(
          [](Frame&, const Value& a, const Value& b, bool) { return Join(a, ToText(b)); });
    case BinaryOperator::kIs:
    case BinaryOperator::kIsNot:
      return general([negate = node.op == BinaryOperator::kIsNot](Frame&, const Value& a,
                                                                  const Value& b, bool) {
        return Value::Bool(IsInstanceOf(a, TypeOperand(b)) != negate);
      });
    case BinaryOperator::kAs:
      return general([](Frame&, const Value& a, const Value& b, bool) {
        Value out;
        return TryConvertTo(a, TypeOperand(b), &out) ? out : Value();
      });
    case BinaryOperator::kCoalesce:
      return MakeExpr([a = std::shared_ptr<Expr>(std::move(l)),
                       b = std::shared_ptr<Expr>(std::move(r))](Frame& frame) {
        Value left = a->Eval(frame);
        return left.IsNull() ? b->Eval(frame) : left;
      });
  }
  Unsupported("This operator cannot be run.");
}

ExprPtr Compiler::CompileUnary(const syntax::UnaryExpression& node) {
  using syntax::UnaryOperator;
  switch (node.op) {
    case UnaryOperator::kNot:
      return std::make_unique<NotExpr>(Compile(*node.operand));
    case UnaryOperator::kPreIncrement:
    case UnaryOperator::kPreDecrement:
    case UnaryOperator::kPostIncrement:
    case UnaryOperator::kPostDecrement:
      return CompileIncrement(node);
    default:
      break;
  }
  bool ignore_case = node.case_mode != syntax::CaseMode::kSensitive;
  return MakeExpr(
      [o = std::shared_ptr<Expr>(Compile(*node.operand)), op = node.op, ignore_case](Frame& frame) {
        Value value = o->Eval(frame);
        switch (op) {
          case UnaryOperator::kPlus:
            return UnaryPlus(value);
          case UnaryOperator::kMinus:
            return Negate(value);
          case UnaryOperator::kBitNot:
            return BitNot(value);
          case UnaryOperator::kJoin:
            return Join(value, "");
          default:
            return UnarySplit(frame.interpreter, value, ignore_case);
        }
      });
}

}  // namespace sipsh::runtime
