// The parameters that every cmdlet and advanced function has (about_CommonParameters).
#include "shell/command/cmdlet_metadata.h"

namespace sipsh {
namespace {

ParameterMetadata Common(const char* name, const char* alias, const char* help, const char* type) {
  return DynamicParameter(name, help, type, nullptr).Alias(alias);
}

// The values of ActionPreference that a parameter takes.
ParameterMetadata Action(const char* name, const char* alias, const char* help) {
  return Common(name, alias, help, "System.Management.Automation.ActionPreference")
      .Enum({"SilentlyContinue", "Stop", "Continue", "Inquire", "Ignore", "Break"});
}

}  // namespace

const std::vector<ParameterMetadata>& CommonParameters() {
  static const std::vector<ParameterMetadata> parameters = {
      Common("Verbose", "vb", "Shows what is being done in detail.", "switch"),
      Common("Debug", "db", "Shows messages for the author of the command.", "switch"),
      Action("ErrorAction", "ea", "What a non-terminating error does."),
      Action("WarningAction", "wa", "What a warning does."),
      Action("InformationAction", "infa", "What an information message does."),
      Action("ProgressAction", "proga", "What a progress report does."),
      Common("ErrorVariable", "ev", "Name of a variable that receives the errors; +NAME appends.",
             "System.String"),
      Common("WarningVariable", "wv",
             "Name of a variable that receives the warnings; +NAME appends.", "System.String"),
      Common("InformationVariable", "iv",
             "Name of a variable that receives the information records.", "System.String"),
      Common("OutVariable", "ov",
             "Name of a variable that receives the output as well; +NAME appends.",
             "System.String"),
      Common("OutBuffer", "ob", "How many objects to collect before handing them on.",
             "System.Int32"),
      Common("PipelineVariable", "pv", "Name of a variable that holds the current output object.",
             "System.String"),
  };
  return parameters;
}

const std::vector<ParameterMetadata>& ShouldProcessParameters() {
  static const std::vector<ParameterMetadata> parameters = {
      Common("WhatIf", "wi", "Says what would be done and changes nothing.", "switch"),
      Common("Confirm", "cf", "Asks before anything is changed.", "switch"),
  };
  return parameters;
}

}  // namespace sipsh
