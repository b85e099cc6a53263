#include "shell/runtime/scope.h"

#include "shell/command/cmdlet_metadata.h"
#include "shell/runtime/code.h"

namespace sipsh::runtime {

Variable* Scope::FindHere(NameId name) const {
  if (code) {
    int slot = code->FindSlot(name);
    if (slot >= 0) return &slots[slot];
  }
  if (extra) {
    auto found = extra->find(name);
    if (found != extra->end()) return found->second.get();
  }
  return nullptr;
}

Variable& Scope::FindOrAdd(NameId name) {
  if (Variable* found = FindHere(name)) return *found;
  if (!extra) extra = std::make_unique<std::unordered_map<NameId, std::unique_ptr<Variable>>>();
  auto& place = (*extra)[name];
  place = std::make_unique<Variable>();
  return *place;
}

Variable* Scope::Find(NameId name) {
  for (Scope* scope = this; scope; scope = scope->parent) {
    Variable* found = scope->FindHere(name);
    if (found && found->is_set && (scope == this || !found->more || !found->more->is_private))
      return found;
  }
  return nullptr;
}

}  // namespace sipsh::runtime
