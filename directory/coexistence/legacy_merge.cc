#include "directory/coexistence/legacy_merge.h"

#include <algorithm>

#include "directory/coexistence/findings.h"
#include "directory/topology/rules.h"

namespace sipsh::coexistence {

using topology::EqualsIgnoreCase;
using topology::Pool;
using topology::Topology;

namespace {

constexpr std::string_view kUrn = "urn:application:";

topology::Service MakeService(const char* role) {
  topology::Service service;
  service.role = role;
  service.settings.kind = topology::SettingKind::kMapping;
  return service;
}

std::string ApplicationId(std::string type) {
  if (EqualsIgnoreCase(std::string_view(type).substr(0, kUrn.size()), kUrn))
    type.erase(0, kUrn.size());
  std::replace(type.begin(), type.end(), ' ', '-');
  return std::string(kUrn) + type;
}

class Merger {
 public:
  Merger(const Topology& topology, const LegacyInstallation& installation)
      : topology_(topology), installation_(installation) {}

  MergePlan Plan() {
    for (const LegacyPool& pool : installation_.pools) AddFrontEnd(pool);
    for (const LegacyService& service : installation_.services) AddServer(service);
    for (const LegacyPool& pool : installation_.pools) AddBackEnd(pool);
    for (const LegacyEdge& edge : installation_.edges) AddEdge(edge);
    for (const std::string& domain : installation_.sip_domains) AddDomain(domain);
    PutSite();
    RemoveGone();
    TellServers();
    TellConferenceDirectories();
    return std::move(plan_);
  }

 private:
  bool IsKnown(const std::string& fqdn) const {
    return topology_.FindPool(fqdn) != nullptr || topology_.PoolOfComputer(fqdn) != nullptr ||
           Added(fqdn) != nullptr;
  }
  const Pool* Added(const std::string& fqdn) const {
    for (const Pool& pool : added_)
      if (EqualsIgnoreCase(pool.fqdn, fqdn)) return &pool;
    return nullptr;
  }
  const Pool* ByDirectoryName(const std::string& name) const {
    for (const Pool& pool : added_)
      if (EqualsIgnoreCase(pool.directory_name, name)) return &pool;
    return topology_.FindPoolByDirectoryName(name);
  }

  void Warn(std::string text) { plan_.warnings.push_back(std::move(text)); }

  bool IsName(const std::string& fqdn) {
    if (topology::IsFqdn(fqdn)) return true;
    Warn("'" + fqdn + "' is no FQDN; it was left out. Correct the directory or add it by hand.");
    return false;
  }

  Pool NewPool(const std::string& fqdn, topology::Generation generation) {
    Pool pool;
    pool.fqdn = fqdn;
    pool.generation = generation;
    pool.site = kBackCompatSite;
    pool.number = NextNumber();
    return pool;
  }

  int NextNumber() {
    const topology::Site* site = topology_.FindSite(kBackCompatSite);
    for (const Pool& pool : topology_.pools)
      if (site != nullptr && topology_.FindSite(pool.site) == site)
        last_number_ = std::max(last_number_, pool.number);
    return ++last_number_;
  }

  void AddFrontEnd(const LegacyPool& legacy) {
    if (IsKnown(legacy.fqdn) || !IsName(legacy.fqdn)) return;
    Pool pool = NewPool(legacy.fqdn, legacy.generation);
    if (legacy.display_name != legacy.fqdn) pool.display_name = legacy.display_name;
    pool.directory_name = legacy.directory_name;
    pool.services = {MakeService("Registrar"), MakeService("UserServer")};
    added_.push_back(std::move(pool));
  }

  static std::string HostOf(const LegacyPool& legacy) {
    return legacy.back_end.substr(0, legacy.back_end.find('\\'));
  }

  // A Standard Edition server has its database on itself.
  void AddBackEnd(const LegacyPool& legacy) {
    Pool* pool = const_cast<Pool*>(Added(legacy.fqdn));
    std::string host = HostOf(legacy);
    if (pool == nullptr || host.empty() || EqualsIgnoreCase(host, legacy.fqdn)) return;
    if (!topology::IsFqdn(host)) {
      Warn("The back end '" + host + "' of " + legacy.fqdn +
           " is no FQDN; it was left out. Add it by hand under stores.");
      return;
    }
    const Pool* there = Added(host) != nullptr ? Added(host) : topology_.FindPool(host);
    if (there != nullptr && there->FindService("UserDatabase") == nullptr) {
      Warn(
          "The back end " + host + " of " + legacy.fqdn +
          " is in the topology without a UserDatabase; it was left out. Add the service to it, and "
          "the server under stores.");
      return;
    }
    pool->stores.push_back({"UserDatabase", there != nullptr ? there->fqdn : host, {}});
    if (there != nullptr) return;
    Pool server = NewPool(host, topology::Generation::kNone);
    server.services = {MakeService("UserDatabase")};
    size_t instance = legacy.back_end.find('\\');
    if (instance != std::string::npos) {
      topology::Setting name;
      name.kind = topology::SettingKind::kScalar;
      name.key = "SqlInstanceName";
      name.text = legacy.back_end.substr(instance + 1);
      server.services.front().settings.items.push_back(std::move(name));
    }
    added_.push_back(std::move(server));
  }

  // No public attribute says to which pool a trusted server belongs.
  void TellServers() {
    for (const LegacyServer& server : installation_.servers) {
      if (IsKnown(server.fqdn)) continue;
      Warn("The directory trusts " + server.fqdn + " (" +
           std::string(topology::GenerationName(server.generation)) +
           ") and does not say whose it is. If it is a front end of a pool with several, write it "
           "under that pool's computers.");
    }
  }

  void TellConferenceDirectories() {
    for (const LegacyConferenceDirectory& one : installation_.conference_directories) {
      const Pool* home = ByDirectoryName(one.home);
      plan_.notes.push_back("The conference directory " + one.id + " is on " +
                            (home == nullptr ? one.home : home->fqdn) +
                            ". A topology does not list it; it has to move before its pool goes.");
    }
  }

  void AddServer(const LegacyService& legacy) {
    // What runs on a front end is collocated and not shown apart.
    Pool* pool = const_cast<Pool*>(Added(legacy.fqdn));
    if (pool != nullptr && pool->FindService("Registrar") != nullptr) return;
    if (pool == nullptr && (IsKnown(legacy.fqdn) || !IsName(legacy.fqdn))) return;
    if (pool == nullptr) {
      added_.push_back(NewPool(legacy.fqdn, legacy.generation));
      pool = &added_.back();
      if (const Pool* home = ByDirectoryName(legacy.routing_pool)) pool->next_hop = home->fqdn;
    }
    if (EqualsIgnoreCase(legacy.type, "MediationServer")) {
      if (pool->FindService("MediationServer") == nullptr)
        pool->services.push_back(MakeService("MediationServer"));
      return;
    }
    AddApplication(legacy, pool);
    if (IsGroupChatType(legacy.type)) MakeGroupChat(legacy, pool);
  }

  void AddApplication(const LegacyService& legacy, Pool* pool) {
    if (legacy.port < 1 || legacy.port > 65535) {
      Warn("The trusted service " + legacy.type + " of " + legacy.fqdn +
           " has no port; it was left out.");
      return;
    }
    if (pool->FindService("TrustedApplicationPool") == nullptr)
      pool->services.push_back(MakeService("TrustedApplicationPool"));
    std::string id = ApplicationId(legacy.type);
    for (const topology::TrustedApplication& other : pool->trusted_applications)
      if (other.port == legacy.port || EqualsIgnoreCase(other.id, id)) return;
    pool->trusted_applications.push_back({id, legacy.port, "", {}});
  }

  bool IsTaken(const std::string& address) const {
    auto taken = [&](const Pool& pool) {
      return pool.group_chat && EqualsIgnoreCase(pool.group_chat->well_known_user, address);
    };
    return std::any_of(topology_.pools.begin(), topology_.pools.end(), taken) ||
           std::any_of(added_.begin(), added_.end(), taken);
  }

  void MakeGroupChat(const LegacyService& legacy, Pool* pool) {
    if (pool->group_chat) return;
    const LookupUser* found = nullptr;
    for (const LookupUser& user : installation_.lookup_users) {
      bool named = EqualsIgnoreCase(user.chat_pool, pool->fqdn);
      bool homed = user.chat_pool.empty() && EqualsIgnoreCase(user.home, legacy.routing_pool);
      if (IsTaken(user.address)) continue;
      if (named || (homed && found == nullptr)) found = &user;
      if (named) break;
    }
    if (found == nullptr || pool->next_hop.empty()) {
      Warn("The Group Chat pool " + pool->fqdn + " is merged as a trusted application pool only: " +
           (found == nullptr ? "no user named ocschat is homed on its pool"
                             : "its trusted service names no home pool") +
           ". Name its well-known user in the user input file, or write group_chat by hand.");
      return;
    }
    pool->group_chat = topology::GroupChat{found->address, {}};
    AddDomain(found->address.substr(found->address.rfind('@') + 1));
  }

  void AddEdge(const LegacyEdge& legacy) {
    if (IsKnown(legacy.fqdn) || !IsName(legacy.fqdn)) return;
    const Pool* hop = Added(legacy.next_hop);
    if (hop == nullptr) hop = topology_.FindPool(legacy.next_hop);
    if (hop == nullptr) {
      Warn("The Edge server " + legacy.fqdn + " was left out: its next hop '" + legacy.next_hop +
           "' is no pool. Correct the user input file.");
      return;
    }
    Pool pool = NewPool(legacy.fqdn, hop->generation);
    pool.next_hop = hop->fqdn;
    pool.services = {MakeService("EdgeServer")};
    added_.push_back(std::move(pool));
  }

  void AddDomain(const std::string& domain) {
    bool known = topology_.FindSipDomain(domain) != nullptr ||
                 std::any_of(domains_.begin(), domains_.end(),
                             [&](const std::string& one) { return EqualsIgnoreCase(one, domain); });
    if (!known && topology::IsFqdn(domain)) domains_.push_back(domain);
  }

  void Step(topology::Edit edit, const std::vector<std::string>& lines = {}) {
    std::string text = edit.description;
    for (const std::string& line : lines) text += "\n    " + line;
    plan_.steps.push_back(std::move(text));
    plan_.edits.push_back(std::move(edit));
  }

  void PutSite() {
    for (const std::string& domain : domains_) Step(topology::AddSipDomain(domain, false));
    if (!added_.empty() && topology_.FindSite(kBackCompatSite) == nullptr) {
      topology::Site site;
      site.id = site.name = kBackCompatSite;
      site.description = "Merged from legacy installations";
      Step(topology::AddSite(site), topology::RenderSite(site));
    }
    for (const Pool& pool : added_) Step(topology::AddPool(pool), topology::RenderPool(pool));
  }

  bool IsThere(const Pool& pool) const {
    auto same = [&](const auto& one) { return EqualsIgnoreCase(one.fqdn, pool.fqdn); };
    return std::any_of(installation_.pools.begin(), installation_.pools.end(), same) ||
           std::any_of(installation_.services.begin(), installation_.services.end(), same) ||
           std::any_of(installation_.edges.begin(), installation_.edges.end(), same) ||
           std::any_of(
               installation_.pools.begin(), installation_.pools.end(),
               [&](const LegacyPool& one) { return EqualsIgnoreCase(HostOf(one), pool.fqdn); });
  }

  void RemoveGone() {
    const topology::Site* site = topology_.FindSite(kBackCompatSite);
    if (site == nullptr) return;
    bool empty = added_.empty();
    // Backwards: what is homed on another goes before it.
    for (auto pool = topology_.pools.rbegin(); pool != topology_.pools.rend(); ++pool) {
      if (topology_.FindSite(pool->site) != site) continue;
      if (IsThere(*pool))
        empty = false;
      else
        Step(topology::RemovePool(pool->fqdn));
    }
    if (empty) Step(topology::RemoveSite(site->name));
  }

  const Topology& topology_;
  const LegacyInstallation& installation_;
  std::vector<Pool> added_;
  std::vector<std::string> domains_;
  int last_number_ = 0;
  MergePlan plan_;
};

}  // namespace

bool IsGroupChatType(std::string_view type) {
  std::string letters;
  for (char c : type)
    if (c != ' ' && c != '-' && c != '_')
      letters += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return letters.find("groupchat") != std::string::npos;
}

MergePlan PlanMerge(const Topology& topology, const LegacyInstallation& installation) {
  return Merger(topology, installation).Plan();
}

}  // namespace sipsh::coexistence
