#include "cmdlets/directory_support/directory_names.h"
#include "cmdlets/lync/persistent_chat/endpoint.h"
#include "cmdlets/lync/persistent_chat/endpoint_cmdlets.h"

namespace sipsh {
namespace {

class GetEndpoint final : public ObjectCmdlet {
 public:
  Value identity, credential, result_size;
  std::string domain_controller, filter, ldap_filter, organizational_unit, pool_fqdn;

 protected:
  Flow Process(CommandRuntime& runtime, EnvironmentService& environment) override {
    ObjectQuery query = EndpointQuery(environment);
    std::string name = IdentityText(identity);
    if (!name.empty()) SelectEndpoint(name, &query);
    if (!pool_fqdn.empty()) {
      const topology::Pool& pool = RequirePersistentChatPool(environment, pool_fqdn);
      std::vector<directory::Filter> any;
      for (const directory::Entry& service : environment.TrustedServicesOf(pool.fqdn)) {
        any.push_back(
            directory::Filter::Equal("msRTCSIP-ApplicationDestination", service.dn().text()));
      }
      query.kind =
          directory::Filter::And({std::move(query.kind), directory::Filter::Or(std::move(any))});
    }
    query.filter = filter;
    query.ldap_filter = ldap_filter;
    query.organizational_unit = organizational_unit;
    query.limit = ParseResultSize(result_size);
    size_t written = 0;
    Flow flow = RunObjectQuery(runtime, environment,
                               environment.StoreOn(domain_controller, credential), query, &written);
    bool one_wanted = !name.empty() && !HasWildcard(name) && filter.empty() && ldap_filter.empty();
    if (one_wanted && written == 0 && query.limit != 0u && pool_fqdn.empty()) {
      Fail("No Persistent Chat endpoint '" + name +
               "' was found. Get-CsPersistentChatEndpoint without parameters lists all.",
           "EndpointNotFound", ErrorCategory::kObjectNotFound, Value::String(name));
    }
    return flow;
  }
};

}  // namespace

CmdletMetadata GetCsPersistentChatEndpoint() {
  CmdletMetadata m =
      MakeCmdlet<GetEndpoint>("Get", "CsPersistentChatEndpoint", "Gets Persistent Chat endpoints.");
  m.output_type = "Microsoft.Rtc.Management.ADConnect.Schema.OCSPersistentChatContact";
  m.Add(Parameter<&GetEndpoint::identity>("Identity", "SIP address, display name or DN.")
            .Position(0)
            .ByValue()
            .ByPropertyName());
  m.Add(Parameter<&GetEndpoint::credential>("Credential",
                                            "Binds to the directory as somebody else."));
  m.Add(Parameter<&GetEndpoint::domain_controller>("DomainController",
                                                   "The one server to read from."));
  m.Add(Parameter<&GetEndpoint::filter>("Filter", "Condition on properties: {Enabled -eq $True}."));
  m.Add(Parameter<&GetEndpoint::ldap_filter>("LdapFilter", "LDAP filter on attributes."));
  m.Add(Parameter<&GetEndpoint::organizational_unit>("OU", "DN of the container to search."));
  m.Add(Parameter<&GetEndpoint::pool_fqdn>("PersistentChatPoolFqdn",
                                           "Only the endpoints of this pool."));
  m.Add(Parameter<&GetEndpoint::result_size>("ResultSize",
                                             "How many at most: Unlimited or a number."));
  return m;
}

}  // namespace sipsh
