// Which attributes a search hands over (RFC 4511, 4.5.1.8): empty or "*" all user attributes, "+"
// the operational ones, "1.1" none.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "directory/entry.h"
#include "directory/schema.h"

namespace sipsh::directory {

class AttributeSelection {
 public:
  AttributeSelection(const std::vector<std::string>& wanted, const Schema& schema);
  bool everything() const { return all_user_; }      // Every attribute that is not operational.
  bool operational() const { return operational_; }  // At least one operational attribute.
  bool Wants(std::string_view canonical_name, bool operational) const;
  std::string Select(const EntryView& entry) const;  // Packed; user attributes only.

 private:
  std::vector<std::string> names_;  // Canonical.
  bool all_user_ = false;
  bool all_operational_ = false;
  bool operational_ = false;
};

}  // namespace sipsh::directory
