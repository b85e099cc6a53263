// Statements: blocks, conditions, loops, switch, try, trap, jumps.
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

StatementPtr Parser::ParseKeywordStatement(Keyword keyword, uint32_t start, std::string label) {
  Token word = Take();
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
      return ParseFlow<ReturnStatement>(start);
    case Keyword::kExit:
      return ParseFlow<ExitStatement>(start);
    case Keyword::kBreak:
      return ParseJump<BreakStatement>(start);
    case Keyword::kContinue:
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
StatementPtr Parser::ParseCondition(std::string_view owner) {
  CommaScope scope(*this, true);
  SkipNewLines();
  uint32_t opened = Peek(TokenMode::kOperand).extent.start;
  if (!Expect(TokenKind::kLeftParen, "MissingOpenParenthesis",
              "'(' must follow " + std::string(owner))) {
    auto node = Make<Pipeline>(last_end_);
    auto element = Make<CommandExpression>(last_end_);
    element->expression = ErrorNode();
    node->elements.push_back(Finish(std::move(element)));
    return Finish(std::move(node));
  }
  SkipNewLines();
  if (Peek(TokenMode::kOperand).kind == TokenKind::kRightParen) {
    FailHere("MissingCondition",
             "a condition is expected between the parentheses of " + std::string(owner));
  }
  StatementPtr condition = ParsePipelineChain();
  SkipNewLines();
  ExpectClosing(TokenKind::kRightParen, opened, "MissingEndParenthesisAfterStatement", "the '('");
  return condition;
}

StatementPtr Parser::ParseIf(uint32_t start) {
  auto node = Make<IfStatement>(start);
  std::string_view owner = "if";
  do {
    IfClause clause;
    clause.condition = ParseCondition(owner);
    clause.body = ParseBlock(owner);
    node->clauses.push_back(std::move(clause));
    owner = "elseif";
    if (!PeekKeywordPastNewLines(Keyword::kElseIf)) break;
    Take();
  } while (!stopped_);
  if (PeekKeywordPastNewLines(Keyword::kElse)) {
    Take();
    node->else_body = ParseBlock("else");
  }
  return Finish(std::move(node));
}

StatementPtr Parser::ParseWhile(uint32_t start, std::string label) {
  auto node = Make<WhileStatement>(start);
  node->label = std::move(label);
  node->condition = ParseCondition("while");
  node->body = ParseBlock("while");
  return Finish(std::move(node));
}

StatementPtr Parser::ParseDo(uint32_t start, std::string label) {
  auto node = Make<DoLoopStatement>(start);
  node->label = std::move(label);
  node->body = ParseBlock("do");
  if (PeekKeywordPastNewLines(Keyword::kUntil)) {
    node->until = true;
  } else if (!PeekKeywordPastNewLines(Keyword::kWhile)) {
    FailHere("MissingWhileOrUntilInDoWhile", "'while' or 'until' must follow the block of do",
             TokenMode::kArgument);
    return Finish(std::move(node));
  }
  Take();
  node->condition = ParseCondition(node->until ? "until" : "while");
  return Finish(std::move(node));
}

StatementPtr Parser::ParseFor(uint32_t start, std::string label) {
  CommaScope scope(*this, true);
  auto node = Make<ForStatement>(start);
  node->label = std::move(label);
  SkipNewLines();
  uint32_t opened = Peek(TokenMode::kOperand).extent.start;
  Expect(TokenKind::kLeftParen, "MissingOpenParenthesis", "'(' must follow for");
  StatementPtr* parts[] = {&node->initializer, &node->condition, &node->iterator};
  for (StatementPtr* part : parts) {
    SkipNewLines();
    TokenKind kind = Peek(TokenMode::kArgument).kind;
    bool empty =
        kind == TokenKind::kSemicolon || kind == TokenKind::kRightParen || kind == TokenKind::kEnd;
    if (!empty) *part = ParsePipelineChain();
    if (part == parts[2]) break;
    kind = Peek(TokenMode::kOperator).kind;
    if (kind != TokenKind::kSemicolon && kind != TokenKind::kNewLine) break;
    Take();
  }
  SkipNewLines();
  ExpectClosing(TokenKind::kRightParen, opened, "MissingEndParenthesisAfterStatement",
                "the '(' of for");
  node->body = ParseBlock("for");
  return Finish(std::move(node));
}

StatementPtr Parser::ParseForEach(uint32_t start, std::string label) {
  CommaScope scope(*this, true);
  auto node = Make<ForEachStatement>(start);
  node->label = std::move(label);
  SkipNewLines();
  uint32_t opened = Peek(TokenMode::kOperand).extent.start;
  Expect(TokenKind::kLeftParen, "MissingOpenParenthesisAfterForEach", "'(' must follow foreach");
  SkipNewLines();
  if (Peek(TokenMode::kOperand).kind == TokenKind::kVariable) {
    ExpressionPtr variable = ParseVariable(Take());
    node->variable.reset(static_cast<VariableExpression*>(variable.release()));
  } else {
    FailHere("MissingVariableNameAfterForeach", "a variable must follow 'foreach ('");
    node->variable = Finish(Make<VariableExpression>(last_end_));
  }
  SkipNewLines();
  if (PeekKeyword(Keyword::kIn)) {
    Take();
    SkipNewLines();
  } else {
    FailHere("MissingInInForeach", "'in' must follow the variable of foreach");
  }
  node->collection = ParsePipelineChain();
  SkipNewLines();
  ExpectClosing(TokenKind::kRightParen, opened, "MissingEndParenthesisAfterForeach",
                "the '(' of foreach");
  node->body = ParseBlock("foreach");
  return Finish(std::move(node));
}

// ---- switch -------------------------------------------------------------------------------------

void Parser::ParseSwitchFlags(SwitchStatement* node) {
  while (Peek(TokenMode::kArgument).kind == TokenKind::kParameter) {
    Token token = Take();
    uint32_t dash = FoldCharacter(text_, token.extent.start).length;
    std::string name(Slice({token.extent.start + dash, token.extent.end}));
    for (char& c : name) c = LowerAscii(c);
    auto is = [&name](std::string_view full) { return full.substr(0, name.size()) == name; };
    if (is("regex")) {
      node->match = SwitchMatch::kRegex;
    } else if (is("wildcard")) {
      node->match = SwitchMatch::kWildcard;
    } else if (is("exact")) {
      node->match = SwitchMatch::kExact;
    } else if (is("casesensitive")) {
      node->case_sensitive = true;
    } else if (is("file")) {
      node->from_file = true;
      node->file = ParseArgumentElement();
    } else {
      Fail(token.extent, "InvalidSwitchFlag",
           "switch has no option -" + name +
               "; use -Regex, -Wildcard, -Exact, -CaseSensitive or -File");
    }
  }
}

void Parser::ParseSwitchClauses(SwitchStatement* node) {
  for (;;) {
    SkipSeparators();
    const Token& token = Peek(TokenMode::kArgument);
    if (token.kind == TokenKind::kEnd || token.kind == TokenKind::kRightBrace || stopped_) return;
    uint32_t before = pos_;
    bool is_default =
        token.kind == TokenKind::kBareword && EqualsLower(Slice(token.extent), "default");
    if (is_default) {
      if (node->default_body != nullptr) {
        FailHere("MultipleSwitchDefaultClauses", "a switch has only one default clause",
                 TokenMode::kArgument);
      }
      Take();
      node->default_body = ParseBlock("default");
    } else {
      SwitchClause clause;
      clause.pattern = ParseArgumentElement();
      clause.body = ParseBlock("the pattern of a switch clause");
      node->clauses.push_back(std::move(clause));
    }
    if (pos_ == before) SkipOneToken();
  }
}

StatementPtr Parser::ParseSwitch(uint32_t start, std::string label) {
  CommaScope scope(*this, true);
  auto node = Make<SwitchStatement>(start);
  node->label = std::move(label);
  ParseSwitchFlags(node.get());
  if (!node->from_file) node->condition = ParseCondition("switch");
  SkipNewLines();
  uint32_t opened = Peek(TokenMode::kArgument).extent.start;
  if (token_.kind != TokenKind::kLeftBrace) {
    FailHere("MissingCurlyBraceInSwitchStatement", "the clauses { ... } must follow switch",
             TokenMode::kArgument);
    return Finish(std::move(node));
  }
  Take();
  ParseSwitchClauses(node.get());
  ExpectClosing(TokenKind::kRightBrace, opened, "MissingEndCurlyBrace", "the '{' of switch");
  return Finish(std::move(node));
}

// ---- try, trap ----------------------------------------------------------------------------------

void Parser::ParseCatch(TryStatement* node) {
  CatchClause clause;
  clause.extent.start = Take().extent.start;
  for (;;) {
    SkipNewLines();
    if (Peek(TokenMode::kOperand).kind != TokenKind::kLeftBracket) break;
    TypeName type;
    if (!ParseBracketedType(&type)) break;
    clause.types.push_back(std::move(type));
    SkipNewLines();
    if (Peek(TokenMode::kOperator).kind != TokenKind::kComma) break;
    Take();
  }
  clause.body = ParseBlock("catch");
  clause.extent.end = last_end_;
  node->catches.push_back(std::move(clause));
}

StatementPtr Parser::ParseTry(uint32_t start) {
  auto node = Make<TryStatement>(start);
  node->body = ParseBlock("try");
  while (PeekKeywordPastNewLines(Keyword::kCatch)) ParseCatch(node.get());
  if (PeekKeywordPastNewLines(Keyword::kFinally)) {
    Take();
    node->finally_body = ParseBlock("finally");
  }
  if (node->catches.empty() && node->finally_body == nullptr) {
    FailHere("MissingCatchOrFinally", "a catch or finally block must follow the block of try",
             TokenMode::kArgument);
    if (AtEnd() && result_->errors.size() == 1) result_->incomplete = true;
  }
  return Finish(std::move(node));
}

StatementPtr Parser::ParseTrap(uint32_t start) {
  auto node = Make<TrapStatement>(start);
  SkipNewLines();
  if (Peek(TokenMode::kOperand).kind == TokenKind::kLeftBracket) {
    node->typed = ParseBracketedType(&node->type);
  }
  node->body = ParseBlock("trap");
  return Finish(std::move(node));
}

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
