// topology.yaml, read. Format: README.md beside this file.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "directory/file/yaml_document.h"
#include "directory/topology/model.h"

namespace sipsh::topology {

using directory::Problem;

// The document's shape only. Collects every problem; false when there was one,
// the topology then holds what could be read.
bool ReadTopology(const std::string& file, std::string_view text, Topology* topology,
                  std::vector<Problem>* problems);

// Shape, then the rules of rules.h; the rules are not asked while the shape is wrong.
bool ReadValidTopology(const std::string& file, std::string_view text, Topology* topology,
                       std::vector<Problem>* problems);

}  // namespace sipsh::topology
