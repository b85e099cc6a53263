// What a user effectively gets: the per-user policy, else that of a service of the home pool, else
// of its site, else the global one; and why.
#include "cmdlets/directory_support/object_query.h"
#include "cmdlets/directory_support/user_policies.h"
#include "cmdlets/lync/policy/setting_cmdlet.h"
#include "cmdlets/lync/user/user_lookup.h"
#include "shell/value/containers.h"

namespace sipsh {
namespace {

constexpr const char* kHomeServer = "msRTCSIP-PrimaryHomeServer";

struct Choice {
  std::string identity, because;
};

class Effective final : public ObjectCmdlet {
 public:
  Value identity, credential, result_size;
  std::string domain_controller;

  void BeginProcessing(CommandRuntime&) override {
    for (const std::string& name : NounNames()) {
      NounRef noun = FindNoun(name);
      if (noun->IsPolicy()) nouns_.push_back(std::move(noun));
    }
    limit_ = ParseResultSize(result_size);
  }

 protected:
  Flow Process(CommandRuntime& runtime, EnvironmentService& environment) override {
    if (limit_ && written_ >= *limit_) return Flow::kStop;
    directory::Store& store = environment.StoreOn(domain_controller, credential);
    directory::Entry user =
        RequireUser(runtime, environment, store, IdentityText(identity), UserKind::kSipUser,
                    {std::string(kUserPolicies), kHomeServer});
    const topology::Topology& topology = environment.Topology();
    const topology::Pool* home =
        topology.FindPool(environment.PoolOfHomeServer(user.Get(kHomeServer)));
    ShapeBuilder shape("Microsoft.Rtc.Management.AD.Cmdlets.EffectivePolicies");
    std::vector<Value> slots;
    shape.Add("Identity");
    slots.push_back(Value::String(user.dn().text()));
    auto reasons = ObjectRef<HashtableObject>(new HashtableObject(types::kOrderedDictionary));
    for (const NounRef& noun : nouns_) {
      Choice choice = Choose(*noun, topology, user, home);
      shape.Add(noun->Key());
      slots.push_back(Value::String(choice.identity));
      reasons->Set(noun->Key(), Value::String(choice.because));
    }
    shape.Add("Because");
    slots.push_back(Value::FromObject(reasons));
    ++written_;
    return runtime.WriteObject(
        Value::FromObject(new RecordObject(shape.Build(), std::move(slots))));
  }

 private:
  static Choice Choose(const Noun& noun, const topology::Topology& topology,
                       const directory::Entry& user, const topology::Pool* home) {
    std::optional<int> type = UserPolicyType(topology, noun.Key());
    std::string_view anchor =
        type ? UserPolicyAnchor(user.Values(kUserPolicies), *type) : std::string_view();
    if (!anchor.empty()) {
      std::string tag = UserPolicyName(topology, noun.Key(), anchor);
      if (!tag.empty()) return {"Tag:" + tag, "granted to the user"};
    }
    // An anchor that no policy has falls through, and is said.
    std::string lost = anchor.empty() ? ""
                                      : " (the user's entry names number " + std::string(anchor) +
                                            ", which no policy has)";
    auto stands = [&](const std::string& identity) {
      return FindInstance(noun, topology, identity).has_value();
    };
    if (home != nullptr) {
      for (const std::string& role : noun.services) {
        std::string service = "Service:" + role + ":" + home->fqdn;
        if (stands(service)) return {service, "of a service of the home pool" + lost};
      }
      const topology::Site* site = topology.FindSite(home->site);
      if (site != nullptr && stands("Site:" + site->name)) {
        return {"Site:" + site->name, "of the home pool's site" + lost};
      }
    }
    return {"Global", (home == nullptr ? "the user has no home pool"
                                       : "no policy of the user, the services or the site") +
                          lost};
  }

  std::vector<NounRef> nouns_;
  std::optional<size_t> limit_;
  size_t written_ = 0;
};

}  // namespace

CmdletMetadata GetCsEffectivePolicy() {
  CmdletMetadata m = MakeCmdlet<Effective>(
      "Get", "CsEffectivePolicy", "Tells which policy of each kind holds for a user, and why.");
  m.output_type = "Microsoft.Rtc.Management.AD.Cmdlets.EffectivePolicies";
  m.Add(Parameter<&Effective::identity>("Identity",
                                        "sip: address, DN, UPN, DOMAIN\\logon or display name.")
            .Mandatory()
            .Position(0)
            .ByValue()
            .ByPropertyName());
  m.Add(Parameter<&Effective::domain_controller>("DomainController", "The one server to ask."));
  m.Add(Parameter<&Effective::credential>("Credential", "Binds as somebody else.")
            .Type("pscredential"));
  m.Add(Parameter<&Effective::result_size>("ResultSize", "The most users to tell of."));
  return m;
}

}  // namespace sipsh
