#include <algorithm>

#include "cmdlets/directory_support/entry_reader.h"
#include "cmdlets/lync/persistent_chat/endpoint.h"
#include "cmdlets/lync/user/user_cmdlets.h"
#include "cmdlets/lync/user/user_lookup.h"
#include "cmdlets/lync/user/user_table.h"

namespace sipsh {
namespace {

using directory::Entry;
using directory::Modification;

constexpr const char* kAddress = "msRTCSIP-PrimaryUserAddress";

std::vector<std::string> UserAttributes() {
  std::vector<std::string> names = CsUserTable().Attributes();
  for (const char* name : {"objectClass", "mail", "adminCount"}) names.emplace_back(name);
  return names;
}

Flow PassUser(CommandRuntime& runtime, EnvironmentService& environment, directory::Store& store,
              const directory::Dn& dn) {
  Entry now = Require(directory::Find(store, dn, CsUserTable().Attributes()));
  EntryReader reader(CsUserTable(), environment.Context());
  return runtime.WriteObject(reader.Read(now));
}

class EnableUser final : public ObjectCmdlet {
 public:
  Value identity;
  std::string domain_controller, hosting_provider, proxy_pool, registrar_pool, sip_address;
  std::string sip_address_type, sip_domain;
  bool pass_thru = false;

 protected:
  Flow Process(CommandRuntime& runtime, EnvironmentService& environment) override {
    directory::Store& store = environment.StoreOn(domain_controller);
    std::string name = IdentityText(identity);
    Entry user =
        RequireUser(runtime, environment, store, name, UserKind::kAnyUser, UserAttributes());
    if (user.Has(kAddress) && user.Has("msRTCSIP-PrimaryHomeServer")) {
      Fail("The user " + user.dn().text() + " is enabled already, as " + user.Get(kAddress) +
               ". Change it with Set-CsUser.",
           "UserAlreadyEnabled", ErrorCategory::kResourceExists, Value::String(name));
    }
    if (registrar_pool.empty()) {
      Fail("-RegistrarPool must name the pool that is to home the user.", "RegistrarPoolMissing",
           ErrorCategory::kInvalidArgument, Value::String(name));
    }
    const topology::Pool& pool = RequireRegistrarPool(environment, registrar_pool);
    SipAddress address = RequireSipAddress(runtime, environment, ChooseAddress(user));
    RequireFreeAddress(environment, store, address, user.dn());
    DirectoryChange change{user.dn().text(),
                           "enable for Lync as " + address.uri + " on " + pool.fqdn,
                           {},
                           [&, dn = user.dn()](directory::Store& locked) {
                             RequireFreeAddress(environment, locked, address, dn);
                           }};
    change.changes.changes.push_back(MakeChange(environment, user, address, pool));
    if (!CommitChange(runtime, environment, store, std::move(change), Value::String(name))) {
      return Flow::kMore;
    }
    return pass_thru ? PassUser(runtime, environment, store, user.dn()) : Flow::kMore;
  }

 private:
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

  directory::Change MakeChange(EnvironmentService& environment, const Entry& user,
                               const SipAddress& address, const topology::Pool& pool) {
    auto set = [](const char* attribute, std::string value) {
      return Modification{Modification::Operation::kReplace, attribute, {std::move(value)}};
    };
    std::vector<Modification> modifications;
    const directory::Schema* schema = Require(environment.Store().GetSchema());
    std::string auxiliary = directory::NeededAuxiliary(*schema, user);
    if (!auxiliary.empty()) {
      modifications.push_back({Modification::Operation::kAdd, "objectClass", {auxiliary}});
    }
    modifications.push_back(set(kAddress, address.uri));
    modifications.push_back(set("msRTCSIP-UserEnabled", "TRUE"));
    modifications.push_back(set("msRTCSIP-PrimaryHomeServer", environment.HomeServerOf(pool)));
    modifications.push_back(set("msRTCSIP-DeploymentLocator", "SRV:"));
    modifications.push_back(set("msRTCSIP-OptionFlags", std::to_string(option_flags::kNewUser)));
    modifications.push_back(set("msRTCSIP-FederationEnabled", "TRUE"));
    modifications.push_back(set("msRTCSIP-InternetAccessEnabled", "TRUE"));
    modifications.push_back(set("msRTCSIP-UserPolicies", "0=1"));
    modifications.push_back(SipProxyAddress(user, address.uri));
    directory::Change change = directory::Change::Modify(user.dn(), std::move(modifications));
    change.assertion = user.Has(kAddress)
                           ? directory::Filter::Equal(kAddress, user.Get(kAddress))
                           : directory::Filter::Not(directory::Filter::Present(kAddress));
    return change;
  }
};

class DisableUser final : public ObjectCmdlet {
 public:
  Value identity;
  std::string domain_controller;
  bool pass_thru = false;

 protected:
  Flow Process(CommandRuntime& runtime, EnvironmentService& environment) override {
    directory::Store& store = environment.StoreOn(domain_controller);
    std::string name = IdentityText(identity);
    Entry user = RequireUser(runtime, environment, store, name, UserKind::kSipUser, {});
    std::string address = user.Get(kAddress);
    std::vector<Modification> modifications;
    for (const directory::AttributeView& attribute : user) {
      if (directory::EqualIgnoreCase(attribute.name.substr(0, 9), "msRTCSIP-")) {
        modifications.push_back(
            {Modification::Operation::kReplace, std::string(attribute.name), {}});
      }
    }
    if (user.Has("proxyAddresses")) modifications.push_back(SipProxyAddress(user, ""));
    directory::Change clear = directory::Change::Modify(user.dn(), std::move(modifications));
    clear.assertion = directory::Filter::Equal(kAddress, address);
    DirectoryChange change{
        user.dn().text(), "disable for Lync and free the address " + address, {}, {}};
    change.changes.changes.push_back(std::move(clear));
    if (!CommitChange(runtime, environment, store, std::move(change), Value::String(name))) {
      return Flow::kMore;
    }
    return pass_thru ? PassUser(runtime, environment, store, user.dn()) : Flow::kMore;
  }
};

}  // namespace

CmdletMetadata EnableCsUser() {
  CmdletMetadata m = MakeCmdlet<EnableUser>("Enable", "CsUser",
                                            "Gives a user account a SIP address and a home pool.");
  m.output_type = "Microsoft.Rtc.Management.ADConnect.Schema.ADUser";
  m.supports_should_process = true;
  m.Add(Parameter<&EnableUser::identity>("Identity", "DN, UPN, DOMAIN\\logon or display name.")
            .Mandatory()
            .Position(0)
            .ByValue()
            .ByPropertyName());
  m.Add(Parameter<&EnableUser::registrar_pool>("RegistrarPool", "FQDN of the home pool."));
  m.Add(Parameter<&EnableUser::sip_address_type>("SipAddressType", "How the address is made.")
            .Enum({"FirstLastName", "EmailAddress", "UserPrincipalName", "SamAccountName"}));
  m.Add(Parameter<&EnableUser::sip_domain>("SipDomain",
                                           "For FirstLastName and SamAccountName: the domain."));
  m.Add(Parameter<&EnableUser::sip_address>("SipAddress", "The address itself."));
  m.Add(Parameter<&EnableUser::hosting_provider>("HostingProviderProxyFqdn",
                                                 "Hosted users only: the provider's proxy.")
            .Alias("HostingProvider"));
  m.Add(Parameter<&EnableUser::proxy_pool>("ProxyPool", "Hosted users only: the proxy pool."));
  m.Add(Parameter<&EnableUser::domain_controller>("DomainController",
                                                  "The one server to read from and write to."));
  m.Add(Parameter<&EnableUser::pass_thru>("PassThru", "Outputs the user."));
  return m;
}

CmdletMetadata DisableCsUser() {
  CmdletMetadata m = MakeCmdlet<DisableUser>(
      "Disable", "CsUser", "Takes every Lync attribute from a user and frees its SIP address.");
  m.output_type = "Microsoft.Rtc.Management.ADConnect.Schema.ADUser";
  m.supports_should_process = true;
  m.Add(Parameter<&DisableUser::identity>("Identity",
                                          "sip: address, DN, UPN, DOMAIN\\logon or display name.")
            .Mandatory()
            .Position(0)
            .ByValue()
            .ByPropertyName());
  m.Add(Parameter<&DisableUser::domain_controller>("DomainController",
                                                   "The one server to read from and write to."));
  m.Add(Parameter<&DisableUser::pass_thru>("PassThru", "Outputs the user."));
  return m;
}

}  // namespace sipsh
