// Parse: text to ScriptAst.
//
// Never throws on any input. With errors the tree still covers what could be read, for completion
// and for reporting more errors, but must not be run. Grammar: language specification chapter 15,
// about_Parsing, and the later operators (&& || ?? ?. ?: ).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "shell/syntax/ast.h"
#include "shell/syntax/tokenizer.h"

namespace sipsh::syntax {

struct ParseError {
  Extent extent;
  std::string id;  // stable: "MissingEndCurlyBrace", "UnexpectedToken", "MissingExpression" ...
  std::string message;
};

struct ParseResult {
  ScriptAstPtr ast;  // never null
  std::vector<ParseError> errors;
  bool incomplete = false;  // more input could make it right: the prompt continues with >>

  bool Ok() const { return errors.empty(); }
};

// Deeper nesting is refused with the error id "NestingTooDeep".
inline constexpr int kMaximumDepth = 250;
// A tree higher than this (operators or members in a row) is refused with the same id.
inline constexpr int kMaximumChain = 2000;

// `text` is UTF-8; see decode.h for files.
ParseResult Parse(std::string text, std::string file_name = {});

// The tokens of `text` in the modes the grammar reads them in, for completion and colouring. A
// string or composite word is one token here, followed by the tokens of what it holds in $( ).
std::vector<Token> Tokenize(const std::string& text);

// "file:line:column: message"
std::string Describe(const ScriptAst& ast, const ParseError& error);

}  // namespace sipsh::syntax
