// New- of an object of memory alone: New-CsWebLink and the like.
#include "cmdlets/lync/policy/setting_cmdlet.h"
#include "cmdlets/lync/policy/setting_object.h"

namespace sipsh {
namespace {

class Construct final : public Cmdlet, public BoundProperties {
 public:
  explicit Construct(NounRef noun) : noun_(std::move(noun)) {}

  Flow ProcessRecord(CommandRuntime& runtime) override {
    try {
      topology::Setting said;
      said.kind = topology::SettingKind::kMapping;
      ApplyBound(&said);
      for (const std::string& warning : ApplyRules(*noun_, noun_->name, &said)) {
        runtime.WriteMessage(Stream::kWarning, warning);
      }
      return runtime.WriteObject(ShapeValue(*noun_, said, noun_->name));
    } catch (const ObjectError& error) {
      runtime.WriteError(error.Record());
      return Flow::kMore;
    }
  }

 private:
  NounRef noun_;
};

}  // namespace

CmdletMetadata NewObject(const NounRef& noun) {
  CmdletMetadata m;
  m.verb = "New";
  m.noun = noun->name;
  m.synopsis = "Makes " + noun->synopsis + " in memory, to be put into a property.";
  m.factory = [noun] { return std::make_unique<Construct>(noun); };
  m.output_type = noun->type_name;
  AddPropertyParameters(*noun, true, &m);
  return m;
}

}  // namespace sipsh
