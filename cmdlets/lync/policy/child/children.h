// Uniform nouns whose instances are elements of a list of another noun: the voice routes are the
// list Route of the global CsRoutingConfiguration, normalization rules the list NormalizationRules
// of a dial plan. Where the other noun has more scopes than the global one, an identity is
// SCOPE/NAME (Site:Redmond/Prefix All), else NAME.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cmdlets/lync/policy/instances.h"

namespace sipsh {

struct ChildNoun {
  NounRef noun, parent;
  const SettingProperty* list = nullptr;      // Of the parent.
  const SettingProperty* key = nullptr;       // The name.
  const SettingProperty* position = nullptr;  // Null: the order says nothing.
  bool scoped = false;
};
ChildNoun OpenChildNoun(const NounRef& noun);

struct ChildIdentity {
  std::string parent;  // As shown: Site:Redmond
  std::string name;    // Empty: all of that parent.
};
// Throws ObjectError InvalidIdentity.
ChildIdentity ParseChildIdentity(const ChildNoun& noun, std::string_view text);

struct Child {
  std::string identity;  // As shown.
  std::string parent;    // The identity of the parent's instance.
  std::string name;
  size_t index = 0;
  topology::Setting said;
};
std::string ShownIdentity(const ChildNoun& noun, const ChildIdentity& identity);
std::vector<Child> ChildrenOf(const ChildNoun& noun, const Instance& parent);
std::vector<Child> AllChildren(const ChildNoun& noun, const topology::Topology& topology);

// The object that Get- shows.
Value ChildObject(const ChildNoun& noun, const Child& child);

}  // namespace sipsh
