// MatchInfo: what Select-String finds. Cast to text it is the line, behind path and number when it
// comes from a file.
#pragma once

#include <string>
#include <vector>

#include "shell/command/service_registry.h"
#include "shell/value/value.h"

namespace sipsh {

struct LineMatch {
  std::string path;  // empty: from the pipeline
  std::string line, pattern;
  int number = 0;
  bool ignore_case = true;
  Value matches;  // an array of Match
  bool with_context = false;
  std::vector<std::string> before, after;
};

Value MakeMatchInfo(LineMatch match);
// How they are shown: the path as seen from the current folder, context lines marked.
void AddMatchInfoView(ServiceRegistry& services);

}  // namespace sipsh
