// Compiler: from the Ast of one script block to its BlockCode. Used once per block.
#pragma once

#include <string>
#include <unordered_map>

#include "shell/runtime/code.h"
#include "shell/runtime/interpreter.h"

namespace sipsh::runtime {

struct CommandNode;

// Where an assignment goes.
class Target {
 public:
  virtual ~Target() = default;
  virtual void Assign(Frame& frame, Value value) const = 0;
  virtual Value Read(Frame& frame) const = 0;
  // Whether what it holds then is another value than what was assigned.
  virtual bool Converts() const { return false; }
  // Applies a change in place, so that index and member targets evaluate their parts once.
  virtual void Update(Frame& frame, const std::function<Value(const Value&)>& change) const {
    Assign(frame, change(Read(frame)));
  }
};
using TargetPtr = std::unique_ptr<Target>;

// The automatic variables that are no variables of a scope.
enum class Automatic : uint8_t {
  kNone,
  kUnderscore,
  kArgs,
  kInput,
  kThis,
  kSuccess,
  kBoundParameters,
  kMyInvocation,
  kScriptRoot,
  kCommandPath,
  kCmdlet,
  kMatches,
  kLastExitCode,
  kError,
  kWorkingDirectory,
};
Automatic FindAutomatic(std::string_view name);
Value ReadAutomatic(Frame& frame, Automatic which);
// Throws when it cannot be written.
void WriteAutomatic(Frame& frame, Automatic which, Value value);

class Compiler {
 public:
  Compiler(Interpreter& interpreter, BlockCode& code) : interpreter_(interpreter), code_(code) {}

  void CompileAll();
  ExprPtr Compile(const syntax::Expression& node);
  StmtPtr Compile(const syntax::Statement& node);
  std::unique_ptr<StatementList> Compile(const syntax::StatementBlock& block);
  // A statement for its value: `$x = if ...`, (pipeline), conditions.
  ExprPtr CompileValue(const syntax::Statement& node);
  TargetPtr CompileTarget(const syntax::Expression& node);
  std::unique_ptr<CommandNode> CompileCommand(const syntax::Command& node);
  // Null when the pipeline is no bare expression.
  static const syntax::Expression* AsExpression(const syntax::Statement& node);

  uint32_t Slot(std::string_view name);
  Interpreter& interpreter() { return interpreter_; }
  BlockCode& code() { return code_; }
  const TypeInfo* FindType(const syntax::TypeName& type);

 private:
  ExprPtr CompileVariable(const syntax::VariableExpression& node);
  ExprPtr CompileBinary(const syntax::BinaryExpression& node);
  ExprPtr CompileUnary(const syntax::UnaryExpression& node);
  ExprPtr CompileConvert(const syntax::ConvertExpression& node);
  ExprPtr CompileMember(const syntax::MemberExpression& node);
  ExprPtr CompileInvoke(const syntax::InvokeMemberExpression& node);
  ExprPtr CompileHashtable(const syntax::HashtableExpression& node);
  ExprPtr CompileIncrement(const syntax::UnaryExpression& node);
  // Not `for_value`: a statement, whose value nobody sees.
  ExprPtr CompileAssignment(const syntax::AssignmentStatement& node, bool for_value);
  TargetPtr CompileAttributed(const syntax::AttributedExpression& node);
  StmtPtr CompilePipeline(const syntax::Pipeline& node);
  StmtPtr CompileSwitch(const syntax::SwitchStatement& node);
  StmtPtr CompileTry(const syntax::TryStatement& node);
  StmtPtr CompileFlow(const syntax::Statement& node);
  StmtPtr CompileLoop(const syntax::Statement& node);
  StmtPtr CompileStatement(const syntax::Statement& node);
  void CompileParameters();

  Interpreter& interpreter_;
  BlockCode& code_;
  std::unordered_map<NameId, uint32_t> slots_;
};

// $name without a scope, which is no automatic variable and no constant.
bool IsPlainVariable(const syntax::Expression& node);
// A constant of the source as a value.
Value LiteralValue(const syntax::Literal& literal);
std::string TypeText(const syntax::TypeName& type);
// Throws a TerminatingError: what the language has and this version does not.
[[noreturn]] void Unsupported(std::string what);

}  // namespace sipsh::runtime
