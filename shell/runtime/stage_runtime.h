// StageRuntime: the CommandRuntime of one command in a pipeline, with its common parameters.
#pragma once

#include <functional>
#include <map>
#include <optional>

#include "shell/runtime/interpreter.h"

namespace sipsh::runtime {

class StageRuntime final : public CommandRuntime {
 public:
  StageRuntime(Interpreter& interpreter, const CmdletMetadata& metadata, ObjectSink* out)
      : interpreter_(interpreter), metadata_(metadata), out_(out) {}

  Flow WriteObject(Value object) override;
  void WriteError(ErrorRecord error) override;
  void WriteMessage(Stream stream, std::string text) override;
  bool ShouldProcess(std::string_view target, std::string_view action) override;
  bool ShouldContinue(std::string_view query, std::string_view caption) override;
  bool Stopping() const override { return interpreter_.Stopping(); }
  const InvocationInfo& Invocation() const override { return invocation; }
  ServiceRegistry& Services() override { return interpreter_.services; }
  void WriteInformation(Value message, std::vector<std::string> tags) override;
  void WriteProgress(const ProgressRecord& progress) override;
  bool WhatIf() const override;
  bool WillAsk() const override;

  // -ErrorAction and its like.
  void SetCommon(const std::string& name, const Value& value);
  // What was given so, by the parameter's name.
  const std::vector<std::pair<std::string, Value>>& Common() const { return common_; }
  // Whether what the command puts out must pass WriteObject (-OutVariable and its like).
  bool WatchesOutput() const { return watches_output_; }
  // Hands on what -OutBuffer holds back.
  void FlushOutput();
  // For -ErrorVariable, -WarningVariable and -InformationVariable.
  void KeepError(const Value& error);
  void KeepMessage(Stream stream, const Value& record);
  // Sets the variables that -ErrorVariable and -OutVariable name.
  void Finish();

  InvocationInfo invocation;
  const BlockCode* code = nullptr;
  syntax::Extent extent;
  Scope* caller = nullptr;
  bool stopped_downstream = false;
  bool is_function = false;
  std::function<Value()> my_invocation;  // of a function: its $MyInvocation
  // What $PSCmdlet.ThrowTerminatingError was given: it ends this function, not its caller's script.
  const ErrorRecord* thrown = nullptr;
  std::optional<ActionPreference> error_action;

 private:
  std::string ErrorSource() const;
  Flow WriteWatched(Value object);
  Flow Pass(Value object);
  ActionPreference Message(Stream stream) const;
  void KeepForAll(Stream stream, const Value& record);
  int Ask(std::string_view caption, std::string_view message);

  Interpreter& interpreter_;
  const CmdletMetadata& metadata_;
  ObjectSink* out_;
  std::vector<std::pair<std::string, Value>> common_;
  std::optional<ActionPreference> warning_, information_, progress_;
  std::optional<bool> verbose_, debug_, what_if_, confirm_;
  std::string error_variable_, out_variable_, warning_variable_, information_variable_;
  std::vector<Value> errors_, outputs_, warnings_, informations_;
  std::optional<NameId> pipeline_variable_;
  size_t buffer_limit_ = 0;
  std::vector<Value> buffer_;
  bool watches_output_ = false;
  bool yes_to_all_ = false, no_to_all_ = false;
};

ActionPreference ParsePreference(const Value& value);

// Tells the -ErrorVariable of every function that is running.
void KeepErrorOfCallers(Interpreter& interpreter, const Value& error);

}  // namespace sipsh::runtime
