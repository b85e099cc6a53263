// Who reaches which chat pool, by which client, through which address, and why not.
//
// The rules are those of coexistence (JJ205131, JJ204901): deployments are apart from each other;
// a Group Chat client is set by hand to one address, that of a pool's well-known user or of a
// Persistent Chat endpoint; a Lync 2013 client is told by its home server, never opens a legacy
// pool, and needs a home from 2013 on and a policy that allows it. Persistent Chat does not cross
// federation. Pure functions; pointers point into the topology given.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "directory/coexistence/client.h"
#include "directory/coexistence/facts.h"
#include "directory/topology/model.h"

namespace sipsh::coexistence {

enum class Way { kNone, kWellKnownUser, kEndpoint, kProvisioning };
std::string_view WayName(Way way);  // WellKnownUser, Endpoint, Provisioning; "" for kNone.

// Why not; the names (ObstacleName) stay the same for scripts to test.
enum class Obstacle {
  kNone,
  // The user
  kNotSipEnabled,
  kAccountDisabled,
  kHostedElsewhere,
  kHomeUnknown,
  // The client and the pool
  kLegacyPoolNeedsLegacyClient,
  kHomeBefore2013,
  kPolicyOff,
  // The pool
  kPoolNotEnabled,
  kLookupUserMissing,
  kLookupUserDisabled,
  kLookupUserElsewhere,
  kAddressMoved,
  kAddressAmbiguous,
  kAddressMisused,
  kEndpointMissing,
  kEndpointDisabled,
};
std::string_view ObstacleName(Obstacle obstacle);  // NotSipEnabled ...; "" for kNone.

struct Access {
  const topology::Pool* pool = nullptr;
  Client client = Client::kLync2013;
  Obstacle obstacle = Obstacle::kNone;
  Way way = Way::kNone;
  std::string address;      // sip:...; "" when not reached.
  std::string explanation;  // What to know or to do, in sentences.
  bool reached() const { return obstacle == Obstacle::kNone; }
};

// One answer for each chat pool of the topology, in its order.
std::vector<Access> AccessOf(const topology::Topology& topology, const Facts& facts,
                             const User& user, Client client);

// The same for a pool alone, whoever the user is: what stands in the client's way there.
Access AccessTo(const topology::Topology& topology, const Facts& facts, const topology::Pool& pool,
                Client client);

// The address the server gives Lync 2013 clients: sip:GC-<service id>@<default SIP domain>.
std::string ProvisionedAddress(const topology::Topology& topology, const topology::Pool& pool);

// The endpoints that lead to the pool, those with a legacy pool's well-known address first.
std::vector<const Holder*> EndpointsOf(const topology::Topology& topology, const Facts& facts,
                                       const topology::Pool& pool);
std::vector<const Holder*> HoldersOf(const Facts& facts, std::string_view address);

}  // namespace sipsh::coexistence
