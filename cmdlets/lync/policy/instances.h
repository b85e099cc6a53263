// The instances of a uniform noun in the topology document: what is said there and nothing else, so
// that a default stays a default. The global instance of a noun that has one is there even when the
// document does not mention it.
//
//   policies:
//     PersistentChatPolicy:
//       Global: {EnablePersistentChat: true}
//       Tag:RedmondUsers: {Anchor: 1, EnablePersistentChat: true}
//
// Anchor is the number by which a user's entry names a per-user policy (user_policies.h).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cmdlets/directory_support/object_cmdlet.h"
#include "cmdlets/lync/policy/noun.h"
#include "cmdlets/lync/policy/scope_identity.h"
#include "cmdlets/lync/policy/setting_value.h"

namespace sipsh {

struct Instance {
  std::string identity;    // As shown: Site:Redmond
  topology::Setting said;  // A mapping.
};

// Global first, then as the document has them.
std::vector<Instance> InstancesOf(const Noun& noun, const topology::Topology& topology);
std::optional<Instance> FindInstance(const Noun& noun, const topology::Topology& topology,
                                     const std::string& identity);

// The object that Get- shows: Identity, then every property.
Value InstanceObject(const Noun& noun, const Instance& instance);

// What a property is, said or by default.
const topology::Setting& EffectiveSetting(const SettingProperty& property,
                                          const topology::Setting& said);
// Puts a property into `said`; one that equals its default is left out.
void Say(const SettingProperty& property, topology::Setting setting, topology::Setting* said);

// The noun's rules: fills in what they say, throws ObjectError for what they refuse, and answers
// what they warn of. `what` names the object in messages.
std::vector<std::string> ApplyRules(const Noun& noun, const std::string& what,
                                    topology::Setting* said);
// The same for an instance, and that texts `among` others are listed; warnings are written.
void CheckInstance(CommandRuntime& runtime, const Noun& noun, const topology::Topology& topology,
                   Instance* instance);

// Gives a new per-user policy its number: one more than the highest.
void AddAnchor(const Noun& noun, const topology::Topology& topology, topology::Setting* said);

topology::Edit PutInstance(const Noun& noun, const Instance& instance);
topology::Edit TakeInstance(const Noun& noun, const std::string& identity);

}  // namespace sipsh
