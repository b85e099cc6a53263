// What of the session's state holds for the time of one invocation: the current scope, $_.
#pragma once

#include <utility>

#include "shell/runtime/interpreter.h"

namespace sipsh::runtime {

class ScopeSwitch {
 public:
  ScopeSwitch(Interpreter& interpreter, Scope* scope)
      : interpreter_(interpreter), before_(std::exchange(interpreter.current_scope, scope)) {}
  ~ScopeSwitch() { interpreter_.current_scope = before_; }
  ScopeSwitch(const ScopeSwitch&) = delete;
  ScopeSwitch& operator=(const ScopeSwitch&) = delete;

 private:
  Interpreter& interpreter_;
  Scope* before_;
};

// Null leaves $_ as it is.
class UnderscoreSwitch {
 public:
  UnderscoreSwitch(Interpreter& interpreter, const Value* value)
      : interpreter_(interpreter), is_active_(value != nullptr) {
    if (!is_active_) return;
    before_ = *value;
    before_.swap(interpreter.underscore);
  }
  ~UnderscoreSwitch() {
    if (is_active_) before_.swap(interpreter_.underscore);
  }
  UnderscoreSwitch(const UnderscoreSwitch&) = delete;
  UnderscoreSwitch& operator=(const UnderscoreSwitch&) = delete;

 private:
  Interpreter& interpreter_;
  Value before_;
  bool is_active_;
};

}  // namespace sipsh::runtime
