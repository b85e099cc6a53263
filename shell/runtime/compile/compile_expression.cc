#include "shell/runtime/collection_methods.h"
#include "shell/runtime/compile/expressions.h"
#include "shell/runtime/compile/operand.h"
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
