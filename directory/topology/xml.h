// The topology as the XML of Get-CsTopology -AsXml: Topology, InternalDomains,
// Sites, Clusters, SqlInstances and Services in the namespace
// urn:schema:Microsoft.Rtc.Management.Deploy.Topology.2008. Written only: what
// is published comes from the YAML document.
#pragma once

#include <string>

#include "directory/topology/model.h"

namespace sipsh::topology {

std::string ToXml(const Topology& topology);

}  // namespace sipsh::topology
