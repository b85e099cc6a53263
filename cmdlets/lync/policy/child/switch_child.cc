// Enable- and Disable-: the property that a noun names as `switched`.
#include "cmdlets/directory_support/object_query.h"
#include "cmdlets/lync/policy/child/child_cmdlet.h"

namespace sipsh {
namespace {

class SwitchOne final : public ChildCmdlet {
 public:
  SwitchOne(NounRef noun, bool on) : ChildCmdlet(std::move(noun)), on_(on) {}
  Value instance;

 protected:
  Flow Process(CommandRuntime& runtime, EnvironmentService& environment) override {
    if (instance.IsNull() && identity.IsNull()) {
      Fail("Name a " + noun().name + " by -Identity; Get-" + noun().name + " lists all.",
           "InvalidIdentity", ErrorCategory::kInvalidArgument);
    }
    Place place = RequireChild(environment.Topology(),
                               instance.IsNull() ? IdentityText(identity) : IdentityOf(instance));
    topology::Setting before = place.child().said;
    const SettingProperty& property = *noun().Find(noun().switched);
    for (topology::Setting& item : place.child().said.items) {
      if (item.key == property.name) item.text = on_ ? "true" : "false";
    }
    if (SameSetting(before, place.child().said)) return Flow::kMore;
    std::string action =
        (on_ ? "Enable the " : "Disable the ") + noun().name + " " + place.child().identity;
    StoreList(runtime, environment, action, std::move(place.parent), place.children);
    return Flow::kMore;
  }

 private:
  bool on_;
};

CmdletMetadata SwitchChild(const NounRef& noun, bool on) {
  CmdletMetadata m;
  m.verb = on ? "Enable" : "Disable";
  m.noun = noun->name;
  m.synopsis = (on ? "Switches on one of " : "Switches off one of ") + noun->synopsis + ".";
  m.factory = [noun, on] { return std::make_unique<SwitchOne>(noun, on); };
  m.supports_should_process = true;
  m.default_set = "Identity";
  m.Add(Parameter<&SettingCmdlet::identity, SwitchOne>("Identity", "Which one.")
            .InSet("Identity")
            .Position(0));
  m.Add(Parameter<&SwitchOne::instance>("Instance", "An object of Get-" + noun->name + ".")
            .InSet("Instance")
            .ByValue());
  m.Add(Parameter<&SettingCmdlet::force, SwitchOne>("Force",
                                                    "Leaves out messages that are not errors."));
  return m;
}

}  // namespace

CmdletMetadata EnableChild(const NounRef& noun) { return SwitchChild(noun, true); }

CmdletMetadata DisableChild(const NounRef& noun) { return SwitchChild(noun, false); }

}  // namespace sipsh
