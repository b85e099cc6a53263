#include <algorithm>

#include "cmdlets/directory_support/object_query.h"
#include "cmdlets/lync/policy/child/child_cmdlet.h"
#include "cmdlets/lync/policy/listed.h"
#include "cmdlets/lync/policy/setting_object.h"

namespace sipsh {
namespace {

class SetOne final : public ChildCmdlet {
 public:
  using ChildCmdlet::ChildCmdlet;
  Value instance;

 protected:
  Flow Process(CommandRuntime& runtime, EnvironmentService& environment) override {
    const topology::Topology& topology = environment.Topology();
    if (instance.IsNull() && identity.IsNull()) {
      Fail("Name a " + noun().name + " by -Identity; Get-" + noun().name + " lists all.",
           "InvalidIdentity", ErrorCategory::kInvalidArgument);
    }
    std::string meant = instance.IsNull() ? IdentityText(identity) : IdentityOf(instance);
    Place place = FindPlace(topology, meant);
    std::vector<Child> before = ChildrenOf(children(), place.parent);
    Child child = place.child();
    if (!ConfirmBound(runtime, force)) return Flow::kMore;
    if (!instance.IsNull()) TakeFromObject(instance, &child.said);
    TakeRenewed(noun(), &child.said);
    ApplyBound(noun(), runtime.Invocation().parameter_set, &child.said);
    Instance checked{child.identity, std::move(child.said)};
    CheckInstance(runtime, noun(), topology, &checked);
    child.said = WholeSetting(noun(), checked.said);
    CheckRename(topology, place, child);
    CheckUnique(noun(), topology, child.identity, NameOf(child), child.said);
    size_t index =
        std::min(PositionAsked(instance).value_or(place.index), place.children.size() - 1);
    place.children.erase(place.children.begin() + static_cast<std::ptrdiff_t>(place.index));
    place.children.insert(place.children.begin() + static_cast<std::ptrdiff_t>(index), child);
    if (Same(before, place.children)) return Flow::kMore;
    StoreList(runtime, environment, "Set the " + noun().name + " " + child.identity,
              std::move(place.parent), place.children);
    return Flow::kMore;
  }

 private:
  // An object made by New- -InMemory is stored, at the end of the list.
  Place FindPlace(const topology::Topology& topology, const std::string& meant) const {
    if (instance.IsNull()) return RequireChild(topology, meant);
    ChildIdentity parsed = ParseChildIdentity(children(), meant);
    std::optional<Instance> parent = ParentOf(topology, parsed);
    if (!parent) return RequireChild(topology, meant);
    Place place{std::move(*parent), {}, 0};
    place.children = ChildrenOf(children(), place.parent);
    while (place.index < place.children.size() &&
           !topology::EqualsIgnoreCase(place.child().name, parsed.name)) {
      ++place.index;
    }
    if (place.index == place.children.size()) {
      Child made;
      made.identity = ShownIdentity(children(), parsed);
      made.parent = parsed.parent;
      made.name = parsed.name;
      made.said.kind = topology::SettingKind::kMapping;
      place.children.push_back(std::move(made));
    }
    return place;
  }

  std::string NameOf(const Child& child) const {
    const topology::Setting* name = child.said.Find(children().key->name);
    return name == nullptr ? "" : name->text;
  }

  // The name may be changed by -Instance; another must not have it.
  void CheckRename(const topology::Topology& topology, Place& place, const Child& child) const {
    std::string name = NameOf(child);
    if (name.empty()) {
      Fail("A " + noun().name + " needs a " + children().key->name + ".", "InvalidInstance",
           ErrorCategory::kInvalidArgument, Value::String(child.identity));
    }
    if (topology::EqualsIgnoreCase(name, place.child().name)) return;
    for (const Child& other : place.children) {
      if (!topology::EqualsIgnoreCase(other.name, name)) continue;
      Fail("The " + noun().name + " '" + other.identity + "' exists already.", "IdentityExists",
           ErrorCategory::kResourceExists, Value::String(other.identity));
    }
    CheckUnused(noun(), topology, place.child().name);
  }

  static bool Same(const std::vector<Child>& a, const std::vector<Child>& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](const Child& x, const Child& y) { return SameSetting(x.said, y.said); });
  }
};

}  // namespace

CmdletMetadata SetChild(const NounRef& noun) {
  CmdletMetadata m;
  m.verb = "Set";
  m.noun = noun->name;
  m.synopsis = "Changes what is named of one of " + noun->synopsis + ".";
  m.factory = [noun] { return std::make_unique<SetOne>(noun); };
  m.supports_should_process = true;
  m.default_set = "Identity";
  m.Add(Parameter<&SettingCmdlet::identity, SetOne>("Identity", "Which one.")
            .InSet("Identity")
            .Position(0));
  m.Add(Parameter<&SetOne::instance>("Instance", "An object to store as it is; it may be renamed.")
            .InSet("Instance")
            .ByValue());
  AddPropertyParameters(*noun, false, &m);
  m.Add(Parameter<&SettingCmdlet::force, SetOne>("Force",
                                                 "Leaves out messages that are not errors."));
  AddTenant(*noun, &m);
  return m;
}

}  // namespace sipsh
