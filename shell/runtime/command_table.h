// CommandTable: which names mean which commands in a session: aliases, functions, cmdlets (loaded
// or in a plug-in known by the index), scripts and programs.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shell/command/module.h"
#include "shell/command/session_services.h"
#include "shell/runtime/binder/parameter_binder.h"
#include "shell/runtime/code.h"
#include "shell/runtime/module_loader.h"

namespace sipsh::runtime {

class ScriptModule;

struct FunctionInfo {
  std::string name;
  std::string module;
  ObjectRef<Object> block;    // ScriptBlockObject
  LazyBlock* lazy = nullptr;  // of the block
  bool is_filter = false;
  Scope* home = nullptr;  // of the script module it belongs to, in which it runs
};

struct CmdletEntry {
  CmdletMetadata metadata;
  CommandSignature signature;
};

struct ResolvedCommand {
  CommandType type = CommandType::kCmdlet;
  std::string name;
  std::shared_ptr<FunctionInfo> function;
  const CmdletEntry* cmdlet = nullptr;
  std::string path;  // scripts and programs
};

class CommandTable {
 public:
  explicit CommandTable(Interpreter& interpreter);
  ~CommandTable();

  // Null when there is none. Loads the plug-in that holds a cmdlet.
  std::optional<ResolvedCommand> Resolve(std::string_view name, Scope* scope, int alias_depth = 0);
  // Suggests the nearest names.
  [[noreturn]] void ThrowNotFound(std::string_view name);
  std::vector<std::string> Nearest(std::string_view name);

  void AddModule(const SipshModule& module, std::string path);
  void AddModuleDirectory(const std::string& directory);  // reads its cmdlets.index
  ModuleInfo Import(std::string_view name_or_path);
  std::vector<ModuleInfo> Modules();
  void CloseScriptModules();  // while the heap still lives
  void DefineFunction(Scope& scope, std::string_view name, std::shared_ptr<FunctionInfo> function);
  bool RemoveFunction(std::string_view name);
  // At the end of the session: a function that calls itself holds itself by its call site.
  void ReleaseFunctions();
  std::vector<CommandInfo> List(std::string_view wildcard, bool load, bool applications);
  CommandInfo Describe(const ResolvedCommand& command);
  void DescribeScript(CommandInfo* info);
  const CmdletEntry* FindCmdlet(const std::string& key);  // loads; null when unknown

  using Alias = std::pair<std::string, std::string>;  // name, target
  const Alias* FindAlias(const std::string& key);     // folded; null when there is none
  const std::map<std::string, Alias>& Aliases();      // by folded name
  void SetAlias(std::string_view name, std::string_view target);
  bool RemoveAlias(std::string_view name);

  uint64_t epoch = 1;  // a name may resolve otherwise than before

 private:
  const CmdletEntry* AddLoaded(const std::string& path, const std::string& key);
  const CmdletEntry* AddCmdlet(const SipshModule& module, CmdletMetadata metadata);
  void AddIndexed(const SipshModule& module, const std::string& path);
  std::vector<std::string> CmdletsIn(const std::string& path) const;  // by the index
  std::string FindScript(std::string_view name) const;

  Interpreter& interpreter_;
  ModuleLoader loader_;
  std::map<std::string, Alias> aliases_;  // those of the index once they are asked for
  bool all_aliases_read_ = false;
  std::map<std::string, std::unique_ptr<CmdletEntry>> cmdlets_;  // by folded name
  ModuleInfo ImportScript(const std::string& path);

  std::vector<ModuleInfo> modules_;
  std::vector<std::weak_ptr<FunctionInfo>> defined_;
  size_t defined_limit_ = 64;
  std::vector<std::unique_ptr<ScriptModule>> script_modules_;
};

}  // namespace sipsh::runtime
