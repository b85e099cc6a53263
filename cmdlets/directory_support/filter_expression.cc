#include "cmdlets/directory_support/filter_expression.h"

#include <array>
#include <cctype>
#include <cstdlib>

#include "directory/entry.h"

namespace sipsh {
namespace {

using directory::Code;
using directory::EqualIgnoreCase;
using directory::Result;
using directory::Status;
using Operator = FilterExpression::Operator;
using Kind = FilterExpression::Kind;

struct OperatorName {
  std::string_view name;
  Operator comparison;
};
constexpr std::array<OperatorName, 10> kOperators{{{"eq", Operator::kEq},
                                                   {"ne", Operator::kNe},
                                                   {"gt", Operator::kGt},
                                                   {"ge", Operator::kGe},
                                                   {"lt", Operator::kLt},
                                                   {"le", Operator::kLe},
                                                   {"like", Operator::kLike},
                                                   {"notlike", Operator::kNotLike},
                                                   {"ceq", Operator::kEq},
                                                   {"ieq", Operator::kEq}}};

bool IsNameCharacter(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '-' || c == '.';
}

class FilterParser {
 public:
  FilterParser(std::string_view text, const FilterVariables& variables)
      : text_(text), variables_(variables) {}

  Result<FilterExpression> Parse() {
    FilterExpression root;
    Status status = Alternatives(0, &root);
    if (!status.ok()) return status;
    Blanks();
    if (at_ < text_.size()) return Fault("an operator such as -and or -or");
    return root;
  }

 private:
  static constexpr int kDeepest = 200;

  Status Alternatives(int depth, FilterExpression* out) {
    return Chain(Kind::kOr, "or", depth, out);
  }

  Status Chain(Kind kind, std::string_view word, int depth, FilterExpression* out) {
    if (depth > kDeepest) return Fault("fewer brackets inside each other");
    auto operand = [&](FilterExpression* one) {
      return kind == Kind::kOr ? Chain(Kind::kAnd, "and", depth + 1, one) : Unary(depth + 1, one);
    };
    Status status = operand(out);
    while (status.ok() && Word(word)) {
      if (out->kind != kind) {
        FilterExpression group;
        group.kind = kind;
        group.children.push_back(std::move(*out));
        *out = std::move(group);
      }
      FilterExpression next;
      status = operand(&next);
      out->children.push_back(std::move(next));
    }
    return status;
  }

  Status Unary(int depth, FilterExpression* out) {
    if (depth > kDeepest) return Fault("fewer brackets inside each other");
    Blanks();
    if (Word("not") || Take('!')) {
      out->kind = Kind::kNot;
      out->children.resize(1);
      return Unary(depth + 1, &out->children[0]);
    }
    if (Take('(')) {
      Status status = Alternatives(depth + 1, out);
      if (!status.ok()) return status;
      Blanks();
      if (!Take(')')) return Fault("')'");
      return {};
    }
    return Comparison(out);
  }

  Status Comparison(FilterExpression* out) {
    out->kind = Kind::kCompare;
    Blanks();
    if (text_.substr(at_, 3) == "$_.") at_ += 3;
    char quote = at_ < text_.size() && (text_[at_] == '"' || text_[at_] == '\'') ? text_[at_] : 0;
    if (quote != 0) ++at_;
    while (at_ < text_.size() && IsNameCharacter(text_[at_])) out->property += text_[at_++];
    if (quote != 0 && !Take(quote)) return Fault("the closing quotation mark");
    if (out->property.empty() || out->property[0] == '-') return Fault("a property name");
    Blanks();
    size_t start = at_;
    for (const OperatorName& candidate : kOperators) {
      if (!Word(candidate.name)) continue;
      out->comparison = candidate.comparison;
      return Literal(&out->value);
    }
    at_ = start;
    return Fault("one of -eq -ne -gt -ge -lt -le -like -notlike");
  }

  Status Literal(FilterLiteral* out) {
    Blanks();
    if (at_ >= text_.size()) return Fault("a value");
    char c = text_[at_];
    if (c == '"' || c == '\'') return Quoted(c, out);
    if (c == '$') return Variable(out);
    size_t start = at_;
    while (at_ < text_.size() && !std::isspace(static_cast<unsigned char>(text_[at_])) &&
           text_[at_] != ')' && text_[at_] != '(') {
      ++at_;
    }
    if (at_ == start) return Fault("a value");
    out->text = std::string(text_.substr(start, at_ - start));
    char* end = nullptr;
    out->number = std::strtod(out->text.c_str(), &end);
    out->kind = *end == '\0' ? FilterLiteral::Kind::kNumber : FilterLiteral::Kind::kText;
    return {};
  }

  Status Quoted(char quote, FilterLiteral* out) {
    out->kind = FilterLiteral::Kind::kText;
    for (++at_; at_ < text_.size(); ++at_) {
      if (text_[at_] == quote) {
        ++at_;
        if (at_ >= text_.size() || text_[at_] != quote) return {};
      }
      out->text += text_[at_];
    }
    return Fault("the closing quotation mark");
  }

  Status Variable(FilterLiteral* out) {
    size_t start = ++at_;
    while (at_ < text_.size() && (IsNameCharacter(text_[at_]) || text_[at_] == ':') &&
           text_[at_] != '-') {
      ++at_;
    }
    std::string name(text_.substr(start, at_ - start));
    out->text = "$" + name;
    if (EqualIgnoreCase(name, "null")) {
      out->kind = FilterLiteral::Kind::kNull;
      return {};
    }
    if (EqualIgnoreCase(name, "true") || EqualIgnoreCase(name, "false")) {
      out->kind = FilterLiteral::Kind::kBoolean;
      out->boolean = EqualIgnoreCase(name, "true");
      return {};
    }
    std::optional<FilterLiteral> value;
    if (variables_) value = variables_(name);
    if (!value) {
      at_ = start - 1;
      return Fault("a value; no variable $" + name + " is set");
    }
    *out = *value;
    return {};
  }

  void Blanks() {
    while (at_ < text_.size() && std::isspace(static_cast<unsigned char>(text_[at_]))) ++at_;
  }

  bool Take(char c) {
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }

  // "-word", not followed by more of a name.
  bool Word(std::string_view word) {
    Blanks();
    if (at_ >= text_.size() || text_[at_] != '-') return false;
    if (!EqualIgnoreCase(text_.substr(at_ + 1, word.size()), word)) return false;
    size_t end = at_ + 1 + word.size();
    if (end < text_.size() && std::isalnum(static_cast<unsigned char>(text_[end]))) return false;
    at_ = end;
    return true;
  }

  Status Fault(const std::string& expected) const {
    return {Code::kInvalidSyntax, "The filter '" + std::string(text_) + "' is wrong at character " +
                                      std::to_string(at_ + 1) + ": expected " + expected +
                                      ". Write it as {Property -eq \"value\" -and ...}."};
  }

  std::string_view text_;
  const FilterVariables& variables_;
  size_t at_ = 0;
};

// Matches [a-cx] at `pattern[at]`, moving `at` behind the bracket.
bool MatchesSet(std::string_view pattern, size_t* at, char c) {
  bool found = false;
  size_t i = *at + 1;
  for (; i < pattern.size() && pattern[i] != ']'; ++i) {
    auto low = static_cast<char>(std::tolower(static_cast<unsigned char>(pattern[i])));
    char high = low;
    if (i + 2 < pattern.size() && pattern[i + 1] == '-' && pattern[i + 2] != ']') {
      high = static_cast<char>(std::tolower(static_cast<unsigned char>(pattern[i + 2])));
      i += 2;
    }
    found = found || (low <= c && c <= high);
  }
  *at = i + 1;
  return found;
}

}  // namespace

Result<FilterExpression> ParseFilterExpression(std::string_view text,
                                               const FilterVariables& variables) {
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.front()))) {
    text.remove_prefix(1);
  }
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.back()))) {
    text.remove_suffix(1);
  }
  if (text.size() >= 2 && text.front() == '{' && text.back() == '}') {
    text = text.substr(1, text.size() - 2);
  }
  return FilterParser(text, variables).Parse();
}

bool HasWildcard(std::string_view text) {
  return text.find_first_of("*?[") != std::string_view::npos;
}

bool MatchesWildcard(std::string_view pattern, std::string_view text) {
  size_t p = 0, t = 0, star = std::string_view::npos, resume = 0;
  auto lower = [](char c) {
    return static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  };
  while (t < text.size()) {
    bool matched = false;
    size_t next = p + 1;
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      resume = t;
      continue;
    }
    if (p < pattern.size()) {
      if (pattern[p] == '?') {
        matched = true;
      } else if (pattern[p] == '[' && pattern.find(']', p) != std::string_view::npos) {
        next = p;
        matched = MatchesSet(pattern, &next, lower(text[t]));
      } else {
        size_t literal = pattern[p] == '`' && p + 1 < pattern.size() ? p + 1 : p;
        matched = lower(pattern[literal]) == lower(text[t]);
        next = literal + 1;
      }
    }
    if (matched) {
      p = next;
      ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++resume;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

}  // namespace sipsh
