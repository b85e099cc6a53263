// Short forms for the tests of this folder.
#pragma once

#include <string>

#include "shell/syntax/ast_printer.h"
#include "shell/syntax/parser.h"

namespace sipsh::syntax {

// The printed tree with line ends and indents folded to one space; or the first error's id.
inline std::string Tree(const std::string& text) {
  ParseResult result = Parse(text);
  if (!result.Ok()) return "! " + result.errors.front().id;
  std::string out;
  for (char c : PrintAst(*result.ast)) {
    bool space = c == ' ' || c == '\n';
    if (space && (out.empty() || out.back() == ' ')) continue;
    out += space ? ' ' : c;
  }
  while (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

inline std::string FirstError(const std::string& text) {
  ParseResult result = Parse(text, "a.ps1");
  return result.Ok() ? "" : Describe(*result.ast, result.errors.front());
}

}  // namespace sipsh::syntax
