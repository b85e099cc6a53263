#include <algorithm>

#include "cmdlets/lync/contact/bulk_pipeline.h"
#include "cmdlets/lync/contact/sip_object_cmdlets.h"
#include "cmdlets/lync/contact/sip_object_editor.h"
#include "cmdlets/lync/contact/sip_object_lookup.h"
#include "cmdlets/lync/user/user_table.h"

namespace sipsh {
namespace {

using directory::Entry;
using directory::Modification;

constexpr const char* kAddress = "msRTCSIP-PrimaryUserAddress";

class Enable final : public ObjectCmdlet {
 public:
  explicit Enable(const SipObjectType& type) : type_(type) {}

  Value identity;
  std::string domain_controller, hosting_provider, originator_sid, proxy_pool, registrar_pool;
  std::string sip_address, sip_address_type, sip_domain;
  bool pass_thru = false;

  void EndProcessing(CommandRuntime& runtime) override { pipeline_.End(runtime); }
  void StopProcessing() override { pipeline_.Stop(); }

 protected:
  Flow Process(CommandRuntime& runtime, EnvironmentService& environment) override {
    directory::Store& store = environment.StoreOn(domain_controller);
    std::string name = IdentityText(identity);
    if (BulkPipeline::MayWait(runtime)) {
      pipeline_.Take(runtime, environment, store, std::move(name));
      return Flow::kMore;
    }
    Value about = Value::String(name);
    Entry user = RequireSipObject(runtime, environment, store, CsAdUserType(), name);
    directory::Dn dn = user.dn();
    PlannedChange planned = Plan(runtime, environment, store, name, std::move(user),
                                 SipObjectEditor::Holding::kComputed);
    DirectoryChange change{dn.text(), planned.action, {}, {}};
    change.changes.changes.push_back(std::move(planned.change));
    if (!CommitAddressChange(runtime, environment, store, std::move(change), *planned.address, dn,
                             about)) {
      return Flow::kMore;
    }
    return pass_thru ? PassObject(runtime, environment, store, type_, dn) : Flow::kMore;
  }

 private:
  PlannedChange Plan(CommandRuntime& runtime, EnvironmentService& environment,
                     directory::Store& store, const std::string& name, Entry user,
                     SipObjectEditor::Holding holding) {
    Value about = Value::String(name);
    bool homed = user.Has("msRTCSIP-PrimaryHomeServer") || user.Has("msRTCSIP-DeploymentLocator");
    if (user.Has(kAddress) && homed) {
      Fail("The user " + user.dn().text() + " is enabled already, as " + user.Get(kAddress) +
               ". Change it with Set-CsUser.",
           "UserAlreadyEnabled", ErrorCategory::kResourceExists, about);
    }
    std::string chosen = ChooseAddress(user);
    SipObjectEditor editor(runtime, environment, store, user);
    editor.PutAddress(chosen);
    std::string where = PutHome(environment, name, &editor);
    PutDefaults(&editor);
    // An account may have kept its address alone.
    SipAddress address = editor.NewAddress() ? *editor.NewAddress()
                                             : Require(ParseSipAddress(user.Get(kAddress)), about);
    directory::Change modify = editor.Modification(holding);
    const directory::Schema* schema = Require(environment.Store().GetSchema());
    std::string auxiliary = directory::NeededAuxiliary(*schema, user);
    if (!auxiliary.empty()) {
      modify.modifications.insert(modify.modifications.begin(),
                                  {Modification::Operation::kAdd, "objectClass", {auxiliary}});
    }
    std::string action = "enable for Lync as " + address.uri + " on " + where;
    return {std::move(modify), std::move(user), std::move(action), std::move(address), {}};
  }

  // An address kept by Disable-CsUser's gentler relatives is taken again as it is.
  std::string ChooseAddress(const Entry& user) {
    if (!sip_address.empty() && !sip_address_type.empty()) {
      Fail("-SipAddress and -SipAddressType cannot be used together. Leave one out.",
           "SipAddressAndType", ErrorCategory::kInvalidArgument);
    }
    if (!sip_address.empty()) return sip_address;
    auto need = [&](const char* attribute) {
      std::string value = user.Get(attribute);
      if (value.empty()) {
        Fail("The address type " + sip_address_type + " needs the attribute " + attribute + " of " +
                 user.dn().text() + ", which is empty. Fill it or use -SipAddress.",
             "SipAddressAttributeEmpty", ErrorCategory::kInvalidData,
             Value::String(user.dn().text()));
      }
      return value;
    };
    std::string type = sip_address_type;
    std::transform(type.begin(), type.end(), type.begin(), ::tolower);
    if (type == "emailaddress") return "sip:" + need("mail");
    if (type == "userprincipalname") return "sip:" + need("userPrincipalName");
    if (type.empty()) {
      if (user.Has(kAddress)) return user.Get(kAddress);
      Fail("Give the address with -SipAddress or the way to make it with -SipAddressType.",
           "SipAddressMissing", ErrorCategory::kInvalidArgument);
    }
    if (sip_domain.empty()) {
      Fail("The address type " + sip_address_type + " needs -SipDomain.", "SipDomainMissing",
           ErrorCategory::kInvalidArgument);
    }
    if (type == "samaccountname") return "sip:" + need("sAMAccountName") + "@" + sip_domain;
    return "sip:" + need("givenName") + "." + need("sn") + "@" + sip_domain;
  }

  std::string PutHome(EnvironmentService& environment, const std::string& name,
                      SipObjectEditor* editor) {
    if (!hosting_provider.empty()) {
      editor->Put("msRTCSIP-DeploymentLocator", hosting_provider);
      return hosting_provider;
    }
    if (!proxy_pool.empty()) {
      Fail("-ProxyPool is for hosted users and needs -HostingProviderProxyFqdn as well.",
           "HostingProviderMissing", ErrorCategory::kInvalidArgument, Value::String(name));
    }
    if (registrar_pool.empty()) {
      Fail("-RegistrarPool must name the pool that is to home the user.", "RegistrarPoolMissing",
           ErrorCategory::kInvalidArgument, Value::String(name));
    }
    const topology::Pool& pool = RequireRegistrarPool(environment, registrar_pool);
    editor->PutHome(pool);
    editor->Put("msRTCSIP-DeploymentLocator", "SRV:");
    return pool.fqdn;
  }

  void PutDefaults(SipObjectEditor* editor) {
    editor->Put("msRTCSIP-UserEnabled", "TRUE");
    editor->Put("msRTCSIP-OptionFlags", std::to_string(option_flags::kNewUser));
    editor->Put("msRTCSIP-FederationEnabled", "TRUE");
    editor->Put("msRTCSIP-InternetAccessEnabled", "TRUE");
    editor->Put("msRTCSIP-UserPolicies", "0=1");
    if (!type_.owner.empty()) editor->Put("msRTCSIP-OwnerUrn", std::string(type_.owner));
    if (!originator_sid.empty()) editor->Put("msRTCSIP-OriginatorSid", ParseSid(originator_sid));
  }

  const SipObjectType& type_;
  BulkPipeline pipeline_{
      CsAdUserType(),
      [this](auto& runtime, auto& environment, auto& store, const std::string& name, Entry user) {
        return std::optional(Plan(runtime, environment, store, name, std::move(user),
                                  SipObjectEditor::Holding::kAll));
      }};
};

class Disable final : public ObjectCmdlet {
 public:
  explicit Disable(const SipObjectType& type) : type_(type) {}

  Value identity;
  std::string domain_controller;
  bool pass_thru = false;

  void EndProcessing(CommandRuntime& runtime) override { pipeline_.End(runtime); }
  void StopProcessing() override { pipeline_.Stop(); }

 protected:
  Flow Process(CommandRuntime& runtime, EnvironmentService& environment) override {
    directory::Store& store = environment.StoreOn(domain_controller);
    std::string name = IdentityText(identity);
    if (BulkPipeline::MayWait(runtime)) {
      pipeline_.Take(runtime, environment, store, std::move(name));
      return Flow::kMore;
    }
    Entry user = RequireSipObject(runtime, environment, store, type_, name);
    directory::Dn dn = user.dn();
    PlannedChange planned = Plan(std::move(user), SipObjectEditor::Holding::kComputed);
    DirectoryChange change{dn.text(), planned.action, {}, {}};
    change.changes.changes.push_back(std::move(planned.change));
    if (!CommitChange(runtime, environment, store, std::move(change), Value::String(name))) {
      return Flow::kMore;
    }
    return pass_thru ? PassObject(runtime, environment, store, type_, dn) : Flow::kMore;
  }

 private:
  static PlannedChange Plan(Entry user, SipObjectEditor::Holding holding) {
    std::string address = user.Get(kAddress);
    std::vector<Modification> modifications;
    for (const directory::AttributeView& attribute : user) {
      if (directory::EqualIgnoreCase(attribute.name.substr(0, 9), "msRTCSIP-")) {
        modifications.push_back(
            {Modification::Operation::kReplace, std::string(attribute.name), {}});
      }
    }
    if (user.Has("proxyAddresses")) modifications.push_back(WithoutSip(user));
    std::vector<directory::Filter> same{directory::Filter::Equal(kAddress, address)};
    if (holding == SipObjectEditor::Holding::kAll) {
      for (const Modification& each : modifications)
        for (std::string_view value : user.Values(each.attribute))
          same.push_back(directory::Filter::Equal(each.attribute, std::string(value)));
    }
    directory::Change clear = directory::Change::Modify(user.dn(), std::move(modifications));
    clear.assertion = directory::Filter::And(std::move(same));
    std::string action = "disable for Lync and free the address " + address;
    return {std::move(clear), std::move(user), std::move(action), {}, {}};
  }

  static Modification WithoutSip(const Entry& user) {
    Modification modification{Modification::Operation::kReplace, "proxyAddresses", {}};
    for (std::string_view value : user.Values("proxyAddresses")) {
      if (!directory::EqualIgnoreCase(value.substr(0, 4), "sip:")) {
        modification.values.emplace_back(value);
      }
    }
    return modification;
  }

  const SipObjectType& type_;
  BulkPipeline pipeline_{
      type_, [](auto&, auto&, auto&, auto&, Entry user) {
        return std::optional(Plan(std::move(user), SipObjectEditor::Holding::kAll));
      }};
};

}  // namespace

CmdletMetadata EnableAccount(const SipObjectType& type) {
  std::string what(type.what);
  CmdletMetadata m;
  m.verb = "Enable";
  m.noun = type.noun;
  m.synopsis = type.owner.empty() ? "Gives a user account a SIP address and a home pool."
                                  : "Makes the account of a room mailbox a " + what + ".";
  m.factory = [&type] { return std::make_unique<Enable>(type); };
  m.output_type = type.table->type_name;
  m.supports_should_process = true;
  m.Add(Parameter<&Enable::identity>("Identity", "DN, UPN, DOMAIN\\logon or display name.")
            .Mandatory()
            .Position(0)
            .ByValue()
            .ByPropertyName());
  m.Add(Parameter<&Enable::registrar_pool>("RegistrarPool", "FQDN of the home pool."));
  std::vector<std::string> types{"FirstLastName", "EmailAddress", "UserPrincipalName",
                                 "SamAccountName"};
  m.Add(Parameter<&Enable::sip_address_type>("SipAddressType", "How the address is made.")
            .Enum(std::move(types)));
  m.Add(Parameter<&Enable::sip_domain>("SipDomain",
                                       "For FirstLastName and SamAccountName: the domain."));
  m.Add(Parameter<&Enable::sip_address>("SipAddress", "The address itself."));
  m.Add(Parameter<&Enable::hosting_provider>("HostingProviderProxyFqdn",
                                             "Hosted users only: the provider's proxy.")
            .Alias("HostingProvider"));
  m.Add(Parameter<&Enable::proxy_pool>("ProxyPool", "Hosted users only: the proxy pool."));
  if (!type.owner.empty()) {
    m.Add(Parameter<&Enable::originator_sid>(
        "OriginatorSid", "SID of the room's account in another forest: S-1-5-21-..."));
  }
  m.Add(Parameter<&Enable::domain_controller>("DomainController",
                                              "The one server to read from and write to."));
  m.Add(Parameter<&Enable::pass_thru>("PassThru", "Outputs the " + what + "."));
  return m;
}

CmdletMetadata DisableAccount(const SipObjectType& type) {
  std::string what(type.what);
  CmdletMetadata m;
  m.verb = "Disable";
  m.noun = type.noun;
  m.synopsis = "Takes every Lync attribute from a " + what + " and frees its SIP address.";
  m.factory = [&type] { return std::make_unique<Disable>(type); };
  m.output_type = type.table->type_name;
  m.supports_should_process = true;
  m.Add(Parameter<&Disable::identity>("Identity",
                                      "sip: address, DN, UPN, DOMAIN\\logon or display name.")
            .Mandatory()
            .Position(0)
            .ByValue()
            .ByPropertyName());
  m.Add(Parameter<&Disable::domain_controller>("DomainController",
                                               "The one server to read from and write to."));
  m.Add(Parameter<&Disable::pass_thru>("PassThru", "Outputs the " + what + "."));
  return m;
}

}  // namespace sipsh
