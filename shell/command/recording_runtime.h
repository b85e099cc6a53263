// RecordingRuntime: a CommandRuntime for unit tests. Keeps all a cmdlet writes; answers are set by
// the test.
#pragma once

#include <map>

#include "shell/command/cmdlet_metadata.h"

namespace sipsh {

class RecordingRuntime final : public CommandRuntime {
 public:
  Flow WriteObject(Value object) override;
  void WriteError(ErrorRecord error) override;
  void WriteMessage(Stream stream, std::string text) override;
  bool ShouldProcess(std::string_view target, std::string_view action) override;
  bool ShouldContinue(std::string_view query, std::string_view caption) override;
  bool Stopping() const override { return stopping; }
  const InvocationInfo& Invocation() const override { return invocation; }
  ServiceRegistry& Services() override { return services; }
  void WriteInformation(Value message, std::vector<std::string> tags) override;
  void WriteProgress(const ProgressRecord&) override {}
  bool WhatIf() const override { return !answer; }
  bool WillAsk() const override { return false; }

  struct Message {
    Stream stream;
    std::string text;
  };
  struct Question {
    std::string target, action;
  };

  std::vector<Value> objects;
  std::vector<ErrorRecord> errors;
  std::vector<Message> messages;
  std::vector<Question> questions;
  size_t stop_after = SIZE_MAX;  // WriteObject says kStop when so many objects were written
  bool answer = true;            // to ShouldProcess and ShouldContinue
  bool stopping = false;
  InvocationInfo invocation;
  ServiceRegistry services;
};

// Makes the cmdlet, assigns the named parameters (already of the right type), and runs it without
// input.
void RunCmdlet(const CmdletMetadata& metadata, const std::map<std::string, Value>& parameters,
               RecordingRuntime& runtime);

}  // namespace sipsh
