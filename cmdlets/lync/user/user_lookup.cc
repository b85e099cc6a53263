#include "cmdlets/lync/user/user_lookup.h"

#include "cmdlets/directory_support/filter_expression.h"
#include "cmdlets/lync/identity/sip_address.h"
#include "cmdlets/lync/user/user_table.h"

namespace sipsh {

using directory::Dn;
using directory::Entry;
using directory::Filter;

namespace {

constexpr const char* kAddress = "msRTCSIP-PrimaryUserAddress";

Filter UserClass() {
  return Filter::Or(
      {Filter::Equal("objectClass", "user"), Filter::Equal("objectClass", "inetOrgPerson")});
}

}  // namespace

ObjectQuery UserQuery(UserKind kind) {
  ObjectQuery query;
  if (kind == UserKind::kSipUser) {
    query.table = &CsUserTable();
    query.kind = Filter::And({Filter::Present(kAddress), UserClass()});
  } else {
    query.table = &CsAdUserTable();
    query.kind = UserClass();
  }
  return query;
}

void SelectUser(const std::string& identity, ObjectQuery* query) {
  if (identity.find('=') != std::string::npos && identity.substr(0, 4) != "sip:") {
    directory::Result<Dn> dn = Dn::Parse(identity);
    if (dn.ok()) {
      query->identity_dn = std::move(*dn);
      return;
    }
  }
  size_t backslash = identity.find('\\');
  if (directory::EqualIgnoreCase(std::string_view(identity).substr(0, 4), "sip:")) {
    query->identity_filter = Filter::Wildcard(kAddress, SipAddressKey(identity));
  } else if (backslash != std::string::npos) {
    query->identity_filter = Filter::Wildcard("sAMAccountName", identity.substr(backslash + 1));
  } else if (identity.find('@') != std::string::npos) {
    query->identity_filter = Filter::Or({Filter::Wildcard("userPrincipalName", identity),
                                         Filter::Wildcard(kAddress, SipAddressKey(identity))});
  } else {
    query->identity_filter =
        Filter::Or({Filter::Wildcard("displayName", identity), Filter::Wildcard("cn", identity)});
  }
}

Entry RequireUser(CommandRuntime& runtime, EnvironmentService& environment, directory::Store& store,
                  const std::string& identity, UserKind kind,
                  const std::vector<std::string>& attributes) {
  ObjectQuery query = UserQuery(kind);
  SelectUser(identity, &query);
  directory::SearchRequest request;
  request.filter =
      query.identity_filter ? Filter::And({query.kind, *query.identity_filter}) : query.kind;
  request.scope = query.identity_dn ? directory::Scope::kBase : directory::Scope::kSubtree;
  request.attributes = attributes;
  request.wait = WaitOf(runtime);
  std::vector<Entry> found;
  std::vector<Dn> bases =
      query.identity_dn ? std::vector<Dn>{*query.identity_dn} : environment.SearchBases();
  for (const Dn& base : bases) {
    request.base = base;
    directory::Status status = store.Search(request, [&](Entry&& entry) {
      found.push_back(std::move(entry));
      return found.size() < 20;
    });
    if (status.code != directory::Code::kNoSuchObject) Check(status);
  }
  Value target = Value::String(identity);
  if (found.empty()) {
    bool sip = kind == UserKind::kSipUser;
    Fail("The user '" + identity + "' was not found" +
             (sip ? " among those enabled for Lync. Enable it with Enable-CsUser, or look for it "
                    "with Get-CsAdUser."
                  : ". Name it by DN, UPN, DOMAIN\\logon, display name or sip: address."),
         "UserNotFound", ErrorCategory::kObjectNotFound, target);
  }
  if (found.size() > 1) {
    std::string names;
    for (size_t i = 0; i < found.size() && i < 5; ++i) names += "\n  " + found[i].dn().text();
    Fail("'" + identity + "' means more than one user:" + names +
             "\nName the one you mean by its DN.",
         "UserAmbiguous", ErrorCategory::kInvalidArgument, target);
  }
  return std::move(found[0]);
}

const topology::Pool& RequireRegistrarPool(EnvironmentService& environment,
                                           const std::string& fqdn) {
  const topology::Topology& topology = environment.Topology();
  const topology::Pool* pool = topology.FindPool(fqdn);
  if (pool != nullptr && pool->FindService("Registrar") != nullptr) return *pool;
  std::string pools;
  for (const topology::Pool& candidate : topology.pools) {
    if (candidate.FindService("Registrar") == nullptr) continue;
    pools += (pools.empty() ? "" : ", ") + candidate.fqdn;
  }
  std::string why = pool == nullptr ? "is not in the published topology" : "has no Registrar";
  Fail("The pool '" + fqdn + "' " + why + ". Users can be homed on: " + pools + ".",
       pool == nullptr ? "PoolNotFound" : "NotARegistrarPool",
       pool == nullptr ? ErrorCategory::kObjectNotFound : ErrorCategory::kInvalidArgument,
       Value::String(fqdn));
}

directory::Modification SipProxyAddress(const Entry& user, const std::string& uri) {
  directory::Modification modification;
  modification.operation = directory::Modification::Operation::kReplace;
  modification.attribute = "proxyAddresses";
  for (std::string_view value : user.Values("proxyAddresses")) {
    if (!directory::EqualIgnoreCase(value.substr(0, 4), "sip:")) {
      modification.values.emplace_back(value);
    }
  }
  if (!uri.empty()) modification.values.push_back(uri);
  return modification;
}

}  // namespace sipsh
