#include "cmdlets/lync/user/user_cmdlets.h"
#include "cmdlets/lync/user/user_lookup.h"

namespace sipsh {
namespace {

using directory::Filter;

class GetUserBase : public ObjectCmdlet {
 public:
  Value identity, credential, result_size;
  std::string domain_controller, filter, ldap_filter, organizational_unit;

 protected:
  virtual UserKind Kind() const = 0;
  virtual void Narrow(EnvironmentService&, ObjectQuery*) {}

  Flow Process(CommandRuntime& runtime, EnvironmentService& environment) override {
    if (!filter.empty() && !ldap_filter.empty()) {
      Fail("-Filter and -LdapFilter cannot be used together. Leave one out.", "FilterAndLdapFilter",
           ErrorCategory::kInvalidArgument);
    }
    ObjectQuery query = UserQuery(Kind());
    Narrow(environment, &query);
    std::string name = IdentityText(identity);
    if (!name.empty()) SelectUser(name, &query);
    query.filter = filter;
    query.ldap_filter = ldap_filter;
    query.organizational_unit = organizational_unit;
    query.limit = ParseResultSize(result_size);
    size_t written = 0;
    Flow flow = RunObjectQuery(runtime, environment,
                               environment.StoreOn(domain_controller, credential), query, &written);
    bool one_wanted = !name.empty() && !HasWildcard(name) && filter.empty() &&
                      ldap_filter.empty() && organizational_unit.empty();
    if (one_wanted && written == 0 && query.limit != 0u) {
      bool sip = Kind() == UserKind::kSipUser;
      Fail("The user '" + name + "' was not found" +
               (sip ? " among those enabled for Lync. Get-CsAdUser finds every account."
                    : ". Name it by DN, UPN, DOMAIN\\logon, display name or sip: address."),
           "UserNotFound", ErrorCategory::kObjectNotFound, Value::String(name));
    }
    return flow;
  }
};

class GetUser final : public GetUserBase {
 public:
  bool on_modern_server = false, on_office_communication_server = false;
  bool unassigned_user = false;

 protected:
  UserKind Kind() const override { return UserKind::kSipUser; }

  void Narrow(EnvironmentService& environment, ObjectQuery* query) override {
    std::vector<Filter> parts{std::move(query->kind)};
    if (on_modern_server) parts.push_back(HomedFrom(environment, 5, 99));
    if (on_office_communication_server) parts.push_back(HomedFrom(environment, 0, 4));
    if (unassigned_user)
      parts.push_back(Filter::Not(Filter::Present("msRTCSIP-PrimaryHomeServer")));
    query->kind = Filter::And(std::move(parts));
  }

 private:
  static Filter HomedFrom(EnvironmentService& environment, int lowest, int highest) {
    std::vector<Filter> any;
    for (const topology::Pool& pool : environment.Topology().pools) {
      int version = topology::GenerationVersion(pool.generation);
      if (version == 0 || version < lowest || version > highest) continue;
      if (pool.FindService("Registrar") == nullptr) continue;
      any.push_back(Filter::Equal("msRTCSIP-PrimaryHomeServer", environment.HomeServerOf(pool)));
    }
    return Filter::Or(std::move(any));
  }
};

class GetAdUser final : public GetUserBase {
 protected:
  UserKind Kind() const override { return UserKind::kAnyUser; }
};

template <typename C>
void AddQueryParameters(CmdletMetadata* m, const char* ldap_filter_name) {
  m->Add(Parameter<&GetUserBase::identity, C>(
             "Identity", "sip: address, UPN, DOMAIN\\logon, display name (* is allowed) or DN.")
             .Position(0)
             .ByValue()
             .ByPropertyName());
  m->Add(Parameter<&GetUserBase::credential, C>("Credential",
                                                "Binds to the directory as somebody else."));
  m->Add(Parameter<&GetUserBase::domain_controller, C>("DomainController",
                                                       "The one server to read from."));
  m->Add(Parameter<&GetUserBase::filter, C>(
      "Filter",
      "Condition on properties: {Enabled -eq $True -and RegistrarPool -like \"pool*\"}."));
  m->Add(Parameter<&GetUserBase::organizational_unit, C>("OU",
                                                         "DN of the OU or container to search."));
  m->Add(Parameter<&GetUserBase::result_size, C>("ResultSize",
                                                 "How many at most: Unlimited or a number."));
  m->Add(Parameter<&GetUserBase::ldap_filter, C>(
      ldap_filter_name, "LDAP filter on attributes; outer parentheses may be left out."));
}

}  // namespace

CmdletMetadata GetCsUser() {
  CmdletMetadata m = MakeCmdlet<GetUser>("Get", "CsUser", "Gets users that have a SIP address.");
  m.output_type = "Microsoft.Rtc.Management.ADConnect.Schema.ADUser";
  AddQueryParameters<GetUser>(&m, "LdapFilter");
  m.Add(Parameter<&GetUser::on_modern_server>("OnModernServer",
                                              "Only users homed on Lync Server 2010 or later.")
            .Alias("OnLyncServer"));
  m.Add(Parameter<&GetUser::on_office_communication_server>(
      "OnOfficeCommunicationServer", "Only users homed on Office Communications Server."));
  m.Add(Parameter<&GetUser::unassigned_user>("UnAssignedUser",
                                             "Only users that have an address but no pool."));
  return m;
}

CmdletMetadata GetCsAdUser() {
  CmdletMetadata m =
      MakeCmdlet<GetAdUser>("Get", "CsAdUser", "Gets user accounts, enabled for Lync or not.");
  m.output_type = "Microsoft.Rtc.Management.ADConnect.Schema.CSADUser";
  AddQueryParameters<GetAdUser>(&m, "LDAPFilter");
  return m;
}

}  // namespace sipsh
