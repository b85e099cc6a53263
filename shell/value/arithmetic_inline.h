// Fast paths for compiled code: int32 and double in line, all else by the functions of
// arithmetic.h.
#pragma once

#include "shell/value/arithmetic.h"
#include "shell/value/compare.h"
#include "shell/value/convert.h"
#include "shell/value/value.h"

namespace sipsh {

inline Value AddFast(const Value& a, const Value& b) {
  if (a.IsInt32() && b.IsInt32()) {
    int32_t sum;
    if (!__builtin_add_overflow(a.AsInt32(), b.AsInt32(), &sum)) return Value::Int32(sum);
  } else if (a.IsDouble() && b.IsDouble()) {
    return Value::Double(a.AsDouble() + b.AsDouble());
  }
  return Add(a, b);
}

inline Value SubtractFast(const Value& a, const Value& b) {
  if (a.IsInt32() && b.IsInt32()) {
    int32_t difference;
    if (!__builtin_sub_overflow(a.AsInt32(), b.AsInt32(), &difference)) {
      return Value::Int32(difference);
    }
  } else if (a.IsDouble() && b.IsDouble()) {
    return Value::Double(a.AsDouble() - b.AsDouble());
  }
  return Subtract(a, b);
}

inline Value MultiplyFast(const Value& a, const Value& b) {
  if (a.IsInt32() && b.IsInt32()) {
    int32_t product;
    if (!__builtin_mul_overflow(a.AsInt32(), b.AsInt32(), &product)) return Value::Int32(product);
  } else if (a.IsDouble() && b.IsDouble()) {
    return Value::Double(a.AsDouble() * b.AsDouble());
  }
  return Multiply(a, b);
}

inline Value ModuloFast(const Value& a, const Value& b) {
  if (a.IsInt32() && b.IsInt32() && b.AsInt32() > 0) return Value::Int32(a.AsInt32() % b.AsInt32());
  return Modulo(a, b);
}

template <CompareOp op, typename T>
inline bool CompareScalars(T a, T b) {
  if constexpr (op == CompareOp::kEq) return a == b;
  if constexpr (op == CompareOp::kNe) return a != b;
  if constexpr (op == CompareOp::kGt) return a > b;
  if constexpr (op == CompareOp::kGe) return a >= b;
  if constexpr (op == CompareOp::kLt) return a < b;
  return a <= b;
}

template <CompareOp op>
inline Value CompareFast(const Value& a, const Value& b, bool ignore_case = true) {
  if (a.IsInt32() && b.IsInt32()) {
    return Value::Bool(CompareScalars<op>(a.AsInt32(), b.AsInt32()));
  }
  if (a.IsDouble() && b.IsDouble()) {
    return Value::Bool(CompareScalars<op>(a.AsDouble(), b.AsDouble()));
  }
  return ApplyCompare(op, a, b, ignore_case);
}

// `$target += addend`: text that nobody else holds grows in place.
inline void AddAssign(Value& target, const Value& addend) {
  if (target.IsInt32() && addend.IsInt32()) {
    int32_t sum;
    if (!__builtin_add_overflow(target.AsInt32(), addend.AsInt32(), &sum)) {
      target = Value::Int32(sum);
      return;
    }
  } else if (target.IsString() && addend.IsString() && target.object()->use_count() == 1) {
    target.string_object()->Append(addend.AsStringView());
    return;
  }
  target = Add(target, addend);
}

}  // namespace sipsh
