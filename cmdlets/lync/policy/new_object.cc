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
      ApplyBound(*noun_, runtime.Invocation().parameter_set, &said);
      for (const std::string& warning : ApplyRules(*noun_, noun_->name, &said)) {
        runtime.WriteMessage(Stream::kWarning, warning);
      }
      Value object = ShapeValue(*noun_, said, noun_->name);
      // What its parameters put together may lack a part.
      if (!noun_->parameters.empty()) (void)ObjectSetting(AsProperty(), object);
      return runtime.WriteObject(std::move(object));
    } catch (const ObjectError& error) {
      runtime.WriteError(error.Record());
      return Flow::kMore;
    }
  }

 private:
  SettingProperty AsProperty() const {
    SettingProperty property;
    property.name = noun_->name;
    property.type = PropertyType::kObject;
    property.shapes.push_back(noun_);
    return property;
  }

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
  m.default_set = noun->default_set;
  AddPropertyParameters(*noun, true, &m);
  return m;
}

}  // namespace sipsh
