#include "cmdlets/directory_support/object_query.h"
#include "cmdlets/lync/policy/setting_cmdlet.h"
#include "shell/value/wildcard.h"

namespace sipsh {
namespace {

class Get final : public SettingCmdlet {
 public:
  using SettingCmdlet::SettingCmdlet;
  std::string filter;
  bool local_store = false;

 protected:
  Flow Process(CommandRuntime& runtime, EnvironmentService& environment) override {
    const topology::Topology& topology = environment.Topology();
    if (!identity.IsNull()) {
      std::string shown = ParseScopeIdentity(noun(), IdentityText(identity)).Text();
      return runtime.WriteObject(InstanceObject(noun(), RequireInstance(topology, shown)));
    }
    WildcardPattern pattern(filter.empty() ? "*" : filter);
    for (const Instance& instance : InstancesOf(noun(), topology)) {
      if (!pattern.Matches(instance.identity)) continue;
      if (runtime.WriteObject(InstanceObject(noun(), instance)) == Flow::kStop) return Flow::kStop;
    }
    return Flow::kMore;
  }
};

}  // namespace

CmdletMetadata GetSetting(const NounRef& noun) {
  CmdletMetadata m;
  m.verb = "Get";
  m.noun = noun->name;
  m.synopsis = "Gets " + noun->synopsis + ".";
  m.factory = [noun] { return std::make_unique<Get>(noun); };
  m.output_type = noun->type_name;
  m.default_set = "Identity";
  m.Add(Parameter<&SettingCmdlet::identity, Get>("Identity", "Which one; all when left out.")
            .InSet("Identity")
            .Position(0));
  m.Add(Parameter<&Get::filter>("Filter", "Those whose identity matches, such as site:* or tag:*.")
            .InSet("Filter"));
  m.Add(Parameter<&Get::local_store>(
      "LocalStore", "Reads the local copy; here the document published last, either way."));
  AddTenant(*noun, &m);
  return m;
}

}  // namespace sipsh
