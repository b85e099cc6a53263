// The published topology as the objects of Get-CsTopology, -Site, -Pool, -Computer, -Service and
// -SipDomain.
#pragma once

#include "directory/topology/services.h"
#include "shell/value/value.h"

namespace sipsh {

Value SiteObject(const topology::Topology& topology, const topology::Site& site);
Value PoolObject(const topology::Topology& topology, const topology::Pool& pool);
Value ComputerObject(const topology::Pool& pool, const topology::Computer& computer);
// The role's own properties first, then those common to all.
Value ServiceObject(const topology::Topology& topology, const topology::ServiceRef& service);
Value SipDomainObject(const topology::SipDomain& domain);
Value TopologyObject(const topology::Topology& topology);

}  // namespace sipsh
