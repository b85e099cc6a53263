// Expressions: operators by precedence, casts, members, indexes, groups.
#include <unordered_set>

#include "shell/syntax/operator_table.h"
#include "shell/syntax/parser_impl.h"

namespace sipsh::syntax {

ExpressionPtr Parser::ParseExpression() {
  ExpressionPtr condition = ParseBinary(1);
  if (Peek(TokenMode::kOperator).kind != TokenKind::kQuestion) return condition;
  Level level(*this);
  if (!level.Ok()) return condition;
  Take();
  auto node = Make<TernaryExpression>(condition->extent.start);
  node->condition = std::move(condition);
  SkipNewLines();
  node->if_true = ParseExpression();
  SkipNewLines();
  Expect(TokenKind::kColon, "MissingColonInTernaryExpression",
         "a ':' and a value for the other case must follow 'condition ? value'");
  SkipNewLines();
  node->if_false = ParseExpression();
  return Finish(std::move(node));
}

ExpressionPtr Parser::ParseBinary(int lowest) {
  Level level(*this, false);
  if (!level.Ok()) return ErrorNode();
  ExpressionPtr left = ParseArrayLiteral();
  for (;;) {
    const Token& next = Peek(TokenMode::kOperator);
    if (next.kind != TokenKind::kOperator) return left;
    int precedence = Precedence(next.op);
    if (precedence < lowest || !Deeper()) return left;
    Token op = Take();
    SkipNewLines();
    auto node = Make<BinaryExpression>(left->extent.start);
    node->op = op.op;
    node->case_mode = op.case_mode;
    node->operator_extent = op.extent;
    node->left = std::move(left);
    node->right = precedence == 8 ? ParseArrayLiteral() : ParseBinary(precedence + 1);
    left = Finish(std::move(node));
  }
}

ExpressionPtr Parser::ParseArrayLiteral() {
  ExpressionPtr first = ParseUnary();
  if (!comma_is_array_ || Peek(TokenMode::kOperator).kind != TokenKind::kComma) return first;
  auto node = Make<ArrayLiteral>(first->extent.start);
  node->elements.push_back(std::move(first));
  while (Peek(TokenMode::kOperator).kind == TokenKind::kComma) {
    Take();
    SkipNewLines();
    node->elements.push_back(ParseUnary());
  }
  return Finish(std::move(node));
}

ExpressionPtr Parser::ParseUnaryOperator(UnaryOperator op, CaseMode case_mode) {
  auto node = Make<UnaryExpression>(Take().extent.start);
  node->op = op;
  node->case_mode = case_mode;
  SkipNewLines();
  node->operand = ParseUnary();
  return Finish(std::move(node));
}

ExpressionPtr Parser::ParseUnary() {
  Level level(*this);
  if (!level.Ok()) return ErrorNode();
  const Token& token = Peek(TokenMode::kOperand);
  switch (token.kind) {
    case TokenKind::kNot:
      return ParseUnaryOperator(UnaryOperator::kNot, CaseMode::kDefault);
    case TokenKind::kBitNot:
      return ParseUnaryOperator(UnaryOperator::kBitNot, CaseMode::kDefault);
    case TokenKind::kIncrement:
      return ParseUnaryOperator(UnaryOperator::kPreIncrement, CaseMode::kDefault);
    case TokenKind::kDecrement:
      return ParseUnaryOperator(UnaryOperator::kPreDecrement, CaseMode::kDefault);
    case TokenKind::kOperator:
      if (token.also_unary) return ParseUnaryOperator(token.unary, token.case_mode);
      break;
    case TokenKind::kComma: {
      auto node = Make<ArrayLiteral>(Take().extent.start);
      SkipNewLines();
      node->elements.push_back(ParseUnary());
      return Finish(std::move(node));
    }
    case TokenKind::kLeftBracket:
      return ParseBracket();
    default:
      break;
  }
  return ParsePostfix(ParsePrimary(TokenMode::kOperand), TokenMode::kOperand);
}

bool Parser::StartsOperand(const Token& token) const {
  switch (token.kind) {
    case TokenKind::kVariable:
    case TokenKind::kNumber:
    case TokenKind::kSingleQuoted:
    case TokenKind::kDoubleQuoted:
    case TokenKind::kSingleHere:
    case TokenKind::kDoubleHere:
    case TokenKind::kLeftParen:
    case TokenKind::kLeftBrace:
    case TokenKind::kLeftBracket:
    case TokenKind::kAtParen:
    case TokenKind::kAtBrace:
    case TokenKind::kDollarParen:
    case TokenKind::kNot:
    case TokenKind::kBitNot:
    case TokenKind::kIncrement:
    case TokenKind::kDecrement:
      return true;
    case TokenKind::kOperator:
      return token.also_unary;
    default:
      return false;
  }
}

// [type] alone, [type]::member, [type]operand, [Attribute()]operand.
ExpressionPtr Parser::ParseBracket() {
  uint32_t start = Peek(TokenMode::kOperand).extent.start;
  AttributePtr attribute = ParseAttribute();
  if (attribute == nullptr) return ErrorNode();
  if (!attribute->is_type_constraint) {
    auto node = Make<AttributedExpression>(start);
    node->attribute = std::move(attribute);
    SkipNewLines();
    node->operand = ParseUnary();
    return Finish(std::move(node));
  }
  bool member = At(pos_) == '.' || (At(pos_) == ':' && At(pos_ + 1) == ':');
  if (member || !StartsOperand(Peek(TokenMode::kOperand))) {
    auto node = Make<TypeExpression>(start);
    node->type = std::move(attribute->type);
    return ParsePostfix(Finish(std::move(node)), TokenMode::kOperand);
  }
  auto node = Make<ConvertExpression>(start);
  node->type = std::move(attribute->type);
  node->operand = ParseUnary();
  if (node->operand->kind == NodeKind::kHashtable) {
    std::string_view name = node->type.name;
    bool ordered = EqualsLower(name, "ordered") || EqualsLower(name, "pscustomobject") ||
                   EqualsLower(name, "system.management.automation.pscustomobject");
    static_cast<HashtableExpression&>(*node->operand).ordered = ordered;
  }
  return Finish(std::move(node));
}

ExpressionPtr Parser::ParsePrimary(TokenMode mode) {
  switch (Peek(mode).kind) {
    case TokenKind::kVariable:
      return ParseVariable(Take());
    case TokenKind::kSplat: {
      if (mode != TokenMode::kArgument) {
        FailHere("SplattingNotPermitted",
                 "'" + std::string(Slice(token_.extent)) +
                     "' can only be given to a command; write '$' to use the variable's value",
                 mode);
      }
      return ParseVariable(Take());
    }
    case TokenKind::kNumber:
      return ParseNumber(Take());
    case TokenKind::kSingleQuoted:
      return ParseSingleQuoted(Take());
    case TokenKind::kDoubleQuoted:
      return ParseDoubleQuoted(Take());
    case TokenKind::kSingleHere:
      return ParseSingleHere(Take());
    case TokenKind::kDoubleHere:
      return ParseDoubleHere(Take());
    case TokenKind::kLeftParen:
      return ParseParen();
    case TokenKind::kAtParen:
      return ParseStatementGroup<ArrayExpression>();
    case TokenKind::kDollarParen:
      return ParseStatementGroup<SubExpression>();
    case TokenKind::kAtBrace:
      return ParseHashtable();
    case TokenKind::kLeftBrace:
      return ParseScriptBlockExpression();
    default:
      break;
  }
  FailHere("MissingExpression", "a value is expected here, not " + DescribeToken(token_), mode);
  return ErrorNode();
}

// ---- Members and indexes ------------------------------------------------------------------------

ExpressionPtr Parser::ParsePostfix(ExpressionPtr target, TokenMode mode) {
  if (target->kind == NodeKind::kErrorExpression) return target;
  for (;;) {
    if (stopped_) return target;
    char c = At(pos_);
    char next = At(pos_ + 1);
    bool conditional = c == '?' && (next == '.' || next == '[');
    uint32_t at = conditional ? pos_ + 1 : pos_;
    bool is_static = c == ':' && next == ':';
    if (is_static || (At(at) == '.' && At(at + 1) != '.')) {
      uint32_t after = at + (is_static ? 2 : 1);
      char name = At(after);
      bool names = IsNameStart(text_, after) || name == '$' || name == '(' || name == '\'' ||
                   name == '"' || HasClass(name, kDigitChar);
      if (mode == TokenMode::kArgument && !names) return target;
      if (!Deeper()) return target;
      target = ParseMember(std::move(target), after, is_static, conditional, mode);
    } else if (At(at) == '[') {
      if (!Deeper()) return target;
      target = ParseIndex(std::move(target), at + 1, conditional);
    } else {
      break;
    }
  }
  if (mode == TokenMode::kArgument) return target;
  TokenKind kind = Peek(TokenMode::kOperator).kind;
  if (kind != TokenKind::kIncrement && kind != TokenKind::kDecrement) return target;
  Take();
  auto node = Make<UnaryExpression>(target->extent.start);
  bool up = kind == TokenKind::kIncrement;
  node->op = up ? UnaryOperator::kPostIncrement : UnaryOperator::kPostDecrement;
  node->operand = std::move(target);
  return Finish(std::move(node));
}

ExpressionPtr Parser::ParseMemberName(TokenMode mode) {
  if (mode != TokenMode::kArgument) {
    SkipNewLines();
    pos_ = tokenizer_.SkipBlanks(pos_);
  }
  char c = At(pos_);
  if (HasClass(c, kDigitChar) || IsNameStart(text_, pos_)) {
    uint32_t start = pos_;
    uint32_t end = start;
    while (HasClass(At(end), kDigitChar) || IsNameStart(text_, end)) {
      end += FoldCharacter(text_, end).length;
    }
    Advance(end);
    Record(TokenKind::kBareword, {start, end});
    auto node = Make<StringConstant>(start);
    node->value = std::string(Slice({start, end}));
    return Finish(std::move(node));
  }
  TokenKind kind = Peek(TokenMode::kOperand).kind;
  bool usable = kind == TokenKind::kVariable || kind == TokenKind::kSingleQuoted ||
                kind == TokenKind::kDoubleQuoted || kind == TokenKind::kLeftParen ||
                kind == TokenKind::kDollarParen;
  if (usable) return ParsePrimary(TokenMode::kOperand);
  FailHere("MissingPropertyName", "the name of a property or method must follow the dot",
           TokenMode::kOperand);
  return ErrorNode();
}

// Whether the [ at `offset` opens type arguments of a method: .Method[int](1).
bool Parser::StartsTypeArguments(uint32_t offset) const {
  if (At(offset) != '[' || !IsNameStart(text_, offset + 1)) return false;
  int open = 0;
  for (uint32_t at = offset; at < text_.size(); ++at) {
    char c = text_[at];
    if (c == '[') {
      ++open;
    } else if (c == ']') {
      if (--open == 0) return At(at + 1) == '(';
    } else if (!HasClass(c, kLetterChar | kDigitChar) && c != '.' && c != ',' && c != ' ') {
      return false;
    }
  }
  return false;
}

ExpressionPtr Parser::ParseMember(ExpressionPtr target, uint32_t after, bool is_static,
                                  bool conditional, TokenMode mode) {
  uint32_t start = target->extent.start;
  Record(is_static ? TokenKind::kColonColon : TokenKind::kDot, {pos_, after});
  Advance(after);
  ExpressionPtr member = ParseMemberName(mode);
  bool type_arguments = StartsTypeArguments(pos_);
  if (At(pos_) != '(' && At(pos_) != '{' && !type_arguments) {
    auto node = Make<MemberExpression>(start);
    node->is_static = is_static;
    node->null_conditional = conditional;
    node->target = std::move(target);
    node->member = std::move(member);
    return Finish(std::move(node));
  }
  auto node = Make<InvokeMemberExpression>(start);
  node->is_static = is_static;
  node->null_conditional = conditional;
  node->target = std::move(target);
  node->member = std::move(member);
  if (type_arguments) {
    TypeName holder;
    ParseTypeArguments(&holder);
    node->type_arguments = std::move(holder.arguments);
  }
  if (Peek(TokenMode::kOperand).kind == TokenKind::kLeftBrace) {
    node->arguments.push_back(ParseScriptBlockExpression());
  } else {
    ParseArgumentList(&node->arguments);
  }
  return Finish(std::move(node));
}

// ( a, b ) of a method or a base constructor.
void Parser::ParseArgumentList(std::vector<ExpressionPtr>* arguments) {
  CommaScope scope(*this, false);
  uint32_t opened = Peek(TokenMode::kOperand).extent.start;
  Take();
  SkipNewLines();
  if (Peek(TokenMode::kOperand).kind != TokenKind::kRightParen) {
    for (;;) {
      arguments->push_back(ParseExpression());
      SkipNewLines();
      if (Peek(TokenMode::kOperator).kind != TokenKind::kComma) break;
      Take();
      SkipNewLines();
    }
  }
  ExpectClosing(TokenKind::kRightParen, opened, "MissingEndParenthesisInMethodCall",
                "the '(' of the method call");
}

ExpressionPtr Parser::ParseIndex(ExpressionPtr target, uint32_t after, bool conditional) {
  CommaScope scope(*this, true);
  auto node = Make<IndexExpression>(target->extent.start);
  node->null_conditional = conditional;
  node->target = std::move(target);
  uint32_t opened = after - 1;
  Record(TokenKind::kLeftBracket, {pos_, after});
  Advance(after);
  SkipNewLines();
  if (Peek(TokenMode::kOperand).kind == TokenKind::kRightBracket) {
    FailHere("MissingArrayIndexExpression", "an index is expected between '[' and ']'");
    node->index = ErrorNode();
  } else {
    node->index = ParseExpression();
  }
  SkipNewLines();
  ExpectClosing(TokenKind::kRightBracket, opened, "MissingEndSquareBracket", "the '['");
  return Finish(std::move(node));
}

// ---- Groups -------------------------------------------------------------------------------------

ExpressionPtr Parser::ParseParen() {
  CommaScope scope(*this, true);
  auto node = Make<ParenExpression>(Take().extent.start);
  uint32_t opened = node->extent.start;
  SkipNewLines();
  if (Peek(TokenMode::kOperand).kind == TokenKind::kRightParen) {
    FailHere("ExpectedExpression", "an expression is expected between '(' and ')'");
  }
  node->statement = ParsePipelineChain();
  SkipNewLines();
  ExpectClosing(TokenKind::kRightParen, opened, "MissingEndParenthesisInExpression", "the '('");
  return Finish(std::move(node));
}

template <typename T>
ExpressionPtr Parser::ParseStatementGroup() {
  CommaScope scope(*this, true);
  auto node = Make<T>(Take().extent.start);
  uint32_t opened = node->extent.start;
  auto body = Make<StatementBlock>(pos_);
  ParseStatements(body.get(), TokenKind::kRightParen);
  node->body = Finish(std::move(body));
  ExpectClosing(TokenKind::kRightParen, opened, "MissingEndParenthesisInSubexpression",
                node->kind == NodeKind::kArrayExpression ? "the '@('" : "the '$('");
  return Finish(std::move(node));
}

template ExpressionPtr Parser::ParseStatementGroup<SubExpression>();

ExpressionPtr Parser::ParseHashtable() {
  CommaScope scope(*this, true);
  auto node = Make<HashtableExpression>(Take().extent.start);
  uint32_t opened = node->extent.start;
  for (;;) {
    SkipSeparators();
    TokenKind kind = Peek(TokenMode::kOperand).kind;
    if (kind == TokenKind::kRightBrace || kind == TokenKind::kEnd) break;
    uint32_t before = pos_;
    ParseHashtableEntry(node.get());
    kind = Peek(TokenMode::kOperator).kind;
    bool separated = kind == TokenKind::kNewLine || kind == TokenKind::kSemicolon ||
                     kind == TokenKind::kRightBrace || kind == TokenKind::kEnd;
    if (!separated) {
      Unexpected(TokenMode::kOperator, "in a hash table; a new line or ';' must follow each entry");
      SkipToStatementEnd();
    }
    if (pos_ == before) break;
  }
  std::unordered_set<std::string> seen;
  for (const HashtableEntry& entry : node->entries) {
    if (node->entries.size() < 2 || entry.key->kind != NodeKind::kStringConstant) continue;
    std::string key = entry.key->As<StringConstant>().value;
    for (char& c : key) c = LowerAscii(c);
    if (seen.insert(std::move(key)).second) continue;
    result_->errors.push_back({entry.key->extent, "DuplicateKeyInHashLiteral",
                               "the key '" + entry.key->As<StringConstant>().value +
                                   "' stands twice in this hash table; remove one"});
  }
  ExpectClosing(TokenKind::kRightBrace, opened, "IncompleteHashLiteral", "the '@{'");
  return Finish(std::move(node));
}

void Parser::ParseHashtableEntry(HashtableExpression* node) {
  HashtableEntry entry;
  const Token& token = Peek(TokenMode::kOperand);
  if (token.kind == TokenKind::kBareword) {
    auto key = Make<StringConstant>(Take().extent.start);
    key->extent.end = last_end_;
    key->value = std::string(Slice(key->extent));
    entry.key = std::move(key);
  } else {
    CommaScope scope(*this, false);
    entry.key = ParseUnary();
  }
  const Token& equals = Peek(TokenMode::kOperator);
  bool plain =
      equals.kind == TokenKind::kAssignment && equals.assignment == AssignmentOperator::kAssign;
  if (!plain) {
    FailHere("MissingEqualsInHashLiteral",
             "'=' and a value must follow a key of a hash table; "
             "quote keys that are not plain words");
    SkipToStatementEnd();
    entry.value = nullptr;
  } else {
    Take();
    SkipNewLines();
    entry.value = ParseAssignedStatement();
  }
  node->entries.push_back(std::move(entry));
}

ExpressionPtr Parser::ParseScriptBlockExpression() {
  CommaScope scope(*this, true);
  auto node = Make<ScriptBlockExpression>(Take().extent.start);
  uint32_t opened = node->extent.start;
  node->block = ParseScriptBlock(opened, TokenKind::kRightBrace, false);
  ExpectClosing(TokenKind::kRightBrace, opened, "MissingEndCurlyBrace", "the '{'");
  node->block->extent.end = last_end_;
  return Finish(std::move(node));
}

}  // namespace sipsh::syntax
