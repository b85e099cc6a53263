// The kinds of directory objects of the ActiveDirectory module, as data: what is output, which
// entries are of the kind, and which parameters write which attribute. The cmdlets are one class a
// verb (ad_cmdlets.h). Constant data.
#pragma once

#include <span>
#include <string_view>

#include "cmdlets/directory_support/object_table.h"
#include "directory/filter.h"

namespace sipsh {

enum class AdParameterKind {
  kText,             // "" or $null removes the attribute.
  kAccountDisabled,  // -Enabled: the bit 2 of userAccountControl, inverted.
  kObject,           // The DN of an object, named by any identity.
  kGroupCategory,    // Bit 0x80000000 of groupType: Security, else Distribution.
  kGroupScope,       // Bits 2, 4, 8 of groupType.
};

struct AdParameter {
  std::string_view name;
  std::string_view attribute;
  AdParameterKind kind = AdParameterKind::kText;
  std::string_view help = {};
};

enum class AdClass { kUser, kAccount, kGroup, kOrganizationalUnit, kAny };

struct AdNoun {
  std::string_view noun;  // ADUser
  std::string_view what;  // "user"
  AdClass object_class;
  const ObjectTable& (*table)();     // What everybody gets.
  const ObjectTable& (*extended)();  // What -Properties and -Filter know besides attributes.
  std::span<const AdParameter> parameters;
  std::string_view naming_attribute = "cn";

  directory::Filter Kind() const;
};

const AdNoun& AdUserNoun();
const AdNoun& AdAccountNoun();  // Users and computers.
const AdNoun& AdGroupNoun();
const AdNoun& AdOrganizationalUnitNoun();
const AdNoun& AdObjectNoun();

}  // namespace sipsh
