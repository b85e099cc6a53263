#include "cmdlets/lync/policy/grants.h"

#include "cmdlets/directory_support/object_query.h"
#include "cmdlets/directory_support/user_policies.h"

namespace sipsh {

int RequirePolicyType(const Noun& noun, const topology::Topology& topology) {
  if (std::optional<int> type = UserPolicyType(topology, noun.Key())) return *type;
  Fail("The number by which users' entries name a " + noun.Key() +
           " is not public, and a wrong one would stop users from signing in. Look at "
           "msRTCSIP-UserPolicies of a user who has such a policy (on a directory of your own, "
           "choose a number) and say it in the topology document: configurations: "
           "UserPolicyTypes: {" +
           noun.Key() + ": NUMBER}",
       "PolicyTypeUnknown", ErrorCategory::kNotEnabled, Value::String(noun.Key()));
}

std::string GrantValue(const Noun& noun, const topology::Topology& topology,
                       const std::string& policy) {
  ScopeIdentity scope = ParseScopeIdentity(noun, policy);
  if (scope.scope != ScopeIdentity::Scope::kTag) {
    Fail("'" + policy + "' is not a per-user policy: only those are granted. Get-" + noun.name +
             " -Filter tag:* lists them.",
         "PolicyNotPerUser", ErrorCategory::kInvalidArgument, Value::String(policy));
  }
  std::optional<std::string> anchor = AnchorOfUserPolicy(topology, noun.Key(), scope.name);
  if (anchor) return std::to_string(RequirePolicyType(noun, topology)) + "=" + *anchor;
  bool there = FindInstance(noun, topology, scope.Text()).has_value();
  Fail(there ? "The " + noun.name + " '" + scope.Text() +
                   "' has no Anchor in the topology document; give it a number there that no other "
                   "has."
             : "There is no " + noun.name + " '" + scope.Text() + "'. Get-" + noun.name +
                   " -Filter tag:* lists the per-user ones; New-" + noun.name + " makes one.",
       there ? "PolicyWithoutAnchor" : "PolicyNotFound", ErrorCategory::kObjectNotFound,
       Value::String(policy));
}

directory::Modification GrantModification(const directory::Entry& user, int type,
                                          const std::string& grant) {
  directory::Modification modification{
      directory::Modification::Operation::kReplace, std::string(kUserPolicies), {}};
  std::string kind = std::to_string(type) + "=";
  for (std::string_view value : user.Values(kUserPolicies)) {
    if (!value.starts_with(kind)) modification.values.emplace_back(value);
  }
  if (!grant.empty()) modification.values.push_back(grant);
  return modification;
}

size_t CountHolders(CommandRuntime& runtime, EnvironmentService& environment,
                    const std::string& grant) {
  directory::SearchRequest request;
  request.filter = directory::Filter::Equal(std::string(kUserPolicies), grant);
  request.attributes = {"cn"};
  request.wait = WaitOf(runtime);
  size_t count = 0;
  for (const directory::Dn& base : environment.SearchBases()) {
    request.base = base;
    count += Require(directory::FindAll(environment.Store(), request)).size();
  }
  return count;
}

}  // namespace sipsh
