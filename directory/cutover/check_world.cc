// Checks 12 to 15: data, users, clocks and room.
#include <cerrno>
#include <cstdlib>
#include <ctime>
#include <map>
#include <set>
#include <sys/statvfs.h>

#include "directory/cutover/chat_data.h"
#include "directory/cutover/checks.h"
#include "directory/file/atomic_file.h"

namespace sipsh::cutover {
namespace {

using directory::Code;

constexpr long kSkewAllowed = 300;  // Seconds: Kerberos refuses more.
constexpr long kSkewNoticed = 60;
constexpr size_t kFindingsTold = 5;
constexpr unsigned long long kRoomWanted = 64ULL << 20;

// "20261121160000.0Z" or "20261121160000.123456Z#...": seconds since 1970, or -1.
long long SecondsOf(const std::string& generalized) {
  std::tm utc{};
  if (generalized.size() < 14 ||
      ::strptime(generalized.substr(0, 14).c_str(), "%Y%m%d%H%M%S", &utc) == nullptr)
    return -1;
  return timegm(&utc);
}

// The setting of the policy in effect for whoever has no other.
std::string GlobalPolicy(const topology::Topology& topology) {
  const topology::Setting* policy = topology.policies.Find("PersistentChatPolicy");
  const topology::Setting* global = policy ? policy->Find("Global") : nullptr;
  const topology::Setting* enabled = global ? global->Find("EnablePersistentChat") : nullptr;
  return enabled ? enabled->text : "not set, which is off";
}

// A hand-edited list with one policy type twice stops the user's sign-in.
bool RepeatsType(const Entry& user) {
  std::set<std::string> types;
  for (std::string_view value : user.Values("msRTCSIP-UserPolicies"))
    if (!types.insert(std::string(value.substr(0, value.find('=')))).second) return true;
  return false;
}

}  // namespace

// A finding that is a failure would stop the import; the others are what somebody must have read.
Finding CheckChatData(const Ground& ground, const Plan& plan) {
  if (!plan.chat.Moved())
    return NotApplicable(
        "the chat data are moved outside; the operator confirms the step chat-data");
  Result<ChatSurvey> survey = SurveyChat(ground, plan);
  if (!survey.ok())
    return FailWith(survey.status().message, "Dump or export again, then make a new plan.");
  using Severity = chat::Finding::Severity;
  const chat::Conversion& conversion = survey->conversion;
  size_t failures = conversion.Count(Severity::kFailure);
  size_t warnings = conversion.Count(Severity::kWarning);
  std::string evidence = Held(survey->counts) + "; findings: " + std::to_string(failures) +
                         " failures, " + std::to_string(warnings) + " warnings, " +
                         std::to_string(conversion.Count(Severity::kInformation)) + " notes";
  size_t told = 0;
  for (const chat::Finding& finding : conversion.findings) {
    bool grave = finding.severity == (failures > 0 ? Severity::kFailure : Severity::kWarning);
    if (!grave || told == kFindingsTold) continue;
    evidence += "; " + finding.Line();
    ++told;
  }
  if (failures > 0) return FailWith(evidence, "Cure these at the source, then make a new plan.");
  if (warnings > 0)
    return Warn(evidence, "Invoke-CsCutover -WhatIf lists all. Cure or accept them.");
  return Pass(evidence);
}

Finding CheckUsers(const Ground& ground, const Plan& plan) {
  std::map<std::string, bool> ready;  // By the home server DN's key.
  const topology::Pool* target = ground.topology().FindPool(plan.target_pool);
  int wanted = target ? topology::GenerationVersion(target->generation) : 0;
  for (const topology::Pool& pool : ground.topology().pools)
    if (pool.FindService("Registrar") != nullptr)
      ready[Dn::FromTrusted(ground.home_server_of(pool)).Key()] =
          topology::GenerationVersion(pool.generation) >= wanted;
  size_t all = 0, on_target = 0, orphans = 0;
  std::string repeating;
  directory::SearchRequest request;
  request.base = ground.base;
  request.filter =
      directory::Filter::And({directory::Filter::Present(kHomeServer),
                              directory::Filter::Equal("msRTCSIP-UserEnabled", "TRUE")});
  request.attributes = {kHomeServer, "msRTCSIP-UserPolicies"};
  request.wait = ground.wait();
  Status status = ground.store->Search(request, [&](Entry&& user) {
    if (RepeatsType(user)) repeating = user.dn().text();
    auto home = ready.find(Dn::FromTrusted(user.Get(kHomeServer)).Key());
    ++all;
    if (home == ready.end())
      ++orphans;
    else if (home->second)
      ++on_target;
    return true;
  });
  if (!status.ok()) return Failed(status);
  std::string evidence =
      std::to_string(on_target) + " of " + std::to_string(all) + " enabled objects are homed on " +
      plan.target_generation +
      " or later; EnablePersistentChat of the global policy: " + GlobalPolicy(ground.topology());
  if (!repeating.empty())
    return Warn(evidence + "; " + repeating + " has a policy type twice, which stops its sign-in",
                "Leave one value of each type in msRTCSIP-UserPolicies.");
  if (orphans > 0)
    return Warn(evidence + "; " + std::to_string(orphans) + " are homed on no known pool",
                "Move them to a pool that there is.");
  if (on_target == 0)
    return Warn(evidence, "Newer clients show no rooms to users homed on an older pool.");
  return Pass(evidence);
}

Finding CheckClock(const Ground& ground, const Plan&) {
  if (ground.environment->Embedded()) return NotApplicable("the directory is on this machine");
  std::string stamp, source;
  for (const Dn& dn : {Dn(), ground.base}) {
    Result<Entry> entry =
        directory::Find(*ground.store, dn, {"currentTime", "contextCSN"}, ground.wait());
    if (!entry.ok()) continue;
    for (const char* name : {"currentTime", "contextCSN"})
      if (stamp.empty() && entry->Has(name)) {
        stamp = entry->Get(name);
        source = name;
      }
  }
  long long there = SecondsOf(stamp), here = std::time(nullptr);
  if (there < 0) return NotApplicable("this server does not tell its time");
  long long ahead = there - here;
  if (source == "contextCSN") {  // The time of its last change: only the future tells something.
    if (ahead <= kSkewNoticed) return Pass("its last change was stamped " + stamp);
    return FailWith("its last change was stamped " + stamp + ", " + std::to_string(ahead) +
                        " s after this machine's time",
                    "Set the clocks.");
  }
  std::string evidence = "the server's clock differs by " + std::to_string(ahead) + " s";
  if (std::llabs(ahead) > kSkewAllowed) return FailWith(evidence, "Set the clocks.");
  if (std::llabs(ahead) > kSkewNoticed) return Warn(evidence, "Set the clocks.");
  return Pass(evidence);
}

Finding CheckBackups(const Ground& ground, const Plan& plan) {
  struct statvfs disk {};
  const std::string& folder = ground.environment->folder;
  if (::statvfs(folder.c_str(), &disk) != 0)
    return Failed(directory::FileError("look at", folder, errno));
  unsigned long long room = static_cast<unsigned long long>(disk.f_bavail) * disk.f_frsize;
  if (room < kRoomWanted)
    return FailWith(std::to_string(room >> 20) + " MB are free in " + folder, "Make room.");
  std::string evidence = "enough room in " + folder;
  if (plan.sql_backup.empty())
    return Warn(evidence + "; no database backup was named",
                "Back up both databases and name the backup with -SqlBackup.");
  return Pass(evidence + "; database backup: " + plan.sql_backup);
}

}  // namespace sipsh::cutover
