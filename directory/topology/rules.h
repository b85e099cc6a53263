// What a valid topology is, beyond its shape. Each rule has an id that stays
// the same (tests, Test-CsTopology and messages name it) and is checked apart
// from the others; a fault is reported where it was written.
// The coexistence rules are the heart: every chat pool is homed on a pool of
// its own generation, and nothing crosses from one deployment to another.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "directory/file/yaml_document.h"
#include "directory/topology/model.h"

namespace sipsh::topology {

// Where a rule puts what it finds.
class RuleReport {
 public:
  RuleReport(std::string file, std::string_view rule, std::vector<directory::Problem>* problems)
      : file_(std::move(file)), rule_(rule), problems_(problems) {}
  void operator()(Mark mark, std::string message) const {
    problems_->push_back({file_, mark.line, mark.column, std::move(message), std::string(rule_)});
  }

 private:
  std::string file_;
  std::string_view rule_;
  std::vector<directory::Problem>* problems_;
};

struct Rule {
  std::string_view id;
  std::string_view summary;
  void (*check)(const Topology&, const RuleReport&);
};

std::vector<Rule> AllRules();
// What a valid topology may do but should not: sizing, what a complete installation has. Publishing
// does not refuse these; Test-CsTopology tells of them.
std::vector<Rule> AdvisoryRules();

// False when a rule is broken; then `problems` grew.
bool CheckRules(const std::string& file, const Topology& topology,
                std::vector<directory::Problem>* problems);

// The advice on a valid topology, in the order of AdvisoryRules().
std::vector<directory::Problem> CheckAdvice(const std::string& file, const Topology& topology);

// A host or domain name of two labels or more (RFC 1035 and 1123: letters,
// digits and hyphens; 63 a label, 253 in all; not only digits at the end).
bool IsFqdn(std::string_view name);
// sip:user@domain, without blanks or control characters.
bool IsSipAddress(std::string_view address);

}  // namespace sipsh::topology
