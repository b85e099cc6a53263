#include "shell/syntax/tokenizer.h"

#include "shell/syntax/characters.h"
#include "shell/syntax/number.h"
#include "shell/syntax/operator_table.h"

namespace sipsh::syntax {

Token Tokenizer::Make(TokenKind kind, uint32_t start, uint32_t length) const {
  Token token;
  token.kind = kind;
  token.extent = {start, start + length};
  return token;
}

uint32_t Tokenizer::SkipNewLine(uint32_t at) const {
  if (At(at) == '\r' && At(at + 1) == '\n') return at + 2;
  return at + 1;
}

uint32_t Tokenizer::SkipComment(uint32_t start) {
  size_t end;
  if (text_[start] == '#') {
    end = text_.find_first_of("\r\n", start);
    if (end == std::string_view::npos) end = text_.size();
  } else {
    end = text_.find("#>", start + 2);
    if (end == std::string_view::npos) {
      unterminated_comment_ = true;
      end = text_.size();
    } else {
      end += 2;
    }
  }
  auto stop = static_cast<uint32_t>(end);
  if (comments_.empty() || comments_.back().start < start) comments_.push_back({start, stop});
  return stop;
}

uint32_t Tokenizer::SkipBlanks(uint32_t at, TokenMode mode) {
  while (at < text_.size()) {
    char c = text_[at];
    if (HasClass(c, kBlank)) {
      ++at;
    } else if (c == '#' || (c == '<' && At(at + 1) == '#')) {
      at = SkipComment(at);
    } else if (c == '`' && HasClass(At(at + 1), kNewLineChar)) {
      at = SkipNewLine(at + 1);
    } else if (c == '`' && mode != TokenMode::kArgument && HasClass(At(at + 1), kBlank)) {
      at += 2;
    } else if (static_cast<unsigned char>(c) >= 0x80 && FoldCharacter(text_, at).ascii == ' ') {
      at += FoldCharacter(text_, at).length;
    } else {
      break;
    }
  }
  return at;
}

Token Tokenizer::Lex(uint32_t offset, TokenMode mode) {
  uint32_t start = SkipBlanks(offset, mode);
  if (start >= text_.size()) return Make(TokenKind::kEnd, static_cast<uint32_t>(text_.size()), 0);
  char c = text_[start];
  if (HasClass(c, kNewLineChar)) {
    return Make(TokenKind::kNewLine, start, SkipNewLine(start) - start);
  }
  return mode == TokenMode::kArgument ? LexArgument(start) : LexExpression(start, mode);
}

bool Tokenizer::EndsArgument(uint32_t at) const {
  if (at >= text_.size()) return true;
  if (HasClass(text_[at], kBareEnd)) return true;
  return static_cast<unsigned char>(text_[at]) >= 0x80 && FoldCharacter(text_, at).ascii == ' ';
}

// ---- Variables ----------------------------------------------------------------------------------

uint32_t Tokenizer::ScanVariableName(uint32_t at) const {
  while (at < text_.size() && HasClass(text_[at], kVariableChar)) {
    if (static_cast<unsigned char>(text_[at]) >= 0x80) {
      FoldedCharacter folded = FoldBeyondAscii(text_, at);
      if (folded.ascii != 0) break;
      at += folded.length;
    } else {
      ++at;
    }
  }
  return at;
}

bool Tokenizer::ScanVariable(uint32_t start, Token* token) const {
  *token = Make(TokenKind::kVariable, start, 1);
  uint32_t at = start + 1;
  char c = At(at);
  if (c == '{') {
    ++at;
    uint32_t first = at;
    while (at < text_.size() && text_[at] != '}') {
      bool unicode = text_[at] == '`' && At(at + 1) == 'u' && At(at + 2) == '{';
      for (at += unicode ? 3 : 0; unicode && HasClass(At(at), kDigitChar | kLetterChar);) ++at;
      at += !unicode && text_[at] == '`' ? 2 : 1;
    }
    if (at >= text_.size()) {
      token->fault = TokenFault::kUnterminatedVariable;
      token->extent.end = static_cast<uint32_t>(text_.size());
      return true;
    }
    if (at == first) token->fault = TokenFault::kEmptyVariable;
    token->extent.end = at + 1;
    return true;
  }
  if (c == '$' || c == '^' || (c == '?' && !HasClass(At(at + 1), kLetterChar))) {
    token->extent.end = at + 1;
    return true;
  }
  uint32_t end = ScanVariableName(at);
  if (end == at) return false;
  if (At(end) == ':' && At(end + 1) != ':') {
    uint32_t rest = ScanVariableName(end + 1);
    if (rest > end + 1) end = rest;
  }
  token->extent.end = end;
  return true;
}

Token Tokenizer::LexDollar(uint32_t start, TokenMode mode) {
  if (At(start + 1) == '(') return Make(TokenKind::kDollarParen, start, 2);
  Token token;
  if (!ScanVariable(start, &token)) {
    if (mode == TokenMode::kArgument) return LexBareword(start);
    return Make(TokenKind::kUnknown, start, 1);
  }
  if (mode != TokenMode::kArgument) return token;
  uint32_t end = token.extent.end;
  char next = At(end);
  bool postfix = next == '.' || next == '[' || (next == ':' && At(end + 1) == ':') ||
                 (next == '?' && (At(end + 1) == '.' || At(end + 1) == '['));
  if (postfix || EndsArgument(end) || token.fault != TokenFault::kNone) return token;
  return Make(TokenKind::kComposite, start, 0);
}

Token Tokenizer::LexAt(uint32_t start, TokenMode mode) {
  char next = At(start + 1);
  if (next == '(') return Make(TokenKind::kAtParen, start, 2);
  if (next == '{') return Make(TokenKind::kAtBrace, start, 2);
  FoldedCharacter folded = FoldCharacter(text_, start + 1);
  if (folded.ascii == '"' || folded.ascii == '\'') {
    return LexHereString(start, start + 1, folded.ascii);
  }
  if (IsNameStart(text_, start + 1)) {
    Token token;
    ScanVariable(start, &token);
    token.kind = TokenKind::kSplat;
    if (mode != TokenMode::kArgument || EndsArgument(token.extent.end)) return token;
  }
  if (mode == TokenMode::kArgument) return LexBareword(start);
  return Make(TokenKind::kUnknown, start, 1);
}

// ---- Strings ------------------------------------------------------------------------------------

Token Tokenizer::LexSingleQuoted(uint32_t start) const {
  Token token = Make(TokenKind::kSingleQuoted, start, 0);
  uint32_t at = start + FoldCharacter(text_, start).length;
  while (at < text_.size()) {
    FoldedCharacter c = FoldCharacter(text_, at);
    at += c.length;
    if (c.ascii != '\'') continue;
    FoldedCharacter next = FoldCharacter(text_, at);
    if (next.ascii != '\'') {
      token.extent.end = at;
      return token;
    }
    at += next.length;
  }
  token.fault = TokenFault::kUnterminatedString;
  token.extent.end = static_cast<uint32_t>(text_.size());
  return token;
}

Token Tokenizer::LexHereString(uint32_t start, uint32_t quote_offset, char quote) const {
  bool single = quote == '\'';
  Token token = Make(single ? TokenKind::kSingleHere : TokenKind::kDoubleHere, start, 0);
  uint32_t at = quote_offset + FoldCharacter(text_, quote_offset).length;
  while (HasClass(At(at), kBlank)) ++at;
  if (!HasClass(At(at), kNewLineChar)) {
    bool at_end = at >= text_.size();
    token.fault = at_end ? TokenFault::kUnterminatedHereString : TokenFault::kBadHereStringHeader;
    size_t line_end = text_.find_first_of("\r\n", at);
    token.extent.end =
        static_cast<uint32_t>(line_end == std::string_view::npos ? text_.size() : line_end);
    return token;
  }
  token.extent.end = SkipNewLine(at);
  if (!single) return token;
  // The terminator may stand right below the header, hence the search from the header's line end.
  while (at < text_.size()) {
    uint32_t line = SkipNewLine(at);
    FoldedCharacter first = FoldCharacter(text_, line);
    if (first.ascii == '\'' && At(line + first.length) == '@') {
      token.extent.end = line + first.length + 1;
      return token;
    }
    size_t next = text_.find_first_of("\r\n", line);
    if (next == std::string_view::npos) break;
    at = static_cast<uint32_t>(next);
  }
  token.fault = TokenFault::kUnterminatedHereString;
  token.extent.end = static_cast<uint32_t>(text_.size());
  return token;
}

// ---- Words and numbers --------------------------------------------------------------------------

Token Tokenizer::LexNumber(uint32_t start, TokenMode mode) const {
  Literal value;
  bool fits = true;
  uint32_t length = ScanNumber(text_.substr(start), &value, &fits);
  bool ends = mode != TokenMode::kArgument || EndsArgument(start + length);
  if (length == 0 || !ends) {
    return mode == TokenMode::kArgument ? LexBareword(start) : LexWord(start);
  }
  Token token = Make(TokenKind::kNumber, start, length);
  if (!fits) token.fault = TokenFault::kBadNumber;
  return token;
}

Token Tokenizer::LexBareword(uint32_t start) const {
  uint32_t at = start;
  while (at < text_.size()) {
    char c = text_[at];
    if (!HasClass(c, kBareEnd | kBareSpecial) && static_cast<unsigned char>(c) < 0x80) {
      ++at;
      continue;
    }
    if (EndsArgument(at)) break;
    if (c == '$') {
      Token variable;
      if (At(at + 1) == '(' || ScanVariable(at, &variable)) {
        return Make(TokenKind::kComposite, start, 0);
      }
      ++at;
      continue;
    }
    FoldedCharacter folded = FoldCharacter(text_, at);
    if (folded.ascii == '\'' || folded.ascii == '"' || folded.ascii == '`') {
      return Make(TokenKind::kComposite, start, 0);
    }
    at += folded.length;
  }
  if (at == start) return Make(TokenKind::kUnknown, start, FoldCharacter(text_, start).length);
  return Make(TokenKind::kBareword, start, at - start);
}

// A word in expression mode; the grammar takes it only in a few places.
Token Tokenizer::LexWord(uint32_t start) const {
  uint32_t at = start;
  while (at < text_.size() && HasClass(text_[at], kLetterChar | kDigitChar)) {
    FoldedCharacter folded = FoldCharacter(text_, at);
    if (static_cast<unsigned char>(text_[at]) >= 0x80 && folded.ascii != 0) break;
    at += folded.length;
  }
  if (at == start) return Make(TokenKind::kUnknown, start, FoldCharacter(text_, start).length);
  return Make(TokenKind::kBareword, start, at - start);
}

// ---- Operators ----------------------------------------------------------------------------------

bool Tokenizer::LexRedirection(uint32_t start, Token* token) const {
  uint32_t at = start;
  char c = At(at);
  if ((c >= '1' && c <= '6') || c == '*') ++at;
  if (At(at) != '>') return false;
  ++at;
  if (At(at) == '>') {
    ++at;
  } else if (At(at) == '&' && (At(at + 1) == '1' || At(at + 1) == '2')) {
    at += 2;
  }
  *token = Make(TokenKind::kRedirection, start, at - start);
  return true;
}

Token Tokenizer::LexDash(uint32_t start, uint32_t dash, TokenMode mode) {
  uint32_t after = start + dash;
  FoldedCharacter next = FoldCharacter(text_, after);
  if (next.ascii == '-') return Make(TokenKind::kDecrement, start, dash + next.length);
  if (next.ascii == '=') {
    Token token = Make(TokenKind::kAssignment, start, dash + 1);
    token.assignment = AssignmentOperator::kSubtract;
    return token;
  }
  bool digit =
      HasClass(At(after), kDigitChar) || (At(after) == '.' && HasClass(At(after + 1), kDigitChar));
  if (mode == TokenMode::kOperand && digit) return LexNumber(start, mode);
  if (IsNameStart(text_, after)) {
    Token word = LexWord(after);
    word.extent.start = start;
    word.kind = TokenKind::kDashWord;
    auto found = FindDashOperator(text_.substr(after, word.extent.end - after));
    if (!found) return word;
    word.case_mode = found->case_mode;
    word.also_unary = found->is_unary;
    word.unary = found->unary;
    word.op = found->binary;
    word.kind = TokenKind::kOperator;
    if (!found->is_binary) {
      word.kind = found->unary == UnaryOperator::kNot ? TokenKind::kNot : TokenKind::kBitNot;
    }
    return word;
  }
  Token minus = Make(TokenKind::kOperator, start, dash);
  minus.op = BinaryOperator::kSubtract;
  minus.also_unary = true;
  minus.unary = UnaryOperator::kMinus;
  return minus;
}

Token Tokenizer::LexQuestion(uint32_t start) const {
  if (At(start + 1) != '?') return Make(TokenKind::kQuestion, start, 1);
  if (At(start + 2) == '=') {
    Token token = Make(TokenKind::kAssignment, start, 3);
    token.assignment = AssignmentOperator::kCoalesce;
    return token;
  }
  Token token = Make(TokenKind::kOperator, start, 2);
  token.op = BinaryOperator::kCoalesce;
  return token;
}

namespace {

struct Arithmetic {
  char symbol;
  BinaryOperator op;
  AssignmentOperator assignment;
};

constexpr Arithmetic kArithmetic[] = {
    {'+', BinaryOperator::kAdd, AssignmentOperator::kAdd},
    {'*', BinaryOperator::kMultiply, AssignmentOperator::kMultiply},
    {'/', BinaryOperator::kDivide, AssignmentOperator::kDivide},
    {'%', BinaryOperator::kRemainder, AssignmentOperator::kRemainder},
};

}  // namespace

Token Tokenizer::LexSymbol(uint32_t start, TokenMode mode) {
  char c = text_[start];
  char next = At(start + 1);
  switch (c) {
    case '(':
      return Make(TokenKind::kLeftParen, start, 1);
    case ')':
      return Make(TokenKind::kRightParen, start, 1);
    case '{':
      return Make(TokenKind::kLeftBrace, start, 1);
    case '}':
      return Make(TokenKind::kRightBrace, start, 1);
    case '[':
      return Make(TokenKind::kLeftBracket, start, 1);
    case ']':
      return Make(TokenKind::kRightBracket, start, 1);
    case ';':
      return Make(TokenKind::kSemicolon, start, 1);
    case ',':
      return Make(TokenKind::kComma, start, 1);
    case '|':
      return Make(next == '|' ? TokenKind::kOrOr : TokenKind::kPipe, start, next == '|' ? 2 : 1);
    case '&':
      return Make(next == '&' ? TokenKind::kAndAnd : TokenKind::kAmpersand, start,
                  next == '&' ? 2 : 1);
    case '=':
      return Make(TokenKind::kAssignment, start, 1);
    case '!':
      return Make(TokenKind::kNot, start, 1);
    case '?':
      return LexQuestion(start);
    case ':':
      return Make(next == ':' ? TokenKind::kColonColon : TokenKind::kColon, start,
                  next == ':' ? 2 : 1);
    default:
      break;
  }
  if (c == '.') {
    if (next == '.') {
      Token range = Make(TokenKind::kOperator, start, 2);
      range.op = BinaryOperator::kRange;
      return range;
    }
    return Make(TokenKind::kDot, start, 1);
  }
  if (c == '+' && next == '+') return Make(TokenKind::kIncrement, start, 2);
  for (const Arithmetic& row : kArithmetic) {
    if (row.symbol != c) continue;
    Token token = Make(TokenKind::kOperator, start, 1);
    if (next == '=') {
      token = Make(TokenKind::kAssignment, start, 2);
      token.assignment = row.assignment;
      return token;
    }
    bool digit = HasClass(next, kDigitChar) || (next == '.' && HasClass(At(start + 2), kDigitChar));
    if (c == '+' && mode == TokenMode::kOperand && digit) return LexNumber(start, mode);
    token.op = row.op;
    token.also_unary = c == '+';
    token.unary = UnaryOperator::kPlus;
    return token;
  }
  return LexWord(start);
}

Token Tokenizer::LexExpression(uint32_t start, TokenMode mode) {
  FoldedCharacter c = FoldCharacter(text_, start);
  bool stream = HasClass(c.ascii, kDigitChar) && mode == TokenMode::kOperator;
  if (stream || c.ascii == '*' || c.ascii == '>') {
    Token redirection;
    if (LexRedirection(start, &redirection)) return redirection;
  }
  switch (c.ascii) {
    case '$':
      return LexDollar(start, mode);
    case '@':
      return LexAt(start, mode);
    case '\'':
      return LexSingleQuoted(start);
    case '"':
      return Make(TokenKind::kDoubleQuoted, start, c.length);
    case '-':
      return LexDash(start, c.length, mode);
    case '.':
      if (mode == TokenMode::kOperand && HasClass(At(start + 1), kDigitChar)) {
        return LexNumber(start, mode);
      }
      break;
    default:
      break;
  }
  if (HasClass(c.ascii, kDigitChar)) return LexNumber(start, mode);
  if (c.ascii == 0) return LexWord(start);
  return LexSymbol(start, mode);
}

// ---- Argument mode ------------------------------------------------------------------------------

Token Tokenizer::LexArgumentDash(uint32_t start, uint32_t dash) {
  uint32_t after = start + dash;
  FoldedCharacter next = FoldCharacter(text_, after);
  if (next.ascii == '-') {
    uint32_t end = after + next.length;
    if (At(end) == '%' && EndsArgument(end + 1))
      return Make(TokenKind::kStopParsing, start, end + 1 - start);
    return LexBareword(start);
  }
  if (HasClass(next.ascii, kDigitChar) || next.ascii == '.')
    return LexNumber(start, TokenMode::kArgument);
  if (!IsNameStart(text_, after) && next.ascii != '?') return LexBareword(start);
  uint32_t at = after;
  while (!EndsArgument(at)) {
    FoldedCharacter c = FoldCharacter(text_, at);
    if (c.ascii == ':' || c.ascii == '.' || c.ascii == '[') break;
    if (c.ascii == '\'' || c.ascii == '"' || c.ascii == '$' || c.ascii == '`')
      return LexBareword(start);
    at += c.length;
  }
  return Make(TokenKind::kParameter, start, at - start);
}

Token Tokenizer::LexArgument(uint32_t start) {
  FoldedCharacter c = FoldCharacter(text_, start);
  switch (c.ascii) {
    case '$':
      return LexDollar(start, TokenMode::kArgument);
    case '@':
      return LexAt(start, TokenMode::kArgument);
    case '\'':
      return LexSingleQuoted(start);
    case '"':
      return Make(TokenKind::kDoubleQuoted, start, c.length);
    case '-':
      return LexArgumentDash(start, c.length);
    case '(':
    case ')':
    case '{':
    case '}':
    case ';':
    case ',':
    case '|':
    case '&':
      return LexSymbol(start, TokenMode::kArgument);
    case '<':
      return Make(TokenKind::kUnknown, start, 1);
    default:
      break;
  }
  if (HasClass(c.ascii, kDigitChar) || c.ascii == '*' || c.ascii == '>') {
    Token redirection;
    if (LexRedirection(start, &redirection)) return redirection;
  }
  if (HasClass(c.ascii, kDigitChar) || c.ascii == '+' || c.ascii == '.') {
    return LexNumber(start, TokenMode::kArgument);
  }
  return LexBareword(start);
}

}  // namespace sipsh::syntax
