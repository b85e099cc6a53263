// Which lines of a document would change, for -WhatIf and for people who look
// at what somebody else published.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sipsh::topology {

// "12 - next_hop: a" for each line taken away (numbered as before), "12 + next_hop: b" for each
// new one (numbered as after), in order; the rest is left out. Empty when both are the same.
// Documents that differ in very many lines give "N lines become M" instead.
std::vector<std::string> TextChanges(std::string_view before, std::string_view after);

}  // namespace sipsh::topology
