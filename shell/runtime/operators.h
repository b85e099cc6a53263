// The operators that need more than two values: wildcards, regular expressions, -split.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "shell/value/regex.h"
#include "shell/value/value.h"

namespace sipsh::runtime {

class Interpreter;

Value LikeOperator(const Value& left, const Value& right, bool ignore_case, bool negate);
// Sets $Matches when a scalar matches.
Value MatchOperator(Interpreter& interpreter, const Value& left, const Value& right,
                    bool ignore_case, bool negate);
Value ReplaceOperator(Interpreter& interpreter, const Value& left, const Value& right,
                      bool ignore_case);
Value SplitOperator(Interpreter& interpreter, const Value& left, const Value& right,
                    bool ignore_case);
Value UnarySplit(Interpreter& interpreter, const Value& value, bool ignore_case);

// Compiled expressions by pattern; one per session.
class RegexCache {
 public:
  const Regex& Get(std::string_view pattern, bool ignore_case);

 private:
  std::map<std::pair<std::string, bool>, std::shared_ptr<const Regex>> known_;
};

// $Matches for one match.
Value MatchTable(const Regex& regex, std::string_view subject,
                 const std::vector<RegexGroup>& groups);

}  // namespace sipsh::runtime
