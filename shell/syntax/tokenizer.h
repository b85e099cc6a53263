// Tokenizer: one token at a time, in expression mode or in argument mode (about_Parsing).
//
// It holds no position: the parser asks for the token at an offset in the mode the grammar is in,
// and may ask again in the other mode. Strings with something to expand come as a start token only;
// the parser reads on from there, since they may hold whole statements.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "shell/syntax/operators.h"
#include "shell/syntax/source_text.h"

namespace sipsh::syntax {

enum class TokenKind : uint8_t {
  kEnd,
  kNewLine,
  kSemicolon,
  kVariable,  // $x, ${x y}, $env:PATH
  kSplat,     // @x
  kNumber,
  kSingleQuoted,  // the whole string
  kDoubleQuoted,  // the opening quote only
  kSingleHere,    // the whole here-string
  kDoubleHere,    // the header line only, its line end included
  kBareword,      // plain text
  kComposite,     // start of a bareword with quotes, escapes or variables in it; extent is empty
  kParameter,     // -Name, without a following colon
  kStopParsing,   // --%
  kOperator,      // binary and perhaps unary; `op`, `case_mode`
  kNot,           // ! and -not
  kBitNot,
  kDashWord,  // -word that is no operator, in expression mode
  kIncrement,
  kDecrement,
  kAssignment,
  kLeftParen,
  kRightParen,
  kLeftBrace,
  kRightBrace,
  kLeftBracket,
  kRightBracket,
  kAtParen,
  kAtBrace,
  kDollarParen,
  kComma,
  kPipe,
  kAmpersand,
  kAndAnd,
  kOrOr,
  kDot,
  kColon,
  kColonColon,
  kQuestion,
  kRedirection,
  kUnknown,
};

enum class TokenFault : uint8_t {
  kNone,
  kUnterminatedString,
  kUnterminatedHereString,
  kBadHereStringHeader,
  kUnterminatedVariable,
  kEmptyVariable,
  kBadNumber,
};

struct Token {
  TokenKind kind = TokenKind::kEnd;
  TokenFault fault = TokenFault::kNone;
  BinaryOperator op = BinaryOperator::kAdd;
  AssignmentOperator assignment = AssignmentOperator::kAssign;
  CaseMode case_mode = CaseMode::kDefault;
  bool also_unary = false;  // of a kOperator: + - -join -split
  UnaryOperator unary = UnaryOperator::kNot;
  Extent extent;
};

enum class TokenMode : uint8_t {
  kOperand,   // expression mode where a value is expected: numbers take a sign
  kOperator,  // expression mode behind a value
  kArgument,
};

class Tokenizer {
 public:
  explicit Tokenizer(std::string_view text) : text_(text) {}

  // The token at or behind `offset`, after blanks, comments and continued lines.
  Token Lex(uint32_t offset, TokenMode mode);
  // The offset behind blanks, comments and continued lines; a new line is not skipped.
  // In expressions an escaped blank is one as well.
  uint32_t SkipBlanks(uint32_t offset, TokenMode mode = TokenMode::kArgument);
  // The name after `$` at `offset`; fills the token's extent and fault. False when no name follows.
  bool ScanVariable(uint32_t offset, Token* token) const;

  // Whether a bareword ends at `offset`.
  bool EndsArgument(uint32_t offset) const;

  // Every comment met so far, in order.
  const std::vector<Extent>& Comments() const { return comments_; }
  bool HasUnterminatedComment() const { return unterminated_comment_; }

 private:
  char At(uint32_t offset) const { return offset < text_.size() ? text_[offset] : '\0'; }
  uint32_t SkipComment(uint32_t offset);
  uint32_t SkipNewLine(uint32_t offset) const;
  Token Make(TokenKind kind, uint32_t start, uint32_t length) const;

  Token LexExpression(uint32_t start, TokenMode mode);
  Token LexArgument(uint32_t start);
  Token LexDollar(uint32_t start, TokenMode mode);
  Token LexAt(uint32_t start, TokenMode mode);
  Token LexDash(uint32_t start, uint32_t dash_length, TokenMode mode);
  Token LexArgumentDash(uint32_t start, uint32_t dash_length);
  Token LexSymbol(uint32_t start, TokenMode mode);
  Token LexQuestion(uint32_t start) const;
  Token LexNumber(uint32_t start, TokenMode mode) const;
  Token LexBareword(uint32_t start) const;
  Token LexWord(uint32_t start) const;
  Token LexSingleQuoted(uint32_t start) const;
  Token LexHereString(uint32_t start, uint32_t quote_offset, char quote) const;
  bool LexRedirection(uint32_t start, Token* token) const;
  uint32_t ScanVariableName(uint32_t offset) const;

  std::string_view text_;
  std::vector<Extent> comments_;
  bool unterminated_comment_ = false;
};

}  // namespace sipsh::syntax
