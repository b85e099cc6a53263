#include <fstream>
#include <iostream>
#include <sstream>

#include "shell/host/exit_code.h"
#include "shell/host/program.h"
#include "shell/syntax/parser.h"

namespace sipsh {

int CheckFiles(const std::vector<std::string>& files) {
  int code = kExitSuccess;
  for (const std::string& file : files) {
    std::ifstream in(file, std::ios::binary);
    std::ostringstream text;
    if (!in || !(text << in.rdbuf())) {
      std::cerr << "sipsh: " << file << ": cannot be read, or is empty. Is the name right?\n";
      code = kExitFailure;
      continue;
    }
    syntax::ParseResult result = syntax::Parse(text.str(), file);
    for (const syntax::ParseError& error : result.errors)
      std::cout << syntax::Describe(*result.ast, error) << '\n';
    if (!result.Ok()) code = kExitFailure;
  }
  return code;
}

}  // namespace sipsh
