// StageRuntime: the CommandRuntime of one command in a pipeline, with its common parameters.
#pragma once

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
  bool WhatIf() const override;

  // -ErrorAction and its like. False when `name` is no common parameter.
  void SetCommon(const std::string& name, const Value& value);
  // Sets the variables that -ErrorVariable and -OutVariable name.
  void Finish();

  InvocationInfo invocation;
  const BlockCode* code = nullptr;
  syntax::Extent extent;
  Scope* caller = nullptr;
  bool stopped_downstream = false;
  std::optional<ActionPreference> error_action;

 private:
  ActionPreference Message(Stream stream) const;
  int Ask(std::string_view caption, std::string_view message);

  Interpreter& interpreter_;
  const CmdletMetadata& metadata_;
  ObjectSink* out_;
  std::optional<ActionPreference> warning_, information_;
  std::optional<bool> verbose_, debug_, what_if_, confirm_;
  std::string error_variable_, out_variable_, warning_variable_;
  std::vector<Value> errors_, outputs_, warnings_;
  bool yes_to_all_ = false, no_to_all_ = false;
};

ActionPreference ParsePreference(const Value& value);

}  // namespace sipsh::runtime
