#include "directory/coexistence/access.h"

#include <algorithm>

#include "directory/coexistence/chat_policy.h"
#include "directory/topology/services.h"

namespace sipsh::coexistence {

using topology::EqualsIgnoreCase;
using topology::Generation;
using topology::Pool;
using topology::Topology;

namespace {

std::string Kind(const Pool& pool) {
  return pool.group_chat ? "the Group Chat pool " : "the Persistent Chat pool ";
}

Access Refused(const Pool& pool, Client client, Obstacle obstacle, std::string explanation) {
  return {&pool, client, obstacle, Way::kNone, "", std::move(explanation)};
}

bool IsFrom2013(const Pool& pool) { return topology::GenerationVersion(pool.generation) >= 6; }

bool Contains(const std::vector<std::string>& names, std::string_view name) {
  return std::any_of(names.begin(), names.end(),
                     [&](const std::string& one) { return EqualsIgnoreCase(one, name); });
}

// What is wrong with the user whatever the client; kNone when nothing is.
std::pair<Obstacle, std::string> ObstacleOfUser(const User& user) {
  if (user.address.empty())
    return {Obstacle::kNotSipEnabled,
            user.name + " has no SIP address, so no client can sign in. Run Enable-CsUser."};
  if (!user.enabled.value_or(false))
    return {Obstacle::kAccountDisabled,
            "The SIP account of " + user.name +
                " is disabled, so no client can sign in. Run Set-CsUser -Enabled $true."};
  if (!user.hosting_provider.empty() && !EqualsIgnoreCase(user.hosting_provider, "SRV:"))
    return {Obstacle::kHostedElsewhere,
            user.name + " is hosted by " + user.hosting_provider +
                ". Persistent Chat does not cross federation: only users on these premises reach "
                "its rooms."};
  if (user.home_pool.empty())
    return {Obstacle::kHomeUnknown,
            user.home_dn.empty()
                ? user.name + " has an address but no home pool. Run Move-CsUser."
                : "The home of " + user.name + ", " + user.home_dn +
                      ", is no pool of the topology. Run Merge-CsLegacyTopology if it is a legacy "
                      "pool, or Move-CsUser."};
  return {Obstacle::kNone, ""};
}

const Pool* PoolWithEndpoint(const Topology& topology, const Holder& holder) {
  return holder.kind == Holder::Kind::kEndpoint ? topology.FindPool(holder.chat_pool) : nullptr;
}

Access LegacyPool(const Topology& topology, const Facts& facts, const Pool& pool, Client client) {
  const std::string& address = pool.group_chat->well_known_user;
  if (!IsSetByHand(client))
    return Refused(pool, client, Obstacle::kLegacyPoolNeedsLegacyClient,
                   "A " + std::string(ClientTitle(client)) + " client never opens rooms of " +
                       Kind(pool) + pool.fqdn +
                       "; use a Group Chat client beside it until the "
                       "rooms are migrated.");
  std::vector<const Holder*> holders = HoldersOf(facts, address);
  if (holders.empty())
    return Refused(pool, client, Obstacle::kLookupUserMissing,
                   "Nobody in the directory has the address " + address + " of " + Kind(pool) +
                       pool.fqdn + ", so its Lookup service cannot sign in.");
  if (holders.size() > 1)
    return Refused(pool, client, Obstacle::kAddressAmbiguous,
                   std::to_string(holders.size()) + " objects have the address " + address +
                       ": the server does not know to which one to route. Leave it to one.");
  const Holder& holder = *holders.front();
  if (const Pool* now = PoolWithEndpoint(topology, holder))
    return Refused(pool, client, Obstacle::kAddressMoved,
                   "The address " + address + " leads to the Persistent Chat pool " + now->fqdn +
                       " by now. " + pool.fqdn + " can be decommissioned.");
  if (holder.kind != Holder::Kind::kUser)
    return Refused(pool, client, Obstacle::kAddressMisused,
                   "The address " + address + " of " + Kind(pool) + pool.fqdn + " belongs to " +
                       holder.dn +
                       ", which is neither a user nor an endpoint that leads to a "
                       "pool.");
  if (!holder.enabled)
    return Refused(pool, client, Obstacle::kLookupUserDisabled,
                   "The well-known user " + address + " of " + pool.fqdn +
                       " is disabled. Run Set-CsUser -Enabled $true.");
  const Pool* home = topology.FindPool(holder.home_pool);
  if (home == nullptr || home->generation != pool.generation)
    return Refused(pool, client, Obstacle::kLookupUserElsewhere,
                   "The well-known user " + address + " of " + pool.fqdn + " is homed " +
                       (home == nullptr ? "on no pool of the topology" : "on " + home->fqdn) +
                       ", outside the deployment of its pool. Home it on a pool of " +
                       std::string(topology::GenerationName(pool.generation)) + ".");
  return {&pool,           client,
          Obstacle::kNone, Way::kWellKnownUser,
          address,         "Set the client to " + address + "; it is in one pool at a time."};
}

Access ThroughEndpoint(const Topology& topology, const Facts& facts, const Pool& pool,
                       Client client) {
  std::vector<const Holder*> endpoints = EndpointsOf(topology, facts, pool);
  if (endpoints.empty())
    return Refused(pool, client, Obstacle::kEndpointMissing,
                   Kind(pool).replace(0, 1, "T") + pool.fqdn +
                       " has no endpoint, the address a Group Chat client would be set to. Run "
                       "New-CsPersistentChatEndpoint.");
  std::string ambiguous;
  for (const Holder* endpoint : endpoints) {
    if (!endpoint->enabled) continue;
    if (HoldersOf(facts, endpoint->address).size() > 1) {
      ambiguous = endpoint->address;
    } else {
      return {&pool,
              client,
              Obstacle::kNone,
              Way::kEndpoint,
              endpoint->address,
              "Set the client to " + endpoint->address + "; it is in one pool at a time."};
    }
  }
  if (!ambiguous.empty())
    return Refused(pool, client, Obstacle::kAddressAmbiguous,
                   "Several objects have the address " + ambiguous +
                       ": the server does not know to which one to route. Leave it to one.");
  return Refused(
      pool, client, Obstacle::kEndpointDisabled,
      "The endpoint " + endpoints.front()->address + " of " + pool.fqdn + " is disabled.");
}

Access PersistentChatPool(const Topology& topology, const Facts& facts, const Pool& pool,
                          Client client) {
  if (!Contains(facts.chat_services, pool.fqdn))
    return Refused(
        pool, client, Obstacle::kPoolNotEnabled,
        "The directory does not know " + Kind(pool) + pool.fqdn + " yet. Run Enable-CsTopology.");
  if (IsSetByHand(client)) return ThroughEndpoint(topology, facts, pool, client);
  return {&pool,
          client,
          Obstacle::kNone,
          Way::kProvisioning,
          ProvisionedAddress(topology, pool),
          "The server tells the client by itself. Files in rooms cannot be seen with it."};
}

// What the home and the policy of the user add for a client that its server provisions.
Access ForUser(const Topology& topology, const User& user, Access access) {
  if (!access.reached() || IsSetByHand(access.client)) return access;
  const Pool* home = topology.FindPool(user.home_pool);
  if (home == nullptr || !IsFrom2013(*home))
    return Refused(*access.pool, access.client, Obstacle::kHomeBefore2013,
                   user.name + " is homed on " + user.home_pool +
                       ", which does not tell clients of Persistent Chat pools. Run Move-CsUser "
                       "or Move-CsLegacyUser to a pool from Lync Server 2013 on; a Group Chat "
                       "client reaches the pool through its endpoint meanwhile.");
  ChatPolicy policy = PolicyInForce(topology, user.chat_policy, home);
  if (!policy.enabled)
    return Refused(*access.pool, access.client, Obstacle::kPolicyOff,
                   "The Persistent Chat policy " + policy.identity + ", in force for " + user.name +
                       ", does not enable it. Run Grant-CsPersistentChatPolicy with one that does, "
                       "or change the policy.");
  return access;
}

}  // namespace

std::string_view WayName(Way way) {
  switch (way) {
    case Way::kNone:
      return "";
    case Way::kWellKnownUser:
      return "WellKnownUser";
    case Way::kEndpoint:
      return "Endpoint";
    case Way::kProvisioning:
      return "Provisioning";
  }
  return "";
}

std::string_view ObstacleName(Obstacle obstacle) {
  switch (obstacle) {
    case Obstacle::kNone:
      return "";
    case Obstacle::kNotSipEnabled:
      return "NotSipEnabled";
    case Obstacle::kAccountDisabled:
      return "AccountDisabled";
    case Obstacle::kHostedElsewhere:
      return "HostedElsewhere";
    case Obstacle::kHomeUnknown:
      return "HomeUnknown";
    case Obstacle::kLegacyPoolNeedsLegacyClient:
      return "LegacyPoolNeedsLegacyClient";
    case Obstacle::kHomeBefore2013:
      return "HomeBefore2013";
    case Obstacle::kPolicyOff:
      return "PolicyOff";
    case Obstacle::kPoolNotEnabled:
      return "PoolNotEnabled";
    case Obstacle::kLookupUserMissing:
      return "LookupUserMissing";
    case Obstacle::kLookupUserDisabled:
      return "LookupUserDisabled";
    case Obstacle::kLookupUserElsewhere:
      return "LookupUserElsewhere";
    case Obstacle::kAddressMoved:
      return "AddressMoved";
    case Obstacle::kAddressAmbiguous:
      return "AddressAmbiguous";
    case Obstacle::kAddressMisused:
      return "AddressMisused";
    case Obstacle::kEndpointMissing:
      return "EndpointMissing";
    case Obstacle::kEndpointDisabled:
      return "EndpointDisabled";
  }
  return "";
}

std::vector<const Holder*> HoldersOf(const Facts& facts, std::string_view address) {
  std::vector<const Holder*> found;
  for (const Holder& holder : facts.holders)
    if (EqualsIgnoreCase(holder.address, address)) found.push_back(&holder);
  return found;
}

std::vector<const Holder*> EndpointsOf(const Topology& topology, const Facts& facts,
                                       const Pool& pool) {
  std::vector<const Holder*> endpoints;
  for (const Holder& holder : facts.holders)
    if (PoolWithEndpoint(topology, holder) == &pool) endpoints.push_back(&holder);
  auto inherited = [&](const Holder* holder) {
    return std::any_of(topology.pools.begin(), topology.pools.end(), [&](const Pool& legacy) {
      return legacy.group_chat &&
             EqualsIgnoreCase(legacy.group_chat->well_known_user, holder->address);
    });
  };
  std::stable_partition(endpoints.begin(), endpoints.end(), inherited);
  return endpoints;
}

std::string ProvisionedAddress(const Topology& topology, const Pool& pool) {
  const topology::SipDomain* domain = topology.DefaultSipDomain();
  const topology::Service* service = pool.FindService("PersistentChatServer");
  if (domain == nullptr || service == nullptr) return "";
  return "sip:GC-" + topology::ServiceId(topology, {&pool, service}) + "@" + domain->name;
}

Access AccessTo(const Topology& topology, const Facts& facts, const Pool& pool, Client client) {
  return pool.group_chat ? LegacyPool(topology, facts, pool, client)
                         : PersistentChatPool(topology, facts, pool, client);
}

std::vector<Access> AccessOf(const Topology& topology, const Facts& facts, const User& user,
                             Client client) {
  std::vector<Access> answers;
  auto [obstacle, explanation] = ObstacleOfUser(user);
  for (const Pool& pool : topology.pools) {
    if (!pool.IsChat()) continue;
    if (obstacle != Obstacle::kNone)
      answers.push_back(Refused(pool, client, obstacle, explanation));
    else
      answers.push_back(ForUser(topology, user, AccessTo(topology, facts, pool, client)));
  }
  return answers;
}

}  // namespace sipsh::coexistence
