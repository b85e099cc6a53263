// The syntax tree of a script.
//
// Every node knows its kind and its extent; consumers switch on `node->kind` and cast with As<T>().
// Nodes own their children; the whole tree belongs to one immutable ScriptAst, which is shared by
// whoever runs it (functions and script blocks keep the shared_ptr, nodes are plain pointers then).
// A tree whose parse reported errors may hold ErrorExpression nodes and must not be run.
// Nesting is limited by the parser (kMaximumDepth), so that recursion over a tree is safe.
#pragma once

#include "shell/syntax/ast_expression.h"

namespace sipsh::syntax {

// ---- Pipelines ----------------------------------------------------------------------------------

enum class Stream : uint8_t {
  kAll = 0,
  kOutput = 1,
  kError = 2,
  kWarning = 3,
  kVerbose = 4,
  kDebug = 5,
  kInformation = 6,
};

// 2> file, *>> file, 2>&1.
struct Redirection {
  Stream from = Stream::kOutput;
  bool merge = false;    // into the output stream: 2>&1
  bool append = false;   // >>
  ExpressionPtr target;  // null when merging
  Extent extent;
};

// One argument or parameter of a command, in source order.
struct CommandElement {
  bool is_parameter = false;
  bool has_colon = false;        // -Name:value; the value, if any, is in `value`
  bool is_stop_parsing = false;  // --% ; the raw rest of the line is the StringConstant in `value`
  std::string name;              // of a parameter, without dash and colon
  ExpressionPtr value;           // the argument; for a parameter null unless -Name:value
  Extent extent;
};

// A command: name is a StringConstant (kBare when typed plainly) or any expression after & and dot.
struct Command final : PipelineElement {
  Command() : PipelineElement(NodeKind::kCommand) {}
  InvocationOperator invocation = InvocationOperator::kNone;
  ExpressionPtr name;
  std::vector<CommandElement> arguments;
  std::vector<Redirection> redirections;
};

// An expression as a pipeline element; only the first may be one.
struct CommandExpression final : PipelineElement {
  CommandExpression() : PipelineElement(NodeKind::kCommandExpression) {}
  ExpressionPtr expression;
  std::vector<Redirection> redirections;
};

// ---- Statements ---------------------------------------------------------------------------------

struct TrapStatement;

// { statements }; a trap serves the whole block wherever it stands, so traps are kept apart.
struct StatementBlock final : Node {
  StatementBlock() : Node(NodeKind::kStatementBlock) {}
  std::vector<StatementPtr> statements;
  std::vector<std::unique_ptr<TrapStatement>> traps;
};

struct Pipeline final : Statement {
  Pipeline() : Statement(NodeKind::kPipeline) {}
  std::vector<PipelineElementPtr> elements;
  bool background = false;  // ended by &
};

// left && right, left || right; left may be a chain itself.
struct PipelineChain final : Statement {
  PipelineChain() : Statement(NodeKind::kPipelineChain) {}
  ChainOperator op = ChainOperator::kAnd;
  bool background = false;
  StatementPtr left;
  StatementPtr right;
};

// target op value. Several targets (`$a, $b = 1, 2`) are an ArrayLiteral; the value may be any
// statement (`$x = if ...`).
struct AssignmentStatement final : Statement {
  AssignmentStatement() : Statement(NodeKind::kAssignment) {}
  AssignmentOperator op = AssignmentOperator::kAssign;
  ExpressionPtr target;
  StatementPtr value;
  Extent operator_extent;
};

struct IfClause {
  StatementPtr condition;
  StatementBlockPtr body;
};

struct IfStatement final : Statement {
  IfStatement() : Statement(NodeKind::kIf) {}
  std::vector<IfClause> clauses;  // if and each elseif
  StatementBlockPtr else_body;    // null without else
};

struct WhileStatement final : Statement {
  WhileStatement() : Statement(NodeKind::kWhile) {}
  std::string label;
  StatementPtr condition;
  StatementBlockPtr body;
};

struct DoLoopStatement final : Statement {
  DoLoopStatement() : Statement(NodeKind::kDoLoop) {}
  std::string label;
  bool until = false;  // do ... until
  StatementBlockPtr body;
  StatementPtr condition;
};

struct ForStatement final : Statement {
  ForStatement() : Statement(NodeKind::kFor) {}
  std::string label;
  StatementPtr initializer;  // these three may be null
  StatementPtr condition;
  StatementPtr iterator;
  StatementBlockPtr body;
};

struct ForEachStatement final : Statement {
  ForEachStatement() : Statement(NodeKind::kForEach) {}
  std::string label;
  std::unique_ptr<VariableExpression> variable;
  StatementPtr collection;
  StatementBlockPtr body;
};

struct SwitchClause {
  ExpressionPtr pattern;  // a ScriptBlockExpression is a condition
  StatementBlockPtr body;
};

enum class SwitchMatch : uint8_t { kExact, kWildcard, kRegex };

struct SwitchStatement final : Statement {
  SwitchStatement() : Statement(NodeKind::kSwitch) {}
  std::string label;
  SwitchMatch match = SwitchMatch::kExact;
  bool case_sensitive = false;
  bool from_file = false;  // -file: `file` names it and `condition` is null
  ExpressionPtr file;
  StatementPtr condition;
  std::vector<SwitchClause> clauses;
  StatementBlockPtr default_body;
};

struct CatchClause {
  std::vector<TypeName> types;  // empty catches everything
  StatementBlockPtr body;
  Extent extent;
};

struct TryStatement final : Statement {
  TryStatement() : Statement(NodeKind::kTry) {}
  StatementBlockPtr body;
  std::vector<CatchClause> catches;
  StatementBlockPtr finally_body;
};

struct TrapStatement final : Statement {
  TrapStatement() : Statement(NodeKind::kTrap) {}
  bool typed = false;
  TypeName type;
  StatementBlockPtr body;
};

struct ThrowStatement final : Statement {
  ThrowStatement() : Statement(NodeKind::kThrow) {}
  StatementPtr value;  // may be null, as in the next three
};

struct ReturnStatement final : Statement {
  ReturnStatement() : Statement(NodeKind::kReturn) {}
  StatementPtr value;
};

struct ExitStatement final : Statement {
  ExitStatement() : Statement(NodeKind::kExit) {}
  StatementPtr value;
};

struct BreakStatement final : Statement {
  BreakStatement() : Statement(NodeKind::kBreak) {}
  ExpressionPtr label;
};

struct ContinueStatement final : Statement {
  ContinueStatement() : Statement(NodeKind::kContinue) {}
  ExpressionPtr label;
};

// ---- Script blocks, functions, types ------------------------------------------------------------

struct AttributeArgument {
  std::string name;     // empty for a positional argument
  ExpressionPtr value;  // null for a name alone: [Parameter(Mandatory)]
  Extent extent;
};

// [Parameter(Mandatory, Position=0)], or a type constraint such as [string[]].
struct Attribute final : Node {
  Attribute() : Node(NodeKind::kAttribute) {}
  bool is_type_constraint = false;
  TypeName type;
  std::vector<AttributeArgument> arguments;
};

struct Parameter final : Node {
  Parameter() : Node(NodeKind::kParameter) {}
  std::string name;
  std::vector<AttributePtr> attributes;  // attributes and type constraints, as written
  ExpressionPtr default_value;           // may be null
};

// The body of a script, function or { }. Without named blocks the statements stand in `end`.
struct ScriptBlock final : Node {
  ScriptBlock() : Node(NodeKind::kScriptBlock) {}
  bool has_param_block = false;
  bool has_named_blocks = false;
  bool is_filter = false;                // a filter's statements stand in `process`
  std::vector<AttributePtr> attributes;  // before param: [CmdletBinding()], [OutputType()]
  std::vector<std::unique_ptr<Parameter>> parameters;
  StatementBlockPtr dynamic_param;  // each block is null when not written
  StatementBlockPtr begin;
  StatementBlockPtr process;
  StatementBlockPtr end;
  StatementBlockPtr clean;
  std::string help;  // raw text of comment-based help; see comment_help.h
};

struct FunctionDefinition final : Statement {
  FunctionDefinition() : Statement(NodeKind::kFunctionDefinition) {}
  bool is_filter = false;
  std::string scope;    // "global", "script", ... or empty
  std::string name;     // without the scope
  ScriptBlockPtr body;  // holds the parameters, also those in parentheses behind the name
};

enum class TypeMemberKind : uint8_t { kProperty, kMethod, kEnumValue };

struct TypeMember {
  TypeMemberKind kind = TypeMemberKind::kProperty;
  bool is_static = false;
  bool is_hidden = false;
  std::string name;
  std::vector<AttributePtr> attributes;  // of a property: also its type constraint
  bool has_type = false;                 // property type, or a method's return type
  TypeName type;
  ExpressionPtr initial_value;  // property or enum value; may be null
  ScriptBlockPtr body;          // methods; the parameters are in it
  bool has_base_call = false;   // a constructor's : base(...)
  std::vector<ExpressionPtr> base_arguments;
  Extent extent;
};

struct TypeDefinition final : Statement {
  TypeDefinition() : Statement(NodeKind::kTypeDefinition) {}
  bool is_enum = false;
  std::string name;
  std::vector<AttributePtr> attributes;
  std::vector<TypeName> base_types;
  std::vector<TypeMember> members;
};

enum class UsingKind : uint8_t { kNamespace, kModule, kAssembly };

struct UsingStatement final : Statement {
  UsingStatement() : Statement(NodeKind::kUsing) {}
  UsingKind what = UsingKind::kNamespace;
  std::string name;             // empty when the module is given as a hash table
  ExpressionPtr specification;  // that hash table
};

// data [name] [-SupportedCommand a, b] { ... }
struct DataStatement final : Statement {
  DataStatement() : Statement(NodeKind::kData) {}
  std::string variable;
  std::vector<ExpressionPtr> supported_commands;
  StatementBlockPtr body;
};

// ---- The whole ----------------------------------------------------------------------------------

// One line `#requires ...`, without the keyword.
struct RequiresDirective {
  std::string text;
  Extent extent;
};

struct ScriptAst {
  explicit ScriptAst(SourceText text) : source(std::move(text)) {}

  const SourceText source;
  ScriptBlockPtr root;
  std::vector<RequiresDirective> requires_directives;
};

using ScriptAstPtr = std::shared_ptr<const ScriptAst>;

}  // namespace sipsh::syntax
