#include "cmdlets/directory_support/object_query.h"
#include "cmdlets/lync/policy/child/child_cmdlet.h"
#include "shell/value/wildcard.h"

namespace sipsh {
namespace {

class GetOne final : public ChildCmdlet {
 public:
  using ChildCmdlet::ChildCmdlet;
  std::string filter;
  bool local_store = false;

 protected:
  Flow Process(CommandRuntime& runtime, EnvironmentService& environment) override {
    const topology::Topology& topology = environment.Topology();
    if (!identity.IsNull()) return GetNamed(runtime, topology);
    WildcardPattern pattern(filter.empty() ? "*" : filter);
    for (const Child& child : AllChildren(children(), topology)) {
      bool meant =
          pattern.Matches(child.identity) || (children().scoped && pattern.Matches(child.parent));
      if (meant && runtime.WriteObject(ChildObject(children(), child)) == Flow::kStop) {
        return Flow::kStop;
      }
    }
    return Flow::kMore;
  }

 private:
  // One, or all of a scope that is named alone.
  Flow GetNamed(CommandRuntime& runtime, const topology::Topology& topology) const {
    ChildIdentity meant = ParseChildIdentity(children(), IdentityText(identity));
    if (!meant.name.empty()) {
      Place place = RequireChild(topology, IdentityText(identity));
      return runtime.WriteObject(ChildObject(children(), place.child()));
    }
    std::optional<Instance> parent = ParentOf(topology, meant);
    if (!parent && noun().makes_parent) {  // A scope that has none yet.
      (void)RequireScope(*children().parent, topology, meant.parent);
      return Flow::kMore;
    }
    if (!parent) {
      Fail("There is no " + children().parent->name + " '" + meant.parent + "', and so no " +
               noun().name + " there.",
           "IdentityNotFound", ErrorCategory::kObjectNotFound, identity);
    }
    for (const Child& child : ChildrenOf(children(), *parent)) {
      if (runtime.WriteObject(ChildObject(children(), child)) == Flow::kStop) return Flow::kStop;
    }
    return Flow::kMore;
  }
};

}  // namespace

CmdletMetadata GetChild(const NounRef& noun) {
  CmdletMetadata m;
  m.verb = "Get";
  m.noun = noun->name;
  m.synopsis = "Gets " + noun->synopsis + ".";
  m.factory = [noun] { return std::make_unique<GetOne>(noun); };
  m.output_type = noun->type_name;
  m.default_set = "Identity";
  m.Add(Parameter<&SettingCmdlet::identity, GetOne>(
            "Identity", "Which one, or a scope for all of it; all when left out.")
            .InSet("Identity")
            .Position(0));
  m.Add(Parameter<&GetOne::filter>("Filter", "Those whose identity or scope matches.")
            .InSet("Filter"));
  m.Add(Parameter<&GetOne::local_store>(
      "LocalStore", "Reads the local copy; here the document published last, either way."));
  AddTenant(*noun, &m);
  return m;
}

}  // namespace sipsh
