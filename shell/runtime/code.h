// Compiled code: a tree of closures over slots. Nodes are immutable but for their caches; they
// belong to a BlockCode, which belongs to the session that compiled it.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "shell/command/cmdlet_metadata.h"
#include "shell/runtime/completion.h"
#include "shell/runtime/scope.h"
#include "shell/syntax/ast.h"

namespace sipsh::runtime {

class Interpreter;
struct CommandNode;
struct CommandSignature;

// One activation of code: which scope's variables its slots mean, and where its output goes.
struct Frame {
  Interpreter& interpreter;
  Scope* scope;
  const BlockCode* code;
  Variable* base;          // the slots themselves: code runs in a scope of its own
  Variable* const* bound;  // else: the variables of a standing scope, by slot
  ObjectSink* out;

  Variable& Local(uint32_t slot) const { return base ? base[slot] : *bound[slot]; }
};

// Where an operand stands, so that hot nodes read it without a virtual call (operand.h).
struct Place {
  enum Kind : uint8_t { kComputed, kPeekable, kLocal, kConstant, kUnderscore };
  Kind kind = kComputed;
  uint32_t slot = 0;                // kLocal
  const Value* constant = nullptr;  // kConstant
};

class Expr {
 public:
  virtual ~Expr() = default;
  virtual Value Eval(Frame& frame) const = 0;
  virtual bool EvalBool(Frame& frame) const;
  // A pointer to the value where it stands (locals, constants), so that it need not be copied; null
  // when it has to be computed. Holds until anything else is evaluated.
  virtual const Value* Peek(Frame&) const { return nullptr; }
  virtual Place Where() const { return {}; }
  // For its effect only.
  virtual void Run(Frame& frame) const { Eval(frame); }
  // Puts the value out as a statement's.
  virtual Completion Emit(Frame& frame) const;
  // Whether EvalBool() says the same as the truth of what Emit() puts out.
  virtual bool GivesTruth() const { return false; }
  // Used as a statement it puts nothing out (assignment, ++).
  virtual bool IsVoidStatement() const { return false; }
};
using ExprPtr = std::unique_ptr<Expr>;

class Stmt {
 public:
  virtual ~Stmt() = default;
  virtual Completion Exec(Frame& frame) const = 0;
  // Whether it puts nothing out but the value of a `return` or, when it is the last of its
  // function, of an expression. Such functions hand their value back directly.
  virtual bool GivesValue(bool is_last) const {
    (void)is_last;
    return false;
  }
  // Exec() of a statement that GivesValue(): into `value`, as it stands, instead of frame.out.
  virtual Completion ExecDirect(Frame& frame, Value& value) const {
    (void)value;
    return Exec(frame);
  }
  // The command that the statement consists of; null otherwise.
  virtual const CommandNode* OnlyCommand() const { return nullptr; }
  // The expression whose value is all this statement puts out; null when there is none.
  virtual const Expr* Expression() const { return nullptr; }
  syntax::Extent extent;
};
using StmtPtr = std::unique_ptr<Stmt>;

// A list of statements with its traps; handles errors that end one statement only.
class StatementList final : public Stmt {
 public:
  Completion Exec(Frame& frame) const override;
  bool GivesValue(bool is_last) const override;
  Completion ExecDirect(Frame& frame, Value& value) const override;
  // The truth of the only statement's value, when that GivesTruth().
  Completion ExecTruth(Frame& frame, const Expr& only, bool& truth) const;

  struct Trap {
    std::vector<std::string> types;
    std::unique_ptr<StatementList> body;
  };
  std::vector<StmtPtr> statements;
  std::vector<Trap> traps;
  const BlockCode* code = nullptr;

 private:
  template <typename Step>
  Completion RunAll(Frame& frame, Step&& step) const;
  // In a catch block: false when the list ends, with its completion.
  bool GoesOn(Frame& frame, size_t index, Completion& completion) const;
};

struct CompiledParameter {
  NameId name = 0;
  uint32_t slot = 0;
  const TypeInfo* type = nullptr;  // null: none
  ExprPtr default_value;
  std::shared_ptr<const ParameterMetadata> validation;  // of later assignments; null: none
  bool is_switch = false;
};

// The code of one script block.
struct BlockCode {
  syntax::ScriptAstPtr ast;
  const syntax::ScriptBlock* block = nullptr;
  std::vector<NameId> slot_names;
  std::vector<CompiledParameter> parameters;
  std::unique_ptr<StatementList> begin, process, end, clean;
  bool advanced = false;  // [CmdletBinding()] or a [Parameter()]
  bool uses_input = false;
  bool simple = false;          // only an end block, no validation: may be called the short way
  bool plain = false;           // no parameters and only an end block: may be dotted the short way
  bool gives_value = false;     // simple, and its body GivesValue()
  const Expr* truth = nullptr;  // the one expression of a condition such as Where-Object's
  CmdletMetadata metadata;      // of its parameters; filled for every block
  std::unique_ptr<CommandSignature> signature;  // made when first bound

  int FindSlot(NameId name) const;
  ~BlockCode();
};

// A block literal in the tree: compiled when first invoked, once for all values made from it.
struct LazyBlock {
  syntax::ScriptAstPtr ast;
  const syntax::ScriptBlock* block = nullptr;
  std::unique_ptr<BlockCode> code;

  const BlockCode& Get(Interpreter& interpreter);
};

}  // namespace sipsh::runtime
