#include "cmdlets/lync/persistent_chat/endpoint.h"

#include "cmdlets/directory_support/directory_names.h"
#include "cmdlets/lync/identity/address_book.h"
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

SipAddress RequireSipAddress(CommandRuntime& runtime, EnvironmentService& environment,
                             const std::string& text) {
  directory::Result<SipAddress> parsed = ParseSipAddress(text);
  Value target = Value::String(text);
  if (!parsed.ok()) {
    Fail(parsed.status().message, "InvalidSipAddress", ErrorCategory::kInvalidArgument, target);
  }
  const topology::Topology& topology = environment.Topology();
  if (topology.FindSipDomain(parsed->domain) == nullptr) {
    std::string domains;
    for (const topology::SipDomain& domain : topology.sip_domains) {
      domains += (domains.empty() ? "" : ", ") + domain.name;
    }
    Fail("The domain '" + parsed->domain + "' of the address '" + text +
             "' is not a SIP domain. The SIP domains are: " + domains +
             ". Use one of them, or add it with New-CsSipDomain.",
         "SipDomainNotSupported", ErrorCategory::kInvalidArgument, target);
  }
  if (parsed->scheme_added) {
    runtime.WriteMessage(
        Stream::kVerbose,
        "The address '" + text + "' has no 'sip:'; it is taken as '" + parsed->uri + "'.");
  }
  return std::move(*parsed);
}

void RequireFreeAddress(EnvironmentService& environment, directory::Store& store,
                        const SipAddress& address, const Dn& except) {
  std::vector<AddressHolder> holders = Require(FindAddressHolders(
      store, environment.SearchBases(), address, environment.Profile().proxy_addresses_searchable));
  for (const AddressHolder& holder : holders) {
    if (holder.dn == except) continue;
    Fail("The SIP address '" + address.uri + "' is in use by " + DescribeHolder(holder) + ". " +
             WayToFree(holder),
         "SipAddressInUse", ErrorCategory::kResourceExists, Value::String(address.uri));
  }
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
