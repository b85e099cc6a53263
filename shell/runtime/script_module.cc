#include "shell/runtime/script_module.h"

#include <algorithm>

#include "shell/runtime/scope_switch.h"
#include "shell/value/wildcard.h"

namespace sipsh::runtime {

namespace {

bool MatchesOne(const std::vector<std::string>& patterns, std::string_view name) {
  return std::any_of(patterns.begin(), patterns.end(),
                     [&](const std::string& pattern) { return WildcardMatches(pattern, name); });
}

}  // namespace

ScriptModule::ScriptModule(Interpreter& interpreter, std::string name)
    : interpreter_(interpreter), name_(std::move(name)) {
  scope_.parent = &interpreter.global;
  scope_.script = &scope_;
  scope_.serial = interpreter.next_serial++;
  scope_.call = &call_;
}

ScriptModule::~ScriptModule() = default;

void ScriptModule::Load(const Value& block, Scope& target) {
  {
    ScopeSwitch here(interpreter_, &scope_);
    ScriptModule* outer = std::exchange(interpreter_.loading_module, this);
    struct Restore {
      Interpreter& interpreter;
      ScriptModule* outer;
      ~Restore() { interpreter.loading_module = outer; }
    } restore{interpreter_, outer};
    interpreter_.InvokeInScope(scope_, block, nullptr);
  }
  ExportFunctions(target);
  ExportVariables(target);
  ++interpreter_.epoch;
}

void ScriptModule::Export(const std::vector<std::string>& functions,
                          const std::vector<std::string>& variables) {
  chose_exports_ = true;
  functions_.insert(functions_.end(), functions.begin(), functions.end());
  variables_.insert(variables_.end(), variables.begin(), variables.end());
}

void ScriptModule::ExportFunctions(Scope& target) {
  if (!scope_.functions) return;
  for (auto& [key, function] : *scope_.functions) {
    function->home = &scope_;
    function->module = name_;
    if (chose_exports_ && !MatchesOne(functions_, function->name)) continue;
    exported_.push_back(function->name);
    interpreter_.commands.DefineFunction(target, function->name, function);
  }
}

void ScriptModule::ExportVariables(Scope& target) {
  if (!scope_.extra) return;
  for (const auto& [id, variable] : *scope_.extra) {
    if (variable->is_set && MatchesOne(variables_, interpreter_.names.Text(id)))
      interpreter_.SetNamed(target, id, variable->value);
  }
}

}  // namespace sipsh::runtime
