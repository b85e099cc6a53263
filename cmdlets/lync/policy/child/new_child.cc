#include <algorithm>

#include "cmdlets/directory_support/object_query.h"
#include "cmdlets/lync/policy/child/child_cmdlet.h"
#include "cmdlets/lync/policy/listed.h"
#include "cmdlets/lync/policy/setting_object.h"

namespace sipsh {
namespace {

class NewOne final : public ChildCmdlet {
 public:
  using ChildCmdlet::ChildCmdlet;
  std::string parent_identity, name;
  bool in_memory = false;

 protected:
  Flow Process(CommandRuntime& runtime, EnvironmentService& environment) override {
    const topology::Topology& topology = environment.Topology();
    Child child = MakeChild();
    Instance parent = in_memory ? Instance{child.parent, {}} : RequireParent(topology, &child);
    std::vector<Child> all = ChildrenOf(children(), parent);
    if (!in_memory) RefuseExisting(all, child);
    if (!in_memory && !ConfirmBound(runtime, force)) return Flow::kMore;
    ApplyBound(noun(), runtime.Invocation().parameter_set, &child.said);
    Instance checked{child.identity, std::move(child.said)};
    CheckInstance(runtime, noun(), topology, &checked);
    child.said = WholeSetting(noun(), checked.said);
    if (!in_memory) CheckUnique(noun(), topology, child.identity, child.name, child.said);
    child.index = std::min(PositionAsked({}).value_or(all.size()), all.size());
    Value object = ChildObject(children(), child);
    if (in_memory) return runtime.WriteObject(std::move(object));
    std::string action = "Add the " + noun().name + " " + child.identity;
    all.insert(all.begin() + static_cast<std::ptrdiff_t>(child.index), std::move(child));
    StoreList(runtime, environment, action, std::move(parent), all);
    return runtime.WhatIf() ? Flow::kMore : runtime.WriteObject(std::move(object));
  }

 private:
  Child MakeChild() const {
    ChildIdentity meant =
        identity.IsNull()
            ? ChildIdentity{children().scoped
                                ? ParseScopeIdentity(*children().parent, parent_identity).Text()
                                : "Global",
                            name}
            : ParseChildIdentity(children(), IdentityText(identity));
    if (meant.name.empty()) {
      Fail("'" + IdentityText(identity) + "' names no " + noun().name + "; write " +
               (children().scoped ? "SCOPE/NAME, such as " + meant.parent + "/" : "") + "NAME.",
           "InvalidIdentity", ErrorCategory::kInvalidArgument, identity);
    }
    Child child;
    child.identity = ShownIdentity(children(), meant);
    child.parent = meant.parent;
    child.name = meant.name;
    child.said.kind = topology::SettingKind::kMapping;
    Say(*children().key, ToSetting(*children().key, Value::String(meant.name)), &child.said);
    return child;
  }

  // The parent's instance, or a new one where the noun makes it; the scope as the topology writes
  // it.
  Instance RequireParent(const topology::Topology& topology, Child* child) const {
    const Noun& parent = *children().parent;
    std::string shown = RequireScope(parent, topology, child->parent).Text();
    child->parent = shown;
    child->identity = ShownIdentity(children(), {shown, child->name});
    if (std::optional<Instance> found = FindInstance(parent, topology, shown)) {
      return std::move(*found);
    }
    if (noun().makes_parent) {
      Instance made{shown, {}};
      made.said.kind = topology::SettingKind::kMapping;
      return made;
    }
    Fail("There is no " + parent.name + " '" + shown + "' that could hold it. Make it with New-" +
             parent.name + ".",
         "ParentNotFound", ErrorCategory::kObjectNotFound, Value::String(shown));
  }

  void RefuseExisting(const std::vector<Child>& all, const Child& child) const {
    for (const Child& other : all) {
      if (!topology::EqualsIgnoreCase(other.name, child.name)) continue;
      Fail("The " + noun().name + " '" + other.identity + "' exists already. Change it with Set-" +
               noun().name + ".",
           "IdentityExists", ErrorCategory::kResourceExists, Value::String(other.identity));
    }
  }
};

}  // namespace

CmdletMetadata NewChild(const NounRef& noun) {
  ChildNoun children = OpenChildNoun(noun);
  CmdletMetadata m;
  m.verb = "New";
  m.noun = noun->name;
  m.synopsis = "Adds one of " + noun->synopsis + ".";
  m.factory = [noun] { return std::make_unique<NewOne>(noun); };
  m.output_type = noun->type_name;
  m.supports_should_process = true;
  m.default_set = "Identity";
  m.Add(Parameter<&SettingCmdlet::identity, NewOne>(
            "Identity", children.scoped ? "Its scope and name, as SCOPE/NAME." : "Its name.")
            .InSet("Identity")
            .Mandatory()
            .Position(0));
  if (children.scoped) {
    m.Add(
        Parameter<&NewOne::parent_identity>("Parent", "Its scope, where -Identity does not say it.")
            .InSet("ParentAndRelativeKey")
            .Mandatory());
  }
  if (noun->key_parameter) {
    m.Add(Parameter<&NewOne::name>(children.key->name, "Its name, where -Identity does not say it.")
              .InSet("ParentAndRelativeKey")
              .Mandatory());
  }
  AddPropertyParameters(*noun, true, &m);
  m.Add(Parameter<&NewOne::in_memory>(
      "InMemory", "Makes the object only; Set-" + noun->name + " -Instance stores it."));
  m.Add(Parameter<&SettingCmdlet::force, NewOne>("Force",
                                                 "Leaves out messages that are not errors."));
  AddTenant(*noun, &m);
  return m;
}

}  // namespace sipsh
