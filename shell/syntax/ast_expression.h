// The nodes of the syntax tree, their kinds, and the expressions. Part of ast.h, which is what to
// include: expressions hold statements.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "shell/syntax/literal.h"
#include "shell/syntax/operators.h"
#include "shell/syntax/source_text.h"

namespace sipsh::syntax {

enum class NodeKind : uint8_t {
  // Expressions
  kConstant,
  kStringConstant,
  kExpandableString,
  kVariable,
  kBinary,
  kUnary,
  kTernary,
  kConvert,
  kAttributed,
  kTypeExpression,
  kMember,
  kInvokeMember,
  kIndex,
  kArrayLiteral,
  kArrayExpression,
  kSubExpression,
  kParen,
  kHashtable,
  kScriptBlockExpression,
  kErrorExpression,
  // Statements
  kPipeline,
  kPipelineChain,
  kAssignment,
  kIf,
  kWhile,
  kDoLoop,
  kFor,
  kForEach,
  kSwitch,
  kTry,
  kTrap,
  kThrow,
  kReturn,
  kBreak,
  kContinue,
  kExit,
  kFunctionDefinition,
  kTypeDefinition,
  kUsing,
  kData,
  // Pipeline elements
  kCommand,
  kCommandExpression,
  // Parts
  kStatementBlock,
  kScriptBlock,
  kParameter,
  kAttribute,
};

struct Node {
  const NodeKind kind;
  Extent extent;

  virtual ~Node() = default;
  Node(const Node&) = delete;
  Node& operator=(const Node&) = delete;

  template <typename T>
  const T& As() const {
    return static_cast<const T&>(*this);
  }

 protected:
  explicit Node(NodeKind k) : kind(k) {}
};

struct Expression : Node {
 protected:
  using Node::Node;
};

struct Statement : Node {
 protected:
  using Node::Node;
};

struct PipelineElement : Node {
 protected:
  using Node::Node;
};

using ExpressionPtr = std::unique_ptr<Expression>;
using StatementPtr = std::unique_ptr<Statement>;
using PipelineElementPtr = std::unique_ptr<PipelineElement>;

struct StatementBlock;
struct ScriptBlock;
struct Attribute;
using StatementBlockPtr = std::unique_ptr<StatementBlock>;
using ScriptBlockPtr = std::unique_ptr<ScriptBlock>;
using AttributePtr = std::unique_ptr<Attribute>;

// [System.Collections.Generic.List[string]], [int[]], [byte[,]].
struct TypeName {
  std::string name;                 // without brackets, arguments and ranks: "int"
  std::string text;                 // as a whole, without outer brackets: "int[]"
  std::vector<TypeName> arguments;  // generic arguments
  std::vector<int> array_ranks;     // [] is 1, [,] is 2; [][] gives two entries
  Extent extent;
};

// ---- Expressions --------------------------------------------------------------------------------

// A number. In argument mode `text` is what was typed, which a string parameter receives.
struct ConstantExpression final : Expression {
  ConstantExpression() : Expression(NodeKind::kConstant) {}
  Literal value;
  std::string text;
};

enum class StringStyle : uint8_t { kBare, kSingleQuoted, kDoubleQuoted, kSingleHere, kDoubleHere };

struct StringConstant final : Expression {
  StringConstant() : Expression(NodeKind::kStringConstant) {}
  StringStyle style = StringStyle::kBare;
  std::string value;
};

// A string with variables or $(...) in it; parts in order, either text or an expression
// (VariableExpression or SubExpression).
struct StringPart {
  std::string text;
  ExpressionPtr expression;  // null for text
};

struct ExpandableString final : Expression {
  ExpandableString() : Expression(NodeKind::kExpandableString) {}
  StringStyle style = StringStyle::kDoubleQuoted;
  std::vector<StringPart> parts;
};

// $x, $script:x, ${a b}, $env:PATH, @x.
enum class VariableScope : uint8_t {
  kNone,
  kLocal,
  kPrivate,
  kScript,
  kGlobal,
  kUsing,
  kDrive,  // a provider's drive, in `drive`: $env:PATH, $function:prompt; `variable:` reads as
           // kNone
};

struct VariableExpression final : Expression {
  VariableExpression() : Expression(NodeKind::kVariable) {}
  VariableScope scope = VariableScope::kNone;
  bool splatted = false;
  std::string drive;  // lower case, for kDrive only
  std::string name;   // as typed; "_", "?", "^", "$" for the special ones
};

struct BinaryExpression final : Expression {
  BinaryExpression() : Expression(NodeKind::kBinary) {}
  BinaryOperator op = BinaryOperator::kAdd;
  CaseMode case_mode = CaseMode::kDefault;
  ExpressionPtr left;
  ExpressionPtr right;
  Extent operator_extent;
};

struct UnaryExpression final : Expression {
  UnaryExpression() : Expression(NodeKind::kUnary) {}
  UnaryOperator op = UnaryOperator::kNot;
  CaseMode case_mode = CaseMode::kDefault;  // -csplit
  ExpressionPtr operand;
};

struct TernaryExpression final : Expression {
  TernaryExpression() : Expression(NodeKind::kTernary) {}
  ExpressionPtr condition;
  ExpressionPtr if_true;
  ExpressionPtr if_false;
};

// [type]operand. `[ordered]@{}` also sets HashtableExpression::ordered.
struct ConvertExpression final : Expression {
  ConvertExpression() : Expression(NodeKind::kConvert) {}
  TypeName type;
  ExpressionPtr operand;
};

// [ValidateRange(1, 5)]$x, on the left of an assignment.
struct AttributedExpression final : Expression {
  AttributedExpression() : Expression(NodeKind::kAttributed) {}
  AttributePtr attribute;
  ExpressionPtr operand;
};

// [type] alone.
struct TypeExpression final : Expression {
  TypeExpression() : Expression(NodeKind::kTypeExpression) {}
  TypeName type;
};

// target.member, target::member, target?.member. `member` is a StringConstant when a plain name.
struct MemberExpression final : Expression {
  MemberExpression() : Expression(NodeKind::kMember) {}
  bool is_static = false;
  bool null_conditional = false;
  ExpressionPtr target;
  ExpressionPtr member;
};

struct InvokeMemberExpression final : Expression {
  InvokeMemberExpression() : Expression(NodeKind::kInvokeMember) {}
  bool is_static = false;
  bool null_conditional = false;
  ExpressionPtr target;
  ExpressionPtr member;
  std::vector<TypeName> type_arguments;  // .Method[int](...)
  std::vector<ExpressionPtr> arguments;
};

struct IndexExpression final : Expression {
  IndexExpression() : Expression(NodeKind::kIndex) {}
  bool null_conditional = false;
  ExpressionPtr target;
  ExpressionPtr index;  // an ArrayLiteral for [1,2]
};

// 1, 2, 3 and the unary comma (one element).
struct ArrayLiteral final : Expression {
  ArrayLiteral() : Expression(NodeKind::kArrayLiteral) {}
  std::vector<ExpressionPtr> elements;
};

// @( statements )
struct ArrayExpression final : Expression {
  ArrayExpression() : Expression(NodeKind::kArrayExpression) {}
  StatementBlockPtr body;
};

// $( statements )
struct SubExpression final : Expression {
  SubExpression() : Expression(NodeKind::kSubExpression) {}
  StatementBlockPtr body;
};

// ( pipeline ): a Pipeline, PipelineChain or Assignment.
struct ParenExpression final : Expression {
  ParenExpression() : Expression(NodeKind::kParen) {}
  StatementPtr statement;
};

struct HashtableEntry {
  ExpressionPtr key;
  StatementPtr value;
};

struct HashtableExpression final : Expression {
  HashtableExpression() : Expression(NodeKind::kHashtable) {}
  bool ordered = false;  // written under [ordered] or [pscustomobject]
  std::vector<HashtableEntry> entries;
};

struct ScriptBlockExpression final : Expression {
  ScriptBlockExpression() : Expression(NodeKind::kScriptBlockExpression) {}
  ScriptBlockPtr block;
};

// Stands where an expression was expected and none could be read.
struct ErrorExpression final : Expression {
  ErrorExpression() : Expression(NodeKind::kErrorExpression) {}
};

}  // namespace sipsh::syntax
