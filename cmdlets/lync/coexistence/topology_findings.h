// What is amiss: the document's own rules and advice, and the topology against the directory.
#pragma once

#include <vector>

#include "cmdlets/directory_support/environment_service.h"
#include "directory/coexistence/findings.h"

namespace sipsh {

// Those of an edited file that is not published yet, then advice on the published document, then
// what the directory says.
std::vector<coexistence::Finding> ReadFindings(EnvironmentService& environment,
                                               const coexistence::Facts& facts);

}  // namespace sipsh
