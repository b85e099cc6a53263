// The printer behind PrintAst: one class, its expressions and its statements in a file each.
#pragma once

#include <string>
#include <string_view>

#include "shell/syntax/ast.h"

namespace sipsh::syntax {

class Printer {
 public:
  std::string Take() { return std::move(out_); }
  void Block(const StatementBlock* block);
  void Body(const ScriptBlock& block);
  void Write(const Expression* expression);

 private:
  void Text(std::string_view text) { out_ += text; }
  void Quoted(std::string_view text);
  void Line() {
    out_ += '\n';
    out_.append(static_cast<size_t>(indent_) * 2, ' ');
  }
  void Open(std::string_view head) {
    out_ += '(';
    out_ += head;
  }
  void Child(const Expression* expression) {
    out_ += ' ';
    Write(expression);
  }
  void List(const std::vector<ExpressionPtr>& list) {
    for (const ExpressionPtr& item : list) Child(item.get());
  }
  void Type(const TypeName& type) { out_ += '[' + type.text + ']'; }
  void Variable(const VariableExpression& variable);
  void Member(const Expression* target, const Expression* member, bool is_static, bool conditional);
  void Hashtable(const HashtableExpression& table);
  void Attributes(const std::vector<AttributePtr>& attributes);
  void OneAttribute(const Attribute& attribute);
  void Inline(const Statement* statement);
  void WriteStatement(const Statement& statement);
  void Loop(const Statement& statement);
  void Switch(const SwitchStatement& node);
  void Try(const TryStatement& node);
  void TypeBody(const TypeDefinition& node);
  void Flow(std::string_view word, const Statement* value);
  void Jump(std::string_view word, const Expression* label);
  void Element(const PipelineElement& element);
  void Redirections(const std::vector<Redirection>& redirections);
  void Braces(const StatementBlock* block);
  void NamedBlock(std::string_view name, const StatementBlock* block);

  std::string out_;
  int indent_ = 0;
};

}  // namespace sipsh::syntax
