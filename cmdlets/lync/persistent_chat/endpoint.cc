#include "cmdlets/lync/persistent_chat/endpoint.h"

#include "cmdlets/directory_support/directory_names.h"
#include "cmdlets/lync/identity/sip_address.h"
#include "cmdlets/lync/persistent_chat/endpoint_table.h"

namespace sipsh {

using directory::Dn;
using directory::Filter;
using topology::Pool;

namespace {

std::string PersistentChatPools(const topology::Topology& topology) {
  std::string list;
  for (const Pool& pool : topology.pools) {
    if (!pool.IsPersistentChat()) continue;
    list += (list.empty() ? "" : ", ") + pool.fqdn;
  }
  return list.empty() ? "The published topology has no Persistent Chat pool."
                      : "The Persistent Chat pools are: " + list + ".";
}

std::string RolesOf(const Pool& pool) {
  std::string list;
  for (const topology::Service& service : pool.services) {
    list += (list.empty() ? "" : ", ") + service.role;
  }
  return list.empty() ? "no services" : list;
}

}  // namespace

const Pool& RequirePersistentChatPool(EnvironmentService& environment, const std::string& fqdn) {
  const topology::Topology& topology = environment.Topology();
  const Pool* pool = topology.FindPool(fqdn);
  Value target = Value::String(fqdn);
  if (pool == nullptr) {
    Fail("The pool '" + fqdn + "' is not in the published topology. " +
             PersistentChatPools(topology) +
             " If it was added to the file only now, run Publish-CsTopology.",
         "PoolNotFound", ErrorCategory::kObjectNotFound, target);
  }
  if (pool->group_chat) {
    Fail("The pool '" + pool->fqdn + "' is a legacy Group Chat pool (" +
             std::string(topology::GenerationName(pool->generation)) +
             "); its clients reach it through the well-known user, not an endpoint. " +
             PersistentChatPools(topology),
         "LegacyPool", ErrorCategory::kInvalidArgument, target);
  }
  if (!pool->IsPersistentChat()) {
    Fail("The pool '" + pool->fqdn + "' is not a Persistent Chat pool; it runs " + RolesOf(*pool) +
             ". " + PersistentChatPools(topology),
         "NotAPersistentChatPool", ErrorCategory::kInvalidArgument, target);
  }
  return *pool;
}

directory::Entry MakeEndpointContact(EnvironmentService& environment, const SipAddress& address,
                                     const Pool& pool, const std::string& display_name) {
  std::vector<directory::Entry> services = environment.TrustedServicesOf(pool.fqdn);
  if (services.empty()) {
    Fail("The pool '" + pool.fqdn +
             "' has no trusted-service entry in the directory yet. Run Enable-CsTopology, then "
             "repeat the command.",
         "PoolNotEnabled", ErrorCategory::kNotEnabled, Value::String(pool.fqdn));
  }
  const Pool* home = environment.Topology().HomeOf(pool);
  std::string guid = NewBracedGuid();
  DirectoryNames names(environment.Configuration());
  directory::Entry contact(names.ApplicationContacts().Child("cn", guid));
  contact.Add("cn", guid);
  if (!display_name.empty()) contact.Add("displayName", display_name);
  contact.Add("msRTCSIP-PrimaryUserAddress", address.uri);
  contact.Add("msRTCSIP-UserEnabled", "TRUE");
  contact.Add("msRTCSIP-DeploymentLocator", "SRV:");
  contact.Add("msRTCSIP-OptionFlags", "256");
  contact.Add("msRTCSIP-OwnerUrn", kPersistentChatUrn);
  contact.Add("msRTCSIP-ApplicationDestination", services[0].dn().text());
  if (home != nullptr) {
    contact.Add("msRTCSIP-PrimaryHomeServer", environment.HomeServerOf(*home));
  }
  environment.Profile().CompleteContact(&contact);
  return contact;
}

ObjectQuery EndpointQuery(EnvironmentService& environment) {
  ObjectQuery query;
  query.table = &PersistentChatContactTable();
  query.kind = Filter::And({Filter::Present("msRTCSIP-PrimaryUserAddress"),
                            Filter::Equal("msRTCSIP-OwnerUrn", std::string(kPersistentChatUrn))});
  query.bases = {DirectoryNames(environment.Configuration()).ApplicationContacts()};
  return query;
}

void SelectEndpoint(const std::string& identity, ObjectQuery* query) {
  if (identity.find('=') != std::string::npos) {
    directory::Result<Dn> dn = Dn::Parse(identity);
    if (dn.ok()) {
      query->identity_dn = std::move(*dn);
      return;
    }
  }
  if (identity.find('@') != std::string::npos || identity.substr(0, 4) == "sip:") {
    query->identity_filter =
        Filter::Wildcard("msRTCSIP-PrimaryUserAddress", SipAddressKey(identity));
  } else {
    query->identity_filter = Filter::Wildcard("displayName", identity);
  }
}

}  // namespace sipsh
