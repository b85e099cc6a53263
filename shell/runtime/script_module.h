// A module written as a script (.psm1): it has a scope of its own, in which its functions run, and
// shows the session only what it exports.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "shell/runtime/interpreter.h"

namespace sipsh::runtime {

class ScriptModule {
 public:
  ScriptModule(Interpreter& interpreter, std::string name);
  ~ScriptModule();
  ScriptModule(const ScriptModule&) = delete;
  ScriptModule& operator=(const ScriptModule&) = delete;

  // Runs the script and hands what it exports to `target`; throws what the script throws.
  void Load(const Value& block, Scope& target);
  // Patterns of names, from Export-ModuleMember; without a call every function is exported.
  void Export(const std::vector<std::string>& functions, const std::vector<std::string>& variables);

  const std::string& name() const { return name_; }
  const std::vector<std::string>& exported() const { return exported_; }
  Scope& scope() { return scope_; }

 private:
  void ExportFunctions(Scope& target);
  void ExportVariables(Scope& target);

  Interpreter& interpreter_;
  std::string name_;
  Scope scope_;
  FunctionCall call_;
  bool chose_exports_ = false;
  std::vector<std::string> functions_, variables_, exported_;
};

}  // namespace sipsh::runtime
