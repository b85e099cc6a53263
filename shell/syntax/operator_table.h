// Look-up of dash words (-eq, -not, -creplace) and the precedence of binary operators.
#pragma once

#include <optional>
#include <string_view>

#include "shell/syntax/operators.h"

namespace sipsh::syntax {

struct DashOperator {
  bool is_binary = false;
  bool is_unary = false;
  CaseMode case_mode = CaseMode::kDefault;
  BinaryOperator binary = BinaryOperator::kEqual;
  UnaryOperator unary = UnaryOperator::kNot;
};

// `word` without the dash, in any case.
std::optional<DashOperator> FindDashOperator(std::string_view word);

// Higher binds tighter; the lowest is 1.
int Precedence(BinaryOperator op);

}  // namespace sipsh::syntax
