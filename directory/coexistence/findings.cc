#include "directory/coexistence/findings.h"

#include <algorithm>
#include <map>

#include "directory/coexistence/access.h"

namespace sipsh::coexistence {

using topology::EqualsIgnoreCase;
using topology::Generation;
using topology::Pool;
using topology::Topology;

namespace {

constexpr size_t kMostProvisionedUsers = 150'000;  // Gg398372
constexpr int kLastLegacyVersion = 5;

bool Contains(const std::vector<std::string>& names, std::string_view name) {
  return std::any_of(names.begin(), names.end(),
                     [&](const std::string& one) { return EqualsIgnoreCase(one, name); });
}

bool IsLegacyChat(const Pool& pool) { return pool.group_chat.has_value(); }

class Findings {
 public:
  Findings(const Topology& topology, const Facts& facts) : topology_(topology), facts_(facts) {}

  std::vector<Finding> All() {
    Pools();
    LookupUsers();
    Endpoints();
    Addresses();
    Homes();
    Accounts();
    Remnants();
    std::stable_sort(found_.begin(), found_.end(),
                     [](const Finding& a, const Finding& b) { return a.severity > b.severity; });
    return std::move(found_);
  }

 private:
  void Report(std::string_view rule, Severity severity, std::string where, std::string what,
              std::string action) {
    found_.push_back(
        {std::string(rule), severity, std::move(where), std::move(what), std::move(action)});
  }

  void Pools() {
    for (const Pool& pool : topology_.pools) {
      if (pool.FindService("Registrar") != nullptr &&
          !Contains(facts_.pools_with_object, pool.fqdn))
        Report(
            "pool-object", Severity::kError, pool.fqdn,
            "The directory has no pool object for " + pool.fqdn + ", so nobody can be homed there.",
            "Run Enable-CsTopology.");
      if (pool.IsPersistentChat() && !Contains(facts_.chat_services, pool.fqdn))
        Report("trusted-service", Severity::kError, pool.fqdn,
               "The directory has no trusted-service entry for " + pool.fqdn +
                   ", so no endpoint can lead there.",
               "Run Enable-CsTopology.");
    }
  }

  void LookupUsers() {
    for (const Pool& pool : topology_.pools) {
      if (!IsLegacyChat(pool)) continue;
      const std::string& address = pool.group_chat->well_known_user;
      Access access = AccessTo(topology_, facts_, pool, Client::kGroupChat2010);
      switch (access.obstacle) {
        case Obstacle::kLookupUserMissing:
          Report("lookup-user", Severity::kError, address, access.explanation,
                 "Create and enable the user, or give the address to a Persistent Chat endpoint "
                 "if the pool was migrated.");
          break;
        case Obstacle::kLookupUserDisabled:
          Report("lookup-user", Severity::kError, address,
                 "The well-known user " + address + " of " + pool.fqdn + " is disabled.",
                 "Run Set-CsUser -Enabled $true.");
          break;
        case Obstacle::kAddressMisused:
          Report("lookup-user", Severity::kError, address, access.explanation,
                 "Take the address from it, or correct well_known_user.");
          break;
        case Obstacle::kLookupUserElsewhere:
          Report("lookup-user-home", Severity::kError, address, access.explanation, "");
          break;
        case Obstacle::kAddressMoved:
          Report("cut-over", Severity::kInformation, address, access.explanation,
                 "When nobody needs it any more, remove its pool and its trusted services.");
          break;
        default:
          LookupUserEndpoints(pool);
          break;
      }
    }
  }

  // Where the limit of endpoints per user is lower, the last servers to sign in are cut off.
  void LookupUserEndpoints(const Pool& pool) {
    size_t servers = pool.computers.size();
    if (servers < 2) return;
    std::string count = std::to_string(servers);
    Report("lookup-user-endpoints", Severity::kInformation, pool.group_chat->well_known_user,
           "The " + count + " servers of " + pool.fqdn + " sign in as " +
               pool.group_chat->well_known_user + ", each as an endpoint of its own.",
           "Allow a user at least " + count + " endpoints on the pool it is homed on.");
  }

  void Endpoints() {
    for (const Holder& holder : facts_.holders)
      if (holder.kind == Holder::Kind::kEndpoint) Endpoint(holder);
    bool legacy_clients = std::any_of(topology_.pools.begin(), topology_.pools.end(),
                                      [](const Pool& pool) { return IsLegacyChat(pool); });
    for (const Pool& pool : topology_.pools) {
      if (!pool.IsPersistentChat()) continue;
      std::vector<const Holder*> endpoints = EndpointsOf(topology_, facts_, pool);
      size_t count = endpoints.size();
      auto own = std::count_if(endpoints.begin(), endpoints.end(),
                               [&](const Holder* one) { return !IsWellKnown(one->address); });
      if (own > 1)
        Report("endpoint-second", Severity::kWarning, pool.fqdn,
               pool.fqdn + " has " + std::to_string(own) +
                   " endpoints that no legacy pool had. One is enough, unless clients are set to "
                   "several addresses.",
               "Remove those no client is set to: Remove-CsPersistentChatEndpoint.");
      if (count == 0 && legacy_clients)
        Report("endpoint-missing", Severity::kWarning, pool.fqdn,
               pool.fqdn + " has no endpoint: Group Chat clients cannot reach it.",
               "Run New-CsPersistentChatEndpoint; at the cut-over it takes the address of the "
               "well-known user.");
    }
  }

  bool IsWellKnown(const std::string& address) const {
    return std::any_of(topology_.pools.begin(), topology_.pools.end(), [&](const Pool& pool) {
      return pool.group_chat && EqualsIgnoreCase(pool.group_chat->well_known_user, address);
    });
  }

  void Endpoint(const Holder& endpoint) {
    const std::string& address = endpoint.address;
    const Pool* pool = topology_.FindPool(endpoint.chat_pool);
    if (pool == nullptr) {
      Report("endpoint-destination", Severity::kError, address,
             "The endpoint " + address + " leads to no Persistent Chat pool of the topology.",
             "Remove it, or publish and enable the pool it was made for.");
      return;
    }
    const Pool* home = topology_.HomeOf(*pool);
    if (home != nullptr && !EqualsIgnoreCase(home->fqdn, endpoint.home_pool))
      Report("endpoint-home", Severity::kError, address,
             "The endpoint " + address + " of " + pool->fqdn + " is homed on " +
                 (endpoint.home_pool.empty() ? "no pool of the topology" : endpoint.home_pool) +
                 ", not on the pool's next hop " + home->fqdn + ".",
             "Run Move-CsApplicationEndpoint, or make the endpoint anew.");
    if (!endpoint.enabled)
      Report("endpoint-disabled", Severity::kWarning, address,
             "The endpoint " + address + " of " + pool->fqdn + " is disabled.",
             "Make it anew, or remove it.");
    size_t at = address.rfind('@');
    if (at == std::string::npos || topology_.FindSipDomain(address.substr(at + 1)) == nullptr)
      Report("endpoint-domain", Severity::kError, address,
             "The domain of the endpoint " + address + " is no SIP domain.",
             "Add it with New-CsSipDomain, or make the endpoint anew.");
  }

  void Addresses() {
    std::map<std::string, std::vector<const Holder*>> by_address;
    for (const Holder& holder : facts_.holders) {
      std::string key = holder.address;
      for (char& c : key) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
      by_address[key].push_back(&holder);
    }
    for (const auto& [key, holders] : by_address) {
      if (holders.size() < 2) continue;
      std::string names;
      for (const Holder* holder : holders) names += (names.empty() ? "" : " and ") + holder->dn;
      Report("address-held-twice", Severity::kError, holders.front()->address,
             "The address " + holders.front()->address + " is held by " + names +
                 ": the server does not know to which one to route.",
             "Leave it to one of them.");
    }
  }

  void Homes() {
    size_t users = 0;
    for (const Home& home : facts_.homes) {
      users += home.users;
      if (home.pool.empty()) ReportHome(home);
    }
    if (users > kMostProvisionedUsers)
      Report("chat-capacity", Severity::kWarning, "",
             std::to_string(users) + " users are enabled; Persistent Chat is made for 150000.",
             "Enable by policy only those who need it.");
  }

  void ReportHome(const Home& home) {
    std::string who;
    if (home.users > 0 || home.contacts == 0) who = Count(home.users, "account");
    if (home.contacts > 0) who += (who.empty() ? "" : " and ") + Count(home.contacts, "contact");
    Report("home-unknown", Severity::kWarning, home.dn,
           who + (home.users + home.contacts == 1 ? " is" : " are") + " homed on " + home.dn +
               ", which is no pool of the topology.",
           "Merge a legacy pool with Merge-CsLegacyTopology, or move them with Move-CsUser and "
           "Move-CsApplicationEndpoint.");
  }

  static std::string Count(size_t count, const std::string& what) {
    return std::to_string(count) + " " + what + (count == 1 ? "" : "s");
  }

  void Accounts() {
    auto report = [&](const char* rule, Severity severity, const Oddity& oddity,
                      const std::string& what, const char* action) {
      if (oddity.count == 0) return;
      std::string names;
      for (const std::string& one : oddity.first) names += (names.empty() ? "" : ", ") + one;
      if (oddity.count > oddity.first.size()) names += " ...";
      Report(rule, severity, oddity.first.front(),
             Count(oddity.count, "account") + (oddity.count == 1 ? " has " : " have ") + what +
                 ": " + names + ".",
             action);
    };
    report("policy-twice", Severity::kError, facts_.policies_twice,
           "two policies of one kind in msRTCSIP-UserPolicies, which stops them from signing in",
           "Grant the policy anew, which leaves one.");
    report("proxy-address", Severity::kWarning, facts_.proxies_differ,
           "sip: values in proxyAddresses that are not just the SIP address",
           "Leave one value, equal to the SIP address: Set-CsUser -SipAddress writes it anew.");
  }

  bool IsKnown(const std::string& fqdn) const {
    return topology_.FindPool(fqdn) != nullptr || topology_.PoolOfComputer(fqdn) != nullptr;
  }

  void Remnants() {
    for (const Remnant& pool : facts_.pools)
      if (pool.version <= kLastLegacyVersion && !IsKnown(pool.fqdn))
        Report("legacy-unmerged", Severity::kWarning, pool.fqdn,
               "The directory has the legacy pool " + pool.fqdn + ", the topology has not.",
               "Run Merge-CsLegacyTopology.");
    std::vector<std::string> told;
    for (const Remnant& service : facts_.services) {
      if (IsKnown(service.fqdn) || Contains(told, service.fqdn)) continue;
      told.push_back(service.fqdn);
      if (service.version > 0 && service.version <= kLastLegacyVersion)
        Report("legacy-unmerged", Severity::kWarning, service.fqdn,
               "The directory has trusted services of " + service.fqdn + ", the topology has not.",
               "Run Merge-CsLegacyTopology, or remove them if the server is gone.");
      else
        Report("trusted-service-stale", Severity::kWarning, service.fqdn,
               "The directory trusts services of " + service.fqdn +
                   ", which is no pool or computer of the topology.",
               "Publish the pool, or remove the entries: the next merge trips over them.");
    }
    const topology::Site* site = topology_.FindSite(kBackCompatSite);
    if (site != nullptr) BackCompat(*site);
  }

  void BackCompat(const topology::Site& site) {
    bool empty = true;
    for (const Pool& pool : topology_.pools) {
      if (topology_.FindSite(pool.site) != &site) continue;
      empty = false;
      auto remnant = [&](const Remnant& one) { return EqualsIgnoreCase(one.fqdn, pool.fqdn); };
      bool there = std::any_of(facts_.pools.begin(), facts_.pools.end(), remnant) ||
                   std::any_of(facts_.services.begin(), facts_.services.end(), remnant) ||
                   pool.FindService("EdgeServer") != nullptr;
      if (!there)
        Report("legacy-gone", Severity::kWarning, pool.fqdn,
               "The legacy pool " + pool.fqdn + " was merged once; the directory has it no more.",
               "Run Merge-CsLegacyTopology again.");
    }
    if (empty)
      Report("backcompat-empty", Severity::kWarning, site.name,
             "The site " + site.name + " is left over: no pool stands in it.",
             "Run Merge-CsLegacyTopology again, which removes it.");
  }

  const Topology& topology_;
  const Facts& facts_;
  std::vector<Finding> found_;
};

}  // namespace

std::string_view SeverityName(Severity severity) {
  switch (severity) {
    case Severity::kInformation:
      return "Information";
    case Severity::kWarning:
      return "Warning";
    case Severity::kError:
      return "Error";
  }
  return "";
}

const std::vector<FindingRule>& FindingRules() {
  static const std::vector<FindingRule> rules{
      {"pool-object", "each front end pool has its object in the directory"},
      {"trusted-service", "each Persistent Chat pool is a trusted service"},
      {"lookup-user", "a well-known address belongs to an enabled user or to an endpoint"},
      {"lookup-user-endpoints", "a well-known user may have an endpoint for each server"},
      {"lookup-user-home", "the well-known user is homed in the deployment of its pool"},
      {"cut-over", "the address of a legacy pool leads to a Persistent Chat pool"},
      {"endpoint-destination", "an endpoint leads to a Persistent Chat pool"},
      {"endpoint-home", "an endpoint is homed on its pool's next hop"},
      {"endpoint-domain", "an endpoint's address is in a SIP domain"},
      {"endpoint-disabled", "endpoints are enabled"},
      {"endpoint-second", "one endpoint a pool is enough"},
      {"endpoint-missing", "while Group Chat clients are about, each pool has an endpoint"},
      {"address-held-twice", "an address belongs to one object"},
      {"home-unknown", "homes are pools of the topology"},
      {"policy-twice", "a user has one policy of a kind"},
      {"proxy-address", "proxyAddresses has one sip: value, the SIP address"},
      {"chat-capacity", "at most 150,000 users are provisioned"},
      {"legacy-unmerged", "legacy installations are merged into the topology"},
      {"legacy-gone", "what was merged is still there"},
      {"trusted-service-stale", "trusted services belong to the topology"},
      {"backcompat-empty", "BackCompatSite goes with its last pool"},
  };
  return rules;
}

std::vector<Finding> FindingsOf(const Topology& topology, const Facts& facts) {
  return Findings(topology, facts).All();
}

Finding FromProblem(const directory::Problem& problem, Severity severity) {
  std::string place = problem.file.substr(problem.file.rfind('/') + 1);
  place += ":" + std::to_string(problem.line) + ":" + std::to_string(problem.column);
  size_t split = problem.message.find("; ");
  std::string what = problem.message.substr(0, split);
  std::string action = split == std::string::npos ? "" : problem.message.substr(split + 2);
  for (std::string* text : {&what, &action}) {
    if (text->empty()) continue;
    char& first = text->front();
    if (first >= 'a' && first <= 'z') first = static_cast<char>(first - 32);
    *text += ".";
  }
  return {problem.rule, severity, std::move(place), std::move(what), std::move(action)};
}

}  // namespace sipsh::coexistence
