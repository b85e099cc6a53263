#include "cmdlets/directory_support/object_query.h"
#include "cmdlets/lync/policy/setting_cmdlet.h"

namespace sipsh {
namespace {

class Set final : public SettingCmdlet {
 public:
  using SettingCmdlet::SettingCmdlet;
  Value instance;

 protected:
  Flow Process(CommandRuntime& runtime, EnvironmentService& environment) override {
    const topology::Topology& topology = environment.Topology();
    ScopeIdentity scope = RequireScope(noun(), topology, IdentityMeant());
    std::string shown = scope.Text();
    std::optional<Instance> found = FindInstance(noun(), topology, shown);
    // An object made by New- -InMemory is stored by Set- -Instance.
    Instance changed = found || !instance.IsNull() ? found.value_or(Instance{shown, {}})
                                                   : RequireInstance(topology, shown);
    changed.said.kind = topology::SettingKind::kMapping;
    topology::Setting before = changed.said;
    if (!instance.IsNull()) TakeFromObject(instance, &changed.said);
    ApplyBound(noun(), runtime.Invocation().parameter_set, &changed.said);
    if (found && SameSetting(before, changed.said)) return Flow::kMore;
    if (!found && scope.scope == ScopeIdentity::Scope::kTag)
      AddAnchor(noun(), topology, &changed.said);
    CheckInstance(runtime, noun(), topology, &changed);
    bool nothing_said = changed.said.items.empty() && shown == "Global";
    Commit(runtime, environment, "Set the " + noun().name + " " + shown,
           nothing_said ? TakeInstance(noun(), shown) : PutInstance(noun(), changed));
    return Flow::kMore;
  }

 private:
  std::string IdentityMeant() const {
    if (!instance.IsNull()) return IdentityOf(instance);
    return identity.IsNull() ? "global" : IdentityText(identity);
  }
};

}  // namespace

CmdletMetadata SetSetting(const NounRef& noun) {
  CmdletMetadata m;
  m.verb = "Set";
  m.noun = noun->name;
  m.synopsis = "Changes what is named of one of " + noun->synopsis + ".";
  m.factory = [noun] { return std::make_unique<Set>(noun); };
  m.supports_should_process = true;
  m.default_set = "Identity";
  m.Add(Parameter<&SettingCmdlet::identity, Set>("Identity", "Which one; global when left out.")
            .InSet("Identity")
            .Position(0));
  m.Add(Parameter<&Set::instance>("Instance", "An object to store as it is.")
            .InSet("Instance")
            .ByValue());
  AddPropertyParameters(*noun, false, &m);
  m.Add(Parameter<&SettingCmdlet::force, Set>("Force", "Leaves out messages that are not errors."));
  AddTenant(*noun, &m);
  return m;
}

}  // namespace sipsh
