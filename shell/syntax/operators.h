// The operators of the language as they stand in the Ast.
#pragma once

#include <cstdint>
#include <string_view>

namespace sipsh::syntax {

enum class BinaryOperator : uint8_t {
  kAdd,
  kSubtract,
  kMultiply,
  kDivide,
  kRemainder,
  kFormat,
  kRange,
  kAnd,
  kOr,
  kXor,
  kBitAnd,
  kBitOr,
  kBitXor,
  kShiftLeft,
  kShiftRight,
  kEqual,
  kNotEqual,
  kGreater,
  kGreaterEqual,
  kLess,
  kLessEqual,
  kLike,
  kNotLike,
  kMatch,
  kNotMatch,
  kContains,
  kNotContains,
  kIn,
  kNotIn,
  kReplace,
  kSplit,
  kJoin,
  kIs,
  kIsNot,
  kAs,
  kCoalesce,  // ??
};

// How a comparison was spelt: -eq, -ieq or -ceq. kDefault compares like kInsensitive.
enum class CaseMode : uint8_t { kDefault, kInsensitive, kSensitive };

enum class UnaryOperator : uint8_t {
  kPlus,
  kMinus,
  kNot,  // -not and !
  kBitNot,
  kJoin,
  kSplit,
  kPreIncrement,
  kPreDecrement,
  kPostIncrement,
  kPostDecrement,
};

enum class AssignmentOperator : uint8_t {
  kAssign,
  kAdd,
  kSubtract,
  kMultiply,
  kDivide,
  kRemainder,
  kCoalesce,  // ??=
};

enum class ChainOperator : uint8_t { kAnd, kOr };  // && and ||

enum class InvocationOperator : uint8_t { kNone, kCall, kDot };  // name, & name, . name

// The spelling users know: "-eq", "+", "??". `mode` picks -eq, -ieq or -ceq.
std::string_view Spelling(BinaryOperator op, CaseMode mode = CaseMode::kDefault);
std::string_view Spelling(UnaryOperator op);
std::string_view Spelling(AssignmentOperator op);

}  // namespace sipsh::syntax
