// What is amiss between the topology and the directory, and within each: the rules of coexistence
// as Test-CsTopology reports them. Rule ids stay the same. Pure functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "directory/coexistence/facts.h"
#include "directory/file/yaml_document.h"
#include "directory/topology/model.h"

namespace sipsh::coexistence {

enum class Severity { kInformation, kWarning, kError };
std::string_view SeverityName(Severity severity);

struct Finding {
  std::string rule;
  Severity severity = Severity::kError;
  std::string where;  // A pool, an address, a site, a DN, or file:line:column.
  std::string what;
  std::string action;  // What to do; "" when nothing needs doing.
};

struct FindingRule {
  std::string_view id;
  std::string_view summary;
};
const std::vector<FindingRule>& FindingRules();

// Graver ones first.
std::vector<Finding> FindingsOf(const topology::Topology& topology, const Facts& facts);

// A problem of the document: its message says what, and behind the first "; " what to do.
Finding FromProblem(const directory::Problem& problem, Severity severity);

// The site that holds what was merged from legacy installations.
inline constexpr std::string_view kBackCompatSite = "BackCompatSite";

}  // namespace sipsh::coexistence
