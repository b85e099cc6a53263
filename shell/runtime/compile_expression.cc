#include "shell/runtime/collection_methods.h"
#include "shell/runtime/expressions.h"
#include "shell/runtime/operand.h"
#include "shell/runtime/operators.h"
#include "shell/runtime/output.h"
#include "shell/runtime/reference.h"
#include "shell/runtime/script_block_object.h"
#include "shell/value/arithmetic_inline.h"
#include "shell/value/format_string.h"
#include "shell/value/members.h"
#include "shell/value/objects.h"
#include "shell/value/text.h"

namespace sipsh::runtime {

bool Expr::EvalBool(Frame& frame) const {
  if (const Value* value = Peek(frame)) return ToBool(*value);
  return ToBool(Eval(frame));
}

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

class MemberRead final : public Expr {
 public:
  MemberRead(ExprPtr target, std::string name, bool conditional)
      : target_(std::move(target)), name_(std::move(name)), conditional_(conditional) {}
  Value Eval(Frame& frame) const override {
    Operand target(target_, frame);
    if (conditional_ && (*target).IsNull()) return Value();
    Value value = GetMember(*target, name_, &cache_);
    if (value.IsNull() && frame.interpreter.strict_anywhere)
      frame.interpreter.CheckProperty(*frame.scope, *target, name_);
    return value;
  }

 private:
  OperandCode target_;
  std::string name_;
  bool conditional_;
  mutable MemberCache cache_;
};

std::vector<ExprPtr> CompileAllOf(Compiler& compiler,
                                  const std::vector<syntax::ExpressionPtr>& nodes) {
  std::vector<ExprPtr> out;
  for (const auto& node : nodes) out.push_back(compiler.Compile(*node));
  return out;
}

std::vector<Value> EvalAll(const std::vector<ExprPtr>& nodes, Frame& frame) {
  std::vector<Value> out;
  out.reserve(nodes.size());
  for (const auto& node : nodes) {
    Value value = node->Eval(frame);
    out.push_back(value.IsNothing() ? Value() : std::move(value));
  }
  return out;
}

template <Value (*function)(const Value&, const Value&)>
ExprPtr MakeBinary(ExprPtr l, ExprPtr r) {
  return std::make_unique<BinaryExpr<function>>(std::move(l), std::move(r));
}

const TypeInfo& TypeOperand(const Value& right) {
  if (auto* literal = right.As<TypeLiteral>()) return literal->type();
  std::string name = ToText(right);
  if (name.size() > 2 && name.front() == '[' && name.back() == ']')
    name = name.substr(1, name.size() - 2);
  return Heap::Current().types().Get(name);
}

std::string MemberName(Frame& frame, const Expr& name) { return ToText(name.Eval(frame)); }

}  // namespace

Value RangeExpr::Eval(Frame& frame) const {
  Value first = first_->Eval(frame);
  return Range(first, last_->Eval(frame));
}

bool RangeExpr::Ends(Frame& frame, int64_t& first, int64_t& last) const {
  Value a = first_->Eval(frame), b = last_->Eval(frame);
  if (!a.IsInt32() || !b.IsInt32()) {
    Value array = Range(a, b);
    const auto& items = AsArray(array)->items();
    if (items.empty() || !items.front().IsInt32()) return false;
    a = items.front(), b = items.back();
  }
  first = a.AsInt32(), last = b.AsInt32();
  return true;
}

Value LiteralValue(const syntax::Literal& literal) {
  using syntax::LiteralKind;
  switch (literal.kind) {
    case LiteralKind::kString:
      return Value::String(literal.text);
    case LiteralKind::kByte:
      return Value::Byte(static_cast<uint8_t>(literal.integer));
    case LiteralKind::kSByte:
      return Value::SByte(static_cast<int8_t>(literal.integer));
    case LiteralKind::kInt16:
      return Value::Int16(static_cast<int16_t>(literal.integer));
    case LiteralKind::kUInt16:
      return Value::UInt16(static_cast<uint16_t>(literal.integer));
    case LiteralKind::kInt32:
      return Value::Int32(static_cast<int32_t>(literal.integer));
    case LiteralKind::kUInt32:
      return Value::UInt32(static_cast<uint32_t>(literal.integer));
    case LiteralKind::kInt64:
      return Value::Int64(literal.integer);
    case LiteralKind::kUInt64:
      return Value::UInt64(static_cast<uint64_t>(literal.integer));
    case LiteralKind::kDouble:
      return Value::Double(literal.real);
    case LiteralKind::kDecimal:
      return ConvertTo(Value::String(literal.text), types::kDecimal);
    case LiteralKind::kBigInteger:
      return ConvertTo(Value::String(literal.text), types::kDouble);
  }
  return Value();
}

std::string TypeText(const syntax::TypeName& type) { return type.text; }

void Unsupported(std::string what) {
  throw TerminatingError(std::move(what), "NotSupported", ErrorCategory::kNotImplemented);
}

const TypeInfo* Compiler::FindType(const syntax::TypeName& type) {
  return interpreter_.heap.types().Find(type.text);
}

ExprPtr Compiler::Compile(const syntax::Expression& node) {
  using syntax::NodeKind;
  switch (node.kind) {
    case NodeKind::kConstant:
      return std::make_unique<ConstantExpr>(
          LiteralValue(node.As<syntax::ConstantExpression>().value));
    case NodeKind::kStringConstant:
      return std::make_unique<ConstantExpr>(Value::String(node.As<syntax::StringConstant>().value));
    case NodeKind::kExpandableString: {
      struct Part {
        std::string text;
        ExprPtr expr;
      };
      auto parts = std::make_shared<std::vector<Part>>();
      for (const auto& part : node.As<syntax::ExpandableString>().parts) {
        parts->push_back({part.text, part.expression ? Compile(*part.expression) : nullptr});
      }
      return MakeExpr([parts](Frame& frame) {
        std::string text;
        for (const auto& part : *parts) {
          if (part.expr)
            AppendText(&text, part.expr->Eval(frame));
          else
            text += part.text;
        }
        return Value::String(std::move(text));
      });
    }
    case NodeKind::kVariable:
      return CompileVariable(node.As<syntax::VariableExpression>());
    case NodeKind::kBinary:
      return CompileBinary(node.As<syntax::BinaryExpression>());
    case NodeKind::kUnary:
      return CompileUnary(node.As<syntax::UnaryExpression>());
    case NodeKind::kTernary: {
      const auto& ternary = node.As<syntax::TernaryExpression>();
      return MakeExpr([c = std::shared_ptr<Expr>(Compile(*ternary.condition)),
                       t = std::shared_ptr<Expr>(Compile(*ternary.if_true)),
                       e = std::shared_ptr<Expr>(Compile(*ternary.if_false))](Frame& frame) {
        return c->EvalBool(frame) ? t->Eval(frame) : e->Eval(frame);
      });
    }
    case NodeKind::kConvert:
      return CompileConvert(node.As<syntax::ConvertExpression>());
    case NodeKind::kAttributed:
      return Compile(*node.As<syntax::AttributedExpression>().operand);
    case NodeKind::kTypeExpression: {
      std::string name = node.As<syntax::TypeExpression>().type.text;
      return MakeExpr([name, cached = std::make_shared<Value>()](Frame& frame) {
        if (cached->IsNull()) *cached = MakeTypeLiteral(frame.interpreter.heap.types().Get(name));
        return *cached;
      });
    }
    case NodeKind::kMember:
      return CompileMember(node.As<syntax::MemberExpression>());
    case NodeKind::kInvokeMember:
      return CompileInvoke(node.As<syntax::InvokeMemberExpression>());
    case NodeKind::kIndex: {
      const auto& index = node.As<syntax::IndexExpression>();
      return MakeExpr([t = std::shared_ptr<Expr>(Compile(*index.target)),
                       i = std::shared_ptr<Expr>(Compile(*index.index)),
                       conditional = index.null_conditional](Frame& frame) {
        Value target = t->Eval(frame);
        if (conditional && target.IsNull()) return Value();
        Value position = i->Eval(frame);
        if (position.IsNull() && !AsHashtable(target) && !target.IsNull()) {
          throw ValueError("NullArrayIndex", "An index into an array must not be null.",
                           ValueErrorCategory::kInvalidOperation);
        }
        Value value = GetIndex(target, position);
        if (value.IsNull() && frame.interpreter.strict_anywhere)
          frame.interpreter.CheckIndex(*frame.scope, target, position);
        return value;
      });
    }
    case NodeKind::kArrayLiteral: {
      auto items = std::make_shared<std::vector<ExprPtr>>(
          CompileAllOf(*this, node.As<syntax::ArrayLiteral>().elements));
      // The output of what put nothing out stays that in an array: a pipeline passes over it.
      return MakeExpr([items](Frame& frame) {
        std::vector<Value> values;
        values.reserve(items->size());
        for (const auto& item : *items) values.push_back(item->Eval(frame));
        return MakeArray(std::move(values));
      });
    }
    case NodeKind::kArrayExpression: {
      const auto& body = *node.As<syntax::ArrayExpression>().body;
      return MakeExpr([b = std::shared_ptr<Stmt>(Compile(body))](Frame& frame) {
        return CollectStatement(*b, frame, true);
      });
    }
    case NodeKind::kSubExpression: {
      const auto& body = *node.As<syntax::SubExpression>().body;
      return MakeExpr([b = std::shared_ptr<Stmt>(Compile(body))](Frame& frame) {
        return CollectStatement(*b, frame, false);
      });
    }
    case NodeKind::kParen:
      return CompileValue(*node.As<syntax::ParenExpression>().statement);
    case NodeKind::kHashtable:
      return CompileHashtable(node.As<syntax::HashtableExpression>());
    case NodeKind::kScriptBlockExpression: {
      auto lazy = std::make_shared<LazyBlock>();
      lazy->ast = code_.ast;
      lazy->block = node.As<syntax::ScriptBlockExpression>().block.get();
      return MakeExpr([lazy](Frame&) { return Value::FromObject(new ScriptBlockObject(lazy)); });
    }
    default:
      Unsupported("This expression cannot be run.");
  }
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

ExprPtr Compiler::CompileConvert(const syntax::ConvertExpression& node) {
  std::string name = Fold(node.type.text);
  std::shared_ptr<Expr> operand(Compile(*node.operand));
  if (name == "void") {
    return MakeExpr([operand](Frame& frame) {
      operand->Eval(frame);
      return Value::Nothing();
    });
  }
  if (name == "ref" && node.operand->kind == syntax::NodeKind::kVariable) {
    NameId id = interpreter_.names.Intern(node.operand->As<syntax::VariableExpression>().name);
    return MakeExpr([id](Frame& frame) { return MakeReference(frame, id); });
  }
  if (name == "ordered") return MakeExpr([operand](Frame& frame) { return operand->Eval(frame); });
  if (name == "pscustomobject" || name == "psobject") {
    bool custom = node.operand->kind == syntax::NodeKind::kHashtable;
    return MakeExpr([operand, custom](Frame& frame) {
      Value value = operand->Eval(frame);
      return custom || AsHashtable(value) ? ToCustomObject(value) : value;
    });
  }
  return MakeExpr([operand, text = node.type.text, type = FindType(node.type)](Frame& frame) {
    const TypeInfo& known = type ? *type : frame.interpreter.heap.types().Get(text);
    return ConvertTo(operand->Eval(frame), known);
  });
}

ExprPtr Compiler::CompileMember(const syntax::MemberExpression& node) {
  bool plain = node.member->kind == syntax::NodeKind::kStringConstant;
  if (node.is_static) {
    return MakeExpr([t = std::shared_ptr<Expr>(Compile(*node.target)),
                     m = std::shared_ptr<Expr>(Compile(*node.member))](Frame& frame) {
      return GetStaticMember(TypeOperand(t->Eval(frame)), MemberName(frame, *m));
    });
  }
  if (plain) {
    return std::make_unique<MemberRead>(Compile(*node.target),
                                        node.member->As<syntax::StringConstant>().value,
                                        node.null_conditional);
  }
  return MakeExpr([t = std::shared_ptr<Expr>(Compile(*node.target)),
                   m = std::shared_ptr<Expr>(Compile(*node.member)),
                   conditional = node.null_conditional](Frame& frame) {
    Value target = t->Eval(frame);
    if (conditional && target.IsNull()) return Value();
    return GetMember(target, MemberName(frame, *m));
  });
}

ExprPtr Compiler::CompileInvoke(const syntax::InvokeMemberExpression& node) {
  auto args = std::make_shared<std::vector<ExprPtr>>(CompileAllOf(*this, node.arguments));
  auto collection = CollectionMethod::kNone;
  if (!node.is_static && node.member->kind == syntax::NodeKind::kStringConstant)
    collection = FindCollectionMethod(node.member->As<syntax::StringConstant>().value);
  if (collection != CollectionMethod::kNone) {
    return MakeExpr([t = std::shared_ptr<Expr>(Compile(*node.target)), args, collection,
                     name = node.member->As<syntax::StringConstant>().value](Frame& frame) {
      Value target = t->Eval(frame);
      std::vector<Value> values = EvalAll(*args, frame);
      if (target.IsNull() && !target.IsNothing()) return InvokeMethod(target, name, values);
      return CallCollectionMethod(frame, collection, target, values);
    });
  }
  return MakeExpr([t = std::shared_ptr<Expr>(Compile(*node.target)),
                   m = std::shared_ptr<Expr>(Compile(*node.member)), args,
                   is_static = node.is_static, conditional = node.null_conditional](Frame& frame) {
    Value target = t->Eval(frame);
    if (conditional && target.IsNull()) return Value();
    Value name = m->Eval(frame);
    std::vector<Value> values = EvalAll(*args, frame);
    if (is_static) {
      const TypeInfo& type = TypeOperand(target);
      std::string text = ToText(name);
      if (EqualsIgnoreCase(text, "new")) return Construct(type, values);
      return InvokeStaticMethod(type, text, values);
    }
    return name.IsString() ? InvokeMethod(target, name.AsStringView(), values)
                           : InvokeMethod(target, ToText(name), values);
  });
}

ExprPtr Compiler::CompileHashtable(const syntax::HashtableExpression& node) {
  struct Entry {
    ExprPtr key, value;
  };
  auto entries = std::make_shared<std::vector<Entry>>();
  for (const auto& entry : node.entries)
    entries->push_back({Compile(*entry.key), CompileValue(*entry.value)});
  return MakeExpr([entries, ordered = node.ordered](Frame& frame) {
    auto* table = new HashtableObject(ordered ? types::kOrderedDictionary : types::kHashtable);
    Value result = Value::FromObject(table);
    table->Reserve(entries->size());
    for (const auto& entry : *entries) {
      Value key = entry.key->Eval(frame);
      if (key.IsNull())
        throw ValueError("InvalidNullKey", "A key of a hash table must not be null.",
                         ValueErrorCategory::kInvalidArgument);
      if (table->Find(key)) {
        throw ValueError(
            "DuplicateKeyInHashLiteral",
            "The key '" + ToText(key) + "' occurs twice in the hash literal; remove one of them.",
            ValueErrorCategory::kInvalidOperation);
      }
      Value value = entry.value->Eval(frame);
      table->Set(key, value.IsNothing() ? Value() : value);
    }
    return result;
  });
}

}  // namespace sipsh::runtime
