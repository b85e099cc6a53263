#include "directory/cutover/standing.h"

#include <algorithm>
#include <thread>

namespace sipsh::cutover {
namespace {

using directory::Code;

std::vector<std::string> Sorted(std::vector<std::string> values) {
  std::sort(values.begin(), values.end());
  return values;
}

// How far the server has come, by its own count.
std::string VersionOf(const Ground& ground, Store& store) {
  for (const Dn& dn : {ground.base, Dn()}) {
    Result<Entry> root =
        directory::Find(store, dn, {"contextCSN", "highestCommittedUSN"}, ground.wait());
    if (!root.ok()) continue;
    for (const char* name : {"contextCSN", "highestCommittedUSN"})
      if (root->Has(name)) return root->Get(name);
  }
  return {};
}

ServerRow Ask(const Ground& ground, const Server& server, const Plan& plan, Phase wished) {
  ServerRow row{server.name, {}, {}, false};
  if (server.store == nullptr) {
    row.seen = server.status.message;
    return row;
  }
  Result<Standing> standing = Look(ground, *server.store, plan);
  if (!standing.ok()) {
    row.seen = standing.status().message;
    return row;
  }
  row.seen = PhaseText(standing->phase);
  if (standing->phase == Phase::kOther)
    for (const Holder& holder : standing->holders) row.seen += ": " + holder.description;
  row.version = VersionOf(ground, *server.store);
  row.agrees = standing->phase == wished;
  return row;
}

}  // namespace

std::string_view PhaseText(Phase phase) {
  switch (phase) {
    case Phase::kBefore:
      return "held by the user";
    case Phase::kFreed:
      return "free";
    case Phase::kAfter:
      return "held by the contact";
    case Phase::kBoth:
      return "held by the user and the contact";
    case Phase::kOther:
      return "held by another object";
  }
  return "";
}

Result<Standing> Look(const Ground& ground, Store& store, const Plan& plan) {
  Result<std::vector<Holder>> holders = ground.holders(store, plan.address);
  if (!holders.ok()) return holders.status();
  Standing standing;
  standing.holders = std::move(*holders);
  bool user = false, contact = false, other = false;
  for (const Holder& holder : standing.holders) {
    bool is_user = holder.dn == plan.user, is_contact = holder.dn == plan.contact.dn();
    user = user || is_user;
    contact = contact || is_contact;
    other = other || !(is_user || is_contact);
  }
  if (other)
    standing.phase = Phase::kOther;
  else if (user && contact)
    standing.phase = Phase::kBoth;
  else
    standing.phase = user ? Phase::kBefore : contact ? Phase::kAfter : Phase::kFreed;
  return standing;
}

Result<std::vector<std::string>> ContactDifferences(const Ground& ground, const Plan& plan) {
  Result<Entry> now = directory::Find(*ground.store, plan.contact.dn(), {}, ground.wait());
  if (!now.ok()) return now.status();
  std::vector<std::string> different;
  for (const auto& attribute : plan.contact) {
    std::string name(attribute.name);
    if (directory::EqualIgnoreCase(name, "objectClass")) continue;  // Servers add the superiors.
    bool names = name == kDestination || name == kHomeServer;
    bool same = names ? Dn::FromTrusted(now->Get(name)) == Dn::FromTrusted(plan.contact.Get(name))
                      : Sorted(now->ValueList(name)) == Sorted(plan.contact.ValueList(name));
    if (!same)
      different.push_back(name + " is '" + now->Get(name) + "', the plan has '" +
                          plan.contact.Get(name) + "'");
  }
  return different;
}

std::vector<ServerRow> AwaitAgreement(const Ground& ground, const Plan& plan, Phase wished,
                                      std::chrono::seconds patience) {
  auto end = std::chrono::steady_clock::now() + patience;
  std::chrono::milliseconds pause{50};
  for (;;) {
    std::vector<ServerRow> rows;
    for (const Server& server : ground.servers) rows.push_back(Ask(ground, server, plan, wished));
    bool stop = ground.stopping && ground.stopping();
    if (AllAgree(rows) || stop || std::chrono::steady_clock::now() >= end) return rows;
    std::this_thread::sleep_for(pause);
    pause = std::min(pause * 2, std::chrono::milliseconds{2000});
  }
}

bool AllAgree(const std::vector<ServerRow>& rows) {
  return std::all_of(rows.begin(), rows.end(), [](const ServerRow& row) { return row.agrees; });
}

std::string RowsText(const std::vector<ServerRow>& rows) {
  std::string text;
  for (const ServerRow& row : rows)
    text += (text.empty() ? "" : "; ") + row.server + ": " + row.seen;
  return text;
}

}  // namespace sipsh::cutover
