// Parser: recursive descent over the tokenizer; private to this folder.
//
// One object parses one text. `pos_` stands behind the last token taken; Peek reads the next token
// in the mode the caller is in. Errors are collected; a function that finds nothing usable reports
// and returns an ErrorExpression or leaves the token for its caller, so nothing here throws.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "shell/syntax/ast.h"
#include "shell/syntax/characters.h"
#include "shell/syntax/parser.h"
#include "shell/syntax/tokenizer.h"

namespace sipsh::syntax {

enum class Keyword : uint8_t {
  kNone,
  kBegin,
  kBreak,
  kCatch,
  kClass,
  kClean,
  kContinue,
  kData,
  kDo,
  kDynamicParam,
  kElse,
  kElseIf,
  kEnd,
  kEnum,
  kExit,
  kFilter,
  kFinally,
  kFor,
  kForEach,
  kFunction,
  kIf,
  kIn,
  kParam,
  kProcess,
  kReturn,
  kSwitch,
  kThrow,
  kTrap,
  kTry,
  kUntil,
  kUsing,
  kWhile,
};

Keyword FindKeyword(std::string_view word);

// Collects the parts of an expandable string.
class StringBuilder {
 public:
  std::string text;
  std::vector<StringPart> parts;

  void Add(ExpressionPtr expression) {
    Flush();
    parts.push_back({{}, std::move(expression)});
  }
  void Flush() {
    if (text.empty()) return;
    parts.push_back({std::move(text), nullptr});
    text.clear();
  }
};

class Parser {
 public:
  Parser(const SourceText& source, ParseResult* result, std::vector<Token>* record)
      : source_(source),
        text_(source.Text()),
        tokenizer_(text_),
        result_(result),
        record_(record) {}

  void ParseScript(ScriptAst* ast);

 private:
  // Counts nesting while it lives, and folds the height of what was parsed into the caller's.
  class Level {
   public:
    explicit Level(Parser& parser, bool nested = true);
    ~Level();
    bool Ok() const { return ok_; }

   private:
    Parser& parser_;
    uint32_t saved_height_;
    bool nested_;
    bool ok_;
  };
  // Sets whether a comma makes an array, for one scope.
  class CommaScope {
   public:
    CommaScope(Parser& parser, bool comma_is_array)
        : parser_(parser), saved_(std::exchange(parser.comma_is_array_, comma_is_array)) {}
    ~CommaScope() { parser_.comma_is_array_ = saved_; }

   private:
    Parser& parser_;
    bool saved_;
  };

  // A finally block may not be left by return, nor by break or continue of a loop around it.
  struct FinallyBlock {
    bool inside = false;
    int loops = 0;  // Opened inside.
  };
  // What is parsed meanwhile is inside the block given.
  class FinallyScope {
   public:
    FinallyScope(Parser& parser, FinallyBlock block)
        : parser_(parser), saved_(std::exchange(parser.finally_, block)) {}
    ~FinallyScope() { parser_.finally_ = saved_; }

   private:
    Parser& parser_;
    FinallyBlock saved_;
  };

  // parser.cc: tokens, errors, recovery
  const Token& Peek(TokenMode mode);
  Token Take();
  void Advance(uint32_t offset) { last_end_ = pos_ = offset; }
  void Record(TokenKind kind, Extent extent);
  void ReportFault(const Token& token);
  void SkipNewLines();
  void SkipSeparators();
  bool PeekKeyword(Keyword keyword);
  bool PeekKeywordPastNewLines(Keyword keyword);
  std::string_view Slice(Extent extent) const { return source_.Slice(extent); }
  char At(uint32_t offset) const { return offset < text_.size() ? text_[offset] : '\0'; }
  bool AtEnd() { return tokenizer_.SkipBlanks(pos_) >= text_.size(); }
  void Fail(Extent extent, std::string_view id, std::string message);
  void FailHere(std::string_view id, std::string message, TokenMode mode = TokenMode::kOperator);
  void Unexpected(TokenMode mode, std::string_view where);
  std::string DescribeToken(const Token& token) const;
  void Stop();
  bool Deeper();
  bool Expect(TokenKind kind, std::string_view id, std::string message);
  void ExpectClosing(TokenKind kind, uint32_t opened_at, std::string_view id,
                     std::string_view what);
  void SkipToStatementEnd();
  void SkipOneToken();

  template <typename T>
  std::unique_ptr<T> Make(uint32_t start) {
    auto node = std::make_unique<T>();
    node->extent.start = start;
    return node;
  }
  template <typename T>
  std::unique_ptr<T> Finish(std::unique_ptr<T> node) {
    node->extent.end = std::max(last_end_, node->extent.start);
    return node;
  }
  ExpressionPtr ErrorNode();

  // parser_statement.cc
  void ParseStatements(StatementBlock* block, TokenKind closing);
  StatementPtr ParseStatement();
  StatementPtr ParseKeywordStatement(Keyword keyword, uint32_t start, std::string label);
  void CheckFinally(Keyword keyword, const Token& word);
  StatementPtr ParseLabelled(uint32_t start);
  StatementPtr ParseAssignedStatement();
  StatementBlockPtr ParseBlock(std::string_view owner);
  StatementPtr ParseCondition(std::string_view owner);
  StatementPtr ParseIf(uint32_t start);
  StatementPtr ParseWhile(uint32_t start, std::string label);
  StatementPtr ParseDo(uint32_t start, std::string label);
  StatementPtr ParseFor(uint32_t start, std::string label);
  StatementPtr ParseForEach(uint32_t start, std::string label);
  StatementPtr ParseSwitch(uint32_t start, std::string label);
  void ParseSwitchFlags(SwitchStatement* node);
  void ParseSwitchClauses(SwitchStatement* node);
  StatementPtr ParseTry(uint32_t start);
  void ParseCatch(TryStatement* node);
  StatementPtr ParseTrap(uint32_t start);
  StatementPtr ParseUsing(uint32_t start);
  StatementPtr ParseData(uint32_t start);
  StatementPtr ParseOptionalValue();
  ExpressionPtr ParseJumpLabel();
  template <typename T>
  StatementPtr ParseFlow(uint32_t start);
  template <typename T>
  StatementPtr ParseJump(uint32_t start);

  // parser_command.cc
  StatementPtr ParsePipelineChain();
  StatementPtr ParsePipeline();
  StatementPtr ParseAssignment(uint32_t start, ExpressionPtr target);
  PipelineElementPtr ParseCommand();
  void ParseCommandArguments(Command* command);
  void ParseParameterElement(Command* command);
  void ParseStopParsing(Command* command);
  bool StartsExpression(uint32_t offset) const;
  bool StartsWithDashOperator(uint32_t offset) const;
  bool StartsDotSource(uint32_t offset) const;
  bool PipeOnNextLine();
  void ParseRedirection(std::vector<Redirection>* redirections);
  ExpressionPtr ParseArgument();
  ExpressionPtr ParseArgumentElement();

  // parser_expression.cc
  ExpressionPtr ParseExpression();
  ExpressionPtr ParseBinary(int lowest);
  ExpressionPtr ParseArrayLiteral();
  ExpressionPtr ParseUnary();
  ExpressionPtr ParseUnaryOperator(UnaryOperator op, CaseMode case_mode);
  ExpressionPtr ParseBracket();
  ExpressionPtr ParsePrimary(TokenMode mode);
  ExpressionPtr ParsePostfix(ExpressionPtr target, TokenMode mode);
  ExpressionPtr ParseMember(ExpressionPtr target, uint32_t after, bool is_static, bool conditional,
                            TokenMode mode);
  ExpressionPtr ParseMemberName(TokenMode mode);
  ExpressionPtr ParseIndex(ExpressionPtr target, uint32_t after, bool conditional);
  bool StartsTypeArguments(uint32_t offset) const;
  bool StartsOperand(const Token& token) const;
  void ParseArgumentList(std::vector<ExpressionPtr>* arguments);
  ExpressionPtr ParseParen();
  ExpressionPtr ParseHashtable();
  void ParseHashtableEntry(HashtableExpression* node);
  template <typename T>
  ExpressionPtr ParseStatementGroup();
  ExpressionPtr ParseScriptBlockExpression();

  // parser_string.cc
  ExpressionPtr ParseVariable(const Token& token);
  ExpressionPtr ParseNumber(const Token& token);
  ExpressionPtr ParseSingleQuoted(const Token& token);
  ExpressionPtr ParseDoubleQuoted(const Token& token);
  ExpressionPtr ParseSingleHere(const Token& token);
  ExpressionPtr ParseDoubleHere(const Token& token);
  ExpressionPtr ParseComposite();
  ExpressionPtr MakeString(uint32_t start, StringStyle style, StringBuilder builder);
  uint32_t AppendEscape(uint32_t at, std::string* out);
  uint32_t AppendUnicodeEscape(uint32_t at, std::string* out);
  uint32_t AppendDollar(uint32_t at, StringBuilder* out);
  uint32_t ExpandQuoted(uint32_t at, StringBuilder* out, bool* closed);

  // parser_function.cc
  ScriptBlockPtr ParseScriptBlock(uint32_t start, TokenKind closing, bool is_filter);
  bool StartsParamBlock();
  uint32_t SkipAttributes(uint32_t offset) const;
  uint32_t SkipBracketed(uint32_t offset) const;
  uint32_t SkipSpace(uint32_t offset) const;
  void ParseParamBlock(ScriptBlock* block);
  void ParseParameters(ScriptBlock* block);
  std::unique_ptr<Parameter> ParseParameter();
  Keyword PeekNamedBlock();
  void ParseNamedBlocks(ScriptBlock* block, TokenKind closing);
  void ParseNamedBlock(ScriptBlock* block, Keyword keyword);
  StatementPtr ParseFunction(uint32_t start, bool is_filter);
  std::string HelpBefore(uint32_t offset) const;
  std::string HelpInside(Extent body) const;
  std::string ScriptHelp(const ScriptBlock& root) const;
  Extent CommentRun(size_t index, bool forward) const;
  bool BlankBetween(uint32_t from, uint32_t to, int most_new_lines) const;
  void CollectRequires(ScriptAst* ast) const;

  // parser_type.cc
  bool ParseTypeName(TypeName* type);
  void ParseTypeSuffixes(TypeName* type);
  void ParseTypeArguments(TypeName* type);
  void SkipAssemblyName();
  bool ParseBracketedType(TypeName* type);
  AttributePtr ParseAttribute();
  void ParseAttributeArguments(Attribute* attribute);
  StatementPtr ParseEnum(uint32_t start);
  StatementPtr ParseClass(uint32_t start);
  void ParseClassMember(TypeDefinition* type);
  void ParseMethod(TypeMember* member, uint32_t start);
  bool TakeName(std::string* name, std::string_view what);

  const SourceText& source_;
  const std::string& text_;
  Tokenizer tokenizer_;
  ParseResult* result_;
  std::vector<Token>* record_;

  uint32_t pos_ = 0;
  uint32_t last_end_ = 0;
  Token token_;
  uint32_t token_pos_ = UINT32_MAX;  // where token_ was looked for
  TokenMode token_mode_ = TokenMode::kOperand;

  int depth_ = 0;
  uint32_t height_ = 0;
  bool comma_is_array_ = true;
  FinallyBlock finally_;
  bool stopped_ = false;
};

}  // namespace sipsh::syntax
