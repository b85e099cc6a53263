#include "cmdlets/directory_support/object_query.h"
#include "cmdlets/directory_support/user_policies.h"
#include "cmdlets/lync/policy/grants.h"
#include "cmdlets/lync/policy/setting_cmdlet.h"

namespace sipsh {
namespace {

class Remove final : public SettingCmdlet {
 public:
  using SettingCmdlet::SettingCmdlet;

 protected:
  Flow Process(CommandRuntime& runtime, EnvironmentService& environment) override {
    const topology::Topology& topology = environment.Topology();
    ScopeIdentity scope = ParseScopeIdentity(noun(), IdentityText(identity));
    Instance instance = RequireInstance(topology, scope.Text());
    bool global = scope.scope == ScopeIdentity::Scope::kGlobal;
    if (global && !noun().resets_global) {
      Fail("The global " + noun().name + " cannot be removed.", "GlobalNotRemovable",
           ErrorCategory::kInvalidOperation, identity);
    }
    if (global && instance.said.items.empty()) return Flow::kMore;  // Its defaults already.
    if (scope.scope == ScopeIdentity::Scope::kTag && !Confirmed(runtime, environment, scope)) {
      return Flow::kMore;
    }
    Commit(runtime, environment,
           global ? "Put back the defaults of the global " + noun().name
                  : "Remove the " + noun().name + " " + instance.identity,
           TakeInstance(noun(), instance.identity));
    return Flow::kMore;
  }

 private:
  // A per-user policy that users hold goes only when somebody says so.
  bool Confirmed(CommandRuntime& runtime, EnvironmentService& environment,
                 const ScopeIdentity& scope) const {
    const topology::Topology& topology = environment.Topology();
    std::optional<int> type = UserPolicyType(topology, noun().Key());
    std::optional<std::string> anchor = AnchorOfUserPolicy(topology, noun().Key(), scope.name);
    if (force || runtime.WhatIf() || !type || !anchor) return true;
    size_t holders = CountHolders(runtime, environment, std::to_string(*type) + "=" + *anchor);
    if (holders == 0) return true;
    return runtime.ShouldContinue(
        std::to_string(holders) + (holders == 1 ? " user holds " : " users hold ") + scope.Text() +
            "; without it the policy of the site or the global one applies.",
        "Remove the " + noun().name + " " + scope.Text() + "?");
  }
};

}  // namespace

CmdletMetadata RemoveSetting(const NounRef& noun) {
  CmdletMetadata m;
  m.verb = "Remove";
  m.noun = noun->name;
  m.synopsis = "Removes one of " + noun->synopsis +
               (noun->resets_global ? "; of the global one, puts back the defaults." : ".");
  m.factory = [noun] { return std::make_unique<Remove>(noun); };
  m.supports_should_process = true;
  m.Add(Parameter<&SettingCmdlet::identity, Remove>("Identity", "Which one.")
            .Mandatory()
            .Position(0)
            .ByPropertyName());
  m.Add(Parameter<&SettingCmdlet::force, Remove>(
      "Force", "Removes a per-user policy without asking, though users hold it."));
  AddTenant(*noun, &m);
  return m;
}

}  // namespace sipsh
