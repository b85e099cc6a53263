// Comment-based help: the text between .SYNOPSIS, .DESCRIPTION and their like.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sipsh::syntax {

struct CommentHelp {
  std::string synopsis;
  std::string description;
  std::vector<std::pair<std::string, std::string>> parameters;  // name as typed, text
  std::vector<std::string> examples;
  std::vector<std::string> inputs;
  std::vector<std::string> outputs;
  std::vector<std::string> links;
  std::string notes;
  std::string component;
  std::string role;
  std::string functionality;
  std::string forward_help_target;
  std::string external_help;

  // Null when the parameter is not described; the name's case does not matter.
  const std::string* FindParameter(std::string_view name) const;
};

// Whether a comment, with its # or <# #>, holds at least one help keyword.
bool IsCommentHelp(std::string_view raw);

// `raw` is the comment as it stands in the script: <# ... #> or lines that begin with #.
CommentHelp ParseCommentHelp(std::string_view raw);

}  // namespace sipsh::syntax
