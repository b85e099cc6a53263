#include <filesystem>

#include "cmdlets/core/cmdlet_support.h"
#include "cmdlets/core/text_file.h"
#include "cmdlets/management/item_drive.h"
#include "cmdlets/management/module_parts.h"
#include "shell/value/text.h"

namespace sipsh {
namespace {

namespace fs = std::filesystem;

Value PathObject(const std::string& path) {
  const RecordMaker maker({"System.Management.Automation.PathInfo"}, {"Path", "ProviderPath"});
  return maker.Make({Value::String(path), Value::String(path)});
}

class JoinPath final : public Cmdlet {
 public:
  std::vector<std::string> path, additional;
  std::string child;
  bool resolve = false;
  Flow ProcessRecord(CommandRuntime& runtime) override {
    for (const std::string& one : path) {
      std::string joined = Join(one, child);
      for (const std::string& more : additional) joined = Join(joined, more);
      if (runtime.WriteObject(Value::String(joined)) == Flow::kStop) return Flow::kStop;
    }
    return Flow::kMore;
  }

 private:
  static std::string Join(std::string left, std::string right) {
    for (char& c : right) c = c == '\\' ? '/' : c;
    while (left.size() > 1 && (left.back() == '/' || left.back() == '\\')) left.pop_back();
    while (!right.empty() && right.front() == '/') right.erase(0, 1);
    return left.ends_with("/") ? left + right : left + "/" + right;
  }
};

class SplitPath final : public Cmdlet {
 public:
  std::vector<std::string> path, literal_path;
  bool parent = false, leaf = false, leaf_base = false, extension = false, qualifier = false;
  bool no_qualifier = false, is_absolute = false, resolve = false;
  Flow ProcessRecord(CommandRuntime& runtime) override {
    for (const std::string& one : literal_path.empty() ? path : literal_path) {
      if (runtime.WriteObject(Part(one)) == Flow::kStop) return Flow::kStop;
    }
    return Flow::kMore;
  }

 private:
  Value Part(const std::string& one) const {
    std::string clean = one;
    for (char& c : clean) c = c == '\\' ? '/' : c;
    if (is_absolute) return Value::Bool(clean.starts_with("/") || clean.starts_with("~"));
    while (clean.size() > 1 && clean.back() == '/') clean.pop_back();
    const fs::path file(clean);
    if (leaf) return Value::String(file.filename().string());
    if (leaf_base) return Value::String(file.stem().string());
    if (extension) return Value::String(file.extension().string());
    if (no_qualifier) return Value::String(clean);
    if (qualifier) {
      Fail("ParsePathFormatError",
           "Cannot parse path because path '" + one +
               "' does not have a qualifier "
               "specified.",
           ErrorCategory::kInvalidArgument, Value::String(one));
    }
    return Value::String(clean == "/" ? "" : file.parent_path().string());
  }
};

class TestPath final : public Cmdlet {
 public:
  std::vector<std::string> path, literal_path;
  std::string path_type = "Any";
  bool is_valid = false;
  Flow ProcessRecord(CommandRuntime& runtime) override {
    const bool literal = !literal_path.empty();
    for (const std::string& one : literal ? literal_path : path) {
      bool found = is_valid;
      if (const auto drive = management::FindDrive(runtime, one)) {
        found = found || drive->name.empty() || !drive->Matching(literal).empty();
      } else if (!one.empty() && !is_valid) {
        for (const std::string& item : ExpandPath(runtime, one, literal))
          found = found || Exists(item);
      }
      if (runtime.WriteObject(Value::Bool(found)) == Flow::kStop) return Flow::kStop;
    }
    return Flow::kMore;
  }

 private:
  bool Exists(const std::string& item) const {
    std::error_code error;
    if (EqualsIgnoreCase(path_type, "Container")) return fs::is_directory(item, error);
    if (EqualsIgnoreCase(path_type, "Leaf"))
      return fs::exists(item, error) && !fs::is_directory(item, error);
    return fs::exists(item, error);
  }
};

class GetLocation final : public Cmdlet {
 public:
  Flow ProcessRecord(CommandRuntime& runtime) override {
    return runtime.WriteObject(PathObject(runtime.Service<SessionServices>().CurrentDirectory()));
  }
};

class SetLocation final : public Cmdlet {
 public:
  std::string path, literal_path;
  bool pass_through = false;
  Flow ProcessRecord(CommandRuntime& runtime) override {
    const bool literal = !literal_path.empty();
    const std::string name = literal ? literal_path : path.empty() ? "~" : path;
    const auto found = ExpandPath(runtime, name, literal);
    std::error_code error;
    if (found.empty() || !fs::is_directory(found.front(), error)) {
      ErrorRecord record = management::PathNotFound(found.empty() ? name : found.front());
      throw TerminatingError(std::move(record));
    }
    runtime.Service<SessionServices>().ChangeDirectory(found.front());
    return pass_through ? runtime.WriteObject(PathObject(found.front())) : Flow::kMore;
  }
};

class ResolvePath final : public Cmdlet {
 public:
  std::vector<std::string> path, literal_path;
  bool relative = false;
  Flow ProcessRecord(CommandRuntime& runtime) override {
    const bool literal = !literal_path.empty();
    for (const std::string& one : literal ? literal_path : path) {
      for (std::string item : ExpandPath(runtime, one, literal)) {
        std::error_code error;
        if (!fs::exists(item, error)) {
          runtime.WriteError(management::PathNotFound(item));
          continue;
        }
        while (item.size() > 1 && item.back() == '/') item.pop_back();
        const std::string base = runtime.Service<SessionServices>().CurrentDirectory();
        Value result = relative
                           ? Value::String("./" + fs::path(item).lexically_relative(base).string())
                           : PathObject(item);
        if (runtime.WriteObject(std::move(result)) == Flow::kStop) return Flow::kStop;
      }
    }
    return Flow::kMore;
  }
};

template <typename C>
void AddPaths(CmdletMetadata& m) {
  m.default_set = "Path";
  m.Add(Parameter<&C::path>("Path", "The paths.")
            .InSet("Path")
            .Mandatory()
            .Position(0)
            .ByValue()
            .ByPropertyName()
            .AllowEmpty());
  m.Add(Parameter<&C::literal_path>("LiteralPath", "The paths, without wildcards.")
            .InSet("LiteralPath")
            .Mandatory()
            .ByPropertyName()
            .Alias("PSPath")
            .Alias("LP"));
}

CmdletMetadata SplitMetadata() {
  using C = SplitPath;
  CmdletMetadata m = MakeCmdlet<C>("Split", "Path", "Gives a part of a path.");
  m.default_set = "ParentSet";
  ParameterMetadata path = Parameter<&C::path>("Path", "The paths.");
  path.sets.clear();
  for (const char* set : {"ParentSet", "LeafSet", "LeafBaseSet", "ExtensionSet", "QualifierSet",
                          "NoQualifierSet", "IsAbsoluteSet"}) {
    ParameterSetEntry entry;
    entry.set = set;
    entry.mandatory = entry.by_value = entry.by_property_name = true;
    entry.position = 0;
    path.sets.push_back(entry);
  }
  m.Add(std::move(path));
  m.Add(Parameter<&C::literal_path>("LiteralPath", "The paths.")
            .InSet("LiteralPathSet")
            .Mandatory()
            .ByPropertyName()
            .Alias("PSPath")
            .Alias("LP"));
  m.Add(Parameter<&C::parent>("Parent", "What is before the last part.").InSet("ParentSet"));
  m.Add(Parameter<&C::leaf>("Leaf", "The last part.").InSet("LeafSet").Mandatory());
  m.Add(Parameter<&C::leaf_base>("LeafBase", "The last part without its extension.")
            .InSet("LeafBaseSet")
            .Mandatory());
  m.Add(Parameter<&C::extension>("Extension", "The extension.").InSet("ExtensionSet").Mandatory());
  m.Add(Parameter<&C::qualifier>("Qualifier", "The drive.").InSet("QualifierSet").Mandatory());
  m.Add(Parameter<&C::no_qualifier>("NoQualifier", "The path without its drive.")
            .InSet("NoQualifierSet")
            .Mandatory());
  m.Add(Parameter<&C::is_absolute>("IsAbsolute", "Whether it begins at the root.")
            .InSet("IsAbsoluteSet")
            .Mandatory());
  m.Add(Parameter<&C::resolve>("Resolve", "Only existing paths."));
  return m;
}

}  // namespace

namespace management {
void AddPathCmdlets(std::vector<CmdletMetadata>& cmdlets) {
  using J = JoinPath;
  CmdletMetadata join = MakeCmdlet<J>("Join", "Path", "Joins paths.");
  join.Add(Parameter<&J::path>("Path", "The first part.")
               .Mandatory()
               .Position(0)
               .ByValue()
               .ByPropertyName()
               .Alias("PSPath"));
  join.Add(Parameter<&J::child>("ChildPath", "The second part.")
               .Mandatory()
               .Position(1)
               .ByPropertyName()
               .AllowNull()
               .AllowEmpty());
  join.Add(Parameter<&J::additional>("AdditionalChildPath", "Further parts.")
               .Position(2)
               .FromRemaining()
               .AllowNull()
               .AllowEmpty());
  join.Add(Parameter<&J::resolve>("Resolve", "Only existing paths."));
  cmdlets.push_back(std::move(join));
  cmdlets.push_back(SplitMetadata());
  CmdletMetadata test = MakeCmdlet<TestPath>("Test", "Path", "Tells whether a path exists.");
  AddPaths<TestPath>(test);
  test.Add(Parameter<&TestPath::path_type>("PathType", "Of what kind.")
               .Alias("Type")
               .Enum({"Any", "Container", "Leaf"}));
  test.Add(Parameter<&TestPath::is_valid>("IsValid", "Only the path's form."));
  cmdlets.push_back(std::move(test));
  CmdletMetadata get = MakeCmdlet<GetLocation>("Get", "Location", "Gives the current directory.");
  get.aliases = {"gl", "pwd"};
  cmdlets.push_back(std::move(get));
  using S = SetLocation;
  CmdletMetadata set = MakeCmdlet<S>("Set", "Location", "Changes the current directory.");
  set.aliases = {"sl", "cd", "chdir"};
  set.default_set = "Path";
  set.Add(Parameter<&S::path>("Path", "Where to.")
              .InSet("Path")
              .Position(0)
              .ByValue()
              .ByPropertyName());
  set.Add(Parameter<&S::literal_path>("LiteralPath", "Where to, without wildcards.")
              .InSet("LiteralPath")
              .Mandatory()
              .ByPropertyName()
              .Alias("PSPath")
              .Alias("LP"));
  set.Add(Parameter<&S::pass_through>("PassThru", "Gives the location."));
  cmdlets.push_back(std::move(set));
  CmdletMetadata resolve =
      MakeCmdlet<ResolvePath>("Resolve", "Path", "Gives the paths that wildcards name.");
  resolve.aliases = {"rvpa"};
  AddPaths<ResolvePath>(resolve);
  resolve.Add(Parameter<&ResolvePath::relative>("Relative", "From the current directory."));
  cmdlets.push_back(std::move(resolve));
}
}  // namespace management
}  // namespace sipsh
