// What cmdlets that manage the session itself may ask of it: Set-Variable, Get-Command, Set-Alias,
// Import-Module, Set-Location ... All are found by CommandRuntime::Service<T>().
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shell/command/cmdlet_metadata.h"

namespace sipsh {

struct VariableInfo {
  std::string name;
  Value value;
  std::string description;
  bool read_only = false, constant = false, is_private = false, all_scope = false;
};

// `scope`: empty (current), "global", "script", "local", "private", or a number of scopes upward.
class VariableService {
 public:
  static constexpr std::string_view kServiceKey = "sipsh.VariableService";
  virtual ~VariableService() = default;
  virtual std::optional<VariableInfo> Find(std::string_view name, std::string_view scope) = 0;
  virtual void Set(const VariableInfo& variable, std::string_view scope,
                   bool force) = 0;  // throws TerminatingError
  virtual bool Remove(std::string_view name, std::string_view scope, bool force) = 0;
  virtual std::vector<VariableInfo> List(std::string_view scope) = 0;  // visible ones, by name
  Value Get(std::string_view name) {
    auto found = Find(name, "");
    return found ? found->value : Value();
  }
};

enum class CommandType : uint8_t {
  kAlias,
  kFunction,
  kFilter,
  kCmdlet,
  kExternalScript,
  kApplication
};
std::string_view CommandTypeName(CommandType type);

struct CommandInfo {
  CommandType type = CommandType::kCmdlet;
  std::string name;
  std::string module;
  std::string definition;  // alias target, function text, path
  const CmdletMetadata* metadata =
      nullptr;           // cmdlets and functions; owned by the session. Loads the plug-in.
  ScriptBlockRef block;  // functions
};

class CommandCatalog {
 public:
  static constexpr std::string_view kServiceKey = "sipsh.CommandCatalog";
  virtual ~CommandCatalog() = default;
  // Follows PowerShell's order: alias, function, cmdlet, script, application.
  virtual std::optional<CommandInfo> Find(std::string_view name) = 0;
  // Every command whose name matches the wildcard. Metadata is only filled for commands already
  // loaded unless `load`; applications are listed when `applications`.
  virtual std::vector<CommandInfo> List(std::string_view wildcard, bool load,
                                        bool applications) = 0;
  // Names near to one that was not found, best first.
  virtual std::vector<std::string> Nearest(std::string_view name) = 0;
  virtual void SetAlias(std::string_view name, std::string_view target) = 0;
  virtual bool RemoveAlias(std::string_view name) = 0;
  virtual std::optional<std::string> AliasTarget(std::string_view name) = 0;
  virtual std::vector<std::pair<std::string, std::string>> Aliases() = 0;
  virtual bool RemoveFunction(std::string_view name) = 0;
};

struct ModuleInfo {
  std::string name, version, description, path;
  bool loaded = false;
  std::vector<std::string> cmdlets;
};

class ModuleService {
 public:
  static constexpr std::string_view kServiceKey = "sipsh.ModuleService";
  virtual ~ModuleService() = default;
  // By name or by path of a plug-in (.so) or script module (.psm1, .ps1). Throws TerminatingError.
  virtual ModuleInfo Import(std::string_view name_or_path) = 0;
  virtual std::vector<ModuleInfo> List() = 0;
};

// The one waiting primitive: a descriptor, a deadline, the stop request.
enum class WaitResult : uint8_t { kReady, kTimeout, kStopped };

class Waiter {
 public:
  static constexpr std::string_view kServiceKey = "sipsh.Waiter";
  virtual ~Waiter() = default;
  // `fd` -1: only time and stop. `events` are poll's. No timeout: until ready or stopped.
  virtual WaitResult Wait(int fd, short events,
                          std::optional<std::chrono::milliseconds> timeout) = 0;
  virtual bool Stopping() const = 0;
};

// Everything else of the session a command may need.
class SessionServices {
 public:
  static constexpr std::string_view kServiceKey = "sipsh.SessionServices";
  virtual ~SessionServices() = default;
  virtual const std::vector<Value>& Errors() = 0;  // $Error, newest first
  virtual void ClearErrors() = 0;
  virtual std::string CurrentDirectory() = 0;
  virtual void ChangeDirectory(const std::string& path) = 0;  // throws TerminatingError
  virtual Value LastExitCode() = 0;
  virtual void RequestExit(int code) = 0;  // ends the session as `exit` does
};

}  // namespace sipsh
