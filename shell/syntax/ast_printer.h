// PrintAst: a tree as indented text, for tests and for looking at.
//
// Expressions stand on one line in prefix form, "(+ 1 (* $a 3))"; each statement on its own line,
// blocks indented below it.
#pragma once

#include <string>

#include "shell/syntax/ast.h"

namespace sipsh::syntax {

std::string PrintAst(const ScriptAst& ast);
std::string PrintExpression(const Expression& expression);

}  // namespace sipsh::syntax
