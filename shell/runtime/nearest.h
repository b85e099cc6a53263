// How near two names are: for "did you mean".
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sipsh::runtime {

// Edit distance with transpositions, case ignored.
size_t NameDistance(std::string_view a, std::string_view b);

// Those of `names` that a slip of the pen could have turned into `wanted`, nearest first, at most `limit`.
std::vector<std::string> NearestNames(std::string_view wanted, const std::vector<std::string>& names, size_t limit);

}  // namespace sipsh::runtime
