// The operands of hot nodes: read where they stand, without a virtual call where that is known when
// the node is made.
#pragma once

#include <new>

#include "shell/runtime/interpreter.h"

namespace sipsh::runtime {

// An operand as the tree holds it.
class OperandCode {
 public:
  explicit OperandCode(ExprPtr expr) : expr_(std::move(expr)), place_(expr_->Where()) {}

  bool IsPeekable() const { return place_.kind != Place::kComputed; }
  // For the left one of two when the right one may change what it reads.
  void TakeCopies() { place_.kind = Place::kComputed; }
  // Where it stands, in the commonest places; null for all others.
  const Value* PeekFast(Frame& frame) const {
    if (place_.kind == Place::kLocal) {
      const Variable& variable = frame.Local(place_.slot);
      return variable.is_set ? &variable.value : nullptr;
    }
    if (place_.kind == Place::kConstant) return place_.constant;
    return place_.kind == Place::kUnderscore ? &frame.interpreter.underscore : nullptr;
  }
  // In the others; null when it has to be computed.
  const Value* Peek(Frame& frame) const {
    return place_.kind == Place::kPeekable ? expr_->Peek(frame) : nullptr;
  }
  const Expr& expr() const { return *expr_; }

 private:
  ExprPtr expr_;
  Place place_;
};

// Its value for the time of one operation: where it stands, or computed.
class Operand {
 public:
  [[gnu::always_inline]] Operand(const OperandCode& code, Frame& frame)
      : value_(code.PeekFast(frame)) {
    if (!value_) Take(code, frame);
  }
  ~Operand() {
    if (value_ == &kept_) kept_.~Value();
  }
  Operand(const Operand&) = delete;
  Operand& operator=(const Operand&) = delete;
  const Value& operator*() const { return *value_; }

 private:
  void Take(const OperandCode& code, Frame& frame) {
    value_ = code.Peek(frame);
    if (!value_) value_ = ::new (static_cast<void*>(&kept_)) Value(code.expr().Eval(frame));
  }

  union {
    Value kept_;
  };
  const Value* value_;
};

}  // namespace sipsh::runtime
