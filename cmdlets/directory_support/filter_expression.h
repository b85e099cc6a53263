// The language of -Filter: what a Where-Object block says without `$_.`, for instance
//   {Enabled -eq $True -and (DisplayName -like "A*" -or SipAddress -eq $null)}
// Parsed here into a tree; filter_translation.h turns as much of it as possible into an LDAP
// filter. Plain values, no I/O.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "directory/status.h"

namespace sipsh {

struct FilterLiteral {
  enum class Kind { kNull, kBoolean, kNumber, kText };
  Kind kind = Kind::kNull;
  bool boolean = false;
  double number = 0;
  std::string text;  // As typed, for every kind.
};

struct FilterExpression {
  enum class Kind { kAnd, kOr, kNot, kCompare };
  enum class Operator { kEq, kNe, kGt, kGe, kLt, kLe, kLike, kNotLike };

  Kind kind = Kind::kCompare;
  std::vector<FilterExpression> children;  // kAnd, kOr: two or more; kNot: one.
  std::string property;                    // kCompare
  Operator comparison = Operator::kEq;
  FilterLiteral value;
};

// Gives a variable's value when the filter names one (`$city`); nothing when there is none.
using FilterVariables = std::function<std::optional<FilterLiteral>(std::string_view name)>;

// kInvalidSyntax, with the position and what was expected.
directory::Result<FilterExpression> ParseFilterExpression(std::string_view text,
                                                          const FilterVariables& variables = {});

// PowerShell's wildcards (* ? [a-z] `*), without regard to case.
bool MatchesWildcard(std::string_view pattern, std::string_view text);
bool HasWildcard(std::string_view text);

}  // namespace sipsh
