#include <algorithm>
#include <optional>

#include "cmdlets/lync/contact/bulk_pipeline.h"
#include "cmdlets/lync/contact/sip_object_cmdlets.h"
#include "cmdlets/lync/contact/sip_object_editor.h"
#include "cmdlets/lync/contact/sip_object_lookup.h"
#include "cmdlets/lync/persistent_chat/follow_address.h"

namespace sipsh {
namespace {

class SetObject final : public ObjectCmdlet {
 public:
  explicit SetObject(const SipObjectType& type) : type_(type) {}

  std::vector<std::pair<const SipProperty*, Value>> given;
  Value identity;
  std::string domain_controller;
  bool pass_thru = false;

  void EndProcessing(CommandRuntime& runtime) override { pipeline_.End(runtime); }
  void StopProcessing() override { pipeline_.Stop(); }

 protected:
  Flow Process(CommandRuntime& runtime, EnvironmentService& environment) override {
    directory::Store& store = environment.StoreOn(domain_controller);
    std::string name = IdentityText(identity);
    if (!MayWait(runtime)) return ChangeOne(runtime, environment, store, name);
    pipeline_.Take(runtime, environment, store, std::move(name));
    return Flow::kMore;
  }

 private:
  // Not where the next one depends on this one: an address and a number may be given to one object
  // only.
  bool MayWait(CommandRuntime& runtime) const {
    return BulkPipeline::MayWait(runtime) &&
           std::none_of(given.begin(), given.end(), [](const auto& each) {
             return each.first->kind == SipPropertyKind::kAddress ||
                    each.first->kind == SipPropertyKind::kLine;
           });
  }

  SipObjectEditor Edit(CommandRuntime& runtime, EnvironmentService& environment,
                       directory::Store& store, directory::Entry object) const {
    SipObjectEditor editor(runtime, environment, store, std::move(object));
    std::vector<std::string> names;
    for (const auto& [property, value] : given) {
      editor.Put(*property, value);
      names.emplace_back(property->parameter);
    }
    editor.CheckWhole(names);
    return editor;
  }

  Flow ChangeOne(CommandRuntime& runtime, EnvironmentService& environment, directory::Store& store,
                 const std::string& name) {
    directory::Entry object = RequireSipObject(runtime, environment, store, type_, name);
    directory::Dn dn = object.dn();
    SipObjectEditor editor = Edit(runtime, environment, store, std::move(object));
    if (editor.Changed()) {
      DirectoryChange change{dn.text(), editor.Describe(), {}, {}};
      change.changes.changes.push_back(editor.Modification());
      Value about = Value::String(name);
      bool done = editor.NewAddress()
                      ? CommitAddressChange(runtime, environment, store, std::move(change),
                                            *editor.NewAddress(), dn, about)
                      : CommitChange(runtime, environment, store, std::move(change), about);
      if (done || runtime.WhatIf()) LetRoomsFollow(runtime, environment, editor);
      if (!done) return Flow::kMore;
    }
    if (!pass_thru) return Flow::kMore;
    return PassObject(runtime, environment, store, type_, dn);
  }

  // The address is changed by now, whatever becomes of the lists.
  static void LetRoomsFollow(CommandRuntime& runtime, EnvironmentService& environment,
                             const SipObjectEditor& editor) {
    std::string before = editor.Before().Get("msRTCSIP-PrimaryUserAddress");
    if (!editor.NewAddress() || before.empty()) return;
    try {
      FollowAddress(runtime, environment, before, editor.NewAddress()->uri);
    } catch (const ObjectError& error) {
      runtime.WriteError(error.Record());
    }
  }

  std::optional<PlannedChange> Plan(CommandRuntime& runtime, EnvironmentService& environment,
                                    directory::Store& store, directory::Entry object) const {
    SipObjectEditor editor = Edit(runtime, environment, store, std::move(object));
    if (!editor.Changed()) return std::nullopt;
    return PlannedChange{editor.Modification(SipObjectEditor::Holding::kAll),
                         editor.Before(),
                         editor.Describe(),
                         {},
                         {}};
  }

  const SipObjectType& type_;
  BulkPipeline pipeline_{
      type_, [this](auto& runtime, auto& environment, auto& store, auto&, directory::Entry object) {
        return Plan(runtime, environment, store, std::move(object));
      }};
};

}  // namespace

CmdletMetadata SetSipObject(const SipObjectType& type) {
  std::string what(type.what);
  CmdletMetadata m;
  m.verb = "Set";
  m.noun = type.noun;
  m.synopsis = type.owner.empty() ? "Changes what is named of a user enabled for Lync."
                                  : "Changes what is named of a " + what + ".";
  m.factory = [&type] { return std::make_unique<SetObject>(type); };
  m.output_type = type.table->type_name;
  m.supports_should_process = true;
  m.Add(Parameter<&SetObject::identity>(
            "Identity", type.account ? "sip: address, DN, UPN, DOMAIN\\logon or display name."
                                     : "sip: address, DN or display name.")
            .Mandatory()
            .Position(0)
            .ByValue()
            .ByPropertyName());
  sip_object_detail::AddProperties<SetObject>(&m, type.changed);
  if (&type != &TrustedApplicationEndpointType()) {
    m.Add(Parameter<&SetObject::domain_controller>("DomainController",
                                                   "The one server to read from and write to."));
  }
  m.Add(Parameter<&SetObject::pass_thru>("PassThru", "Outputs the " + what + "."));
  return m;
}

}  // namespace sipsh
