// Expressions and attributes.
#include "shell/syntax/ast_printer_impl.h"

namespace sipsh::syntax {

void Printer::Quoted(std::string_view text) {
  constexpr std::string_view kHex = "0123456789abcdef";
  out_ += '"';
  for (char c : text) {
    if (c == '\n') {
      out_ += "\\n";
    } else if (c == '"' || c == '\\') {
      out_ += '\\';
      out_ += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      out_ += "\\x";
      out_ += kHex[static_cast<unsigned char>(c) >> 4];
      out_ += kHex[c & 15];
    } else {
      out_ += c;
    }
  }
  out_ += '"';
}

void Printer::Variable(const VariableExpression& variable) {
  constexpr std::string_view kScopes[] = {"", "local:", "private:", "script:", "global:", "using:"};
  out_ += variable.splatted ? '@' : '$';
  if (variable.scope == VariableScope::kDrive) {
    out_ += variable.drive + ':';
  } else {
    out_ += kScopes[static_cast<size_t>(variable.scope)];
  }
  out_ += variable.name;
}

namespace {

std::string_view KindName(LiteralKind kind) {
  constexpr std::string_view kNames[] = {"string", "byte",   "sbyte",   "int16",
                                         "uint16", "",       "uint32",  "int64",
                                         "uint64", "double", "decimal", "bigint"};
  return kNames[static_cast<size_t>(kind)];
}

}  // namespace

void Printer::Member(const Expression* target, const Expression* member, bool is_static,
                     bool conditional) {
  Open(is_static ? "::" : conditional ? "?." : ".");
  Child(target);
  Child(member);
}

void Printer::Hashtable(const HashtableExpression& table) {
  Open(table.ordered ? "ordered" : "hash");
  for (const HashtableEntry& entry : table.entries) {
    Child(entry.key.get());
    Text("=");
    Inline(entry.value.get());
  }
  Text(")");
}

void Printer::Inline(const Statement* statement) {
  if (statement == nullptr) {
    Text("-");
  } else {
    WriteStatement(*statement);
  }
}

void Printer::OneAttribute(const Attribute& attribute) {
  if (attribute.is_type_constraint) return Type(attribute.type);
  Text("[" + attribute.type.text + "(");
  bool first = true;
  for (const AttributeArgument& argument : attribute.arguments) {
    if (!first) Text(", ");
    first = false;
    Text(argument.name);
    if (!argument.name.empty() && argument.value) Text("=");
    if (argument.value) Write(argument.value.get());
  }
  Text(")]");
}

void Printer::Attributes(const std::vector<AttributePtr>& attributes) {
  for (const AttributePtr& attribute : attributes) {
    OneAttribute(*attribute);
    Text(" ");
  }
}

void Printer::Write(const Expression* expression) {
  if (expression == nullptr) return Text("-");
  switch (expression->kind) {
    case NodeKind::kConstant: {
      const auto& node = expression->As<ConstantExpression>();
      Text(KindName(node.value.kind));
      if (node.value.kind != LiteralKind::kInt32) Text(":");
      if (node.value.kind == LiteralKind::kDouble) {
        std::string real = std::to_string(node.value.real);
        return Text(real);
      }
      return Text(node.value.text.empty() ? std::to_string(node.value.integer) : node.value.text);
    }
    case NodeKind::kStringConstant: {
      const auto& node = expression->As<StringConstant>();
      return node.style == StringStyle::kBare ? Text(node.value) : Quoted(node.value);
    }
    case NodeKind::kExpandableString:
      Open("expand");
      for (const StringPart& part : expression->As<ExpandableString>().parts) {
        Text(" ");
        if (part.expression) {
          Write(part.expression.get());
        } else {
          Quoted(part.text);
        }
      }
      return Text(")");
    case NodeKind::kVariable:
      return Variable(expression->As<VariableExpression>());
    case NodeKind::kBinary: {
      const auto& node = expression->As<BinaryExpression>();
      Open(Spelling(node.op, node.case_mode));
      Child(node.left.get());
      Child(node.right.get());
      return Text(")");
    }
    case NodeKind::kUnary: {
      const auto& node = expression->As<UnaryExpression>();
      bool post =
          node.op == UnaryOperator::kPostIncrement || node.op == UnaryOperator::kPostDecrement;
      Open(post ? "post" : "");
      Text(node.case_mode == CaseMode::kDefault ? Spelling(node.op)
                                                : Spelling(BinaryOperator::kSplit, node.case_mode));
      Child(node.operand.get());
      return Text(")");
    }
    case NodeKind::kTernary: {
      const auto& node = expression->As<TernaryExpression>();
      Open("?:");
      Child(node.condition.get());
      Child(node.if_true.get());
      Child(node.if_false.get());
      return Text(")");
    }
    case NodeKind::kConvert: {
      const auto& node = expression->As<ConvertExpression>();
      Open("cast ");
      Type(node.type);
      Child(node.operand.get());
      return Text(")");
    }
    case NodeKind::kAttributed: {
      const auto& node = expression->As<AttributedExpression>();
      Open("attributed ");
      OneAttribute(*node.attribute);
      Child(node.operand.get());
      return Text(")");
    }
    case NodeKind::kTypeExpression:
      return Type(expression->As<TypeExpression>().type);
    case NodeKind::kMember: {
      const auto& node = expression->As<MemberExpression>();
      Member(node.target.get(), node.member.get(), node.is_static, node.null_conditional);
      return Text(")");
    }
    case NodeKind::kInvokeMember: {
      const auto& node = expression->As<InvokeMemberExpression>();
      Open("call ");
      Member(node.target.get(), node.member.get(), node.is_static, node.null_conditional);
      Text(")");
      for (const TypeName& type : node.type_arguments) Type(type);
      List(node.arguments);
      return Text(")");
    }
    case NodeKind::kIndex: {
      const auto& node = expression->As<IndexExpression>();
      Open(node.null_conditional ? "?index" : "index");
      Child(node.target.get());
      Child(node.index.get());
      return Text(")");
    }
    case NodeKind::kArrayLiteral:
      Open(",");
      List(expression->As<ArrayLiteral>().elements);
      return Text(")");
    case NodeKind::kArrayExpression:
      Text("@");
      return Braces(expression->As<ArrayExpression>().body.get());
    case NodeKind::kSubExpression:
      Text("$");
      return Braces(expression->As<SubExpression>().body.get());
    case NodeKind::kParen:
      Open("paren ");
      Inline(expression->As<ParenExpression>().statement.get());
      return Text(")");
    case NodeKind::kHashtable:
      return Hashtable(expression->As<HashtableExpression>());
    case NodeKind::kScriptBlockExpression: {
      Text("{");
      ++indent_;
      Body(*expression->As<ScriptBlockExpression>().block);
      --indent_;
      return Text(" }");
    }
    default:
      return Text("<error>");
  }
}

}  // namespace sipsh::syntax
