#include "cmdlets/lync/contact/sip_object_cmdlets.h"
#include "cmdlets/lync/contact/sip_object_lookup.h"

namespace sipsh {
namespace {

class RemoveObject final : public ObjectCmdlet {
 public:
  explicit RemoveObject(const SipObjectType& type) : type_(type) {}

  Value identity;

 protected:
  Flow Process(CommandRuntime& runtime, EnvironmentService& environment) override {
    directory::Store& store = environment.Store();
    std::string name = IdentityText(identity);
    directory::Entry object = RequireSipObject(runtime, environment, store, type_, name);
    std::string address = object.Get("msRTCSIP-PrimaryUserAddress");
    directory::Change remove = directory::Change::Delete(object.dn());
    remove.assertion = directory::Filter::Equal("msRTCSIP-PrimaryUserAddress", address);
    DirectoryChange change{
        address, "delete the " + std::string(type_.what) + " " + object.dn().text(), {}, {}};
    change.changes.changes.push_back(std::move(remove));
    CommitChange(runtime, environment, store, std::move(change), Value::String(name));
    return Flow::kMore;
  }

 private:
  const SipObjectType& type_;
};

}  // namespace

CmdletMetadata RemoveContact(const SipObjectType& type) {
  CmdletMetadata m;
  m.verb = "Remove";
  m.noun = type.noun;
  m.synopsis = "Deletes the contact object of a " + std::string(type.what) + ".";
  m.factory = [&type] { return std::make_unique<RemoveObject>(type); };
  m.supports_should_process = true;
  m.Add(Parameter<&RemoveObject::identity>("Identity", "sip: address, DN or display name.")
            .Mandatory()
            .Position(0)
            .ByValue()
            .ByPropertyName());
  return m;
}

}  // namespace sipsh
