// What can be assigned: locals, scoped and automatic variables, members, indexes, several at once.
#include "shell/runtime/binder/script_parameters.h"
#include "shell/runtime/compile/expressions.h"
#include "shell/value/convert.h"
#include "shell/value/members.h"
#include "shell/value/objects.h"
#include "shell/value/text.h"

namespace sipsh::runtime {

namespace {

Value ReadVariable(Frame& frame, NameId name) {
  Variable* found = frame.scope->Find(name);
  return found ? found->value : frame.interpreter.Undefined(*frame.scope, name);
}

class LocalTarget final : public Target {
 public:
  LocalTarget(uint32_t slot, NameId name) : slot_(slot), name_(name) {}
  void Assign(Frame& frame, Value value) const override {
    Variable& variable = frame.Local(slot_);
    if (variable.IsPlain())
      variable.value = std::move(value);
    else
      frame.interpreter.SetVariable(variable, frame.interpreter.names.Text(name_),
                                    std::move(value));
  }
  Value Read(Frame& frame) const override {
    const Variable& variable = frame.Local(slot_);
    return variable.is_set ? variable.value : ReadVariable(frame, name_);
  }
  uint32_t slot() const { return slot_; }

 private:
  uint32_t slot_;
  NameId name_;
};

class ScopedTarget final : public Target {
 public:
  ScopedTarget(syntax::VariableScope scope, NameId name) : scope_(scope), name_(name) {}
  Scope& Where(Frame& frame) const {
    if (scope_ == syntax::VariableScope::kGlobal) return frame.interpreter.global;
    if (scope_ == syntax::VariableScope::kScript) return *frame.scope->script;
    return *frame.scope;
  }
  void Assign(Frame& frame, Value value) const override {
    Variable& variable = Where(frame).FindOrAdd(name_);
    frame.interpreter.SetVariable(variable, frame.interpreter.names.Text(name_), std::move(value));
    if (scope_ == syntax::VariableScope::kPrivate) {
      if (!variable.more) variable.more = std::make_unique<VariableExtra>();
      variable.more->is_private = true;
    }
  }
  Value Read(Frame& frame) const override {
    Variable* found = Where(frame).FindHere(name_);
    return found && found->is_set ? found->value : Value();
  }

 private:
  syntax::VariableScope scope_;
  NameId name_;
};

class AutomaticTarget final : public Target {
 public:
  explicit AutomaticTarget(Automatic which) : which_(which) {}
  void Assign(Frame& frame, Value value) const override {
    WriteAutomatic(frame, which_, std::move(value));
  }
  Value Read(Frame& frame) const override { return ReadAutomatic(frame, which_); }

 private:
  Automatic which_;
};

class ConstantTarget final : public Target {  // $null = ..., $true = ...
 public:
  explicit ConstantTarget(std::string name) : name_(std::move(name)) {}
  void Assign(Frame&, Value) const override {
    if (EqualsIgnoreCase(name_, "null")) return;
    throw TerminatingError(
        "Cannot overwrite variable " + name_ + " because it is read-only or constant.",
        "VariableNotWritable", ErrorCategory::kWriteError, Value::String(name_));
  }
  Value Read(Frame&) const override { return Value(); }

 private:
  std::string name_;
};

class DriveTarget final : public Target {
 public:
  DriveTarget(std::string drive, std::string name)
      : drive_(std::move(drive)), name_(std::move(name)) {}
  void Assign(Frame& frame, Value value) const override {
    frame.interpreter.WriteDrive(*frame.scope, drive_, name_, value);
  }
  Value Read(Frame& frame) const override {
    return frame.interpreter.ReadDrive(*frame.scope, drive_, name_);
  }

 private:
  std::string drive_, name_;
};

class MemberTarget final : public Target {
 public:
  MemberTarget(ExprPtr object, ExprPtr name, bool is_static)
      : object_(std::move(object)), name_(std::move(name)), is_static_(is_static) {}
  void Assign(Frame& frame, Value value) const override {
    Value object = object_->Eval(frame);
    Set(object, ToText(name_->Eval(frame)), value);
  }
  Value Read(Frame& frame) const override {
    Value object = object_->Eval(frame);
    return Get(object, ToText(name_->Eval(frame)));
  }
  void Update(Frame& frame, const std::function<Value(const Value&)>& change) const override {
    Value object = object_->Eval(frame);
    std::string name = ToText(name_->Eval(frame));
    Set(object, name, change(Get(object, name)));
  }

 private:
  static const TypeInfo& TypeFrom(const Value& value) {
    auto* literal = value.As<TypeLiteral>();
    return literal ? literal->type() : TypeOf(value);
  }
  void Set(const Value& object, const std::string& name, const Value& value) const {
    if (is_static_)
      SetStaticMember(TypeFrom(object), name, value);
    else
      SetMember(object, name, value);
  }
  Value Get(const Value& object, const std::string& name) const {
    return is_static_ ? GetStaticMember(TypeFrom(object), name) : GetMember(object, name);
  }
  ExprPtr object_, name_;
  bool is_static_;
};

class IndexTarget final : public Target {
 public:
  IndexTarget(ExprPtr object, ExprPtr index)
      : object_(std::move(object)), index_(std::move(index)) {}
  void Assign(Frame& frame, Value value) const override {
    Value object = object_->Eval(frame);
    SetIndex(object, index_->Eval(frame), value);
  }
  Value Read(Frame& frame) const override {
    Value object = object_->Eval(frame);
    return GetIndex(object, index_->Eval(frame));
  }
  void Update(Frame& frame, const std::function<Value(const Value&)>& change) const override {
    Value object = object_->Eval(frame);
    Value index = index_->Eval(frame);
    SetIndex(object, index, change(GetIndex(object, index)));
  }

 private:
  ExprPtr object_, index_;
};

class MultipleTarget final : public Target {
 public:
  explicit MultipleTarget(std::vector<TargetPtr> targets) : targets_(std::move(targets)) {}
  void Assign(Frame& frame, Value value) const override {
    std::vector<Value> values = value.IsNothing() ? std::vector<Value>{} : ToVector(value);
    for (size_t i = 0; i < targets_.size(); ++i) {
      if (i + 1 == targets_.size() && values.size() > targets_.size()) {
        targets_[i]->Assign(frame,
                            MakeArray({values.begin() + static_cast<ptrdiff_t>(i), values.end()}));
      } else {
        targets_[i]->Assign(frame, i < values.size() ? values[i] : Value());
      }
    }
  }
  Value Read(Frame& frame) const override {
    std::vector<Value> out;
    for (const auto& target : targets_) out.push_back(target->Read(frame));
    return MakeArray(std::move(out));
  }

 private:
  std::vector<TargetPtr> targets_;
};

// [int]$x = ... : the variable keeps the type.
class TypedTarget final : public Target {
 public:
  bool Converts() const override { return true; }
  TypedTarget(TargetPtr inner, NameId name, std::string type, const TypeInfo* known)
      : inner_(std::move(inner)), name_(name), type_(std::move(type)), known_(known) {}
  void Assign(Frame& frame, Value value) const override {
    const TypeInfo& type = known_ ? *known_ : frame.interpreter.heap.types().Get(type_);
    Value converted = ConvertTo(value, type);
    Variable* variable = frame.scope->FindHere(name_);
    if (variable && variable->more) variable->more->type = nullptr;
    inner_->Assign(frame, std::move(converted));
    variable = frame.scope->FindHere(name_);
    if (!variable || &type == &types::kObject) return;
    if (!variable->more) variable->more = std::make_unique<VariableExtra>();
    variable->more->type = &type;
  }
  Value Read(Frame& frame) const override { return inner_->Read(frame); }

 private:
  TargetPtr inner_;
  NameId name_;
  std::string type_;
  const TypeInfo* known_;
};

// [ValidateRange(1, 5)]$x = ... : the variable keeps the rule.
class ValidatedTarget final : public Target {
 public:
  ValidatedTarget(TargetPtr inner, NameId name, std::shared_ptr<const ParameterMetadata> rule)
      : inner_(std::move(inner)), name_(name), rule_(std::move(rule)) {}
  void Assign(Frame& frame, Value value) const override {
    Variable& variable = frame.scope->FindOrAdd(name_);
    if (!variable.more) variable.more = std::make_unique<VariableExtra>();
    auto before = std::exchange(variable.more->validation, rule_);
    try {
      inner_->Assign(frame, std::move(value));
    } catch (...) {
      variable.more->validation = std::move(before);
      throw;
    }
  }
  Value Read(Frame& frame) const override { return inner_->Read(frame); }

 private:
  TargetPtr inner_;
  NameId name_;
  std::shared_ptr<const ParameterMetadata> rule_;
};

}  // namespace

bool IsPlainVariable(const syntax::Expression& node) {
  if (node.kind != syntax::NodeKind::kVariable) return false;
  const auto& variable = node.As<syntax::VariableExpression>();
  return variable.scope == syntax::VariableScope::kNone &&
         FindAutomatic(variable.name) == Automatic::kNone &&
         !EqualsIgnoreCase(variable.name, "null") && !EqualsIgnoreCase(variable.name, "true") &&
         !EqualsIgnoreCase(variable.name, "false");
}

TargetPtr Compiler::CompileTarget(const syntax::Expression& node) {
  using syntax::NodeKind;
  switch (node.kind) {
    case NodeKind::kVariable: {
      const auto& variable = node.As<syntax::VariableExpression>();
      NameId id = interpreter_.names.Intern(variable.name);
      if (variable.scope == syntax::VariableScope::kDrive)
        return std::make_unique<DriveTarget>(variable.drive, variable.name);
      if (variable.scope != syntax::VariableScope::kNone)
        return std::make_unique<ScopedTarget>(variable.scope, id);
      Automatic automatic = FindAutomatic(variable.name);
      if (automatic != Automatic::kNone) return std::make_unique<AutomaticTarget>(automatic);
      if (!IsPlainVariable(node)) return std::make_unique<ConstantTarget>(variable.name);
      return std::make_unique<LocalTarget>(Slot(variable.name), id);
    }
    case NodeKind::kMember: {
      const auto& member = node.As<syntax::MemberExpression>();
      return std::make_unique<MemberTarget>(Compile(*member.target), Compile(*member.member),
                                            member.is_static);
    }
    case NodeKind::kIndex: {
      const auto& index = node.As<syntax::IndexExpression>();
      return std::make_unique<IndexTarget>(Compile(*index.target), Compile(*index.index));
    }
    case NodeKind::kArrayLiteral: {
      std::vector<TargetPtr> targets;
      for (const auto& element : node.As<syntax::ArrayLiteral>().elements)
        targets.push_back(CompileTarget(*element));
      return std::make_unique<MultipleTarget>(std::move(targets));
    }
    case NodeKind::kConvert: {
      const auto& convert = node.As<syntax::ConvertExpression>();
      TargetPtr inner = CompileTarget(*convert.operand);
      if (convert.operand->kind != NodeKind::kVariable) return inner;
      NameId id = interpreter_.names.Intern(convert.operand->As<syntax::VariableExpression>().name);
      return std::make_unique<TypedTarget>(std::move(inner), id, convert.type.text,
                                           FindType(convert.type));
    }
    case NodeKind::kAttributed:
      return CompileAttributed(node.As<syntax::AttributedExpression>());
    case NodeKind::kParen: {
      const auto* inner = AsExpression(*node.As<syntax::ParenExpression>().statement);
      if (inner) return CompileTarget(*inner);
      break;
    }
    default:
      break;
  }
  throw TerminatingError(
      "The assignment expression is not valid: only variables, properties and elements can be "
      "assigned.",
      "InvalidLeftHandSide", ErrorCategory::kParserError);
}

// [ValidateNotNull()][ValidateRange(1, 5)][int]$x
TargetPtr Compiler::CompileAttributed(const syntax::AttributedExpression& node) {
  using syntax::NodeKind;
  std::vector<const syntax::Attribute*> attributes;
  const syntax::Expression* operand = &node;
  while (operand->kind == NodeKind::kAttributed) {
    const auto& attributed = operand->As<syntax::AttributedExpression>();
    attributes.push_back(attributed.attribute.get());
    operand = attributed.operand.get();
  }
  TargetPtr inner = CompileTarget(*operand);
  while (operand->kind == NodeKind::kConvert)
    operand = operand->As<syntax::ConvertExpression>().operand.get();
  auto rule = DescribeValidation(interpreter_, code_, attributes);
  if (!rule || operand->kind != NodeKind::kVariable) return inner;
  NameId id = interpreter_.names.Intern(operand->As<syntax::VariableExpression>().name);
  return std::make_unique<ValidatedTarget>(std::move(inner), id, std::move(rule));
}

}  // namespace sipsh::runtime
