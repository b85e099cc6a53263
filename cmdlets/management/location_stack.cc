#include <filesystem>
#include <map>
#include <memory>

#include "cmdlets/core/cmdlet_support.h"
#include "cmdlets/core/text_file.h"
#include "cmdlets/management/module_parts.h"
#include "shell/value/text.h"

namespace sipsh {
namespace {

// The folders that Push-Location left, by the stack's name; one set for a session.
struct LocationStacks {
  static constexpr std::string_view kServiceKey = "sipsh.management.LocationStacks";
  std::map<std::string, std::vector<std::string>> folders;
};

LocationStacks& StacksOf(CommandRuntime& runtime) {
  ServiceRegistry& services = runtime.Services();
  if (auto* found = services.Find<LocationStacks>()) return *found;
  services.Add<LocationStacks>(std::make_shared<LocationStacks>());
  return services.Get<LocationStacks>();
}

Value PathObject(const std::string& path) {
  const RecordMaker maker({"System.Management.Automation.PathInfo"}, {"Path"});
  return maker.Make({Value::String(path)});
}

class PushLocation final : public Cmdlet {
 public:
  std::string path, literal_path, stack = "default";
  bool pass_through = false;

  Flow ProcessRecord(CommandRuntime& runtime) override {
    auto& session = runtime.Service<SessionServices>();
    const std::string before = session.CurrentDirectory();
    const std::string& name = literal_path.empty() ? path : literal_path;
    if (!name.empty()) {
      const auto found = ExpandPath(runtime, name, !literal_path.empty());
      std::error_code error;
      if (found.empty() || !std::filesystem::is_directory(found.front(), error))
        throw TerminatingError(management::PathNotFound(found.empty() ? name : found.front()));
      session.ChangeDirectory(found.front());
    }
    StacksOf(runtime).folders[Fold(stack)].push_back(before);
    return pass_through ? runtime.WriteObject(PathObject(session.CurrentDirectory())) : Flow::kMore;
  }
};

class PopLocation final : public Cmdlet {
 public:
  std::string stack = "default";
  bool pass_through = false;

  Flow ProcessRecord(CommandRuntime& runtime) override {
    std::vector<std::string>& folders = StacksOf(runtime).folders[Fold(stack)];
    if (folders.empty()) return Flow::kMore;
    auto& session = runtime.Service<SessionServices>();
    session.ChangeDirectory(folders.back());
    folders.pop_back();
    return pass_through ? runtime.WriteObject(PathObject(session.CurrentDirectory())) : Flow::kMore;
  }
};

class ConvertPath final : public Cmdlet {
 public:
  std::vector<std::string> path, literal_path;

  Flow ProcessRecord(CommandRuntime& runtime) override {
    const bool literal = !literal_path.empty();
    for (const std::string& one : literal ? literal_path : path) {
      for (const std::string& item : ExpandPath(runtime, one, literal)) {
        std::error_code error;
        if (!std::filesystem::exists(item, error)) {
          runtime.WriteError(management::PathNotFound(item));
          continue;
        }
        std::string clean = std::filesystem::path(item).lexically_normal().string();
        if (clean.size() > 1 && clean.back() == '/') clean.pop_back();
        if (runtime.WriteObject(Value::String(clean)) == Flow::kStop) return Flow::kStop;
      }
    }
    return Flow::kMore;
  }
};

template <typename C>
void AddStack(CmdletMetadata& m) {
  m.Add(Parameter<&C::stack>("StackName", "Which stack; names are free."));
  m.Add(Parameter<&C::pass_through>("PassThru", "Gives the location."));
}

}  // namespace

namespace management {
void AddLocationCmdlets(std::vector<CmdletMetadata>& cmdlets) {
  using P = PushLocation;
  CmdletMetadata push =
      MakeCmdlet<P>("Push", "Location", "Goes to a folder and remembers the one before.");
  push.aliases = {"pushd"};
  push.default_set = "Path";
  push.Add(Parameter<&P::path>("Path", "Where to; here when left out.")
               .InSet("Path")
               .Position(0)
               .ByValue()
               .ByPropertyName());
  push.Add(Parameter<&P::literal_path>("LiteralPath", "Where to, without wildcards.")
               .InSet("LiteralPath")
               .Mandatory()
               .ByPropertyName()
               .Alias("PSPath")
               .Alias("LP"));
  AddStack<P>(push);
  cmdlets.push_back(std::move(push));
  CmdletMetadata pop = MakeCmdlet<PopLocation>("Pop", "Location",
                                               "Goes back to the folder that was remembered last.");
  pop.aliases = {"popd"};
  AddStack<PopLocation>(pop);
  cmdlets.push_back(std::move(pop));
  using C = ConvertPath;
  CmdletMetadata convert =
      MakeCmdlet<C>("Convert", "Path", "Gives the full path of what exists, as text.");
  convert.aliases = {"cvpa"};
  convert.output_type = "System.String";
  convert.default_set = "Path";
  convert.Add(Parameter<&C::path>("Path", "The paths.")
                  .InSet("Path")
                  .Mandatory()
                  .Position(0)
                  .ByValue()
                  .ByPropertyName());
  convert.Add(Parameter<&C::literal_path>("LiteralPath", "The paths, without wildcards.")
                  .InSet("LiteralPath")
                  .Mandatory()
                  .ByPropertyName()
                  .Alias("PSPath")
                  .Alias("LP"));
  cmdlets.push_back(std::move(convert));
}
}  // namespace management
}  // namespace sipsh
