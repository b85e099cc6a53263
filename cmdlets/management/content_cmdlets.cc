#include "cmdlets/core/cmdlet_support.h"
#include "cmdlets/core/text_file.h"
#include "cmdlets/management/module_parts.h"

namespace sipsh {
namespace {

class SetContent final : public Cmdlet {
 public:
  std::vector<std::string> path, literal_path;
  std::vector<Value> value;
  std::string encoding;
  bool append = false, clear = false, no_newline = false, force = false, pass_through = false;
  bool as_bytes = false;

  void BeginProcessing(CommandRuntime& runtime) override {
    const bool literal = !literal_path.empty();
    for (const std::string& name : literal ? literal_path : path) {
      for (const std::string& file : ExpandPath(runtime, name, literal)) {
        if (!runtime.ShouldProcess("Path: " + file, append  ? "Add Content"
                                                    : clear ? "Clear Content"
                                                            : "Set Content"))
          continue;
        files_.push_back(
            std::make_unique<TextFileWriter>(file, ParseEncoding(encoding), append, false, force));
      }
    }
  }
  Flow ProcessRecord(CommandRuntime& runtime) override {
    for (const Value& item : value) {
      if (IsEnumerable(item)) {
        for (const Value& each : ToVector(item)) Write(each);
      } else {
        Write(item);
      }
      if (pass_through && runtime.WriteObject(item) == Flow::kStop) return Flow::kStop;
    }
    return Flow::kMore;
  }
  void EndProcessing(CommandRuntime&) override {
    for (auto& file : files_) file->Commit();
  }
  void StopProcessing() override { files_.clear(); }

 private:
  void Write(const Value& item) {
    std::string text =
        as_bytes ? std::string(1, static_cast<char>(ToInt32(item))) : ToDisplayText(item);
    if (!no_newline && !as_bytes) text.push_back('\n');
    for (auto& file : files_) file->Write(text);
  }
  std::vector<std::unique_ptr<TextFileWriter>> files_;
};

CmdletMetadata SetMetadata(const char* verb, const char* synopsis, const char* alias) {
  using C = SetContent;
  CmdletMetadata m = MakeCmdlet<C>(verb, "Content", synopsis);
  const bool append = std::string_view(verb) == "Add", clear = std::string_view(verb) == "Clear";
  m.factory = [append, clear] {
    auto cmdlet = std::make_unique<C>();
    cmdlet->append = append;
    cmdlet->clear = clear;
    return cmdlet;
  };
  m.aliases = {alias};
  m.default_set = "Path";
  m.Add(Parameter<&C::path>("Path", "The files.")
            .InSet("Path")
            .Mandatory()
            .Position(0)
            .ByPropertyName());
  m.Add(Parameter<&C::literal_path>("LiteralPath", "The files, without wildcards.")
            .InSet("LiteralPath")
            .Mandatory()
            .ByPropertyName()
            .Alias("PSPath")
            .Alias("LP"));
  m.Add(Parameter<&C::force>("Force", "Read-only files, too."));
  m.supports_should_process = true;
  if (clear) return m;
  m.Add(Parameter<&C::value>("Value", "What to write.")
            .Mandatory()
            .Position(1)
            .ByValue()
            .ByPropertyName()
            .AllowNull()
            .AllowEmpty());
  m.Add(Parameter<&C::pass_through>("PassThru", "Gives what was written."));
  m.Add(Parameter<&C::no_newline>("NoNewline", "Nothing between the parts."));
  m.Add(Parameter<&C::as_bytes>("AsByteStream", "Bytes."));
  m.Add(Parameter<&C::encoding>("Encoding", "The file's encoding.").Enum(EncodingNames()));
  return m;
}

}  // namespace

namespace management {
void AddContentCmdlets(std::vector<CmdletMetadata>& cmdlets) {
  cmdlets.push_back(SetMetadata("Set", "Writes a file.", "sc"));
  cmdlets.push_back(SetMetadata("Add", "Adds to a file.", "ac"));
  cmdlets.push_back(SetMetadata("Clear", "Empties a file.", "clc"));
}
}  // namespace management
}  // namespace sipsh
