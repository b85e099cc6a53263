// Get-Greeting: a cmdlet with a parameter from the pipeline, one with a set of values, and an
// error.
#include "shell/command/cmdlet_metadata.h"
#include "shell/command/module.h"

namespace {

using sipsh::CmdletMetadata;
using sipsh::CommandRuntime;
using sipsh::ErrorCategory;
using sipsh::ErrorRecord;
using sipsh::Flow;
using sipsh::Value;

class GetGreeting final : public sipsh::Cmdlet {
 public:
  std::string name;
  std::string language = "English";

  Flow ProcessRecord(CommandRuntime& runtime) override {
    if (name.empty()) {
      runtime.WriteError(ErrorRecord("There is nobody to greet. Give a name.", "NameEmpty",
                                     ErrorCategory::kInvalidArgument));
      return Flow::kMore;
    }
    const char* greeting = language == "German" ? "Guten Tag, " : "Good day, ";
    return runtime.WriteObject(Value::String(greeting + name + "!"));
  }
};

std::vector<CmdletMetadata> Cmdlets() {
  CmdletMetadata m = sipsh::MakeCmdlet<GetGreeting>("Get", "Greeting", "Greets somebody.");
  m.output_type = "System.String";
  m.Add(sipsh::Parameter<&GetGreeting::name>("Name", "Whom to greet.")
            .Position(0)
            .Mandatory()
            .ByValue()
            .AllowEmpty());
  m.Add(sipsh::Parameter<&GetGreeting::language>("Language", "In which language.")
            .ValidateSet({"English", "German"}));
  return {m};
}

const sipsh::SipshModule kModule = {.name = "ContosoGreeting",
                                    .version = "1.0",
                                    .description = "An example of a plug-in.",
                                    .cmdlets = &Cmdlets};

}  // namespace

extern "C" SIPSH_EXPORT const sipsh::SipshModule* sipsh_module(uint32_t abi) {
  return abi == sipsh::kSipshAbi ? &kModule : nullptr;
}
