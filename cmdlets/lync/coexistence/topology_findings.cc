#include "cmdlets/lync/coexistence/topology_findings.h"

#include <algorithm>

#include "cmdlets/directory_support/directory_error.h"
#include "cmdlets/directory_support/environment_parts.h"
#include "directory/file/atomic_file.h"
#include "directory/topology/reader.h"
#include "directory/topology/rules.h"

namespace sipsh {

using coexistence::Finding;
using coexistence::Severity;

namespace {

// The file as somebody edited it: publishing would refuse these.
void AddUnpublished(const topology::TopologyDocument& document, std::vector<Finding>* findings) {
  if (!document.HasUnpublishedEdits()) return;
  directory::Result<std::string> text = directory::ReadFile(document.path());
  if (!text.ok()) {
    findings->push_back({"document", Severity::kError, document.path(), text.status().message, ""});
    return;
  }
  std::vector<directory::Problem> problems;
  topology::Topology edited;
  topology::ReadValidTopology(document.path(), *text, &edited, &problems);
  for (const directory::Problem& problem : problems) {
    findings->push_back(coexistence::FromProblem(problem, Severity::kError));
  }
  if (problems.empty()) {
    findings->push_back({"document", Severity::kInformation, document.path(),
                         "The topology file has edits that are not published.",
                         "Run Publish-CsTopology when they are ready."});
  }
}

// Advice on what is in effect, with the places where it is written.
void AddAdvice(const topology::TopologyDocument& document, std::vector<Finding>* findings) {
  directory::Result<std::string> text = document.PublishedText();
  topology::Topology published;
  std::vector<directory::Problem> problems;
  if (!text.ok() || !topology::ReadTopology(document.path(), *text, &published, &problems)) return;
  for (const directory::Problem& problem : topology::CheckAdvice(document.path(), published)) {
    findings->push_back(coexistence::FromProblem(problem, Severity::kWarning));
  }
}

}  // namespace

std::vector<Finding> ReadFindings(EnvironmentService& environment,
                                  const coexistence::Facts& facts) {
  std::vector<Finding> findings;
  const topology::TopologyDocument& document = environment.Parts().Document();
  AddUnpublished(document, &findings);
  for (Finding& finding : coexistence::FindingsOf(environment.Topology(), facts)) {
    findings.push_back(std::move(finding));
  }
  AddAdvice(document, &findings);
  std::stable_sort(findings.begin(), findings.end(),
                   [](const Finding& a, const Finding& b) { return a.severity > b.severity; });
  return findings;
}

}  // namespace sipsh
