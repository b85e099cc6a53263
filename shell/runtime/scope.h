// Scopes: where variables live. A scope's own locals, known when its code was compiled, are slots;
// what comes at run time (Set-Variable, blocks dotted into it) is found by name in `extra`. Scopes
// nest along the chain of callers.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "shell/runtime/names.h"
#include "shell/value/type_info.h"
#include "shell/value/value.h"

namespace sipsh {
struct ParameterMetadata;
}

namespace sipsh::runtime {

struct BlockCode;
struct FunctionCall;
struct FunctionInfo;

// What only few variables have.
struct VariableExtra {
  const TypeInfo* type = nullptr;                       // [int]$x converts what is assigned
  std::shared_ptr<const ParameterMetadata> validation;  // [ValidateSet()]$x
  std::string description;
  bool read_only = false, constant = false, is_private = false, all_scope = false;
};

struct Variable {
  Value value;
  bool is_set = false;
  std::unique_ptr<VariableExtra> more;  // null for plain ones

  // Plain and set: assign without asking.
  bool IsPlain() const { return is_set && !more; }
};

struct Scope {
  Scope* parent = nullptr;
  Scope* script = nullptr;          // what $script: means here
  const BlockCode* code = nullptr;  // names of `slots`; null: none
  Variable* slots = nullptr;
  uint64_t serial = 0;           // never used twice
  FunctionCall* call = nullptr;  // the invocation this scope belongs to
  int8_t strict_mode = 0;        // Set-StrictMode's version here; 0: as outside, -1: off
  std::unique_ptr<std::unordered_map<NameId, std::unique_ptr<Variable>>> extra;
  std::unique_ptr<std::map<std::string, std::shared_ptr<FunctionInfo>>> functions;

  // In this scope only, set or not; null when it has no such name.
  Variable* FindHere(NameId name) const;
  Variable& FindOrAdd(NameId name);
  // The nearest set one along the chain; private ones of outer scopes are passed over. Null when
  // there is none.
  Variable* Find(NameId name);
};

}  // namespace sipsh::runtime
