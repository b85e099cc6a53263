// Interpreter: the state of one session while code runs: scopes, completion, streams, commands.
//
// Internal to shell/runtime; the rest of the program sees Session. One thread at a time.
#pragma once

#include <atomic>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "shell/command/error_record.h"
#include "shell/runtime/code.h"
#include "shell/runtime/command_table.h"
#include "shell/runtime/names.h"
#include "shell/runtime/operators.h"
#include "shell/runtime/session.h"
#include "shell/runtime/stop_signal.h"
#include "shell/runtime/streams.h"
#include "shell/value/containers.h"
#include "shell/value/heap.h"

namespace sipsh::runtime {

class ScriptBlockObject;
class SessionServiceSet;

// One invocation of a function, script or block: what $args, $PSBoundParameters and $MyInvocation
// tell.
struct FunctionCall {
  const BlockCode* code = nullptr;
  const std::string* name = nullptr;  // of the function; null for blocks
  const BlockCode* caller = nullptr;  // where it was called from
  syntax::Extent site{};
  uint64_t bound_mask = 0;  // parameters that got a value from the caller
  Value args, input, bound,
      cmdlet;  // $args, $input, $PSBoundParameters, $PSCmdlet; the last two made on demand
  CommandRuntime* command_runtime = nullptr;  // of an advanced function
};

enum class ActionPreference : uint8_t {
  kSilentlyContinue,
  kStop,
  kContinue,
  kInquire,
  kIgnore,
  kBreak
};

class Interpreter final : public CallContext {
 public:
  Interpreter(HostUi& host, SessionOptions options);
  ~Interpreter() override;

  // ---- running
  // ------------------------------------------------------------------------------------
  RunResult Run(std::string text, std::string file_name, const std::vector<std::string>& arguments,
                ObjectSink& output);
  RunResult RunFile(const std::string& path, const std::vector<std::string>& arguments,
                    ObjectSink& output);
  Value InvokeScript(const Value& block, const Value& self, Args args) override;
  // Parses; throws TerminatingError with the first error.
  syntax::ScriptAstPtr ParseOrThrow(std::string text, std::string file_name);

  // ---- variables
  // ----------------------------------------------------------------------------------
  Value GetVariable(Scope& scope, NameId name);
  Value GetVariable(std::string_view name) {
    return GetVariable(*current_scope, names.Intern(name));
  }
  void SetVariable(Variable& variable, std::string_view name,
                   Value value);  // obeys type, validation, read-only
  void SetNamed(Scope& scope, NameId name, Value value);
  // Runs a block dotted into `scope`; its output as one value.
  Value InvokeInScope(Scope& scope, const Value& block, const Value* input);
  Value ReadDrive(Scope& scope, const std::string& drive,
                  const std::string& name);  // $env:PATH, $function:f
  void WriteDrive(Scope& scope, const std::string& drive, const std::string& name,
                  const Value& value);
  std::string CurrentDirectory() const;
  ActionPreference Preference(const char* name, ActionPreference otherwise);

  // ---- errors
  // ------------------------------------------------------------------------------------- Puts it
  // in front of $Error and, when `show`, on the error stream.
  void ReportError(const ErrorRecord& error, bool show);
  void Remember(const Value& error);
  // To a redirected stream (2 error .. 6 information); false when it goes to the host.
  bool WriteStream(size_t stream, const Value& value);
  Value LoadScript(const std::string& path);                 // a script file as a block
  void ShowMessage(Stream stream, const std::string& text);  // to where the stream goes
  ErrorPosition PositionAt(const BlockCode& code, syntax::Extent extent) const;
  // Fills in where it happened if that is not known yet.
  void Locate(ErrorRecord& error, const BlockCode* code, syntax::Extent extent) const;
  // The exception in flight (inside a catch block) as TerminatingError; rethrows what is none.
  TerminatingError CurrentError(const BlockCode* code, syntax::Extent extent);
  // Throws when calls are nested too deeply.
  void CheckStack() const {
    if (reinterpret_cast<uintptr_t>(__builtin_frame_address(0)) <= stack_limit_) StackIsFull();
  }
  // The version in force where `scope` runs; 0: none.
  int StrictMode(const Scope& scope) const;
  // What $name means when no scope has it: $null, or an error in strict mode.
  Value Undefined(const Scope& scope, NameId name) const;
  // A property or element that was read as $null: refused in strict mode when it is not there.
  void CheckProperty(const Scope& scope, const Value& target, std::string_view name) const;
  void CheckIndex(const Scope& scope, const Value& target, const Value& index) const;
  // The callers at this moment, one to a line.
  std::string StackTrace(const BlockCode* code, syntax::Extent extent) const;

  // ---- state
  // --------------------------------------------------------------------------------------
  Heap heap;
  HostUi& host;
  SessionOptions options;
  NameTable names;
  ServiceRegistry services;
  Scope global;
  Scope* current_scope = &global;
  FunctionCall global_call;
  CommandTable commands;
  StreamRouting streams;

  Value underscore;               // $_
  Value this_value;               // $this
  bool success = true;            // $?
  Value last_exit_code;           // $LASTEXITCODE
  ObjectRef<ArrayObject> errors;  // $Error
  Value matches;                  // $Matches
  Value handled;                  // the error that a catch or trap is about; a bare throw throws it
  Variable* default_parameters = nullptr;  // the global $PSDefaultParameterValues
  RegexCache regexes;
  std::string pending_label;
  Completion pending = Completion::kNormal;  // left behind by a block a cmdlet invoked
  int exit_code = 0;
  int try_depth = 0;
  uint64_t epoch = 1;  // variables may resolve otherwise than cached
  uint64_t next_serial = 1;
  ScriptModule* loading_module = nullptr;  // whose script runs, for Export-ModuleMember
  bool own_defaults = false;               // a scope has a $PSDefaultParameterValues of its own
  bool strict_anywhere = false;  // Set-StrictMode was used, so that scopes are to be asked
  size_t error_count = 0;
  ObjectSink* top_output = nullptr;
  std::vector<Value> program_input;
  StopSignal stop;
  bool Stopping() const { return stop.Stopping(); }

 private:
  void SetUpVariables();
  void CheckVariable(const ParameterMetadata& rule, std::string_view name, const Value& value);
  [[noreturn]] void StackIsFull() const;
  RunResult Finish(Completion completion);
  template <typename F>
  RunResult Guard(const BlockCode* code, F&& run);

  std::unique_ptr<SessionServiceSet> service_set_;
  uintptr_t stack_limit_ = 0;
};

std::unique_ptr<BlockCode> CompileBlock(Interpreter& interpreter, const syntax::ScriptAstPtr& ast,
                                        const syntax::ScriptBlock& block);

}  // namespace sipsh::runtime
