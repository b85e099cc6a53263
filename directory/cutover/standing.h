// What stands on a server, seen from a plan: who holds the address, the old user or the contact.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "directory/cutover/plan.h"

namespace sipsh::cutover {

enum class Phase {
  kBefore,  // The user alone holds the address.
  kFreed,   // Nobody does.
  kAfter,   // The contact alone does.
  kBoth,    // Both: on a server that has seen the one change and not the other.
  kOther,   // Somebody else does.
};
std::string_view PhaseText(Phase phase);  // "held by the user", ...

struct Standing {
  Phase phase = Phase::kOther;
  std::vector<Holder> holders;
};

Result<Standing> Look(const Ground& ground, Store& store, const Plan& plan);
// The contact as it is, compared with the plan: a line for each difference.
Result<std::vector<std::string>> ContactDifferences(const Ground& ground, const Plan& plan);

// One server in the table of an agreement.
struct ServerRow {
  std::string server;
  std::string seen;     // What it shows, or why it does not answer.
  std::string version;  // contextCSN or highestCommittedUSN, where it tells one.
  bool agrees = false;
};
// Asks every server, again and again until all show `wished` or the patience ends. The last look.
std::vector<ServerRow> AwaitAgreement(const Ground& ground, const Plan& plan, Phase wished,
                                      std::chrono::seconds patience);
bool AllAgree(const std::vector<ServerRow>& rows);
std::string RowsText(const std::vector<ServerRow>& rows);  // One line, for logs and messages.

}  // namespace sipsh::cutover
