// One table per type of output object: each property's name, kind and directory attribute. Reading,
// -Filter, Get-Member, JSON and the default view all go by it (entry_reader.h,
// filter_translation.h). Tables are constant data and live as long as the module.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sipsh {

enum class PropertyKind {
  kText,             // First value; $null when absent.
  kTextList,         // All values; an empty list when absent.
  kBoolean,          // TRUE, FALSE; $null when absent.
  kFlag,             // TRUE; False when absent or FALSE.
  kInteger,          // $null when absent.
  kBit,              // `bits` set in an integer attribute; False when absent.
  kTime,             // Generalised time.
  kGuid,             // objectGUID's 16 bytes, or entryUUID's text.
  kSid,              // objectSid's bytes as S-1-...
  kAccountEnabled,   // userAccountControl without ACCOUNTDISABLE (2).
  kDn,               // The entry's own DN.
  kRdn,              // The leaf value of the entry's DN.
  kPoolFqdn,         // The FQDN of the pool whose Lc Services the DN names.
  kServicePoolFqdn,  // The FQDN of the pool whose trusted service the DN names.
  kObjectClass,      // The most special object class.
  kPolicy,           // The name of the policy of this kind that msRTCSIP-UserPolicies holds.
  kGroupCategory,    // Security or Distribution, out of groupType.
  kGroupScope,       // DomainLocal, Global or Universal, likewise.
  kExtension,        // `property=value` among the values of msRTCSIP-UserExtension.
  kExtensionFlag,    // Likewise, as a Boolean; False when absent.
  kAlwaysNull,       // Known to the type, kept nowhere in this directory.
  kAlwaysTrue,
  kSource,  // The server or file that answered.
};

struct PropertyDefinition {
  std::string_view name;
  PropertyKind kind = PropertyKind::kText;
  std::string_view attribute = {};  // Empty for what comes from the DN or from nowhere.
  int bits = 0;                     // kBit
  std::string_view fallback = {};   // Attribute read when `attribute` is absent.
};

struct ObjectTable {
  std::string_view type_name;  // As Get-Member shows it.
  std::span<const PropertyDefinition> properties;
  std::span<const std::string_view> default_view;  // Property names; empty: all.

  const PropertyDefinition* Find(std::string_view property) const;  // Ignores case.
  // Every directory attribute the properties read, each once.
  std::vector<std::string> Attributes() const;
};

}  // namespace sipsh
