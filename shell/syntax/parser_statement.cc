// Statements: lists of them, what a keyword begins, assignments, jumps, using, data.
#include "shell/syntax/parser_impl.h"

namespace sipsh::syntax {

namespace {

// Statements that end with a block need no separator behind them.
bool NeedsSeparator(const Statement& statement) {
  switch (statement.kind) {
    case NodeKind::kPipeline:
    case NodeKind::kPipelineChain:
    case NodeKind::kAssignment:
    case NodeKind::kThrow:
    case NodeKind::kReturn:
    case NodeKind::kBreak:
    case NodeKind::kContinue:
    case NodeKind::kExit:
    case NodeKind::kUsing:
      return true;
    default:
      return false;
  }
}

}  // namespace

void Parser::ParseStatements(StatementBlock* block, TokenKind closing) {
  while (!stopped_) {
    SkipSeparators();
    const Token& token = Peek(TokenMode::kArgument);
    if (token.kind == TokenKind::kEnd || token.kind == closing) return;
    if (token.kind == TokenKind::kRightBrace || token.kind == TokenKind::kRightParen) {
      // Inside $( ) a } closes an outer block; elsewhere a stray bracket is passed over.
      if (closing == TokenKind::kRightParen) return;
      Unexpected(TokenMode::kArgument, "here; nothing is open for it to close");
      Take();
      continue;
    }
    uint32_t before = pos_;
    StatementPtr statement = ParseStatement();
    bool separate = NeedsSeparator(*statement);
    if (statement->kind == NodeKind::kTrap) {
      block->traps.emplace_back(static_cast<TrapStatement*>(statement.release()));
    } else {
      block->statements.push_back(std::move(statement));
    }
    if (separate || pos_ == before) {
      TokenKind next = Peek(TokenMode::kOperator).kind;
      bool separated = next == TokenKind::kNewLine || next == TokenKind::kSemicolon ||
                       next == TokenKind::kEnd || next == closing;
      if (!separated) {
        Unexpected(TokenMode::kOperator, "in this expression or statement");
        SkipToStatementEnd();
      }
    }
    if (pos_ == before && pos_ < text_.size()) SkipOneToken();
  }
}

StatementPtr Parser::ParseStatement() {
  Level level(*this);
  uint32_t start = Peek(TokenMode::kArgument).extent.start;
  if (!level.Ok()) return Finish(Make<Pipeline>(start));
  CommaScope scope(*this, true);
  if (token_.kind == TokenKind::kBareword) {
    Keyword keyword = FindKeyword(Slice(token_.extent));
    if (keyword != Keyword::kNone) return ParseKeywordStatement(keyword, start, {});
    if (At(start) == ':' && IsNameStart(text_, start + 1)) return ParseLabelled(start);
  }
  if (At(start) == '[') {
    std::string_view rest = std::string_view(text_).substr(SkipAttributes(start));
    if (EqualsLower(rest.substr(0, 6), "class ") || EqualsLower(rest.substr(0, 5), "enum ")) {
      std::vector<AttributePtr> attributes;
      while (Peek(TokenMode::kOperand).kind == TokenKind::kLeftBracket) {
        AttributePtr attribute = ParseAttribute();
        if (attribute == nullptr) break;
        attributes.push_back(std::move(attribute));
        SkipNewLines();
      }
      StatementPtr definition = ParseStatement();
      if (definition->kind == NodeKind::kTypeDefinition) {
        static_cast<TypeDefinition&>(*definition).attributes = std::move(attributes);
      }
      return definition;
    }
  }
  return ParsePipelineChain();
}

StatementPtr Parser::ParseLabelled(uint32_t start) {
  std::string label(Slice(token_.extent).substr(1));
  uint32_t saved = pos_;
  Take();
  SkipNewLines();
  if (Peek(TokenMode::kArgument).kind == TokenKind::kBareword) {
    Keyword keyword = FindKeyword(Slice(token_.extent));
    if (keyword == Keyword::kFor || keyword == Keyword::kForEach || keyword == Keyword::kWhile ||
        keyword == Keyword::kDo || keyword == Keyword::kSwitch) {
      return ParseKeywordStatement(keyword, start, std::move(label));
    }
  }
  pos_ = saved;
  return ParsePipelineChain();
}

namespace {

bool BeginsLoop(Keyword keyword) {
  return keyword == Keyword::kWhile || keyword == Keyword::kDo || keyword == Keyword::kFor ||
         keyword == Keyword::kForEach || keyword == Keyword::kSwitch;
}

}  // namespace

// At return, break or continue.
void Parser::CheckFinally(Keyword keyword, const Token& word) {
  if (!finally_.inside || (keyword != Keyword::kReturn && finally_.loops > 0)) return;
  Fail(word.extent, "ControlLeavingFinally",
       "'" + std::string(Slice(word.extent)) +
           "' would leave the finally block, which must run to "
           "its end");
}

StatementPtr Parser::ParseKeywordStatement(Keyword keyword, uint32_t start, std::string label) {
  Token word = Take();
  FinallyScope scope(*this, {finally_.inside, finally_.loops + (BeginsLoop(keyword) ? 1 : 0)});
  switch (keyword) {
    case Keyword::kIf:
      return ParseIf(start);
    case Keyword::kWhile:
      return ParseWhile(start, std::move(label));
    case Keyword::kDo:
      return ParseDo(start, std::move(label));
    case Keyword::kFor:
      return ParseFor(start, std::move(label));
    case Keyword::kForEach:
      return ParseForEach(start, std::move(label));
    case Keyword::kSwitch:
      return ParseSwitch(start, std::move(label));
    case Keyword::kTry:
      return ParseTry(start);
    case Keyword::kTrap:
      return ParseTrap(start);
    case Keyword::kThrow:
      return ParseFlow<ThrowStatement>(start);
    case Keyword::kReturn:
      CheckFinally(keyword, word);
      return ParseFlow<ReturnStatement>(start);
    case Keyword::kExit:
      return ParseFlow<ExitStatement>(start);
    case Keyword::kBreak:
      CheckFinally(keyword, word);
      return ParseJump<BreakStatement>(start);
    case Keyword::kContinue:
      CheckFinally(keyword, word);
      return ParseJump<ContinueStatement>(start);
    case Keyword::kFunction:
      return ParseFunction(start, false);
    case Keyword::kFilter:
      return ParseFunction(start, true);
    case Keyword::kClass:
      return ParseClass(start);
    case Keyword::kEnum:
      return ParseEnum(start);
    case Keyword::kUsing:
      return ParseUsing(start);
    case Keyword::kData:
      return ParseData(start);
    case Keyword::kElse:
    case Keyword::kElseIf:
    case Keyword::kCatch:
    case Keyword::kFinally:
    case Keyword::kUntil:
    case Keyword::kParam:
      Fail(word.extent, "UnexpectedToken",
           "'" + std::string(Slice(word.extent)) + "' is not expected here; " +
               (keyword == Keyword::kParam ? "param() must come first in its block"
                                           : "it belongs behind the block of its statement"));
      SkipToStatementEnd();
      return Finish(Make<Pipeline>(start));
    default:
      break;  // begin, process, end, in ... are ordinary command names here
  }
  pos_ = word.extent.start;
  if (record_ != nullptr) record_->pop_back();
  return ParsePipelineChain();
}

// The right side of an assignment and the value of a hash table entry.
StatementPtr Parser::ParseAssignedStatement() {
  const Token& token = Peek(TokenMode::kArgument);
  if (token.kind == TokenKind::kBareword) {
    switch (FindKeyword(Slice(token.extent))) {
      case Keyword::kIf:
      case Keyword::kWhile:
      case Keyword::kDo:
      case Keyword::kFor:
      case Keyword::kForEach:
      case Keyword::kSwitch:
      case Keyword::kTry:
      case Keyword::kData:
        return ParseStatement();
      default:
        break;
    }
  }
  Level level(*this);
  if (!level.Ok()) return Finish(Make<Pipeline>(token.extent.start));
  CommaScope scope(*this, true);
  if (token.kind == TokenKind::kNewLine || token.kind == TokenKind::kEnd ||
      token.kind == TokenKind::kSemicolon) {
    FailHere("ExpectedValueExpression", "a value must follow the assignment operator",
             TokenMode::kArgument);
    auto pipeline = Make<Pipeline>(last_end_);
    auto element = Make<CommandExpression>(last_end_);
    element->expression = ErrorNode();
    pipeline->elements.push_back(Finish(std::move(element)));
    return Finish(std::move(pipeline));
  }
  return ParsePipelineChain();
}

StatementBlockPtr Parser::ParseBlock(std::string_view owner) {
  SkipNewLines();
  uint32_t start = Peek(TokenMode::kArgument).extent.start;
  auto node = Make<StatementBlock>(start);
  if (token_.kind != TokenKind::kLeftBrace) {
    FailHere("MissingStatementBlock", "a block { ... } must follow " + std::string(owner),
             TokenMode::kArgument);
    return Finish(std::move(node));
  }
  Take();
  ParseStatements(node.get(), TokenKind::kRightBrace);
  ExpectClosing(TokenKind::kRightBrace, start, "MissingEndCurlyBrace", "the '{'");
  return Finish(std::move(node));
}

// ( pipeline )

// ---- Jumps, using, data -------------------------------------------------------------------------

StatementPtr Parser::ParseOptionalValue() {
  switch (Peek(TokenMode::kArgument).kind) {
    case TokenKind::kEnd:
    case TokenKind::kNewLine:
    case TokenKind::kSemicolon:
    case TokenKind::kRightBrace:
    case TokenKind::kRightParen:
    case TokenKind::kAndAnd:
    case TokenKind::kOrOr:
      return nullptr;
    default:
      return ParsePipelineChain();
  }
}

template <typename T>
StatementPtr Parser::ParseFlow(uint32_t start) {
  auto node = Make<T>(start);
  node->value = ParseOptionalValue();
  return Finish(std::move(node));
}

ExpressionPtr Parser::ParseJumpLabel() {
  const Token& token = Peek(TokenMode::kArgument);
  bool label = token.kind == TokenKind::kBareword || token.kind == TokenKind::kComposite ||
               StartsOperand(token);
  return label ? ParseArgumentElement() : nullptr;
}

template <typename T>
StatementPtr Parser::ParseJump(uint32_t start) {
  auto node = Make<T>(start);
  node->label = ParseJumpLabel();
  return Finish(std::move(node));
}

StatementPtr Parser::ParseUsing(uint32_t start) {
  auto node = Make<UsingStatement>(start);
  Token what = Peek(TokenMode::kArgument);
  std::string_view word = Slice(what.extent);
  if (EqualsLower(word, "module")) {
    node->what = UsingKind::kModule;
  } else if (EqualsLower(word, "assembly")) {
    node->what = UsingKind::kAssembly;
  } else if (!EqualsLower(word, "namespace")) {
    FailHere("InvalidUsingStatement", "'namespace', 'module' or 'assembly' must follow using",
             TokenMode::kArgument);
    SkipToStatementEnd();
    return Finish(std::move(node));
  }
  Take();
  ExpressionPtr value = ParseArgumentElement();
  if (value->kind == NodeKind::kStringConstant) {
    node->name = value->As<StringConstant>().value;
  } else {
    node->specification = std::move(value);
  }
  return Finish(std::move(node));
}

StatementPtr Parser::ParseData(uint32_t start) {
  auto node = Make<DataStatement>(start);
  if (Peek(TokenMode::kArgument).kind == TokenKind::kBareword) {
    node->variable = std::string(Slice(Take().extent));
  }
  if (Peek(TokenMode::kArgument).kind == TokenKind::kParameter) {
    Take();
    ExpressionPtr commands = ParseArgument();
    if (commands->kind == NodeKind::kArrayLiteral) {
      node->supported_commands = std::move(static_cast<ArrayLiteral&>(*commands).elements);
    } else {
      node->supported_commands.push_back(std::move(commands));
    }
  }
  node->body = ParseBlock("data");
  return Finish(std::move(node));
}

}  // namespace sipsh::syntax
