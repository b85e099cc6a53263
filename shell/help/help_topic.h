// What is written about a command: read from the Markdown beside a cmdlet or from the comment-based
// help of a function (about_Comment_Based_Help), and shown together with the command's metadata.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "shell/command/cmdlet_metadata.h"

namespace sipsh::help {

struct HelpTopic {
  std::string synopsis, description, inputs, outputs, notes;
  std::vector<std::pair<std::string, std::string>> parameters;  // name, text
  std::vector<std::string> examples;
  std::vector<std::string> links;

  bool empty() const { return synopsis.empty() && description.empty() && examples.empty(); }
};

enum class HelpView { kNormal, kDetailed, kFull, kExamples };

// Headings (any level) Synopsis, Description, Parameters with one sub-heading each, Examples,
// Inputs, Outputs, Notes, Links; text before the first heading is the description.
HelpTopic ParseMarkdownHelp(std::string_view markdown);
// The first comment with a .SYNOPSIS, .DESCRIPTION or like keyword; empty when there is none.
HelpTopic ParseCommentHelp(std::string_view script);

// NAME, SYNOPSIS, SYNTAX, DESCRIPTION, PARAMETERS, EXAMPLES, REMARKS.
std::string HelpText(const CmdletMetadata& metadata, const HelpTopic& topic, HelpView view);
// What Get-Help -Parameter prints; empty when there is no such parameter. Wildcards allowed.
std::string ParameterHelp(const CmdletMetadata& metadata, const HelpTopic& topic,
                          std::string_view parameter);

}  // namespace sipsh::help
