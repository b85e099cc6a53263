#include "cmdlets/lync/contact/sip_object_lookup.h"

#include "cmdlets/lync/identity/sip_address.h"

namespace sipsh {

using directory::Dn;
using directory::Entry;
using directory::Filter;

namespace {

constexpr const char* kAddress = "msRTCSIP-PrimaryUserAddress";

std::vector<Entry> FindObjects(CommandRuntime& runtime, EnvironmentService& environment,
                               directory::Store& store, const SipObjectType& type,
                               const std::string& identity,
                               const std::vector<std::string>& attributes) {
  ObjectQuery query = QueryOf(type);
  SelectByIdentity(identity, &query);
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
  return found;
}

}  // namespace

ObjectQuery QueryOf(const SipObjectType& type) {
  ObjectQuery query;
  query.table = type.table;
  query.kind = type.Kind();
  return query;
}

void SelectByIdentity(const std::string& identity, ObjectQuery* query) {
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

void FailNotFound(CommandRuntime& runtime, EnvironmentService& environment, directory::Store& store,
                  const SipObjectType& type, const std::string& identity) {
  environment.Profile();  // Says so where the schema is not loaded.
  Value target = Value::String(identity);
  // Tells an account that is only not enabled from one that does not exist.
  if (type.account && type.enabled && identity.find('*') == std::string::npos) {
    std::vector<Entry> accounts =
        FindObjects(runtime, environment, store, CsAdUserType(), identity, {kAddress});
    if (!accounts.empty() && accounts[0].Has(kAddress)) {
      Fail("The user " + accounts[0].dn().text() + " (" + accounts[0].Get(kAddress) + ") is no " +
               std::string(type.what) + ". Use the cmdlets for users: Get-CsUser, Set-CsUser.",
           std::string(type.stem) + "NotFound", ErrorCategory::kObjectNotFound, target);
    }
    if (!accounts.empty()) {
      Fail("The user " + accounts[0].dn().text() + " is not enabled for Lync. Enable it with " +
               (type.owner.empty() ? "Enable-CsUser." : "Enable-CsMeetingRoom."),
           "UserNotEnabled", ErrorCategory::kInvalidOperation, target);
    }
  }
  std::string forms = type.account ? "sip: address, DN, UPN, DOMAIN\\logon or display name"
                                   : "sip: address, DN or display name";
  std::string list = type.account ? "Get-CsAdUser finds every account."
                                  : "Get-" + std::string(type.noun) + " lists all.";
  Fail("No " + std::string(type.what) + " '" + identity + "' was found. Name it by " + forms +
           "; " + list,
       std::string(type.stem) + "NotFound", ErrorCategory::kObjectNotFound, target);
}

Entry RequireSipObject(CommandRuntime& runtime, EnvironmentService& environment,
                       directory::Store& store, const SipObjectType& type,
                       const std::string& identity, const std::vector<std::string>& attributes) {
  Value target = Value::String(identity);
  if (identity.find('*') != std::string::npos) {
    Fail("'" + identity + "' may mean many. Find them with Get-" + std::string(type.noun) +
             " and pipe them here.",
         "WildcardNotAllowed", ErrorCategory::kInvalidArgument, target);
  }
  std::vector<Entry> found = FindObjects(runtime, environment, store, type, identity, attributes);
  if (found.empty()) FailNotFound(runtime, environment, store, type, identity);
  if (found.size() > 1) {
    std::string names;
    for (size_t i = 0; i < found.size() && i < 5; ++i) names += "\n  " + found[i].dn().text();
    Fail("'" + identity + "' means more than one " + std::string(type.what) + ":" + names +
             "\nName the one you mean by its DN.",
         std::string(type.stem) + "Ambiguous", ErrorCategory::kInvalidArgument, target);
  }
  return std::move(found[0]);
}

std::map<std::string, Entry> FindByAddress(CommandRuntime& runtime, EnvironmentService& environment,
                                           directory::Store& store, const SipObjectType& type,
                                           std::span<const std::string> identities) {
  std::map<std::string, std::string> wanted;  // Identities, by the address's key.
  std::vector<Filter> any;
  for (const std::string& identity : identities) {
    if (!directory::EqualIgnoreCase(std::string_view(identity).substr(0, 4), "sip:")) continue;
    if (identity.find('*') != std::string::npos) continue;
    auto [place, fresh] = wanted.try_emplace(SipAddressKey(identity), identity);
    if (fresh) any.push_back(Filter::Equal(kAddress, place->first));
  }
  std::map<std::string, Entry> found;
  if (any.empty()) return found;
  directory::SearchRequest request;
  request.filter = Filter::And({type.Kind(), Filter::Or(std::move(any))});
  request.wait = WaitOf(runtime);
  std::vector<std::string> twice;
  for (const Dn& base : environment.SearchBases()) {
    request.base = base;
    directory::Status status = store.Search(request, [&](Entry&& entry) {
      auto place = wanted.find(SipAddressKey(entry.Get(kAddress)));
      if (place != wanted.end() && !found.try_emplace(place->second, std::move(entry)).second)
        twice.push_back(place->second);
      return true;
    });
    if (status.code != directory::Code::kNoSuchObject) Check(status);
  }
  for (const std::string& identity : twice) found.erase(identity);
  return found;
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

Flow PassObject(CommandRuntime& runtime, EnvironmentService& environment, directory::Store& store,
                const SipObjectType& type, const Dn& dn) {
  EntryReader reader(*type.table, environment.Context());
  Entry now = Require(directory::Find(store, dn, reader.Attributes()));
  return runtime.WriteObject(reader.Read(now));
}

}  // namespace sipsh
