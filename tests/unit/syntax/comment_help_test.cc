#include "shell/syntax/comment_help.h"

#include <doctest/doctest.h>

#include "tests/unit/syntax/parse_helpers.h"

namespace sipsh::syntax {

namespace {

std::string FunctionHelp(const std::string& text) {
  ParseResult result = Parse(text);
  for (const auto& statement : result.ast->root->end->statements) {
    if (statement->kind != NodeKind::kFunctionDefinition) continue;
    return ParseCommentHelp(statement->As<FunctionDefinition>().body->help).synopsis;
  }
  return "no function";
}

}  // namespace

TEST_CASE("sections of comment-based help") {
  CommentHelp help = ParseCommentHelp(
      "<#\n.SYNOPSIS\n  Moves users.\n.DESCRIPTION\n  First.\n    Indented.\n\n.PARAMETER Name\n  "
      "Who.\n"
      ".parameter Other\n What.\n.EXAMPLE\n  Move-X a\n.EXAMPLE\n  Move-X b\n.LINK\n  "
      "http://x\n#>");
  CHECK(help.synopsis == "Moves users.");
  CHECK(help.description == "First.\n  Indented.");
  REQUIRE(help.FindParameter("NAME") != nullptr);
  CHECK(*help.FindParameter("NAME") == "Who.");
  CHECK(help.examples.size() == 2);
  CHECK(help.links.size() == 1);
  CHECK_FALSE(IsCommentHelp("# just a comment.\n# .5 of it"));
}

TEST_CASE("help is found above, at the head and at the end of a function") {
  CHECK(FunctionHelp("<#\n.SYNOPSIS\n a\n#>\nfunction f { }") == "a");
  CHECK(FunctionHelp("# .SYNOPSIS\n# b\nfunction f { }") == "b");
  CHECK(FunctionHelp("function f {\n<#\n.SYNOPSIS\nc\n#>\nparam($x)\n1 }") == "c");
  CHECK(FunctionHelp("function f { 1\n<#\n.SYNOPSIS\nd\n#>\n}") == "d");
  CHECK(FunctionHelp("<#\n.SYNOPSIS\n far\n#>\n\n\n\nfunction f { }") == "");
}

TEST_CASE("help of a script") {
  auto script = [](const char* text) {
    return ParseCommentHelp(Parse(text).ast->root->help).synopsis;
  };
  CHECK(script("#requires -Version 3\n<#\n.SYNOPSIS\nx\n#>\nparam($a)\n1") == "x");
  CHECK(script("<#\n.SYNOPSIS\ny\n#>\n\n\n\nfunction f { }") == "y");
  CHECK(script("<#\n.SYNOPSIS\nz\n#>\nfunction f { }") == "");
}

}  // namespace sipsh::syntax
