#include "shell/runtime/session_service_set.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "shell/runtime/interpreter.h"
#include "shell/value/text.h"

namespace sipsh::runtime {

void SessionServiceSet::Register() {
  ServiceRegistry& services = interpreter_.services;
  services.AddReference<VariableService>(*this);
  services.AddReference<CommandCatalog>(*this);
  services.AddReference<ModuleService>(*this);
  services.AddReference<SessionServices>(*this);
  services.AddReference<HostUi>(interpreter_.host);
  services.AddReference<Waiter>(interpreter_.stop);
}

// ---- variables --------------------------------------------------------------------------------------

Scope& SessionServiceSet::ScopeNamed(std::string_view scope) {
  Scope* current = interpreter_.current_scope;
  if (scope.empty() || EqualsIgnoreCase(scope, "local") || EqualsIgnoreCase(scope, "private")) return *current;
  if (EqualsIgnoreCase(scope, "global")) return interpreter_.global;
  if (EqualsIgnoreCase(scope, "script")) return current->script != nullptr ? *current->script : interpreter_.global;
  int levels = 0;
  const auto [end, error] = std::from_chars(scope.data(), scope.data() + scope.size(), levels);
  if (error != std::errc() || end != scope.data() + scope.size() || levels < 0)
    throw TerminatingError("'" + std::string(scope) + "' is no scope; use Global, Script, Local, Private or a number.",
                           "InvalidScope", ErrorCategory::kInvalidArgument, Value::String(scope));
  for (; levels > 0 && current->parent != nullptr; --levels) current = current->parent;
  if (levels > 0)
    throw TerminatingError("There are not " + std::string(scope) + " scopes above this one.", "ScopeOutOfRange",
                           ErrorCategory::kInvalidArgument, Value::String(scope));
  return *current;
}

VariableInfo SessionServiceSet::Describe(NameId name, const Variable& variable) const {
  VariableInfo info;
  info.name = interpreter_.names.Text(name);
  info.value = variable.value;
  if (!variable.more) return info;
  info.description = variable.more->description;
  info.read_only = variable.more->read_only;
  info.constant = variable.more->constant;
  info.is_private = variable.more->is_private;
  info.all_scope = variable.more->all_scope;
  return info;
}

std::optional<VariableInfo> SessionServiceSet::Find(std::string_view name, std::string_view scope) {
  const NameId id = interpreter_.names.Intern(name);
  const Variable* found = scope.empty() ? interpreter_.current_scope->Find(id) : ScopeNamed(scope).FindHere(id);
  if (found == nullptr || !found->is_set) return std::nullopt;
  return Describe(id, *found);
}

void SessionServiceSet::Set(const VariableInfo& wanted, std::string_view scope, bool force) {
  const NameId id = interpreter_.names.Intern(wanted.name);
  Scope& where = ScopeNamed(scope);
  Variable* standing = where.FindHere(id);
  if (standing != nullptr && standing->more && force && !standing->more->constant) standing->more->read_only = false;
  interpreter_.SetNamed(where, id, wanted.value);
  if (wanted.description.empty() && !wanted.read_only && !wanted.constant && !wanted.is_private && !wanted.all_scope)
    return;
  Variable& variable = where.FindOrAdd(id);
  if (!variable.more) variable.more = std::make_unique<VariableExtra>();
  variable.more->description = wanted.description;
  variable.more->read_only = wanted.read_only;
  variable.more->constant = wanted.constant;
  variable.more->is_private = wanted.is_private;
  variable.more->all_scope = wanted.all_scope;
  ++interpreter_.epoch;
}

bool SessionServiceSet::Remove(std::string_view name, std::string_view scope, bool force) {
  const NameId id = interpreter_.names.Intern(name);
  Variable* found = scope.empty() ? interpreter_.current_scope->Find(id) : ScopeNamed(scope).FindHere(id);
  if (found == nullptr || !found->is_set) return false;
  if (found->more && (found->more->constant || (found->more->read_only && !force)))
    throw TerminatingError("The variable '" + std::string(name) + "' is " +
                               (found->more->constant ? "constant and cannot be removed."
                                                      : "read-only; use -Force to remove it."),
                           "VariableNotRemovable", ErrorCategory::kPermissionDenied, Value::String(name));
  *found = Variable();
  ++interpreter_.epoch;
  return true;
}

std::vector<VariableInfo> SessionServiceSet::List(std::string_view scope) {
  std::vector<VariableInfo> variables;
  const auto add = [&](NameId name, const Variable& variable) {
    if (!variable.is_set) return;
    VariableInfo info = Describe(name, variable);
    const bool hidden = std::any_of(variables.begin(), variables.end(), [&](const VariableInfo& each) {
      return EqualsIgnoreCase(each.name, info.name);
    });
    if (!hidden) variables.push_back(std::move(info));
  };
  for (Scope* each = scope.empty() ? interpreter_.current_scope : &ScopeNamed(scope); each != nullptr;
       each = scope.empty() ? each->parent : nullptr) {
    if (each->code != nullptr && each->slots != nullptr)
      for (size_t slot = 0; slot < each->code->slot_names.size(); ++slot)
        add(each->code->slot_names[slot], each->slots[slot]);
    if (each->extra)
      for (const auto& [name, variable] : *each->extra) add(name, *variable);
  }
  std::sort(variables.begin(), variables.end(),
            [](const VariableInfo& a, const VariableInfo& b) { return Fold(a.name) < Fold(b.name); });
  return variables;
}

// ---- commands ---------------------------------------------------------------------------------------

std::optional<CommandInfo> SessionServiceSet::Find(std::string_view name) {
  const auto alias = interpreter_.commands.aliases.find(Fold(name));
  if (alias != interpreter_.commands.aliases.end())
    return CommandInfo{CommandType::kAlias, alias->second.first, "", alias->second.second, nullptr, {}};
  const auto found = interpreter_.commands.Resolve(name, interpreter_.current_scope);
  if (!found) return std::nullopt;
  return interpreter_.commands.Describe(*found);
}

std::vector<CommandInfo> SessionServiceSet::List(std::string_view wildcard, bool load, bool applications) {
  return interpreter_.commands.List(wildcard, load, applications);
}

std::vector<std::string> SessionServiceSet::Nearest(std::string_view name) {
  return interpreter_.commands.Nearest(name);
}

void SessionServiceSet::SetAlias(std::string_view name, std::string_view target) {
  interpreter_.commands.aliases[Fold(name)] = {std::string(name), std::string(target)};
  ++interpreter_.commands.epoch;
}

bool SessionServiceSet::RemoveAlias(std::string_view name) {
  if (interpreter_.commands.aliases.erase(Fold(name)) == 0) return false;
  ++interpreter_.commands.epoch;
  return true;
}

std::optional<std::string> SessionServiceSet::AliasTarget(std::string_view name) {
  const auto found = interpreter_.commands.aliases.find(Fold(name));
  if (found == interpreter_.commands.aliases.end()) return std::nullopt;
  return found->second.second;
}

std::vector<std::pair<std::string, std::string>> SessionServiceSet::Aliases() {
  std::vector<std::pair<std::string, std::string>> aliases;
  for (const auto& [key, alias] : interpreter_.commands.aliases) aliases.push_back(alias);
  return aliases;
}

bool SessionServiceSet::RemoveFunction(std::string_view name) { return interpreter_.commands.RemoveFunction(name); }

// ---- modules ----------------------------------------------------------------------------------------

ModuleInfo SessionServiceSet::Import(std::string_view name_or_path) {
  return interpreter_.commands.Import(name_or_path);
}

std::vector<ModuleInfo> SessionServiceSet::List() { return interpreter_.commands.Modules(); }

// ---- the session ------------------------------------------------------------------------------------

const std::vector<Value>& SessionServiceSet::Errors() { return interpreter_.errors->items(); }

void SessionServiceSet::ClearErrors() { interpreter_.errors->items().clear(); }

std::string SessionServiceSet::CurrentDirectory() {
  std::error_code unknown;
  const std::filesystem::path path = std::filesystem::current_path(unknown);
  return unknown ? std::string("/") : path.string();
}

void SessionServiceSet::ChangeDirectory(const std::string& path) {
  if (chdir(path.c_str()) == 0) return;
  const int error = errno;
  throw TerminatingError("The directory '" + path + "' cannot be entered: " + strerror(error) + ".",
                         error == EACCES ? "DirectoryAccessDenied" : "PathNotFound",
                         error == EACCES ? ErrorCategory::kPermissionDenied : ErrorCategory::kObjectNotFound,
                         Value::String(path));
}

Value SessionServiceSet::LastExitCode() { return interpreter_.last_exit_code; }

void SessionServiceSet::RequestExit(int code) {
  interpreter_.exit_code = code;
  interpreter_.pending = Completion::kExit;
}

}  // namespace sipsh::runtime
