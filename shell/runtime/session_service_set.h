// The services a session offers to cmdlets, over one Interpreter. Made and registered by it; owned by it.
#pragma once

#include "shell/command/session_services.h"
#include "shell/runtime/scope.h"

namespace sipsh::runtime {

class Interpreter;

class SessionServiceSet final : public VariableService,
                                public CommandCatalog,
                                public ModuleService,
                                public SessionServices {
 public:
  explicit SessionServiceSet(Interpreter& interpreter) : interpreter_(interpreter) {}
  // Puts these services, the host and the waiter into the interpreter's registry.
  void Register();

  // VariableService
  std::optional<VariableInfo> Find(std::string_view name, std::string_view scope) override;
  void Set(const VariableInfo& variable, std::string_view scope, bool force) override;
  bool Remove(std::string_view name, std::string_view scope, bool force) override;
  std::vector<VariableInfo> List(std::string_view scope) override;

  // CommandCatalog
  std::optional<CommandInfo> Find(std::string_view name) override;
  std::vector<CommandInfo> List(std::string_view wildcard, bool load, bool applications) override;
  std::vector<std::string> Nearest(std::string_view name) override;
  void SetAlias(std::string_view name, std::string_view target) override;
  bool RemoveAlias(std::string_view name) override;
  std::optional<std::string> AliasTarget(std::string_view name) override;
  std::vector<std::pair<std::string, std::string>> Aliases() override;
  bool RemoveFunction(std::string_view name) override;

  // ModuleService
  ModuleInfo Import(std::string_view name_or_path) override;
  std::vector<ModuleInfo> List() override;

  // SessionServices
  const std::vector<Value>& Errors() override;
  void ClearErrors() override;
  std::string CurrentDirectory() override;
  void ChangeDirectory(const std::string& path) override;
  Value LastExitCode() override;
  void RequestExit(int code) override;

 private:
  Scope& ScopeNamed(std::string_view scope);
  VariableInfo Describe(NameId name, const Variable& variable) const;

  Interpreter& interpreter_;
};

}  // namespace sipsh::runtime
