// Which per-user policies an entry's msRTCSIP-UserPolicies names. A value is `type=anchor`: the
// number of a kind of policy, and the number of one policy of that kind. The numbers of the kinds
// are known for some policies; for the others (the Persistent Chat policy among them) no source is
// public, and the topology document says them:
//   configurations:
//     UserPolicyTypes: {PersistentChatPolicy: 43}
// An anchor is the value `Anchor` of the policy in the document:
//   policies:
//     VoicePolicy:
//       Tag:RedmondVoice: {Anchor: 3}
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "directory/entry.h"
#include "directory/topology/model.h"

namespace sipsh {

inline constexpr std::string_view kUserPolicies = "msRTCSIP-UserPolicies";

// Of VoicePolicy, DialPlan ...; nothing when nobody says.
std::optional<int> UserPolicyType(const topology::Topology& topology, std::string_view policy);

// The anchor of the value of that type; "" when the user has no such policy of its own.
std::string_view UserPolicyAnchor(const directory::ValueRange& values, int type);

// "RedmondVoice" for an anchor of VoicePolicy; "" when the document has no such policy.
std::string UserPolicyName(const topology::Topology& topology, std::string_view policy,
                           std::string_view anchor);

// The anchor of a policy named with or without "Tag:"; nothing when it does not exist or has none.
std::optional<std::string> AnchorOfUserPolicy(const topology::Topology& topology,
                                              std::string_view policy, std::string_view name);

// Any value beside the default set (type 0)?
bool HasUserPolicies(const directory::ValueRange& values);

}  // namespace sipsh
