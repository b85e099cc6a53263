#include <memory>

#include "cmdlets/core/cmdlet_support.h"
#include "cmdlets/utility/formatted_file.h"
#include "cmdlets/utility/module_parts.h"

namespace sipsh {
namespace {

class TeeObject final : public Cmdlet {
 public:
  Value input;
  std::string variable, path, literal_path, encoding;
  bool append = false;

  void BeginProcessing(CommandRuntime& runtime) override {
    if (!variable.empty()) return;
    file_ = std::make_unique<FormattedFile>(
        runtime, literal_path.empty() ? path : literal_path,
        FormattedFileOptions{.encoding = encoding, .append = append});
  }
  Flow ProcessRecord(CommandRuntime& runtime) override {
    if (file_)
      file_->Write(input);
    else
      kept_.push_back(input);
    return runtime.WriteObject(input);
  }
  void EndProcessing(CommandRuntime& runtime) override {
    if (file_) return file_->Commit();
    VariableInfo info;
    info.name = variable;
    info.value = FromOutput(std::move(kept_));
    runtime.Service<VariableService>().Set(info, "", false);
  }
  void StopProcessing() override { file_.reset(); }

 private:
  std::vector<Value> kept_;
  std::unique_ptr<FormattedFile> file_;
};

}  // namespace

namespace utility {
void AddTeeCmdlet(std::vector<CmdletMetadata>& cmdlets) {
  using C = TeeObject;
  CmdletMetadata m =
      MakeCmdlet<C>("Tee", "Object", "Keeps objects in a variable or a file and hands them on.");
  m.aliases = {"tee"};
  m.default_set = "File";
  m.Add(AnyInput(Parameter<&C::input>("InputObject", "The objects.")));
  m.Add(Parameter<&C::path>("FilePath", "The file; formatted as it would be shown.")
            .InSet("File")
            .Mandatory()
            .Position(0)
            .Alias("Path"));
  m.Add(Parameter<&C::literal_path>("LiteralPath", "The file, without wildcards.")
            .InSet("LiteralFile")
            .Mandatory()
            .Alias("PSPath")
            .Alias("LP"));
  m.Add(Parameter<&C::append>("Append", "At the file's end.").InSet("File"));
  m.Add(Parameter<&C::encoding>("Encoding", "The file's encoding.")
            .Enum(EncodingNames())
            .InSet("File")
            .InSet("LiteralFile"));
  m.Add(Parameter<&C::variable>("Variable", "The variable's name.").InSet("Variable").Mandatory());
  cmdlets.push_back(std::move(m));
}
}  // namespace utility
}  // namespace sipsh
