#include "cmdlets/directory_support/entry_reader.h"
#include "cmdlets/directory_support/object_query.h"
#include "cmdlets/directory_support/user_policies.h"
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

 protected:
  Flow Process(CommandRuntime& runtime, EnvironmentService& environment) override {
    const topology::Topology& topology = environment.Topology();
    std::string name = IdentityText(identity);
    std::string policy = policy_name.IsNull() ? std::string() : IdentityText(policy_name);
    int type = RequirePolicyType(noun(), topology);
    std::string grant = policy.empty() ? std::string() : GrantValue(noun(), topology, policy);
    directory::Store& store = environment.StoreOn(domain_controller);
    directory::Entry user = RequireUser(runtime, environment, store, name, UserKind::kSipUser,
                                        {std::string(kUserPolicies)});
    if (!Change(runtime, environment, store, user, type, grant, policy)) return Flow::kMore;
    if (!pass_thru) return Flow::kMore;
    directory::Entry now = Require(directory::Find(store, user.dn(), CsUserTable().Attributes()));
    EntryReader reader(CsUserTable(), environment.Context());
    return runtime.WriteObject(reader.Read(now));
  }

 private:
  bool Change(CommandRuntime& runtime, EnvironmentService& environment, directory::Store& store,
              const directory::Entry& user, int type, const std::string& grant,
              const std::string& policy) const {
    directory::Modification modification = GrantModification(user, type, grant);
    std::vector<std::string> before;
    for (std::string_view value : user.Values(kUserPolicies)) before.emplace_back(value);
    if (before == modification.values) return true;
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
    DirectoryChange change{user.dn().text(),
                           policy.empty() ? "take the " + noun().Key() + " of its own away"
                                          : "grant the " + noun().Key() + " " + policy,
                           {},
                           {}};
    change.changes.changes.push_back(std::move(modify));
    return CommitChange(runtime, environment, store, std::move(change), identity);
  }
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
