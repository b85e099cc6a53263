// The published topology as bytes that load in microseconds, so that a process
// that looks up one user need not parse YAML. Holds everything of the model
// except the marks. The bytes are a cache: whoever cannot read them parses the
// YAML kept beside them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "directory/topology/model.h"

namespace sipsh::topology {

std::string EncodeFast(const Topology& topology);
// nullopt when the bytes are damaged or of another format version.
std::optional<Topology> DecodeFast(std::string_view bytes);

}  // namespace sipsh::topology
