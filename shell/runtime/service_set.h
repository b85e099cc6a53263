// The engine's own services, as cmdlets find them.
#pragma once

#include "shell/command/language_services.h"
#include "shell/runtime/dotted_block.h"
#include "shell/runtime/interpreter.h"

namespace sipsh::runtime {

class SessionServiceSet final : public ScriptBlockInvoker,
                                public VariableService,
                                public CommandCatalog,
                                public ModuleService,
                                public SessionServices,
                                public LanguageServices {
 public:
  explicit SessionServiceSet(Interpreter& interpreter);

  Flow Invoke(const ScriptBlockRef& block, const BlockCall& call, ObjectSink& sink) override;
  Flow InvokeForTruth(const ScriptBlockRef& block, const Value& input, bool& truth) override;
  Flow InvokeForValue(const ScriptBlockRef& block, const BlockCall& call, Value& result) override;
  ScriptBlockRef Create(std::string text, std::string file_name) override;

  std::optional<VariableInfo> Find(std::string_view name, std::string_view scope) override;
  void Set(const VariableInfo& variable, std::string_view scope, bool force) override;
  bool Remove(std::string_view name, std::string_view scope, bool force) override;
  std::vector<VariableInfo> List(std::string_view scope) override;

  std::optional<CommandInfo> Find(std::string_view name) override;
  std::vector<CommandInfo> List(std::string_view wildcard, bool load, bool applications) override;
  std::vector<std::string> Nearest(std::string_view name) override {
    return interpreter_.commands.Nearest(name);
  }
  void SetAlias(std::string_view name, std::string_view target) override;
  bool RemoveAlias(std::string_view name) override;
  std::optional<std::string> AliasTarget(std::string_view name) override;
  std::vector<std::pair<std::string, std::string>> Aliases() override;
  bool RemoveFunction(std::string_view name) override {
    return interpreter_.commands.RemoveFunction(name);
  }

  ModuleInfo Import(std::string_view name_or_path) override {
    return interpreter_.commands.Import(name_or_path);
  }
  std::vector<ModuleInfo> List() override { return interpreter_.commands.Modules(); }

  const std::vector<Value>& Errors() override { return interpreter_.errors->items(); }
  void ClearErrors() override { interpreter_.errors->items().clear(); }
  std::string CurrentDirectory() override { return interpreter_.CurrentDirectory(); }
  void ChangeDirectory(const std::string& path) override;
  Value LastExitCode() override { return interpreter_.last_exit_code; }
  void RequestExit(int code) override;
  void SetStrictMode(int version) override;
  void ExportFromModule(const std::vector<std::string>& functions,
                        const std::vector<std::string>& variables) override;
  bool IsRedirected(Stream stream) const override {
    return interpreter_.streams.route[3 + static_cast<size_t>(stream)].kind != StreamRoute::kHost;
  }

 private:
  Scope* ScopeNamed(std::string_view scope);
  Flow After(Completion completion);

  Interpreter& interpreter_;
  DottedBlock condition_, body_;  // the last ones of InvokeForTruth and Invoke
};

}  // namespace sipsh::runtime
