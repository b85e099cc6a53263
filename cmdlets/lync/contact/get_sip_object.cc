#include <algorithm>

#include "cmdlets/directory_support/directory_names.h"
#include "cmdlets/lync/contact/sip_object_cmdlets.h"
#include "cmdlets/lync/contact/sip_object_lookup.h"

namespace sipsh {
namespace {

using directory::Filter;

class GetObject final : public ObjectCmdlet {
 public:
  explicit GetObject(const SipObjectType& type) : type_(type) {}

  Value identity, credential, result_size;
  std::string domain_controller, filter, ldap_filter, organizational_unit;
  // Users.
  bool on_modern_server = false, on_office_communication_server = false, unassigned_user = false;
  // Application endpoints.
  std::string application_id, pool_fqdn;

 protected:
  Flow Process(CommandRuntime& runtime, EnvironmentService& environment) override {
    if (!filter.empty() && !ldap_filter.empty()) {
      Fail("-Filter and -LdapFilter cannot be used together. Leave one out.", "FilterAndLdapFilter",
           ErrorCategory::kInvalidArgument);
    }
    ObjectQuery query = QueryOf(type_);
    Narrow(environment, &query);
    std::string name = IdentityText(identity);
    if (!name.empty()) SelectByIdentity(name, &query);
    query.filter = filter;
    query.ldap_filter = ldap_filter;
    query.organizational_unit = organizational_unit;
    query.limit = ParseResultSize(result_size);
    directory::Store& store = environment.StoreOn(domain_controller, credential);
    size_t written = 0;
    Flow flow = RunObjectQuery(runtime, environment, store, query, &written);
    bool one_wanted = !name.empty() && !HasWildcard(name) && filter.empty() &&
                      ldap_filter.empty() && organizational_unit.empty() && !narrowed_;
    if (one_wanted && written == 0 && query.limit != 0u) {
      FailNotFound(runtime, environment, store, type_, name);
    }
    return flow;
  }

 private:
  void Narrow(EnvironmentService& environment, ObjectQuery* query) {
    std::vector<Filter> parts{std::move(query->kind)};
    if (on_modern_server) parts.push_back(HomedFrom(environment, 5, 99));
    if (on_office_communication_server) parts.push_back(HomedFrom(environment, 0, 4));
    if (unassigned_user) {
      parts.push_back(Filter::Not(Filter::Present("msRTCSIP-PrimaryHomeServer")));
    }
    if (!application_id.empty()) {
      parts.push_back(Filter::Equal("msRTCSIP-OwnerUrn", ApplicationUrn(application_id)));
    }
    if (!pool_fqdn.empty()) parts.push_back(OnPool(environment));
    narrowed_ = parts.size() > 1;
    query->kind = parts.size() == 1 ? std::move(parts[0]) : Filter::And(std::move(parts));
  }

  static Filter HomedFrom(EnvironmentService& environment, int lowest, int highest) {
    std::vector<Filter> any;
    for (const topology::Pool& pool : environment.Topology().pools) {
      int version = topology::GenerationVersion(pool.generation);
      if (version == 0 || version < lowest || version > highest) continue;
      if (pool.FindService("Registrar") == nullptr) continue;
      for (std::string& home : environment.HomeServersOf(pool)) {
        any.push_back(Filter::Equal("msRTCSIP-PrimaryHomeServer", std::move(home)));
      }
    }
    return Filter::Or(std::move(any));
  }

  // Contacts of the pool's trusted services, and those homed on it.
  Filter OnPool(EnvironmentService& environment) {
    const topology::Pool* pool = environment.Topology().FindPool(pool_fqdn);
    if (pool == nullptr) {
      Fail("The pool '" + pool_fqdn +
               "' is not in the published topology. Get-CsPool lists those that are.",
           "PoolNotFound", ErrorCategory::kObjectNotFound, Value::String(pool_fqdn));
    }
    std::vector<Filter> any;
    for (const directory::Entry& service : environment.TrustedServicesOf(pool->fqdn, {})) {
      any.push_back(Filter::Equal("msRTCSIP-ApplicationDestination", service.dn().text()));
    }
    if (pool->FindService("Registrar") != nullptr) {
      any.push_back(Filter::Equal("msRTCSIP-PrimaryHomeServer", environment.HomeServerOf(*pool)));
    }
    return Filter::Or(std::move(any));
  }

  const SipObjectType& type_;
  bool narrowed_ = false;
};

}  // namespace

CmdletMetadata GetSipObject(const SipObjectType& type) {
  std::string what(type.what);
  CmdletMetadata m;
  m.verb = "Get";
  m.noun = type.noun;
  m.synopsis = "Gets " + what + "s.";
  m.factory = [&type] { return std::make_unique<GetObject>(type); };
  m.output_type = type.table->type_name;
  m.Add(Parameter<&GetObject::identity>("Identity",
                                        type.account ? "sip: address, UPN, DOMAIN\\logon, display "
                                                       "name (* is allowed) or DN."
                                                     : "sip: address, display name (* is allowed) "
                                                       "or DN.")
            .Position(0)
            .ByValue()
            .ByPropertyName());
  m.Add(
      Parameter<&GetObject::credential>("Credential", "Binds to the directory as somebody else."));
  m.Add(
      Parameter<&GetObject::domain_controller>("DomainController", "The one server to read from."));
  m.Add(Parameter<&GetObject::filter>(
      "Filter",
      "Condition on properties: {Enabled -eq $True -and RegistrarPool -like \"pool*\"}."));
  m.Add(Parameter<&GetObject::organizational_unit>("OU", "DN of the OU or container to search."));
  m.Add(
      Parameter<&GetObject::result_size>("ResultSize", "How many at most: Unlimited or a number."));
  bool endpoint = type.owner == "urn:application:*";
  if (endpoint) {
    m.Add(Parameter<&GetObject::application_id>("ApplicationId",
                                                "Only the endpoints of this application."));
    m.Add(Parameter<&GetObject::pool_fqdn>(
        &type == &ApplicationEndpointType() ? "PoolFqdn" : "TrustedApplicationPoolFqdn",
        "Only the endpoints of this pool."));
  } else {
    m.Add(Parameter<&GetObject::ldap_filter>(
        type.enabled ? "LdapFilter" : "LDAPFilter",
        "LDAP filter on attributes; outer parentheses may be left out."));
  }
  if (&type == &CsUserType()) {
    m.Add(Parameter<&GetObject::on_modern_server>("OnModernServer",
                                                  "Only users homed on Lync Server or later.")
              .Alias("OnLyncServer"));
    m.Add(Parameter<&GetObject::on_office_communication_server>(
        "OnOfficeCommunicationServer", "Only users homed on Office Communications Server."));
    m.Add(Parameter<&GetObject::unassigned_user>("UnAssignedUser",
                                                 "Only users that have no home pool."));
  }
  return m;
}

}  // namespace sipsh
