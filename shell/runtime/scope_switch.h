// What of the session's state holds for a time only: the current scope, $_, the error handled.
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

// The error that a catch block or trap is about.
class ErrorSwitch {
 public:
  ErrorSwitch(Interpreter& interpreter, Value error)
      : interpreter_(interpreter),
        handled_(std::exchange(interpreter.handled, error)),
        underscore_(std::exchange(interpreter.underscore, std::move(error))) {}
  ~ErrorSwitch() {
    interpreter_.handled = std::move(handled_);
    interpreter_.underscore = std::move(underscore_);
  }
  ErrorSwitch(const ErrorSwitch&) = delete;
  ErrorSwitch& operator=(const ErrorSwitch&) = delete;

 private:
  Interpreter& interpreter_;
  Value handled_, underscore_;
};

}  // namespace sipsh::runtime
