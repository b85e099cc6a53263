#include "cmdlets/directory_support/object_table.h"

#include <algorithm>

#include "directory/entry.h"

namespace sipsh {

const PropertyDefinition* ObjectTable::Find(std::string_view property) const {
  for (const PropertyDefinition& candidate : properties) {
    if (directory::EqualIgnoreCase(candidate.name, property)) return &candidate;
  }
  return nullptr;
}

std::vector<std::string> ObjectTable::Attributes() const {
  std::vector<std::string> names;
  auto add = [&](std::string_view name) {
    if (!name.empty() && std::find(names.begin(), names.end(), name) == names.end()) {
      names.emplace_back(name);
    }
  };
  for (const PropertyDefinition& property : properties) {
    add(property.attribute);
    add(property.fallback);
  }
  return names;
}

}  // namespace sipsh
