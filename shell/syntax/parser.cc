#include "shell/syntax/parser.h"

#include <algorithm>
#include <array>

#include "shell/syntax/parser_impl.h"

namespace sipsh::syntax {

namespace {

constexpr size_t kMostErrors = 50;
constexpr size_t kLargestText = size_t{1} << 30;

constexpr std::array<std::string_view, 32> kKeywords{
    "",        "begin",        "break",   "catch",    "class", "clean", "continue", "data",
    "do",      "dynamicparam", "else",    "elseif",   "end",   "enum",  "exit",     "filter",
    "finally", "for",          "foreach", "function", "if",    "in",    "param",    "process",
    "return",  "switch",       "throw",   "trap",     "try",   "until", "using",    "while"};

}  // namespace

Keyword FindKeyword(std::string_view word) {
  if (word.size() < 2 || word.size() > 12) return Keyword::kNone;
  char first = LowerAscii(word[0]);
  for (size_t i = 1; i < kKeywords.size(); ++i) {
    if (kKeywords[i][0] == first && EqualsLower(word, kKeywords[i])) return static_cast<Keyword>(i);
  }
  return Keyword::kNone;
}

// ---- Level --------------------------------------------------------------------------------------

Parser::Level::Level(Parser& parser, bool nested)
    : parser_(parser), saved_height_(std::exchange(parser.height_, 0)), nested_(nested) {
  if (nested_) ++parser_.depth_;
  ok_ = parser_.depth_ <= kMaximumDepth && !parser_.stopped_;
  if (!ok_ && !parser_.stopped_) {
    parser_.FailHere("NestingTooDeep", "this is nested more than " + std::to_string(kMaximumDepth) +
                                           " levels deep; move inner parts into functions");
    parser_.Stop();
  }
}

Parser::Level::~Level() {
  if (nested_) --parser_.depth_;
  parser_.height_ = std::max(saved_height_, parser_.height_ + 1);
}

bool Parser::Deeper() {
  if (++height_ <= static_cast<uint32_t>(kMaximumChain)) return true;
  FailHere("NestingTooDeep", "this expression strings together more than " +
                                 std::to_string(kMaximumChain) +
                                 " operators; split it into several statements");
  Stop();
  return false;
}

void Parser::Stop() {
  stopped_ = true;
  pos_ = static_cast<uint32_t>(text_.size());
}

// ---- Tokens -------------------------------------------------------------------------------------

const Token& Parser::Peek(TokenMode mode) {
  if (token_pos_ != pos_ || token_mode_ != mode) {
    token_ = tokenizer_.Lex(pos_, mode);
    token_pos_ = pos_;
    token_mode_ = mode;
  }
  return token_;
}

Token Parser::Take() {
  Token token = token_;
  pos_ = token.extent.end;
  if (token.kind != TokenKind::kNewLine) last_end_ = pos_;
  if (token.kind != TokenKind::kDoubleQuoted && token.kind != TokenKind::kDoubleHere &&
      token.kind != TokenKind::kComposite) {
    Record(token.kind, token.extent);
  }
  if (token.fault != TokenFault::kNone) ReportFault(token);
  return token;
}

void Parser::Record(TokenKind kind, Extent extent) {
  if (record_ == nullptr) return;
  Token token;
  token.kind = kind;
  token.extent = extent;
  record_->push_back(token);
}

void Parser::ReportFault(const Token& token) {
  uint32_t size = static_cast<uint32_t>(text_.size());
  bool at_end = token.extent.end >= size && result_->errors.empty();
  switch (token.fault) {
    case TokenFault::kUnterminatedString:
      Fail(token.extent, "TerminatorExpectedAtEndOfString",
           "the string that begins here has no closing quote");
      break;
    case TokenFault::kUnterminatedHereString:
      Fail(token.extent, "TerminatorExpectedAtEndOfString",
           "the here-string that begins here is not closed; its end mark must stand at the very "
           "start of a line");
      break;
    case TokenFault::kBadHereStringHeader:
      Fail(token.extent, "UnexpectedCharactersAfterHereStringHeader",
           "nothing may follow the opening of a here-string on its line");
      return;
    case TokenFault::kUnterminatedVariable:
      Fail(token.extent, "IncompleteDollarVariableReference", "'${' has no closing '}'");
      break;
    case TokenFault::kEmptyVariable:
      Fail(token.extent, "OpenBraceNeedsToBeBackTickedInVariableName", "'${}' names no variable");
      return;
    case TokenFault::kBadNumber: {
      constexpr size_t kMostShown = 40;
      std::string number(Slice(token.extent));
      if (number.size() > kMostShown) number = number.substr(0, kMostShown) + "...";
      Fail(token.extent, "BadNumericConstant", "the number " + number + " does not fit its type");
      return;
    }
    case TokenFault::kNone:
      return;
  }
  if (at_end) result_->incomplete = true;
}

void Parser::SkipNewLines() {
  while (Peek(TokenMode::kArgument).kind == TokenKind::kNewLine) Take();
}

void Parser::SkipSeparators() {
  for (;;) {
    TokenKind kind = Peek(TokenMode::kArgument).kind;
    if (kind != TokenKind::kNewLine && kind != TokenKind::kSemicolon) return;
    Take();
  }
}

bool Parser::PeekKeyword(Keyword keyword) {
  const Token& token = Peek(TokenMode::kArgument);
  return token.kind == TokenKind::kBareword && FindKeyword(Slice(token.extent)) == keyword;
}

bool Parser::PeekKeywordPastNewLines(Keyword keyword) {
  uint32_t saved = pos_;
  SkipNewLines();
  if (PeekKeyword(keyword)) return true;
  pos_ = saved;
  return false;
}

// ---- Errors -------------------------------------------------------------------------------------

void Parser::Fail(Extent extent, std::string_view id, std::string message) {
  auto& errors = result_->errors;
  if (stopped_ || errors.size() >= kMostErrors) return;
  if (!errors.empty() && errors.back().extent.start >= extent.start) return;
  if (errors.empty() && extent.start >= text_.size()) result_->incomplete = true;
  errors.push_back({extent, std::string(id), std::move(message)});
}

void Parser::FailHere(std::string_view id, std::string message, TokenMode mode) {
  Extent extent = Peek(mode).extent;
  Fail(extent, id, std::move(message));
}

std::string Parser::DescribeToken(const Token& token) const {
  switch (token.kind) {
    case TokenKind::kEnd:
      return "the end of the input";
    case TokenKind::kNewLine:
      return "the end of the line";
    case TokenKind::kDoubleQuoted:
    case TokenKind::kDoubleHere:
    case TokenKind::kSingleHere:
    case TokenKind::kSingleQuoted:
      return "a string";
    default:
      break;
  }
  Extent extent = token.extent;
  if (extent.end == extent.start) {
    extent.end = extent.start + FoldCharacter(text_, extent.start).length;
  }
  std::string_view text = Slice(extent);
  if (text.size() > 60) text = text.substr(0, 60);
  return "'" + std::string(text) + "'";
}

void Parser::Unexpected(TokenMode mode, std::string_view where) {
  Token token = Peek(mode);
  Fail(token.extent, "UnexpectedToken",
       DescribeToken(token) + " is not expected " + std::string(where));
}

bool Parser::Expect(TokenKind kind, std::string_view id, std::string message) {
  if (Peek(TokenMode::kOperator).kind == kind) {
    Take();
    return true;
  }
  FailHere(id, std::move(message));
  return false;
}

void Parser::ExpectClosing(TokenKind kind, uint32_t opened_at, std::string_view id,
                           std::string_view what) {
  if (Peek(TokenMode::kOperator).kind == kind) {
    Take();
    return;
  }
  const Token token = token_;
  std::string message = std::string(what) + " opened at line " +
                        std::to_string(source_.PositionOf(opened_at).line) + " is not closed";
  if (token.kind != TokenKind::kEnd) message += " before " + DescribeToken(token);
  Fail(token.extent, id, std::move(message));
}

ExpressionPtr Parser::ErrorNode() { return Finish(Make<ErrorExpression>(last_end_)); }

void Parser::SkipOneToken() {
  uint32_t before = pos_;
  TokenKind kind = Peek(TokenMode::kArgument).kind;
  if (kind == TokenKind::kDoubleQuoted) {
    ParseDoubleQuoted(Take());
  } else if (kind == TokenKind::kDoubleHere) {
    ParseDoubleHere(Take());
  } else if (kind == TokenKind::kComposite) {
    ParseComposite();
  } else {
    Take();
  }
  if (pos_ == before && pos_ < text_.size()) Advance(pos_ + FoldCharacter(text_, pos_).length);
}

// Leaves the rest of a statement unread, up to its separator or the bracket that closes its block.
void Parser::SkipToStatementEnd() {
  int open = 0;
  for (;;) {
    switch (Peek(TokenMode::kArgument).kind) {
      case TokenKind::kEnd:
        return;
      case TokenKind::kNewLine:
      case TokenKind::kSemicolon:
        if (open == 0) return;
        break;
      case TokenKind::kLeftParen:
      case TokenKind::kLeftBrace:
      case TokenKind::kAtParen:
      case TokenKind::kAtBrace:
      case TokenKind::kDollarParen:
        ++open;
        break;
      case TokenKind::kRightParen:
      case TokenKind::kRightBrace:
        if (open-- == 0) return;
        break;
      default:
        break;
    }
    SkipOneToken();
  }
}

// ---- Entry --------------------------------------------------------------------------------------

void Parser::ParseScript(ScriptAst* ast) {
  if (text_.size() > kLargestText) {
    result_->errors.push_back({{0, 0}, "ScriptTooLong", "the script is longer than 1 GiB"});
    ast->root = std::make_unique<ScriptBlock>();
    return;
  }
  ast->root = ParseScriptBlock(0, TokenKind::kEnd, false);
  ast->root->extent = {0, static_cast<uint32_t>(text_.size())};
  ast->root->help = ScriptHelp(*ast->root);
  CollectRequires(ast);
  if (tokenizer_.HasUnterminatedComment() && !stopped_) {
    Extent comment = tokenizer_.Comments().back();
    result_->errors.push_back(
        {comment, "MissingTerminatorMultiLineComment", "the comment that begins here has no '#>'"});
    result_->incomplete = true;
  }
  if (text_.size() >= 2 && HasClass(text_.back(), kNewLineChar)) return;
  bool continued = !text_.empty() && text_.back() == '`';
  if (continued && result_->errors.size() <= 1) result_->incomplete = true;
}

namespace {

ParseResult ParseText(std::string text, std::string file_name, std::vector<Token>* record) {
  ParseResult result;
  auto ast = std::make_shared<ScriptAst>(SourceText(std::move(text), std::move(file_name)));
  Parser(ast->source, &result, record).ParseScript(ast.get());
  result.ast = std::move(ast);
  return result;
}

}  // namespace

ParseResult Parse(std::string text, std::string file_name) {
  return ParseText(std::move(text), std::move(file_name), nullptr);
}

std::vector<Token> Tokenize(const std::string& text) {
  std::vector<Token> tokens;
  ParseText(text, {}, &tokens);
  std::stable_sort(tokens.begin(), tokens.end(),
                   [](const Token& a, const Token& b) { return a.extent.start < b.extent.start; });
  return tokens;
}

std::string Describe(const ScriptAst& ast, const ParseError& error) {
  return ast.source.Describe(error.extent.start) + ": " + error.message;
}

}  // namespace sipsh::syntax
