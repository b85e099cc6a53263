#include "shell/runtime/service_set.h"

#include <cstring>
#include <map>
#include <unistd.h>

#include "shell/runtime/output.h"
#include "shell/runtime/pipeline.h"
#include "shell/runtime/script_block_object.h"
#include "shell/runtime/script_module.h"
#include "shell/value/convert.h"
#include "shell/value/text.h"

namespace sipsh::runtime {

SessionServiceSet::SessionServiceSet(Interpreter& interpreter) : interpreter_(interpreter) {
  auto& services = interpreter.services;
  services.AddReference<ScriptBlockInvoker>(*this);
  services.AddReference<VariableService>(*this);
  services.AddReference<CommandCatalog>(*this);
  services.AddReference<ModuleService>(*this);
  services.AddReference<SessionServices>(*this);
  services.AddReference<LanguageServices>(*this);
  services.AddReference<HostUi>(interpreter.host);
  services.AddReference<Waiter>(interpreter.stop);
}

Flow SessionServiceSet::After(Completion completion) {
  if (completion == Completion::kNormal) return Flow::kMore;
  if (completion != Completion::kStopUpstream) interpreter_.pending = completion;
  return Flow::kStop;
}

Flow SessionServiceSet::Invoke(const ScriptBlockRef& block, const BlockCall& call,
                               ObjectSink& sink) {
  if (!call.new_scope && call.arguments.empty() && call.pipeline.IsNull() &&
      body_.Take(interpreter_, block.block))
    return After(body_.Run(interpreter_, call.input, sink));
  return After(RunBlock(interpreter_, block.block, interpreter_.current_scope, !call.new_scope,
                        call.input, call.arguments, call.pipeline, sink));
}

Flow SessionServiceSet::InvokeForTruth(const ScriptBlockRef& block, const Value& input,
                                       bool& truth) {
  if (condition_.Take(interpreter_, block.block) && condition_.IsCondition())
    return After(condition_.RunForTruth(interpreter_, input, truth));
  ValueCollector collector;
  Flow flow = After(RunBlock(interpreter_, block.block, interpreter_.current_scope, true, &input,
                             {}, Value(), collector));
  truth = ToBool(collector.Take());
  return flow;
}

Flow SessionServiceSet::InvokeForValue(const ScriptBlockRef& block, const BlockCall& call,
                                       Value& result) {
  ValueCollector collector;
  Flow flow = Invoke(block, call, collector);
  result = collector.Take();
  return flow;
}

ScriptBlockRef SessionServiceSet::Create(std::string text, std::string file_name) {
  auto lazy = std::make_shared<LazyBlock>();
  lazy->ast = interpreter_.ParseOrThrow(std::move(text), std::move(file_name));
  lazy->block = lazy->ast->root.get();
  return {Value::FromObject(new ScriptBlockObject(lazy))};
}

// ---- variables
// --------------------------------------------------------------------------------------

Scope* SessionServiceSet::ScopeNamed(std::string_view name) {
  Scope* scope = interpreter_.current_scope;
  if (EqualsIgnoreCase(name, "global")) return &interpreter_.global;
  if (EqualsIgnoreCase(name, "script")) return scope->script;
  if (!name.empty() && name.find_first_not_of("0123456789") == std::string_view::npos) {
    for (int up = std::stoi(std::string(name)); up > 0 && scope->parent; --up)
      scope = scope->parent;
  }
  return scope;
}

namespace {

VariableInfo Describe(std::string name, const Variable& variable) {
  VariableInfo info{.name = std::move(name), .value = variable.value};
  if (variable.more) {
    info.description = variable.more->description;
    info.read_only = variable.more->read_only;
    info.constant = variable.more->constant;
    info.is_private = variable.more->is_private;
    info.all_scope = variable.more->all_scope;
  }
  return info;
}

}  // namespace

std::optional<VariableInfo> SessionServiceSet::Find(std::string_view name, std::string_view where) {
  if (EqualsIgnoreCase(name, "true") || EqualsIgnoreCase(name, "false")) {
    return VariableInfo{.name = std::string(name),
                        .value = Value::Bool(EqualsIgnoreCase(name, "true")),
                        .constant = true};
  }
  if (EqualsIgnoreCase(name, "null")) return VariableInfo{.name = "null", .constant = true};
  if (Automatic automatic = FindAutomatic(name); automatic != Automatic::kNone) {
    static const BlockCode kNoCode;
    if (automatic == Automatic::kScriptRoot || automatic == Automatic::kCommandPath ||
        automatic == Automatic::kMyInvocation)
      return std::nullopt;
    Frame frame{interpreter_, interpreter_.current_scope, &kNoCode, nullptr, nullptr, nullptr};
    return VariableInfo{.name = std::string(name), .value = ReadAutomatic(frame, automatic)};
  }
  NameId id = interpreter_.names.Intern(name);
  Scope* scope = ScopeNamed(where);
  Variable* found = where.empty() ? scope->Find(id) : scope->FindHere(id);
  if (!found || !found->is_set) return std::nullopt;
  return Describe(interpreter_.names.Text(id), *found);
}

void SessionServiceSet::Set(const VariableInfo& info, std::string_view where, bool force) {
  Variable& variable = ScopeNamed(where)->FindOrAdd(interpreter_.names.Intern(info.name));
  if (force && variable.more && !variable.more->constant) variable.more->read_only = false;
  interpreter_.SetVariable(variable, info.name, info.value);
  ++interpreter_.epoch;
  if (!info.read_only && !info.constant && !info.is_private && !info.all_scope &&
      info.description.empty())
    return;
  if (!variable.more) variable.more = std::make_unique<VariableExtra>();
  variable.more->read_only = info.read_only;
  variable.more->constant = info.constant;
  variable.more->is_private = info.is_private;
  variable.more->all_scope = info.all_scope;
  variable.more->description = info.description;
}

bool SessionServiceSet::Remove(std::string_view name, std::string_view where, bool force) {
  NameId id = interpreter_.names.Intern(name);
  Scope* scope = ScopeNamed(where);
  Variable* found = where.empty() ? scope->Find(id) : scope->FindHere(id);
  if (!found || !found->is_set) return false;
  if (found->more && (found->more->constant || (found->more->read_only && !force))) {
    throw TerminatingError(
        "Cannot remove variable " + std::string(name) + " because it is constant or read-only.",
        "VariableNotRemovable", ErrorCategory::kWriteError, Value::String(name));
  }
  found->value = Value();
  found->is_set = false;
  found->more.reset();
  ++interpreter_.epoch;
  return true;
}

std::vector<VariableInfo> SessionServiceSet::List(std::string_view where) {
  std::map<std::string, VariableInfo> found;
  auto add = [&](NameId id, const Variable& variable) {
    if (variable.is_set)
      found.try_emplace(Fold(interpreter_.names.Text(id)),
                        Describe(interpreter_.names.Text(id), variable));
  };
  for (Scope* scope = ScopeNamed(where); scope; scope = where.empty() ? scope->parent : nullptr) {
    if (scope->code) {
      for (size_t i = 0; i < scope->code->slot_names.size(); ++i)
        add(scope->code->slot_names[i], scope->slots[i]);
    }
    if (scope->extra) {
      for (const auto& [id, variable] : *scope->extra) add(id, *variable);
    }
  }
  std::vector<VariableInfo> out;
  for (auto& [key, info] : found) out.push_back(std::move(info));
  return out;
}

// ---- commands
// ---------------------------------------------------------------------------------------

std::optional<CommandInfo> SessionServiceSet::Find(std::string_view name) {
  if (const CommandTable::Alias* alias = interpreter_.commands.FindAlias(Fold(name))) {
    return CommandInfo{
        .type = CommandType::kAlias, .name = alias->first, .definition = alias->second};
  }
  auto found = interpreter_.commands.Resolve(name, interpreter_.current_scope);
  if (!found) return std::nullopt;
  return interpreter_.commands.Describe(*found);
}

std::vector<CommandInfo> SessionServiceSet::List(std::string_view wildcard, bool load,
                                                 bool applications) {
  return interpreter_.commands.List(wildcard, load, applications);
}

void SessionServiceSet::SetAlias(std::string_view name, std::string_view target) {
  interpreter_.commands.SetAlias(name, target);
}

bool SessionServiceSet::RemoveAlias(std::string_view name) {
  return interpreter_.commands.RemoveAlias(name);
}

std::optional<std::string> SessionServiceSet::AliasTarget(std::string_view name) {
  const CommandTable::Alias* found = interpreter_.commands.FindAlias(Fold(name));
  if (!found) return std::nullopt;
  return found->second;
}

std::vector<std::pair<std::string, std::string>> SessionServiceSet::Aliases() {
  std::vector<std::pair<std::string, std::string>> out;
  for (const auto& [key, alias] : interpreter_.commands.Aliases()) out.push_back(alias);
  return out;
}

void SessionServiceSet::ChangeDirectory(const std::string& path) {
  if (chdir(path.c_str()) == 0) return;
  throw TerminatingError("Cannot go to '" + path + "': " + std::strerror(errno) + ".",
                         "PathNotFound", ErrorCategory::kObjectNotFound, Value::String(path));
}

void SessionServiceSet::ExportFromModule(const std::vector<std::string>& functions,
                                         const std::vector<std::string>& variables) {
  if (!interpreter_.loading_module) {
    throw TerminatingError(
        "Export-ModuleMember works only while a module (.psm1) is being imported.",
        "Modules_CanOnlyExecuteExportModuleMemberInsideAModule", ErrorCategory::kPermissionDenied);
  }
  interpreter_.loading_module->Export(functions, variables);
}

void SessionServiceSet::SetStrictMode(int version) {
  interpreter_.current_scope->strict_mode = static_cast<int8_t>(version == 0 ? -1 : version);
  interpreter_.strict_anywhere = true;
}

void SessionServiceSet::RequestExit(int code) {
  interpreter_.exit_code = code;
  interpreter_.pending = Completion::kExit;
}

}  // namespace sipsh::runtime
