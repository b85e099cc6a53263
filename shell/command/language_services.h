// What a cmdlet may ask of the language itself.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "shell/command/command_runtime.h"

namespace sipsh {

class LanguageServices {
 public:
  static constexpr std::string_view kServiceKey = "sipsh.LanguageServices";
  virtual ~LanguageServices() = default;
  // For the calling scope and those it calls: 1 refuses variables never set, 2 also properties that
  // are not there, 3 also indexes out of bounds; 0 is off.
  virtual void SetStrictMode(int version) = 0;
  // Names, with wildcards, of what the script module that is being imported shows. Throws
  // TerminatingError when none is.
  virtual void ExportFromModule(const std::vector<std::string>& functions,
                                const std::vector<std::string>& variables) = 0;
  // Whether a message stream goes elsewhere than to the operator here (6>&1).
  virtual bool IsRedirected(Stream stream) const = 0;
};

}  // namespace sipsh
