// Decoder, parser and printer must take any bytes without crashing.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "shell/syntax/ast_printer.h"
#include "shell/syntax/comment_help.h"
#include "shell/syntax/decode.h"
#include "shell/syntax/parser.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace sipsh::syntax;
  std::string text = DecodeScript({reinterpret_cast<const char*>(data), size});
  ParseResult result = Parse(text, "fuzz.ps1");
  if (result.ast == nullptr || result.ast->root == nullptr) abort();
  for (const ParseError& error : result.errors) {
    if (error.extent.start > error.extent.end || error.extent.end > text.size()) abort();
    if (Describe(*result.ast, error).empty()) abort();
  }
  PrintAst(*result.ast);
  ParseCommentHelp(text);
  Tokenize(text);
  return 0;
}
