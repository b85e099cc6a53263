#include "shell/syntax/operator_table.h"

#include <algorithm>
#include <array>

#include "shell/syntax/characters.h"

namespace sipsh::syntax {

namespace {

using B = BinaryOperator;

struct Row {
  std::string_view word;
  BinaryOperator op;
  bool has_case_forms;  // also with a leading i or c
};

// Sorted by word.
constexpr std::array<Row, 30> kRows{{
    {"and", B::kAnd, false},
    {"as", B::kAs, false},
    {"band", B::kBitAnd, false},
    {"bor", B::kBitOr, false},
    {"bxor", B::kBitXor, false},
    {"contains", B::kContains, true},
    {"eq", B::kEqual, true},
    {"f", B::kFormat, false},
    {"ge", B::kGreaterEqual, true},
    {"gt", B::kGreater, true},
    {"in", B::kIn, true},
    {"is", B::kIs, false},
    {"isnot", B::kIsNot, false},
    {"join", B::kJoin, false},
    {"le", B::kLessEqual, true},
    {"like", B::kLike, true},
    {"lt", B::kLess, true},
    {"match", B::kMatch, true},
    {"ne", B::kNotEqual, true},
    {"notcontains", B::kNotContains, true},
    {"notin", B::kNotIn, true},
    {"notlike", B::kNotLike, true},
    {"notmatch", B::kNotMatch, true},
    {"or", B::kOr, false},
    {"replace", B::kReplace, true},
    {"shl", B::kShiftLeft, false},
    {"shr", B::kShiftRight, false},
    {"split", B::kSplit, true},
    {"xor", B::kXor, false},
    {"~", B::kEqual, false},  // keeps the table's end out of reach of any word
}};

const Row* FindRow(std::string_view word) {
  auto row = std::lower_bound(kRows.begin(), kRows.end(), word,
                              [](const Row& r, std::string_view w) { return r.word < w; });
  return row != kRows.end() && row->word == word ? &*row : nullptr;
}

constexpr std::array<std::string_view, 36> kBinarySpelling{
    "+",      "-",        "*",      "/",         "%",         "-f",           "..",
    "-and",   "-or",      "-xor",   "-band",     "-bor",      "-bxor",        "-shl",
    "-shr",   "-eq",      "-ne",    "-gt",       "-ge",       "-lt",          "-le",
    "-like",  "-notlike", "-match", "-notmatch", "-contains", "-notcontains", "-in",
    "-notin", "-replace", "-split", "-join",     "-is",       "-isnot",       "-as",
    "??"};

constexpr std::array<std::string_view, 16> kInsensitiveSpelling{
    "-ieq",   "-ine",      "-igt",      "-ige",       "-ilt",       "-ile",
    "-ilike", "-inotlike", "-imatch",   "-inotmatch", "-icontains", "-inotcontains",
    "-iin",   "-inotin",   "-ireplace", "-isplit"};

constexpr std::array<std::string_view, 16> kSensitiveSpelling{
    "-ceq",   "-cne",      "-cgt",      "-cge",       "-clt",       "-cle",
    "-clike", "-cnotlike", "-cmatch",   "-cnotmatch", "-ccontains", "-cnotcontains",
    "-cin",   "-cnotin",   "-creplace", "-csplit"};

}  // namespace

std::optional<DashOperator> FindDashOperator(std::string_view word) {
  char lower[16];
  if (word.empty() || word.size() >= sizeof lower) return std::nullopt;
  for (size_t i = 0; i < word.size(); ++i) lower[i] = LowerAscii(word[i]);
  std::string_view name(lower, word.size());

  DashOperator found;
  if (name == "not" || name == "bnot") {
    found.is_unary = true;
    found.unary = name == "not" ? UnaryOperator::kNot : UnaryOperator::kBitNot;
    return found;
  }
  const Row* row = FindRow(name);
  if (row == nullptr && (name[0] == 'i' || name[0] == 'c')) {
    row = FindRow(name.substr(1));
    if (row != nullptr && !row->has_case_forms) return std::nullopt;
    found.case_mode = name[0] == 'c' ? CaseMode::kSensitive : CaseMode::kInsensitive;
  }
  if (row == nullptr) return std::nullopt;
  found.is_binary = true;
  found.binary = row->op;
  found.is_unary = row->op == B::kSplit || row->op == B::kJoin;
  found.unary = row->op == B::kSplit ? UnaryOperator::kSplit : UnaryOperator::kJoin;
  return found;
}

int Precedence(BinaryOperator op) {
  switch (op) {
    case B::kAnd:
    case B::kOr:
    case B::kXor:
      return 1;
    case B::kBitAnd:
    case B::kBitOr:
    case B::kBitXor:
      return 2;
    case B::kCoalesce:
      return 4;
    case B::kAdd:
    case B::kSubtract:
      return 5;
    case B::kMultiply:
    case B::kDivide:
    case B::kRemainder:
      return 6;
    case B::kFormat:
      return 7;
    case B::kRange:
      return 8;
    default:
      return 3;  // comparison, -is, -as, -split, -join, -replace, shifts
  }
}

std::string_view Spelling(BinaryOperator op, CaseMode mode) {
  auto index = static_cast<size_t>(op);
  if (mode != CaseMode::kDefault && op >= B::kEqual && op <= B::kSplit) {
    size_t row = index - static_cast<size_t>(B::kEqual);
    return mode == CaseMode::kSensitive ? kSensitiveSpelling[row] : kInsensitiveSpelling[row];
  }
  return kBinarySpelling[index];
}

std::string_view Spelling(UnaryOperator op) {
  constexpr std::array<std::string_view, 10> kSpelling{"+",      "-",  "-not", "-bnot", "-join",
                                                       "-split", "++", "--",   "++",    "--"};
  return kSpelling[static_cast<size_t>(op)];
}

std::string_view Spelling(AssignmentOperator op) {
  constexpr std::array<std::string_view, 7> kSpelling{"=", "+=", "-=", "*=", "/=", "%=", "?\?="};
  return kSpelling[static_cast<size_t>(op)];
}

}  // namespace sipsh::syntax
