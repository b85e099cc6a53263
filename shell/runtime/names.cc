#include "shell/runtime/names.h"

#include "shell/value/text.h"

namespace sipsh::runtime {

NameId NameTable::Intern(std::string_view name) {
  auto [found, added] = ids_.try_emplace(Fold(name), static_cast<NameId>(texts_.size()));
  if (added) texts_.emplace_back(name);
  return found->second;
}

}  // namespace sipsh::runtime
