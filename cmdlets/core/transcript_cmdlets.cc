#include <filesystem>
#include <pwd.h>
#include <unistd.h>

#include "cmdlets/core/cmdlet_support.h"
#include "cmdlets/core/module_parts.h"
#include "cmdlets/core/text_file.h"
#include "shell/command/transcript.h"
#include "shell/value/date_time.h"
#include "shell/value/format_string.h"

namespace sipsh {
namespace {

constexpr std::string_view kRule = "**********************\n";

std::string Stamp() { return FormatValue(Now(), "yyyyMMddHHmmss"); }

std::string UserName() {
  const passwd* user = ::getpwuid(::getuid());
  return user ? user->pw_name : std::to_string(::getuid());
}

std::string HostName() {
  char name[256] = "";
  ::gethostname(name, sizeof name - 1);
  return name;
}

TranscriptService& Transcripts(CommandRuntime& runtime) {
  auto* service = runtime.Services().Find<TranscriptService>();
  if (service == nullptr)
    Fail("NotSupported", "This host keeps no transcripts.", ErrorCategory::kNotImplemented);
  return *service;
}

class StartTranscript final : public Cmdlet {
 public:
  std::string path, literal_path, output_directory;
  bool append = false, force = false, no_clobber = false, minimal = false;

  Flow ProcessRecord(CommandRuntime& runtime) override {
    const std::string file = Target(runtime);
    std::error_code error;
    if (no_clobber && !append && std::filesystem::exists(file, error)) {
      Fail("NoClobber",
           "'" + file +
               "' is there already, and -NoClobber was given. Name another file, or -Append.",
           ErrorCategory::kResourceExists, Value::String(file));
    }
    if (!runtime.ShouldProcess(file, "Start Transcript")) return Flow::kMore;
    if (force)
      std::filesystem::permissions(file, std::filesystem::perms::owner_write,
                                   std::filesystem::perm_options::add, error);
    Transcripts(runtime).Start(file, append, Heading());
    return runtime.WriteObject(Value::String("Transcript started, output file is " + file));
  }

 private:
  std::string Target(CommandRuntime& runtime) const {
    if (!literal_path.empty()) return SessionPath(runtime, literal_path);
    if (!path.empty()) return SessionPath(runtime, path);
    const std::string folder =
        SessionPath(runtime, output_directory.empty() ? "~" : output_directory);
    return folder + "/sipsh_transcript." + HostName() + "." + Stamp() + ".txt";
  }
  std::string Heading() const {
    std::string text = std::string(kRule) + "Transcript start\nStart time: " + Stamp() + "\n";
    if (!minimal)
      text += "Username: " + UserName() + "\nMachine: " + HostName() +
              "\nProcess ID: " + std::to_string(::getpid()) + "\n";
    return text.append(kRule);
  }
};

class StopTranscript final : public Cmdlet {
 public:
  Flow ProcessRecord(CommandRuntime& runtime) override {
    const std::string closing = std::string(kRule) + "Transcript end\nEnd time: " + Stamp() + "\n";
    const std::string file = Transcripts(runtime).Stop(closing + std::string(kRule));
    if (file.empty()) {
      Fail("InvalidOperation", "No transcript is running. Start-Transcript begins one.",
           ErrorCategory::kInvalidOperation);
    }
    return runtime.WriteObject(Value::String("Transcript stopped, output file is " + file));
  }
};

}  // namespace

namespace core {
void AddTranscriptCmdlets(std::vector<CmdletMetadata>& cmdlets) {
  using C = StartTranscript;
  CmdletMetadata start =
      MakeCmdlet<C>("Start", "Transcript", "Writes what is entered and shown to a file as well.");
  start.default_set = "ByPath";
  start.supports_should_process = true;
  start.output_type = "System.String";
  start.Add(Parameter<&C::path>("Path", "The file; one in the home folder is made otherwise.")
                .InSet("ByPath")
                .Position(0));
  start.Add(Parameter<&C::literal_path>("LiteralPath", "The file, without wildcards.")
                .InSet("ByLiteralPath")
                .Mandatory()
                .Alias("PSPath")
                .Alias("LP"));
  start.Add(
      Parameter<&C::output_directory>("OutputDirectory", "A folder for a file with a new name.")
          .InSet("ByOutputDirectory")
          .Mandatory());
  start.Add(Parameter<&C::append>("Append", "Keeps what the file holds."));
  start.Add(Parameter<&C::force>("Force", "A read-only file, too."));
  start.Add(
      Parameter<&C::no_clobber>("NoClobber", "Refuses a file that is there.").Alias("NoOverwrite"));
  start.Add(Parameter<&C::minimal>("UseMinimalHeader", "Begins with the time alone."));
  cmdlets.push_back(std::move(start));
  CmdletMetadata stop =
      MakeCmdlet<StopTranscript>("Stop", "Transcript", "Ends the transcript begun last.");
  stop.output_type = "System.String";
  cmdlets.push_back(std::move(stop));
}
}  // namespace core
}  // namespace sipsh
