#include "cmdlets/directory_support/directory_names.h"
#include "cmdlets/lync/contact/sip_object_cmdlets.h"
#include "cmdlets/lync/contact/sip_object_editor.h"
#include "cmdlets/lync/contact/sip_object_lookup.h"
#include "cmdlets/lync/user/user_table.h"

namespace sipsh {
namespace {

using directory::Dn;
using directory::Entry;

class NewObject final : public ObjectCmdlet {
 public:
  explicit NewObject(const SipObjectType& type) : type_(type) {}

  std::vector<std::pair<const SipProperty*, Value>> given;
  std::string registrar_pool, organizational_unit, distinguished_name;
  std::string application_id, application_pool;
  bool pass_thru = false;

 protected:
  Flow Process(CommandRuntime& runtime, EnvironmentService& environment) override {
    directory::Store& store = environment.Store();
    const topology::Pool& home = HomePool(environment);
    bool exists = false;
    SipObjectEditor editor(runtime, environment, store, Start(environment, store, &exists));
    PutCommon(environment, home, &editor);
    for (const auto& [property, value] : given) editor.Put(*property, value);
    if (!editor.After().Has("msRTCSIP-PrimaryUserAddress")) {
      editor.PutAddress(MadeUpAddress(environment));
    }
    Entry contact = editor.After();
    const SipAddress& address = *editor.NewAddress();
    DirectoryChange change{
        address.uri,
        "create the " + std::string(type_.what) + " " + contact.dn().text() + " on " + home.fqdn,
        {},
        {}};
    if (exists) {
      change.changes.changes.push_back(editor.Modification());
    } else {
      environment.Profile().CompleteContact(&contact);
      change.changes.changes.push_back(directory::Change::Add(contact));
    }
    bool output = pass_thru || &type_ == &TrustedApplicationEndpointType();
    if (!CommitAddressChange(runtime, environment, store, std::move(change), address, contact.dn(),
                             Value::String(address.uri)) ||
        !output) {
      return Flow::kMore;
    }
    return PassObject(runtime, environment, store, type_, contact.dn());
  }

 private:
  // A new entry, or the contact without an address that -DN names.
  Entry Start(EnvironmentService& environment, directory::Store& store, bool* exists) {
    guid_ = NewBracedGuid();
    if (!distinguished_name.empty()) {
      Dn dn = Require(Dn::Parse(distinguished_name), Value::String(distinguished_name));
      directory::Result<Entry> there = directory::Find(store, dn);
      if (!there.ok() && there.status().code != directory::Code::kNoSuchObject) {
        ThrowStatus(there.status(), Value::String(distinguished_name));
      }
      if (there.ok()) {
        *exists = true;
        return RequireContact(environment, std::move(*there));
      }
      Entry entry(dn);
      entry.Add("cn", dn.LeafValue());
      return entry;
    }
    Dn parent = DirectoryNames(environment.Configuration()).ApplicationContacts();
    if (!organizational_unit.empty()) {
      parent = RequireContainer(store, organizational_unit, "OU");
    }
    Entry entry(parent.Child("cn", guid_));
    entry.Add("cn", guid_);
    return entry;
  }

  static Entry RequireContact(EnvironmentService& environment, Entry entry) {
    if (!entry.HasValue("objectClass", "contact")) {
      Fail("The object " + entry.dn().text() + " is no contact. Name a contact, or use -OU.",
           "NotAContact", ErrorCategory::kInvalidArgument, Value::String(entry.dn().text()));
    }
    if (entry.Has("msRTCSIP-PrimaryUserAddress")) {
      Fail("The contact " + entry.dn().text() + " has the address " +
               entry.Get("msRTCSIP-PrimaryUserAddress") + " already. Name another one, or use -OU.",
           "ContactInUse", ErrorCategory::kResourceExists, Value::String(entry.dn().text()));
    }
    const directory::Schema* schema = Require(environment.Store().GetSchema());
    std::string auxiliary = directory::NeededAuxiliary(*schema, entry);
    if (!auxiliary.empty()) entry.Add("objectClass", auxiliary);
    return entry;
  }

  const topology::Pool& HomePool(EnvironmentService& environment) {
    if (application_pool.empty()) return RequireRegistrarPool(environment, registrar_pool);
    const topology::Topology& topology = environment.Topology();
    const topology::Pool* pool = topology.FindPool(application_pool);
    Value target = Value::String(application_pool);
    if (pool == nullptr || pool->FindService("TrustedApplicationPool") == nullptr) {
      Fail("'" + application_pool +
               "' is no trusted application pool of the published topology. "
               "Get-CsTrustedApplicationPool lists those there are.",
           "TrustedApplicationPoolNotFound", ErrorCategory::kObjectNotFound, target);
    }
    std::string urn = ApplicationUrn(application_id);
    bool known = false;
    for (const topology::TrustedApplication& application : pool->trusted_applications) {
      known = known || directory::EqualIgnoreCase(ApplicationUrn(application.id), urn);
    }
    if (!known) {
      Fail("The pool '" + pool->fqdn + "' has no application '" + application_id +
               "'. Get-CsTrustedApplication lists those it has; New-CsTrustedApplication adds one.",
           "TrustedApplicationNotFound", ErrorCategory::kObjectNotFound,
           Value::String(application_id));
    }
    const topology::Pool* home = topology.HomeOf(*pool);
    if (home == nullptr) {
      Fail("The pool '" + pool->fqdn +
               "' has no Registrar, so nobody could reach the endpoint. Give it one with "
               "Set-CsTrustedApplicationPool -Registrar.",
           "RegistrarMissing", ErrorCategory::kInvalidOperation, target);
    }
    return *home;
  }

  void PutCommon(EnvironmentService& environment, const topology::Pool& home,
                 SipObjectEditor* editor) {
    editor->Put("msRTCSIP-UserEnabled", "TRUE");
    editor->Put("msRTCSIP-DeploymentLocator", "SRV:");
    bool device = application_pool.empty();
    editor->Put("msRTCSIP-OptionFlags",
                std::to_string(option_flags::kRichPresence +
                               (device ? option_flags::kEnterpriseVoice : 0)));
    editor->PutHome(home);
    if (device) {
      editor->Put("msRTCSIP-OwnerUrn", std::string(type_.owner));
      return;
    }
    std::string urn = ApplicationUrn(application_id);
    editor->Put("msRTCSIP-OwnerUrn", urn);
    std::vector<Entry> services = environment.TrustedServicesOf(application_pool, urn);
    if (services.empty()) {
      Fail("The application '" + application_id + "' of the pool '" + application_pool +
               "' has no trusted-service entry in the directory yet. Run Enable-CsTopology, then "
               "repeat the command.",
           "ApplicationNotEnabled", ErrorCategory::kNotEnabled, Value::String(application_id));
    }
    editor->Put("msRTCSIP-ApplicationDestination", services[0].dn().text());
  }

  std::string MadeUpAddress(EnvironmentService& environment) {
    const topology::SipDomain* domain = environment.Topology().DefaultSipDomain();
    std::string plain = guid_.substr(1, guid_.size() - 2);
    return "sip:" + std::string(application_pool.empty() ? "" : "RtcApplication-") + plain + "@" +
           (domain == nullptr ? std::string() : domain->name);
  }

  const SipObjectType& type_;
  std::string guid_;
};

}  // namespace

CmdletMetadata NewContact(const SipObjectType& type) {
  std::string what(type.what);
  CmdletMetadata m;
  m.verb = "New";
  m.noun = type.noun;
  m.synopsis = "Creates the contact object of a new " + what + ".";
  m.factory = [&type] { return std::make_unique<NewObject>(type); };
  m.output_type = type.table->type_name;
  m.supports_should_process = true;
  if (&type == &TrustedApplicationEndpointType()) {
    m.Add(Parameter<&NewObject::application_id>(
              "ApplicationId", "The application; urn:application: may be left out.")
              .Mandatory());
    m.Add(Parameter<&NewObject::application_pool>("TrustedApplicationPoolFqdn",
                                                  "The pool that runs the application.")
              .Mandatory());
  } else {
    m.Add(Parameter<&NewObject::registrar_pool>("RegistrarPool", "FQDN of the home pool.")
              .Mandatory());
    ParameterMetadata unit = Parameter<&NewObject::organizational_unit>(
        "OU", "DN of the OU in which the contact is made.");
    if (&type == &ExUmContactType()) {
      m.Add(std::move(unit).Mandatory());
    } else {
      m.default_set = "OU";
      m.Add(std::move(unit).InSet("OU").Mandatory());
      m.Add(Parameter<&NewObject::distinguished_name>(
                "DN", "DN of the contact: one that exists and has no SIP address, or a new one.")
                .InSet("DN")
                .Mandatory());
    }
  }
  sip_object_detail::AddProperties<NewObject>(&m, type.created);
  m.Add(Parameter<&NewObject::pass_thru>("PassThru", "Outputs the " + what + "."));
  return m;
}

}  // namespace sipsh
