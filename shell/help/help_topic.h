// What is written about a command: read from the Markdown page beside its plug-in or from the
// comment-based help of a function (about_Comment_Based_Help), and shown together with the
// command's metadata. The metadata holds the synopsis and a line for each parameter; a page holds
// the rest.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "shell/command/cmdlet_metadata.h"

namespace sipsh::help {

struct HelpExample {
  std::string title;  // may be empty
  std::string text;   // Markdown, or plain text of a comment
};

struct HelpTopic {
  bool markdown = false;  // how the texts are written
  std::string synopsis, description, inputs, outputs, notes;
  std::vector<std::pair<std::string, std::string>> parameters;  // name, text; comments only
  std::vector<HelpExample> examples;
  std::vector<std::string> links;  // commands and topics

  bool empty() const { return synopsis.empty() && description.empty() && examples.empty(); }
};

enum class HelpView { kNormal, kDetailed, kFull, kExamples };

// A page: the command's name as title, then Description, Examples (a sub-heading each), Notes and
// See also (names with commas between). Text before the first of these is left out.
HelpTopic ParseMarkdownHelp(std::string_view markdown);
// The first comment with a .SYNOPSIS, .DESCRIPTION or like keyword; empty when there is none.
HelpTopic ParseCommentHelp(std::string_view script);

std::string SynopsisOf(const CmdletMetadata& metadata, const HelpTopic& topic);
std::string TextOf(const ParameterMetadata& parameter, const HelpTopic& topic);

// NAME, SYNOPSIS, SYNTAX, DESCRIPTION, PARAMETERS, NOTES, EXAMPLES, RELATED LINKS, REMARKS as the
// view has them, for a terminal of so many columns.
std::string HelpText(const CmdletMetadata& metadata, const HelpTopic& topic, HelpView view,
                     int width);
// One parameter with its attributes, as Get-Help -Parameter shows it.
std::string ParameterHelp(const ParameterMetadata& parameter, const HelpTopic& topic, int width);
// A page that is about no command (about_Environments): what is below its title up to the first
// full stop, and the whole page.
std::string AboutTitle(std::string_view markdown);
std::string AboutText(std::string_view name, std::string_view markdown, int width);

}  // namespace sipsh::help
