// Conditions, loops, switch, try and trap.
#include "shell/syntax/parser_impl.h"

namespace sipsh::syntax {

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
    FinallyScope scope(*this, {.inside = true});
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

}  // namespace sipsh::syntax
