#include "cmdlets/directory_support/entry_reader.h"
#include "cmdlets/directory_support/object_query.h"
#include "cmdlets/directory_support/user_policies.h"
#include "cmdlets/lync/contact/bulk_pipeline.h"
#include "cmdlets/lync/policy/grants.h"
#include "cmdlets/lync/policy/setting_cmdlet.h"
#include "cmdlets/lync/user/user_lookup.h"
#include "cmdlets/lync/user/user_table.h"

namespace sipsh {
namespace {

class Grant final : public SettingCmdlet {
 public:
  using SettingCmdlet::SettingCmdlet;
  Value policy_name;
  std::string domain_controller;
  bool pass_thru = false;

  void EndProcessing(CommandRuntime& runtime) override { pipeline_.End(runtime); }
  void StopProcessing() override { pipeline_.Stop(); }

 protected:
  Flow Process(CommandRuntime& runtime, EnvironmentService& environment) override {
    const topology::Topology& topology = environment.Topology();
    std::string name = IdentityText(identity);
    policy_ = policy_name.IsNull() ? std::string() : IdentityText(policy_name);
    type_ = RequirePolicyType(noun(), topology);
    grant_ = policy_.empty() ? std::string() : GrantValue(noun(), topology, policy_);
    directory::Store& store = environment.StoreOn(domain_controller);
    if (BulkPipeline::MayWait(runtime)) {
      pipeline_.Take(runtime, environment, store, std::move(name));
      return Flow::kMore;
    }
    directory::Entry user = RequireUser(runtime, environment, store, name, UserKind::kSipUser,
                                        {std::string(kUserPolicies)});
    if (std::optional<PlannedChange> planned = Plan(user)) {
      DirectoryChange change{user.dn().text(), planned->action, {}, {}};
      change.changes.changes.push_back(std::move(planned->change));
      if (!CommitChange(runtime, environment, store, std::move(change), identity))
        return Flow::kMore;
    }
    if (!pass_thru) return Flow::kMore;
    directory::Entry now = Require(directory::Find(store, user.dn(), CsUserTable().Attributes()));
    EntryReader reader(CsUserTable(), environment.Context());
    return runtime.WriteObject(reader.Read(now));
  }

 private:
  std::optional<PlannedChange> Plan(const directory::Entry& user) const {
    directory::Modification modification = GrantModification(user, type_, grant_);
    std::vector<std::string> before = user.ValueList(kUserPolicies);
    if (before == modification.values) return std::nullopt;
    directory::Change modify = directory::Change::Modify(user.dn(), {std::move(modification)});
    if (before.empty()) {
      modify.assertion =
          directory::Filter::Not(directory::Filter::Present(std::string(kUserPolicies)));
    } else {
      std::vector<directory::Filter> same;
      for (const std::string& value : before) {
        same.push_back(directory::Filter::Equal(std::string(kUserPolicies), value));
      }
      modify.assertion = directory::Filter::And(std::move(same));
    }
    return PlannedChange{std::move(modify),
                         user,
                         policy_.empty() ? "take the " + noun().Key() + " of its own away"
                                         : "grant the " + noun().Key() + " " + policy_,
                         {},
                         {}};
  }

  std::string policy_, grant_;  // The same for all of a pipeline.
  int type_ = 0;
  BulkPipeline pipeline_{CsUserType(), [this](auto&, auto&, auto&, auto&, directory::Entry user) {
                           return Plan(user);
                         }};
};

}  // namespace

CmdletMetadata GrantPolicy(const NounRef& noun) {
  CmdletMetadata m;
  m.verb = "Grant";
  m.noun = noun->name;
  m.synopsis = "Gives a user one of " + noun->synopsis + ", or takes it away.";
  m.factory = [noun] { return std::make_unique<Grant>(noun); };
  m.output_type = "Microsoft.Rtc.Management.ADConnect.Schema.OCSUserOrAppContact";
  m.supports_should_process = true;
  m.Add(Parameter<&SettingCmdlet::identity, Grant>(
            "Identity", "sip: address, DN, UPN, DOMAIN\\logon or display name of the user.")
            .Mandatory()
            .Position(noun->grant_identity)
            .ByValue()
            .ByPropertyName());
  m.Add(Parameter<&Grant::policy_name>(
            "PolicyName", "The per-user policy; $null: the one of the site or global holds again.")
            .Mandatory(noun->grant_policy_mandatory)
            .AllowNull()
            .AllowEmpty()
            .Position(noun->grant_policy));
  m.Add(Parameter<&Grant::domain_controller>("DomainController",
                                             "The one server to read from and write to."));
  m.Add(Parameter<&Grant::pass_thru>("PassThru", "Outputs the user."));
  if (noun->tenant && noun->grant_policy_mandatory) {
    m.Add(Parameter<&SettingCmdlet::tenant, Grant>("Tenant", "Online service only.").Type("guid"));
  }
  return m;
}

}  // namespace sipsh
