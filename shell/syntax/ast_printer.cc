#include "shell/syntax/ast_printer.h"

#include "shell/syntax/ast_printer_impl.h"

namespace sipsh::syntax {

void Printer::Redirections(const std::vector<Redirection>& redirections) {
  for (const Redirection& redirection : redirections) {
    Text(" ");
    Text(redirection.from == Stream::kAll ? "*"
                                          : std::to_string(static_cast<int>(redirection.from)));
    Text(redirection.merge ? ">&1" : redirection.append ? ">>" : ">");
    if (redirection.target) Write(redirection.target.get());
  }
}

void Printer::Element(const PipelineElement& element) {
  if (element.kind == NodeKind::kCommandExpression) {
    const auto& node = element.As<CommandExpression>();
    Write(node.expression.get());
    return Redirections(node.redirections);
  }
  const auto& node = element.As<Command>();
  Open(node.invocation == InvocationOperator::kCall  ? "&"
       : node.invocation == InvocationOperator::kDot ? "dot"
                                                     : "cmd");
  Child(node.name.get());
  for (const CommandElement& argument : node.arguments) {
    if (argument.is_parameter) Text(" -" + argument.name + (argument.has_colon ? ":" : ""));
    if (argument.is_stop_parsing) Text(" --%");
    if (argument.value && !argument.has_colon) Text(" ");
    if (argument.value) Write(argument.value.get());
  }
  Redirections(node.redirections);
  Text(")");
}

void Printer::Braces(const StatementBlock* block) {
  Text("{");
  ++indent_;
  Block(block);
  --indent_;
  Text(" }");
}

void Printer::Block(const StatementBlock* block) {
  if (block == nullptr) return;
  for (const auto& trap : block->traps) {
    Line();
    WriteStatement(*trap);
  }
  for (const StatementPtr& statement : block->statements) {
    Line();
    WriteStatement(*statement);
  }
}

void Printer::NamedBlock(std::string_view name, const StatementBlock* block) {
  if (block == nullptr) return;
  Line();
  Text(name);
  Text(" ");
  Braces(block);
}

void Printer::Body(const ScriptBlock& block) {
  if (block.has_param_block || !block.attributes.empty()) {
    Line();
    Attributes(block.attributes);
    Text("param");
    ++indent_;
    for (const auto& parameter : block.parameters) {
      Line();
      Attributes(parameter->attributes);
      Text("$" + parameter->name);
      if (parameter->default_value == nullptr) continue;
      Text(" = ");
      Write(parameter->default_value.get());
    }
    --indent_;
  }
  if (!block.has_named_blocks && !block.is_filter) return Block(block.end.get());
  NamedBlock("dynamicparam", block.dynamic_param.get());
  NamedBlock("begin", block.begin.get());
  NamedBlock("process", block.process.get());
  NamedBlock("end", block.end.get());
  NamedBlock("clean", block.clean.get());
}

void Printer::Flow(std::string_view word, const Statement* value) {
  Text(word);
  if (value == nullptr) return;
  Text(" ");
  WriteStatement(*value);
}

void Printer::Jump(std::string_view word, const Expression* label) {
  Text(word);
  if (label != nullptr) Child(label);
}

void Printer::Loop(const Statement& statement) {
  if (statement.kind == NodeKind::kWhile) {
    const auto& node = statement.As<WhileStatement>();
    if (!node.label.empty()) Text(":" + node.label + " ");
    Text("while ");
    Inline(node.condition.get());
    Text(" ");
    return Braces(node.body.get());
  }
  if (statement.kind == NodeKind::kDoLoop) {
    const auto& node = statement.As<DoLoopStatement>();
    if (!node.label.empty()) Text(":" + node.label + " ");
    Text("do ");
    Braces(node.body.get());
    Text(node.until ? " until " : " while ");
    return Inline(node.condition.get());
  }
  if (statement.kind == NodeKind::kFor) {
    const auto& node = statement.As<ForStatement>();
    if (!node.label.empty()) Text(":" + node.label + " ");
    Text("for ");
    Inline(node.initializer.get());
    Text("; ");
    Inline(node.condition.get());
    Text("; ");
    Inline(node.iterator.get());
    Text(" ");
    return Braces(node.body.get());
  }
  const auto& node = statement.As<ForEachStatement>();
  if (!node.label.empty()) Text(":" + node.label + " ");
  Text("foreach ");
  Write(node.variable.get());
  Text(" in ");
  Inline(node.collection.get());
  Text(" ");
  Braces(node.body.get());
}

void Printer::Switch(const SwitchStatement& node) {
  if (!node.label.empty()) Text(":" + node.label + " ");
  Text("switch");
  if (node.match == SwitchMatch::kRegex) Text(" -regex");
  if (node.match == SwitchMatch::kWildcard) Text(" -wildcard");
  if (node.case_sensitive) Text(" -casesensitive");
  if (node.from_file) Text(" -file");
  Text(" ");
  if (node.from_file) {
    Write(node.file.get());
  } else {
    Inline(node.condition.get());
  }
  ++indent_;
  for (const SwitchClause& clause : node.clauses) {
    Line();
    Write(clause.pattern.get());
    Text(" ");
    Braces(clause.body.get());
  }
  if (node.default_body) NamedBlock("default", node.default_body.get());
  --indent_;
}

void Printer::Try(const TryStatement& node) {
  Text("try ");
  Braces(node.body.get());
  for (const CatchClause& clause : node.catches) {
    Text(" catch ");
    for (const TypeName& type : clause.types) Type(type);
    Braces(clause.body.get());
  }
  if (node.finally_body == nullptr) return;
  Text(" finally ");
  Braces(node.finally_body.get());
}

void Printer::TypeBody(const TypeDefinition& node) {
  Attributes(node.attributes);
  Text(node.is_enum ? "enum " : "class ");
  Text(node.name);
  for (const TypeName& base : node.base_types) Text(" : " + base.text);
  ++indent_;
  for (const TypeMember& member : node.members) {
    Line();
    if (member.is_static) Text("static ");
    if (member.is_hidden) Text("hidden ");
    Attributes(member.attributes);
    Text(member.name);
    if (member.initial_value) {
      Text(" = ");
      Write(member.initial_value.get());
    }
    if (member.has_base_call) {
      Text(" : base(");
      List(member.base_arguments);
      Text(" )");
    }
    if (member.body == nullptr) continue;
    Text(" {");
    ++indent_;
    Body(*member.body);
    --indent_;
    Text(" }");
  }
  --indent_;
}

void Printer::WriteStatement(const Statement& statement) {
  switch (statement.kind) {
    case NodeKind::kPipeline: {
      const auto& node = statement.As<Pipeline>();
      for (size_t i = 0; i < node.elements.size(); ++i) {
        if (i > 0) Text(" | ");
        Element(*node.elements[i]);
      }
      return Text(node.background ? " &" : "");
    }
    case NodeKind::kPipelineChain: {
      const auto& node = statement.As<PipelineChain>();
      Open(node.op == ChainOperator::kAnd ? "&& " : "|| ");
      Inline(node.left.get());
      Text(" ");
      Inline(node.right.get());
      return Text(")");
    }
    case NodeKind::kAssignment: {
      const auto& node = statement.As<AssignmentStatement>();
      Open(Spelling(node.op));
      Child(node.target.get());
      Text(" ");
      Inline(node.value.get());
      return Text(")");
    }
    case NodeKind::kIf: {
      const auto& node = statement.As<IfStatement>();
      for (size_t i = 0; i < node.clauses.size(); ++i) {
        Text(i == 0 ? "if " : " elseif ");
        Inline(node.clauses[i].condition.get());
        Text(" ");
        Braces(node.clauses[i].body.get());
      }
      if (node.else_body == nullptr) return;
      Text(" else ");
      return Braces(node.else_body.get());
    }
    case NodeKind::kWhile:
    case NodeKind::kDoLoop:
    case NodeKind::kFor:
    case NodeKind::kForEach:
      return Loop(statement);
    case NodeKind::kSwitch:
      return Switch(statement.As<SwitchStatement>());
    case NodeKind::kTry:
      return Try(statement.As<TryStatement>());
    case NodeKind::kTrap: {
      const auto& node = statement.As<TrapStatement>();
      Text("trap ");
      if (node.typed) Type(node.type);
      return Braces(node.body.get());
    }
    case NodeKind::kThrow:
      return Flow("throw", statement.As<ThrowStatement>().value.get());
    case NodeKind::kReturn:
      return Flow("return", statement.As<ReturnStatement>().value.get());
    case NodeKind::kExit:
      return Flow("exit", statement.As<ExitStatement>().value.get());
    case NodeKind::kBreak:
      return Jump("break", statement.As<BreakStatement>().label.get());
    case NodeKind::kContinue:
      return Jump("continue", statement.As<ContinueStatement>().label.get());
    case NodeKind::kFunctionDefinition: {
      const auto& node = statement.As<FunctionDefinition>();
      Text(node.is_filter ? "filter " : "function ");
      if (!node.scope.empty()) Text(node.scope + ":");
      Text(node.name);
      ++indent_;
      Body(*node.body);
      --indent_;
      return;
    }
    case NodeKind::kTypeDefinition:
      return TypeBody(statement.As<TypeDefinition>());
    case NodeKind::kUsing: {
      const auto& node = statement.As<UsingStatement>();
      constexpr std::string_view kWhat[] = {"namespace", "module", "assembly"};
      Text("using ");
      Text(kWhat[static_cast<size_t>(node.what)]);
      Text(" ");
      return node.specification ? Write(node.specification.get()) : Text(node.name);
    }
    case NodeKind::kData: {
      const auto& node = statement.As<DataStatement>();
      Text("data " + node.variable + " ");
      return Braces(node.body.get());
    }
    default:
      return Text("<unknown>");
  }
}

std::string PrintAst(const ScriptAst& ast) {
  Printer printer;
  printer.Body(*ast.root);
  std::string out = printer.Take();
  if (!out.empty() && out.front() == '\n') out.erase(0, 1);
  return out + '\n';
}

std::string PrintExpression(const Expression& expression) {
  Printer printer;
  printer.Write(&expression);
  return printer.Take();
}

}  // namespace sipsh::syntax
