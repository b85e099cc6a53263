#include <algorithm>
#include <chrono>
#include <optional>
#include <span>

#include "cmdlets/directory_support/bulk_changes.h"
#include "cmdlets/lync/contact/sip_object_cmdlets.h"
#include "cmdlets/lync/contact/sip_object_editor.h"
#include "cmdlets/lync/contact/sip_object_lookup.h"
#include "shell/value/convert.h"

namespace sipsh {
namespace {

constexpr size_t kAskedAtOnce = 100;
constexpr std::chrono::seconds kLongestWait{1};

// Objects that come through a pipeline are read and changed in chunks, where none of them can
// concern another one's change.
class SetObject final : public ObjectCmdlet {
 public:
  explicit SetObject(const SipObjectType& type) : type_(type) {}

  std::vector<std::pair<const SipProperty*, Value>> given;
  Value identity;
  std::string domain_controller;
  bool pass_thru = false;

  void EndProcessing(CommandRuntime& runtime) override {
    if (waiting_.empty()) return;
    try {
      ChangeWaiting(runtime, runtime.Service<EnvironmentService>());
    } catch (const ObjectError& error) {
      runtime.WriteError(error.Record());
    }
  }

  // The pipeline ended before its end.
  void StopProcessing() override {
    if (waiting_.empty() || runtime_ == nullptr) return;
    try {
      runtime_->WriteMessage(
          Stream::kWarning,
          "The pipeline ended early. Not changed: " + std::to_string(waiting_.size()) +
              " of what came through it, from '" + waiting_.front() + "' on.");
    } catch (const TerminatingError&) {  // -WarningAction Stop: it is shown, and all ends anyway.
    }
  }

 protected:
  Flow Process(CommandRuntime& runtime, EnvironmentService& environment) override {
    directory::Store& store = environment.StoreOn(domain_controller);
    std::string name = IdentityText(identity);
    if (!MayWait(runtime)) return ChangeOne(runtime, environment, store, name);
    runtime_ = &runtime;
    const auto now = std::chrono::steady_clock::now();
    if (waiting_.empty()) since_ = now;
    waiting_.push_back(std::move(name));
    if (waiting_.size() >= bulk_.ChunkOf(store) || now - since_ > kLongestWait)
      ChangeWaiting(runtime, environment);
    return Flow::kMore;
  }

 private:
  // Not where somebody is asked about each, or where the next one depends on this one: an address
  // and a number may be given to one object only.
  bool MayWait(CommandRuntime& runtime) const {
    if (!runtime.Invocation().expecting_input || pass_thru || runtime.WhatIf()) return false;
    if (runtime.IsBound("Confirm")) return false;
    return std::none_of(given.begin(), given.end(), [](const auto& each) {
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
      if (!done) return Flow::kMore;
    }
    if (!pass_thru) return Flow::kMore;
    return PassObject(runtime, environment, store, type_, dn);
  }

  void ChangeWaiting(CommandRuntime& runtime, EnvironmentService& environment) {
    directory::Store& store = environment.StoreOn(domain_controller);
    const std::vector<std::string> names = std::exchange(waiting_, {});
    for (size_t first = 0; first < names.size(); first += kAskedAtOnce) {
      const auto some =
          std::span(names).subspan(first, std::min(kAskedAtOnce, names.size() - first));
      std::map<std::string, directory::Entry> found = FindSome(runtime, environment, store, some);
      for (size_t i = 0; i < some.size(); ++i) {
        try {
          auto known = found.extract(some[i]);
          if (!runtime.Stopping())
            Collect(runtime, environment, store, some[i],
                    known ? std::optional(std::move(known.mapped())) : std::nullopt);
        } catch (const ObjectError& error) {
          // What came before it is done first, as if one were changed after the other.
          if (!runtime.Stopping()) ApplyCollected(runtime, environment, store);
          if (!runtime.Stopping()) runtime.WriteError(error.Record());
        }
        if (runtime.Stopping()) return GiveUp(std::span(names).subspan(first + i));
      }
    }
    ApplyCollected(runtime, environment, store);
  }

  // Where nothing could be begun, the error is about those that were collected.
  void ApplyCollected(CommandRuntime& runtime, EnvironmentService& environment,
                      directory::Store& store) {
    try {
      bulk_.Apply(runtime, environment, store);
    } catch (const ObjectError& error) {
      runtime.WriteError(error.Record());
    }
  }

  // Where the search for many fails, those for one each tell why.
  std::map<std::string, directory::Entry> FindSome(CommandRuntime& runtime,
                                                   EnvironmentService& environment,
                                                   directory::Store& store,
                                                   std::span<const std::string> names) const {
    try {
      return FindByAddress(runtime, environment, store, type_, names);
    } catch (const ObjectError&) {
      return {};
    }
  }

  // StopProcessing tells of those.
  void GiveUp(std::span<const std::string> rest) {
    for (const Value& name : bulk_.Drop()) waiting_.push_back(ToText(name));
    waiting_.insert(waiting_.end(), rest.begin(), rest.end());
  }

  void Collect(CommandRuntime& runtime, EnvironmentService& environment, directory::Store& store,
               const std::string& name, std::optional<directory::Entry> object) {
    if (!object) object = RequireSipObject(runtime, environment, store, type_, name);
    if (bulk_.Holds(object->dn())) {
      ApplyCollected(runtime, environment, store);
      object = RequireSipObject(runtime, environment, store, type_, name);
    }
    const directory::Dn dn = object->dn();
    SipObjectEditor editor = Edit(runtime, environment, store, std::move(*object));
    if (!editor.Changed() || !runtime.ShouldProcess(dn.text(), editor.Describe())) return;
    bulk_.Add({dn.text(), editor.Modification(SipObjectEditor::Holding::kAll), editor.Before()},
              Value::String(name));
  }

  const SipObjectType& type_;
  std::vector<std::string> waiting_;  // Identities.
  std::chrono::steady_clock::time_point since_;
  BulkChanges bulk_;
  CommandRuntime* runtime_ = nullptr;
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
