#include "directory/attribute_selection.h"

namespace sipsh::directory {

AttributeSelection::AttributeSelection(const std::vector<std::string>& wanted,
                                       const Schema& schema) {
  all_user_ = wanted.empty();
  for (const std::string& name : wanted) {
    if (name == "*") {
      all_user_ = true;
    } else if (name == "+") {
      all_operational_ = operational_ = true;
    } else {
      const AttributeType* type = schema.FindAttribute(name);
      names_.push_back(type ? type->name() : name);
      operational_ = operational_ || (type && type->operational);
    }
  }
}

bool AttributeSelection::Wants(std::string_view canonical_name, bool operational) const {
  if (operational ? all_operational_ : all_user_) return true;
  for (const std::string& name : names_) {
    if (EqualIgnoreCase(name, canonical_name)) return true;
  }
  return false;
}

std::string AttributeSelection::Select(const EntryView& entry) const {
  if (all_user_) return std::string(entry.data());
  std::string packed;
  for (auto each = entry.begin(); each != entry.end(); ++each) {
    if (Wants(each->name, false)) packed.append(each.packed());
  }
  return packed;
}

}  // namespace sipsh::directory
