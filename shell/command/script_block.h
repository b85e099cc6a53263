// What a cmdlet can do with a script block it was given.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "shell/command/flow.h"
#include "shell/value/value.h"

namespace sipsh {

// The type of a [scriptblock] parameter's member.
struct ScriptBlockRef {
  Value block;
  explicit operator bool() const;
};

struct BlockCall {
  const Value* input = nullptr;        // $_ ; null leaves $_ as it is
  std::span<const Value> arguments{};  // $args or the block's parameters, by position
  Value pipeline{};                    // $input of the block (an array)
  bool new_scope = false;  // false: runs in the caller's scope, as Where-Object's block does
};

class ScriptBlockInvoker {
 public:
  static constexpr std::string_view kServiceKey = "sipsh.ScriptBlockInvoker";
  virtual ~ScriptBlockInvoker() = default;

  // Runs the block, handing each output object to `sink`. kStop: the sink said so, or the block
  // asked to leave (break, exit, stop); the caller returns kStop at once. `return` inside the block
  // is a normal end.
  [[nodiscard]] virtual Flow Invoke(const ScriptBlockRef& block, const BlockCall& call,
                                    ObjectSink& sink) = 0;
  // Truth of the block's output with $_ = input. The fast way of Where-Object.
  [[nodiscard]] virtual Flow InvokeForTruth(const ScriptBlockRef& block, const Value& input,
                                            bool& truth) = 0;
  // The output as one value: nothing (AutomationNull), the one object, or an array.
  [[nodiscard]] virtual Flow InvokeForValue(const ScriptBlockRef& block, const BlockCall& call,
                                            Value& result) = 0;
  // Compiles text; throws TerminatingError with the parse errors.
  virtual ScriptBlockRef Create(std::string text, std::string file_name = {}) = 0;
};

}  // namespace sipsh
