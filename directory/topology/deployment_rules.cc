#include <map>

#include "directory/topology/rule_sets.h"

namespace sipsh::topology {
namespace {

constexpr int kMostActiveServers = 4;
constexpr int kMostServers = 8;  // Of a stretched pool: 4 active, 4 standby.

std::string Name(Generation generation) {
  if (generation == Generation::kNone) return "no generation";
  return std::string(GenerationName(generation));
}

bool IsLegacy(Generation generation) {
  return generation == Generation::kOcsServer2007R2 || generation == Generation::kLyncServer2010;
}

void NextHopExists(const Topology& t, const RuleReport& report) {
  for (const Pool& pool : t.pools) {
    if (pool.next_hop.empty()) continue;
    const Pool* hop = t.FindPool(pool.next_hop);
    if (hop == nullptr)
      report(pool.next_hop_mark, "the next hop " + pool.next_hop + " of " + pool.fqdn +
                                     " is no pool of this topology; add it or name one that is");
    else if (hop == &pool)
      report(pool.next_hop_mark, "the pool " + pool.fqdn + " is its own next hop; name another");
    else if (hop->FindService("Registrar") == nullptr)
      report(pool.next_hop_mark, "the next hop " + hop->fqdn + " of " + pool.fqdn +
                                     " has no Registrar; name a front end pool");
  }
}

void NextHopDeployment(const Topology& t, const RuleReport& report) {
  for (const Pool& pool : t.pools) {
    const Pool* hop = pool.next_hop.empty() ? nullptr : t.FindPool(pool.next_hop);
    if (hop == nullptr || hop->generation == pool.generation || pool.IsChat()) continue;
    report(pool.next_hop_mark, "the pool " + pool.fqdn + " is of " + Name(pool.generation) +
                                   " but its next hop " + hop->fqdn + " is of " +
                                   Name(hop->generation) +
                                   "; nothing may cross from one deployment to another");
  }
}

void ChatPoolHome(const Topology& t, const RuleReport& report) {
  for (const Pool& pool : t.pools) {
    if (!pool.IsChat()) continue;
    if (pool.next_hop.empty() && pool.FindService("Registrar") != nullptr) continue;
    if (pool.next_hop.empty()) {
      report(pool.mark, "the chat pool " + pool.fqdn + " has no next hop; home it on a pool of " +
                            Name(pool.generation) + " (next_hop: <pool FQDN>)");
      continue;
    }
    const Pool* hop = t.FindPool(pool.next_hop);
    if (hop != nullptr && hop->generation != pool.generation)
      report(pool.next_hop_mark, "the chat pool " + pool.fqdn + " of " + Name(pool.generation) +
                                     " is homed on " + hop->fqdn + " of " + Name(hop->generation) +
                                     "; a chat pool must be homed on a pool of its own generation");
  }
}

void ChatPoolKind(const Topology& t, const RuleReport& report) {
  for (const Pool& pool : t.pools) {
    if (pool.group_chat && pool.IsPersistentChat())
      report(pool.group_chat->mark, "the pool " + pool.fqdn +
                                        " is both a legacy Group Chat pool and a Persistent Chat "
                                        "pool; a pool is one of them");
    else if (pool.group_chat && pool.generation != Generation::kNone && !IsLegacy(pool.generation))
      report(pool.group_chat->mark, "the pool " + pool.fqdn + " of " + Name(pool.generation) +
                                        " cannot be a legacy Group Chat pool; those are of "
                                        "OcsServer2007R2 or LyncServer2010");
    else if (pool.IsPersistentChat() && IsLegacy(pool.generation))
      report(pool.FindService("PersistentChatServer")->mark,
             "the pool " + pool.fqdn + " of " + Name(pool.generation) +
                 " cannot have a PersistentChatServer, a role from LyncServer2013 on; a legacy "
                 "chat pool has group_chat instead");
  }
}

void GroupChatUser(const Topology& t, const RuleReport& report) {
  std::map<std::string, std::string> seen;
  for (const Pool& pool : t.pools) {
    if (!pool.group_chat) continue;
    const std::string& user = pool.group_chat->well_known_user;
    Mark mark = pool.group_chat->mark;
    size_t at = user.rfind('@');
    if (!IsSipAddress(user)) {
      report(mark, "'" + user + "' is no SIP address; write the well-known user of " + pool.fqdn +
                       " as sip:ocschat@contoso.com");
      continue;
    }
    if (t.FindSipDomain(std::string_view(user).substr(at + 1)) == nullptr)
      report(mark, "the domain of the well-known user " + user + " of " + pool.fqdn +
                       " is not among sip_domains; add it there or correct the address");
    std::string key = user;
    for (char& c : key) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    auto [it, fresh] = seen.emplace(key, pool.fqdn);
    if (!fresh)
      report(mark, "the well-known user " + user + " of " + pool.fqdn + " is already that of " +
                       it->second + "; each legacy pool has its own");
  }
}

void ChatServers(const Topology& t, const RuleReport& report) {
  for (const Pool& pool : t.pools) {
    if (!pool.IsPersistentChat()) continue;
    int active = 0, all = static_cast<int>(pool.computers.size());
    for (const Computer& computer : pool.computers) active += computer.active ? 1 : 0;
    if (active > kMostActiveServers)
      report(pool.computers[kMostActiveServers].mark,
             "the pool " + pool.fqdn + " has " + std::to_string(active) +
                 " active Persistent Chat servers, of at most 4; mark the others active: false");
    if (all > kMostServers)
      report(pool.computers[kMostServers].mark,
             "the pool " + pool.fqdn + " has " + std::to_string(all) +
                 " Persistent Chat servers, of at most 8 (4 active, 4 standby); remove some");
  }
}

void ChatStores(const Topology& t, const RuleReport& report) {
  for (const Pool& pool : t.pools)
    if (pool.IsPersistentChat())
      for (std::string_view name : {"FileStore", "PersistentChatDatabase"})
        if (pool.FindStore(name) == nullptr)
          report(pool.FindService("PersistentChatServer")->mark,
                 "the Persistent Chat pool " + pool.fqdn + " has no " + std::string(name) +
                     "; name its server under stores");
}

void StoreExists(const Topology& t, const RuleReport& report) {
  for (const Pool& pool : t.pools)
    for (const StoreReference& store : pool.stores) {
      const Pool* server = t.FindPool(store.fqdn);
      std::string role(StoreRole(store.name));
      if (server == nullptr)
        report(store.mark, "the " + store.name + " " + store.fqdn + " of " + pool.fqdn +
                               " is no pool of this topology; add it or name one that is");
      else if (server->FindService(role) == nullptr)
        report(store.mark, "the " + store.name + " of " + pool.fqdn + " is on " + server->fqdn +
                               ", which has no service " + role + "; add it there");
    }
}

void StoreDeployment(const Topology& t, const RuleReport& report) {
  for (const Pool& pool : t.pools)
    for (const StoreReference& store : pool.stores) {
      const Pool* server = t.FindPool(store.fqdn);
      if (server == nullptr || server->generation == Generation::kNone ||
          server->generation == pool.generation)
        continue;
      report(store.mark, "the " + store.name + " of " + pool.fqdn + " (" + Name(pool.generation) +
                             ") is on " + server->fqdn + " (" + Name(server->generation) +
                             "); nothing may cross from one deployment to another");
    }
}

void BackupPool(const Topology& t, const RuleReport& report) {
  for (const Pool& pool : t.pools) {
    if (pool.backup_pool.empty()) continue;
    const Pool* backup = t.FindPool(pool.backup_pool);
    if (backup == nullptr || backup == &pool)
      report(pool.backup_pool_mark, "the backup pool " + pool.backup_pool + " of " + pool.fqdn +
                                        " is no other pool of this topology");
    else if (backup->generation != pool.generation)
      report(pool.backup_pool_mark, "the backup pool " + backup->fqdn + " of " + pool.fqdn +
                                        " is of " + Name(backup->generation) + ", not of " +
                                        Name(pool.generation) +
                                        "; nothing may cross from one deployment to another");
  }
}

void DefaultChatPool(const Topology& t, const RuleReport& report) {
  for (const Site& site : t.sites) {
    const std::string& name = site.default_persistent_chat_pool;
    if (name.empty()) continue;
    const Pool* pool = t.FindPool(name);
    std::string about = "the default Persistent Chat pool " + name + " of the site " + site.name;
    if (pool == nullptr)
      report(site.default_pool_mark, about + " is no pool of this topology");
    else if (!pool->IsPersistentChat())
      report(site.default_pool_mark,
             about + (pool->group_chat ? " is a legacy Group Chat pool" : " is no chat pool") +
                 "; name a pool with a PersistentChatServer");
  }
}

void TrustedApplicationIds(const Topology& t, const RuleReport& report) {
  for (const Pool& pool : t.pools) {
    if (pool.trusted_applications.empty()) continue;
    if (pool.FindService("TrustedApplicationPool") == nullptr)
      report(pool.trusted_applications.front().mark,
             "the pool " + pool.fqdn +
                 " has trusted applications but no service TrustedApplicationPool; add it");
    std::map<std::string, int> seen;
    for (const TrustedApplication& application : pool.trusted_applications) {
      if (application.id.find_first_of(" \t") != std::string::npos ||
          !EqualsIgnoreCase(std::string_view(application.id).substr(0, 16), "urn:application:"))
        report(application.mark, "'" + application.id +
                                     "' is no application id; write urn:application:<name> "
                                     "without blanks");
      if (seen[application.id]++ > 0)
        report(application.mark, "the application " + application.id + " stands twice on " +
                                     pool.fqdn + "; remove one");
    }
  }
}

}  // namespace

std::vector<Rule> DeploymentRules() {
  return {
      {"next-hop-exists", "a next hop is another pool with a Registrar", NextHopExists},
      {"next-hop-deployment", "a next hop is in the same deployment", NextHopDeployment},
      {"chat-pool-home", "a chat pool is homed on a pool of its own generation", ChatPoolHome},
      {"chat-pool-kind", "Group Chat is legacy, Persistent Chat from 2013 on", ChatPoolKind},
      {"group-chat-user", "each legacy pool has its own well-known user", GroupChatUser},
      {"chat-servers", "at most 4 active Persistent Chat servers, 8 in all", ChatServers},
      {"chat-stores", "a Persistent Chat pool has a file store and a database", ChatStores},
      {"store-exists", "stores lead to servers that have them", StoreExists},
      {"store-deployment", "stores are in the same deployment or in none", StoreDeployment},
      {"backup-pool", "a backup pool is another one of the same deployment", BackupPool},
      {"default-chat-pool", "a site's default pool is a Persistent Chat pool", DefaultChatPool},
      {"trusted-application", "trusted applications have ids, once a pool", TrustedApplicationIds},
  };
}

}  // namespace sipsh::topology
