// Per-user policies and the users who hold them: values of msRTCSIP-UserPolicies.
#pragma once

#include <optional>
#include <string>

#include "cmdlets/lync/policy/instances.h"
#include "directory/entry.h"

namespace sipsh {

// The number of this kind of policy in users' entries. Throws ObjectError PolicyTypeUnknown, which
// says how to set it, where no source is public.
int RequirePolicyType(const Noun& noun, const topology::Topology& topology);

// "type=anchor" of a per-user policy; PolicyNotFound when there is none of that name.
std::string GrantValue(const Noun& noun, const topology::Topology& topology,
                       const std::string& policy);

// The values with this kind's replaced by `grant`, or dropped when `grant` is empty. Two values of
// one kind stop a user from signing in; both go.
directory::Modification GrantModification(const directory::Entry& user, int type,
                                          const std::string& grant);

// How many users hold the value, counted over the search bases.
size_t CountHolders(CommandRuntime& runtime, EnvironmentService& environment,
                    const std::string& grant);

}  // namespace sipsh
