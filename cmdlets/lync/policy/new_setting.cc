#include "cmdlets/directory_support/object_query.h"
#include "cmdlets/lync/policy/setting_cmdlet.h"

namespace sipsh {
namespace {

class New final : public SettingCmdlet {
 public:
  using SettingCmdlet::SettingCmdlet;
  bool in_memory = false;

 protected:
  Flow Process(CommandRuntime& runtime, EnvironmentService& environment) override {
    const topology::Topology& topology = environment.Topology();
    ScopeIdentity scope = RequireScope(noun(), topology, IdentityText(identity));
    Instance instance{scope.Text(), {}};
    instance.said.kind = topology::SettingKind::kMapping;
    if (!in_memory && FindInstance(noun(), topology, instance.identity)) {
      Fail("The " + noun().name + " '" + instance.identity +
               "' exists already. Change it with Set-" + noun().name + ".",
           "IdentityExists", ErrorCategory::kResourceExists, identity);
    }
    ApplyBound(noun(), runtime.Invocation().parameter_set, &instance.said);
    CheckInstance(runtime, noun(), topology, &instance);
    Value object = InstanceObject(noun(), instance);
    if (in_memory) return runtime.WriteObject(std::move(object));
    if (scope.scope == ScopeIdentity::Scope::kTag) AddAnchor(noun(), topology, &instance.said);
    Commit(runtime, environment, "Add the " + noun().name + " " + instance.identity,
           PutInstance(noun(), instance));
    return runtime.WhatIf() ? Flow::kMore : runtime.WriteObject(std::move(object));
  }
};

}  // namespace

CmdletMetadata NewSetting(const NounRef& noun) {
  CmdletMetadata m;
  m.verb = "New";
  m.noun = noun->name;
  m.synopsis = "Adds one of " + noun->synopsis + " at a scope that has none.";
  m.factory = [noun] { return std::make_unique<New>(noun); };
  m.output_type = noun->type_name;
  m.supports_should_process = true;
  m.Add(Parameter<&SettingCmdlet::identity, New>("Identity", "Its scope, or its name for users.")
            .Mandatory()
            .Position(0));
  AddPropertyParameters(*noun, true, &m);
  m.Add(Parameter<&New::in_memory>(
      "InMemory", "Makes the object only; Set-" + noun->name + " -Instance stores it."));
  m.Add(Parameter<&SettingCmdlet::force, New>("Force", "Leaves out messages that are not errors."));
  AddTenant(*noun, &m);
  return m;
}

}  // namespace sipsh
