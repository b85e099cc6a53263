// The topology as the XML of Get-CsTopology -AsXml: Topology, InternalDomains,
// Sites, Clusters, SqlInstances and Services in the namespace
// urn:schema:Microsoft.Rtc.Management.Deploy.Topology.2008. What is published
// is the YAML document; XML that scripts changed is read against it.
#pragma once

#include <string>

#include "directory/status.h"
#include "directory/topology/model.h"

namespace sipsh::topology {

// Of the attributes sipsh:DirectoryName and sipsh:WellKnownUser of a Cluster.
inline constexpr std::string_view kExtrasNamespace = "urn:sipsh:topology";

std::string ToXml(const Topology& topology);

// What the XML says; what XML does not carry (policies, back-up pools, standing of computers,
// routes; of XML without our own namespace also directory names and well-known users) as `base` has
// it, and in its order. kInvalidSyntax: not well-formed,
// Topology Builder's own file, unknown roles. Rules are not checked.
directory::Result<Topology> FromXml(const std::string& text, const Topology& base);

}  // namespace sipsh::topology
