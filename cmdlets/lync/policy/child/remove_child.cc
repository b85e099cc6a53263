#include "cmdlets/directory_support/object_query.h"
#include "cmdlets/lync/policy/child/child_cmdlet.h"
#include "cmdlets/lync/policy/listed.h"

namespace sipsh {
namespace {

class RemoveOne final : public ChildCmdlet {
 public:
  using ChildCmdlet::ChildCmdlet;

 protected:
  Flow Process(CommandRuntime& runtime, EnvironmentService& environment) override {
    const topology::Topology& topology = environment.Topology();
    Place place = RequireChild(topology, IdentityText(identity));
    CheckUnused(noun(), topology, place.child().name);
    std::string action = "Remove the " + noun().name + " " + place.child().identity;
    place.children.erase(place.children.begin() + static_cast<std::ptrdiff_t>(place.index));
    StoreList(runtime, environment, action, std::move(place.parent), place.children);
    return Flow::kMore;
  }
};

}  // namespace

CmdletMetadata RemoveChild(const NounRef& noun) {
  CmdletMetadata m;
  m.verb = "Remove";
  m.noun = noun->name;
  m.synopsis = "Removes one of " + noun->synopsis + ".";
  m.factory = [noun] { return std::make_unique<RemoveOne>(noun); };
  m.supports_should_process = true;
  m.Add(Parameter<&SettingCmdlet::identity, RemoveOne>("Identity", "Which one.")
            .Mandatory()
            .Position(0)
            .ByPropertyName());
  m.Add(Parameter<&SettingCmdlet::force, RemoveOne>("Force",
                                                    "Leaves out messages that are not errors."));
  AddTenant(*noun, &m);
  return m;
}

}  // namespace sipsh
