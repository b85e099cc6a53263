// Script blocks: param(), named blocks, functions, and the help comments around them.
#include <algorithm>

#include "shell/syntax/comment_help.h"
#include "shell/syntax/parser_impl.h"

namespace sipsh::syntax {

// ---- Looking ahead for [CmdletBinding()] param( -------------------------------------------------

uint32_t Parser::SkipSpace(uint32_t at) const {
  for (;;) {
    char c = At(at);
    if (HasClass(c, kBlank | kNewLineChar)) {
      ++at;
    } else if (c == '#' || (c == '<' && At(at + 1) == '#')) {
      size_t end = c == '#' ? text_.find('\n', at) : text_.find("#>", at + 2);
      if (end == std::string::npos) return static_cast<uint32_t>(text_.size());
      at = static_cast<uint32_t>(end) + (c == '#' ? 1 : 2);
    } else {
      return at;
    }
  }
}

// The offset behind [ ... ] and the space after it; `start` itself when that is not what stands
// there. Looks at brackets and quotes only, over a bounded stretch.
uint32_t Parser::SkipBracketed(uint32_t start) const {
  if (At(start) != '[') return start;
  constexpr uint32_t kFarthest = 1 << 16;
  int open = 0;
  uint32_t at = start;
  for (; at < text_.size() && at - start < kFarthest; ++at) {
    char c = text_[at];
    if (c == '[' || c == '(' || c == '{') {
      ++open;
    } else if (c == ']' || c == ')' || c == '}') {
      if (--open == 0) return SkipSpace(at + 1);
    } else if (c == '\'' || c == '"') {
      for (++at; at < text_.size() && text_[at] != c; ++at) {
        if (c == '"' && text_[at] == '`') ++at;
      }
    }
  }
  return start;
}

uint32_t Parser::SkipAttributes(uint32_t start) const {
  for (uint32_t at = start;;) {
    uint32_t next = SkipBracketed(at);
    if (next == at) return at;
    at = next;
  }
}

bool Parser::StartsParamBlock() {
  uint32_t at = SkipAttributes(Peek(TokenMode::kArgument).extent.start);
  if (!EqualsLower(std::string_view(text_).substr(at, 5), "param")) return false;
  return At(SkipSpace(at + 5)) == '(';
}

// ---- param() ------------------------------------------------------------------------------------

void Parser::ParseParamBlock(ScriptBlock* block) {
  while (Peek(TokenMode::kOperand).kind == TokenKind::kLeftBracket) {
    uint32_t before = pos_;
    AttributePtr attribute = ParseAttribute();
    if (attribute != nullptr) block->attributes.push_back(std::move(attribute));
    SkipNewLines();
    if (pos_ == before) return;
  }
  if (!PeekKeyword(Keyword::kParam)) return;
  Take();
  SkipNewLines();
  block->has_param_block = true;
  ParseParameters(block);
}

// ( parameters ), of param or behind a function's name.
void Parser::ParseParameters(ScriptBlock* block) {
  CommaScope scope(*this, false);
  uint32_t opened = Peek(TokenMode::kOperand).extent.start;
  Take();
  SkipNewLines();
  while (Peek(TokenMode::kOperand).kind != TokenKind::kRightParen) {
    auto parameter = ParseParameter();
    if (parameter == nullptr) break;
    block->parameters.push_back(std::move(parameter));
    SkipNewLines();
    if (Peek(TokenMode::kOperator).kind != TokenKind::kComma) break;
    Take();
    SkipNewLines();
    if (Peek(TokenMode::kOperand).kind == TokenKind::kRightParen) {
      FailHere("MissingExpressionAfterToken", "a parameter must follow the comma");
    }
  }
  if (Peek(TokenMode::kOperator).kind != TokenKind::kRightParen) {
    ExpectClosing(TokenKind::kRightParen, opened, "MissingEndParenthesisInFunctionParameterList",
                  "the '(' of the parameter list");
    SkipToStatementEnd();
    if (Peek(TokenMode::kOperator).kind != TokenKind::kRightParen) return;
  }
  Take();
}

std::unique_ptr<Parameter> Parser::ParseParameter() {
  auto node = Make<Parameter>(Peek(TokenMode::kOperand).extent.start);
  while (Peek(TokenMode::kOperand).kind == TokenKind::kLeftBracket) {
    AttributePtr attribute = ParseAttribute();
    if (attribute == nullptr) return nullptr;
    node->attributes.push_back(std::move(attribute));
    SkipNewLines();
  }
  if (Peek(TokenMode::kOperand).kind != TokenKind::kVariable) {
    FailHere("MissingParameterName",
             "a parameter's $name is expected here, not " + DescribeToken(token_),
             TokenMode::kOperand);
    return nullptr;
  }
  ExpressionPtr variable = ParseVariable(Take());
  node->name = variable->As<VariableExpression>().name;
  SkipNewLines();
  const Token& equals = Peek(TokenMode::kOperator);
  if (equals.kind == TokenKind::kAssignment && equals.assignment == AssignmentOperator::kAssign) {
    Take();
    SkipNewLines();
    node->default_value = ParseExpression();
  }
  return Finish(std::move(node));
}

// ---- Blocks -------------------------------------------------------------------------------------

// The keyword of a named block when one begins here.
Keyword Parser::PeekNamedBlock() {
  const Token& token = Peek(TokenMode::kArgument);
  if (token.kind != TokenKind::kBareword) return Keyword::kNone;
  Keyword keyword = FindKeyword(Slice(token.extent));
  switch (keyword) {
    case Keyword::kBegin:
    case Keyword::kProcess:
    case Keyword::kEnd:
    case Keyword::kDynamicParam:
    case Keyword::kClean:
      return At(SkipSpace(token.extent.end)) == '{' ? keyword : Keyword::kNone;
    default:
      return Keyword::kNone;
  }
}

void Parser::ParseNamedBlock(ScriptBlock* block, Keyword keyword) {
  StatementBlockPtr* slot = &block->end;
  if (keyword == Keyword::kBegin) slot = &block->begin;
  if (keyword == Keyword::kProcess) slot = &block->process;
  if (keyword == Keyword::kDynamicParam) slot = &block->dynamic_param;
  if (keyword == Keyword::kClean) slot = &block->clean;
  Token word = Take();
  if (*slot != nullptr) {
    Fail(word.extent, "DuplicateScriptCommandClause",
         "this block already has a '" + std::string(Slice(word.extent)) + "' block");
  }
  *slot = ParseBlock(Slice(word.extent));
}

void Parser::ParseNamedBlocks(ScriptBlock* block, TokenKind closing) {
  block->has_named_blocks = true;
  while (!stopped_) {
    SkipSeparators();
    TokenKind kind = Peek(TokenMode::kArgument).kind;
    if (kind == TokenKind::kEnd || kind == closing) return;
    Keyword keyword = PeekNamedBlock();
    if (keyword != Keyword::kNone) {
      ParseNamedBlock(block, keyword);
      continue;
    }
    uint32_t before = pos_;
    Unexpected(TokenMode::kArgument,
               "beside begin, process and end blocks; move it into one of them");
    SkipToStatementEnd();
    if (pos_ == before) SkipOneToken();
  }
}

ScriptBlockPtr Parser::ParseScriptBlock(uint32_t start, TokenKind closing, bool is_filter) {
  CommaScope scope(*this, true);
  FinallyScope outside(*this, {});
  auto block = Make<ScriptBlock>(start);
  block->is_filter = is_filter;
  std::vector<StatementPtr> usings;
  SkipSeparators();
  while (PeekKeyword(Keyword::kUsing)) {
    usings.push_back(ParseStatement());
    SkipSeparators();
  }
  if (StartsParamBlock()) ParseParamBlock(block.get());
  SkipSeparators();
  if (PeekNamedBlock() != Keyword::kNone) {
    ParseNamedBlocks(block.get(), closing);
    StatementBlockPtr& first = block->begin     ? block->begin
                               : block->process ? block->process
                                                : block->end;
    for (size_t i = usings.size(); first != nullptr && i > 0; --i) {
      first->statements.insert(first->statements.begin(), std::move(usings[i - 1]));
    }
    return Finish(std::move(block));
  }
  auto body = Make<StatementBlock>(Peek(TokenMode::kArgument).extent.start);
  body->statements = std::move(usings);
  ParseStatements(body.get(), closing);
  (is_filter ? block->process : block->end) = Finish(std::move(body));
  return Finish(std::move(block));
}

StatementPtr Parser::ParseFunction(uint32_t start, bool is_filter) {
  auto node = Make<FunctionDefinition>(start);
  node->is_filter = is_filter;
  std::string help = HelpBefore(start);
  const Token& name = Peek(TokenMode::kArgument);
  bool named = name.kind == TokenKind::kBareword || name.kind == TokenKind::kNumber ||
               name.kind == TokenKind::kComposite || name.kind == TokenKind::kParameter;
  ExpressionPtr word;
  if (named && name.kind != TokenKind::kNumber) word = ParseArgumentElement();
  if (!named || (word != nullptr && word->kind != NodeKind::kStringConstant)) {
    FailHere("MissingNameAfterKeyword", "a name must follow 'function'", TokenMode::kArgument);
  } else {
    node->name = word ? word->As<StringConstant>().value : std::string(Slice(Take().extent));
    size_t colon = node->name.find(':');
    if (colon != std::string::npos && colon > 0) {
      node->scope = node->name.substr(0, colon);
      node->name.erase(0, colon + 1);
      for (char& c : node->scope) c = LowerAscii(c);
    }
  }
  ScriptBlock parameters;
  SkipNewLines();
  if (Peek(TokenMode::kOperand).kind == TokenKind::kLeftParen) ParseParameters(&parameters);
  SkipNewLines();
  uint32_t opened = Peek(TokenMode::kArgument).extent.start;
  if (token_.kind != TokenKind::kLeftBrace) {
    FailHere("MissingFunctionBody", "the body { ... } of the function is missing",
             TokenMode::kArgument);
    node->body = Finish(Make<ScriptBlock>(last_end_));
    return Finish(std::move(node));
  }
  Take();
  node->body = ParseScriptBlock(opened, TokenKind::kRightBrace, is_filter);
  ExpectClosing(TokenKind::kRightBrace, opened, "MissingEndCurlyBrace", "the '{' of the function");
  node->body->extent.end = last_end_;
  if (!parameters.parameters.empty()) {
    if (node->body->has_param_block) {
      Fail({start, opened}, "ParamBlockBesideParameterList",
           "function " + node->name +
               " has parameters behind its name and a param() block; keep one");
    }
    node->body->parameters = std::move(parameters.parameters);
    node->body->has_param_block = true;
  }
  if (help.empty()) help = HelpInside(node->body->extent);
  node->body->help = std::move(help);
  return Finish(std::move(node));
}

// ---- Comments -----------------------------------------------------------------------------------

// Whether only white space stands between, with at most so many line ends.
bool Parser::BlankBetween(uint32_t from, uint32_t to, int most_new_lines) const {
  for (uint32_t i = from; i < to; ++i) {
    if (!HasClass(text_[i], kBlank | kNewLineChar)) return false;
    if (text_[i] == '\n' && --most_new_lines < 0) return false;
  }
  return from <= to;
}

// A block comment, or the # lines that stand directly below one another.
Extent Parser::CommentRun(size_t index, bool forward) const {
  const auto& comments = tokenizer_.Comments();
  Extent run = comments[index];
  if (text_[run.start] != '#') return run;
  if (forward) {
    for (size_t i = index + 1; i < comments.size(); ++i) {
      if (text_[comments[i].start] != '#' || !BlankBetween(run.end, comments[i].start, 1)) break;
      run.end = comments[i].end;
    }
  } else {
    for (size_t i = index; i-- > 0;) {
      if (text_[comments[i].start] != '#' || !BlankBetween(comments[i].end, run.start, 1)) break;
      run.start = comments[i].start;
    }
  }
  return run;
}

namespace {

size_t FirstAtOrAfter(const std::vector<Extent>& comments, uint32_t offset) {
  auto found = std::lower_bound(comments.begin(), comments.end(), offset,
                                [](const Extent& c, uint32_t o) { return c.start < o; });
  return static_cast<size_t>(found - comments.begin());
}

}  // namespace

// Help directly above a function, with at most one blank line between.
std::string Parser::HelpBefore(uint32_t offset) const {
  const auto& comments = tokenizer_.Comments();
  size_t next = FirstAtOrAfter(comments, offset);
  if (next == 0 || !BlankBetween(comments[next - 1].end, offset, 2)) return {};
  std::string_view text = Slice(CommentRun(next - 1, false));
  return IsCommentHelp(text) ? std::string(text) : std::string();
}

// Help at the beginning or the end of a function's body.
std::string Parser::HelpInside(Extent body) const {
  const auto& comments = tokenizer_.Comments();
  size_t first = FirstAtOrAfter(comments, body.start);
  size_t last = FirstAtOrAfter(comments, body.end);
  if (first == last) return {};
  if (BlankBetween(body.start + 1, comments[first].start, INT32_MAX)) {
    std::string_view text = Slice(CommentRun(first, true));
    if (IsCommentHelp(text)) return std::string(text);
  }
  if (body.end > body.start && BlankBetween(comments[last - 1].end, body.end - 1, INT32_MAX)) {
    std::string_view text = Slice(CommentRun(last - 1, false));
    if (IsCommentHelp(text)) return std::string(text);
  }
  return {};
}

// Help at the head of a script, unless it belongs to a function right below it.
std::string Parser::ScriptHelp(const ScriptBlock& root) const {
  const auto& comments = tokenizer_.Comments();
  uint32_t code = static_cast<uint32_t>(text_.size());
  bool function_first = false;
  if (!root.has_param_block && root.end != nullptr && !root.end->statements.empty()) {
    const Statement& statement = *root.end->statements.front();
    code = statement.extent.start;
    function_first = statement.kind == NodeKind::kFunctionDefinition;
  } else if (root.has_param_block) {
    code = SkipSpace(0);
  }
  for (size_t i = 0; i < comments.size() && comments[i].start < code;) {
    Extent run = CommentRun(i, true);
    std::string_view text = Slice(run);
    bool claimed = function_first && BlankBetween(run.end, code, 2);
    if (!claimed && IsCommentHelp(text)) return std::string(text);
    i = FirstAtOrAfter(comments, run.end);
  }
  return {};
}

void Parser::CollectRequires(ScriptAst* ast) const {
  for (Extent comment : tokenizer_.Comments()) {
    std::string_view text = Slice(comment);
    if (!EqualsLower(text.substr(0, 9), "#requires")) continue;
    text.remove_prefix(9);
    size_t first = text.find_first_not_of(" \t");
    if (first == 0) continue;
    text = first == std::string_view::npos ? std::string_view{} : text.substr(first);
    ast->requires_directives.push_back({std::string(text), comment});
  }
}

}  // namespace sipsh::syntax
