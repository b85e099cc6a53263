// What a property may name (`among` in a noun's file):
//
//   CsPstnUsage.Usage        the texts of that list of the global instance
//   CsNetworkRegion          the names of a noun's children
//   CsVoiceRoutingPolicy     the per-user ones of a policy
//   service:PstnGateway      the services of that role
//   site                     the sites
#pragma once

#include <string>

#include "cmdlets/lync/policy/noun.h"

namespace sipsh {

// Throws ObjectError NotListed for a text of the setting that is not among them.
void CheckListed(const topology::Topology& topology, const SettingProperty& property,
                 const topology::Setting& setting);
// How help says it.
std::string ListedHelp(const std::string& among);

// Throws ObjectError NotUnique when another child has the name, or a value that must be its own.
void CheckUnique(const Noun& noun, const topology::Topology& topology, const std::string& identity,
                 const std::string& name, const topology::Setting& said);

// Throws ObjectError InUse when a child that `used_by` tells of names this one.
void CheckUnused(const Noun& noun, const topology::Topology& topology, const std::string& name);

}  // namespace sipsh
