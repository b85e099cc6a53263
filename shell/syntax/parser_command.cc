// Pipelines, commands with their arguments, redirections, assignments.
#include "shell/syntax/number.h"
#include "shell/syntax/operator_table.h"
#include "shell/syntax/parser_impl.h"

namespace sipsh::syntax {

StatementPtr Parser::ParsePipelineChain() {
  Level level(*this, false);
  uint32_t start = Peek(TokenMode::kArgument).extent.start;
  StatementPtr left = ParsePipeline();
  for (;;) {
    TokenKind kind = Peek(TokenMode::kOperator).kind;
    if (kind == TokenKind::kAmpersand) {
      Take();
      if (left->kind == NodeKind::kPipeline) static_cast<Pipeline&>(*left).background = true;
      if (left->kind == NodeKind::kPipelineChain)
        static_cast<PipelineChain&>(*left).background = true;
      left->extent.end = last_end_;
      return left;
    }
    if (kind != TokenKind::kAndAnd && kind != TokenKind::kOrOr) return left;
    if (!Deeper()) return left;
    Take();
    SkipNewLines();
    auto node = Make<PipelineChain>(start);
    node->op = kind == TokenKind::kAndAnd ? ChainOperator::kAnd : ChainOperator::kOr;
    node->left = std::move(left);
    node->right = ParsePipeline();
    left = Finish(std::move(node));
  }
}

bool Parser::StartsDotSource(uint32_t at) const {
  if (At(at) != '.') return false;
  char next = At(at + 1);
  FoldedCharacter folded = FoldCharacter(text_, at + 1);
  return HasClass(next, kBlank) || next == '$' || next == '(' || next == '{' ||
         folded.ascii == '"' || folded.ascii == '\'' || folded.ascii == ' ';
}

bool Parser::StartsWithDashOperator(uint32_t at) const {
  uint32_t end = at;
  while (HasClass(At(end), kLetterChar)) ++end;
  return FindDashOperator(Slice({at, end})).has_value();
}

// Whether the statement or pipeline element at `at` is an expression rather than a command.
bool Parser::StartsExpression(uint32_t at) const {
  FoldedCharacter c = FoldCharacter(text_, at);
  FoldedCharacter next = FoldCharacter(text_, at + c.length);
  switch (c.ascii) {
    case '$':
    case '"':
    case '\'':
    case '(':
    case ')':
    case '[':
    case ']':
    case '{':
    case '}':
    case ',':
    case '!':
    case '<':
    case '+':
      return true;
    case '-':
      return !IsNameStart(text_, at + c.length) || StartsWithDashOperator(at + c.length);
    case '@':
      return next.ascii == '(' || next.ascii == '{' || next.ascii == '"' || next.ascii == '\'' ||
             IsNameStart(text_, at + 1);
    default:
      break;
  }
  bool digit =
      HasClass(c.ascii, kDigitChar) || (c.ascii == '.' && HasClass(next.ascii, kDigitChar));
  if (!digit) return false;
  Literal value;
  bool fits = true;
  return ScanNumber(std::string_view(text_).substr(at), &value, &fits) > 0;
}

// Takes the line ends before a | that begins the next line.
bool Parser::PipeOnNextLine() {
  uint32_t saved = pos_;
  uint32_t saved_end = last_end_;
  SkipNewLines();
  if (Peek(TokenMode::kArgument).kind == TokenKind::kPipe) return true;
  pos_ = saved;
  last_end_ = saved_end;
  return false;
}

StatementPtr Parser::ParsePipeline() {
  uint32_t start = Peek(TokenMode::kArgument).extent.start;
  auto node = Make<Pipeline>(start);
  if (StartsExpression(start)) {
    auto element = Make<CommandExpression>(start);
    element->expression = ParseExpression();
    if (Peek(TokenMode::kOperator).kind == TokenKind::kAssignment) {
      return ParseAssignment(start, std::move(element->expression));
    }
    while (Peek(TokenMode::kOperator).kind == TokenKind::kRedirection) {
      ParseRedirection(&element->redirections);
    }
    node->elements.push_back(Finish(std::move(element)));
  } else {
    node->elements.push_back(ParseCommand());
  }
  for (;;) {
    TokenKind kind = Peek(TokenMode::kOperator).kind;
    if (kind != TokenKind::kPipe && !(kind == TokenKind::kNewLine && PipeOnNextLine())) break;
    Peek(TokenMode::kOperator);
    Take();
    SkipNewLines();
    uint32_t next = Peek(TokenMode::kArgument).extent.start;
    if (AtEnd() || !StartsExpression(next)) {
      node->elements.push_back(ParseCommand());
      continue;
    }
    FailHere("ExpressionsMustBeFirstInPipeline",
             "an expression can only be the first element of a pipeline; use ForEach-Object here");
    auto element = Make<CommandExpression>(next);
    element->expression = ParseExpression();
    node->elements.push_back(Finish(std::move(element)));
  }
  return Finish(std::move(node));
}

namespace {

bool IsAssignable(const Expression& target) {
  switch (target.kind) {
    case NodeKind::kVariable:
      return !target.As<VariableExpression>().splatted;
    case NodeKind::kMember:
    case NodeKind::kIndex:
    case NodeKind::kErrorExpression:
      return true;
    case NodeKind::kConvert:
      return IsAssignable(*target.As<ConvertExpression>().operand);
    case NodeKind::kAttributed:
      return IsAssignable(*target.As<AttributedExpression>().operand);
    case NodeKind::kArrayLiteral:
      for (const ExpressionPtr& element : target.As<ArrayLiteral>().elements) {
        if (!IsAssignable(*element)) return false;
      }
      return true;
    case NodeKind::kParen: {
      const Statement& inner = *target.As<ParenExpression>().statement;
      if (inner.kind != NodeKind::kPipeline) return false;
      const auto& elements = inner.As<Pipeline>().elements;
      return elements.size() == 1 && elements[0]->kind == NodeKind::kCommandExpression &&
             IsAssignable(*elements[0]->As<CommandExpression>().expression);
    }
    default:
      return false;
  }
}

}  // namespace

StatementPtr Parser::ParseAssignment(uint32_t start, ExpressionPtr target) {
  Token op = Take();
  if (!IsAssignable(*target)) {
    Fail(target->extent, "InvalidLeftHandSide",
         "the left side of '" + std::string(Spelling(op.assignment)) +
             "' must be a variable, a property or an index");
  }
  auto node = Make<AssignmentStatement>(start);
  node->op = op.assignment;
  node->operator_extent = op.extent;
  node->target = std::move(target);
  SkipNewLines();
  node->value = ParseAssignedStatement();
  return Finish(std::move(node));
}

// ---- Commands -----------------------------------------------------------------------------------

PipelineElementPtr Parser::ParseCommand() {
  Level level(*this);
  const Token& first = Peek(TokenMode::kArgument);
  auto node = Make<Command>(first.extent.start);
  if (!level.Ok()) {
    node->name = ErrorNode();
    return Finish(std::move(node));
  }
  if (first.kind == TokenKind::kAmpersand) {
    node->invocation = InvocationOperator::kCall;
    Take();
  } else if (first.kind != TokenKind::kEnd && StartsDotSource(first.extent.start)) {
    node->invocation = InvocationOperator::kDot;
    uint32_t dot = first.extent.start;
    Record(TokenKind::kDot, {dot, dot + 1});
    Advance(dot + 1);
  }
  const Token& name = Peek(TokenMode::kArgument);
  bool bare = name.kind == TokenKind::kBareword || name.kind == TokenKind::kComposite ||
              name.kind == TokenKind::kParameter;
  bool value = node->invocation != InvocationOperator::kNone &&
               (StartsOperand(name) || name.kind == TokenKind::kSplat);
  if (bare || value) {
    node->name = ParseArgumentElement();
    ParseCommandArguments(node.get());
  } else if (node->invocation != InvocationOperator::kNone) {
    FailHere("MissingExpression",
             "the name of a command or a script block must follow the operator",
             TokenMode::kArgument);
    node->name = ErrorNode();
  } else {
    std::string where = name.kind == TokenKind::kEnd || name.kind == TokenKind::kNewLine
                            ? "a command is expected here"
                            : "a command or expression is expected, not " + DescribeToken(name);
    FailHere("MissingCommand", where, TokenMode::kArgument);
    node->name = ErrorNode();
  }
  return Finish(std::move(node));
}

void Parser::ParseCommandArguments(Command* command) {
  while (!stopped_) {
    const Token& token = Peek(TokenMode::kArgument);
    switch (token.kind) {
      case TokenKind::kEnd:
      case TokenKind::kNewLine:
      case TokenKind::kSemicolon:
      case TokenKind::kPipe:
      case TokenKind::kOrOr:
      case TokenKind::kAndAnd:
      case TokenKind::kAmpersand:
      case TokenKind::kRightParen:
      case TokenKind::kRightBrace:
        return;
      case TokenKind::kRedirection:
        ParseRedirection(&command->redirections);
        break;
      case TokenKind::kParameter:
        ParseParameterElement(command);
        break;
      case TokenKind::kStopParsing:
        ParseStopParsing(command);
        return;
      case TokenKind::kUnknown:
        if (At(token.extent.start) == '<') {
          FailHere("RedirectionNotSupported",
                   "'<' is reserved; pipe the content into the command: Get-Content FILE | ...",
                   TokenMode::kArgument);
        }
        Unexpected(TokenMode::kArgument, "among the arguments of a command");
        Take();
        break;
      default: {
        CommandElement element;
        element.extent.start = token.extent.start;
        element.value = ParseArgument();
        element.extent.end = last_end_;
        command->arguments.push_back(std::move(element));
      }
    }
  }
}

void Parser::ParseParameterElement(Command* command) {
  CommandElement element;
  element.is_parameter = true;
  element.extent = Take().extent;
  uint32_t dash = FoldCharacter(text_, element.extent.start).length;
  element.name = std::string(Slice({element.extent.start + dash, element.extent.end}));
  if (At(pos_) == ':') {
    Advance(pos_ + 1);
    element.has_colon = true;
    element.value = ParseArgument();
    element.extent.end = last_end_;
  }
  command->arguments.push_back(std::move(element));
}

// --% passes the rest of the line as it stands, up to a pipe outside quotes.
void Parser::ParseStopParsing(Command* command) {
  CommandElement element;
  element.is_stop_parsing = true;
  element.extent = Take().extent;
  uint32_t start = pos_;
  while (HasClass(At(start), kBlank)) ++start;
  bool quoted = false;
  uint32_t end = start;
  while (end < text_.size() && !HasClass(text_[end], kNewLineChar)) {
    if (text_[end] == '"') quoted = !quoted;
    if (!quoted && (text_[end] == '|' || (text_[end] == '&' && At(end + 1) == '&'))) break;
    ++end;
  }
  auto rest = Make<StringConstant>(start);
  rest->value = std::string(Slice({start, end}));
  Advance(end);
  element.value = Finish(std::move(rest));
  element.extent.end = end;
  command->arguments.push_back(std::move(element));
}

// One argument; commas join several values to an array.
ExpressionPtr Parser::ParseArgument() {
  Level level(*this);
  if (!level.Ok()) return ErrorNode();
  uint32_t start = Peek(TokenMode::kArgument).extent.start;
  if (token_.kind == TokenKind::kComma) {
    auto node = Make<ArrayLiteral>(start);
    Take();
    SkipNewLines();
    node->elements.push_back(ParseArgumentElement());
    return Finish(std::move(node));
  }
  ExpressionPtr first = ParseArgumentElement();
  if (Peek(TokenMode::kArgument).kind != TokenKind::kComma) return first;
  auto node = Make<ArrayLiteral>(start);
  node->elements.push_back(std::move(first));
  while (Peek(TokenMode::kArgument).kind == TokenKind::kComma) {
    Take();
    SkipNewLines();
    node->elements.push_back(ParseArgumentElement());
  }
  return Finish(std::move(node));
}

ExpressionPtr Parser::ParseArgumentElement() {
  const Token& token = Peek(TokenMode::kArgument);
  switch (token.kind) {
    case TokenKind::kBareword:
    case TokenKind::kParameter:
    case TokenKind::kStopParsing: {
      auto node = Make<StringConstant>(token.extent.start);
      node->value = std::string(Slice(token.extent));
      Take();
      return Finish(std::move(node));
    }
    case TokenKind::kComposite:
      return ParseComposite();
    default:
      break;
  }
  if (!StartsOperand(token) && token.kind != TokenKind::kSplat) {
    FailHere("MissingArgument", "an argument is expected here, not " + DescribeToken(token),
             TokenMode::kArgument);
    return ErrorNode();
  }
  return ParsePostfix(ParsePrimary(TokenMode::kArgument), TokenMode::kArgument);
}

void Parser::ParseRedirection(std::vector<Redirection>* redirections) {
  Token token = Take();
  std::string_view text = Slice(token.extent);
  Redirection redirection;
  redirection.extent = token.extent;
  if (text[0] == '*') {
    redirection.from = Stream::kAll;
  } else if (text[0] != '>') {
    redirection.from = static_cast<Stream>(text[0] - '0');
  }
  redirection.merge = text.find('&') != std::string_view::npos;
  redirection.append = text.find(">>") != std::string_view::npos;
  if (redirection.merge && text.back() != '1') {
    Fail(token.extent, "RedirectionNotSupported",
         "a stream can only be merged into the output stream: 2>&1");
  } else if (!redirection.merge) {
    TokenKind kind = Peek(TokenMode::kArgument).kind;
    if (kind == TokenKind::kNewLine || kind == TokenKind::kEnd) {
      FailHere("MissingFileSpecification", "a file name must follow the redirection operator",
               TokenMode::kArgument);
      redirection.target = ErrorNode();
    } else {
      redirection.target = ParseArgumentElement();
    }
    redirection.extent.end = last_end_;
  }
  redirections->push_back(std::move(redirection));
}

}  // namespace sipsh::syntax
