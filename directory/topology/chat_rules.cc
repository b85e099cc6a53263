#include "directory/topology/rule_sets.h"

namespace sipsh::topology {
namespace {

constexpr int kMostStandbyServers = 4;

// On Standard Edition the Persistent Chat pool is the server itself; elsewhere it is a pool of its
// own.
void ChatCollocated(const Topology& t, const RuleReport& report) {
  for (const Pool& pool : t.pools)
    if (pool.IsPersistentChat() && pool.FindService("Registrar") != nullptr &&
        (pool.computers.size() > 1 || !EqualsIgnoreCase(pool.computers.front().fqdn, pool.fqdn)))
      report(pool.FindService("PersistentChatServer")->mark,
             "the pool " + pool.fqdn +
                 " has a Registrar and a PersistentChatServer, which only a Standard Edition "
                 "server may (one computer, named as the pool); give Persistent Chat a pool of its "
                 "own");
}

void ChatStandbyServers(const Topology& t, const RuleReport& report) {
  for (const Pool& pool : t.pools) {
    if (!pool.IsPersistentChat()) continue;
    int standby = 0;
    for (const Computer& computer : pool.computers) standby += computer.active ? 0 : 1;
    bool none_active = standby == static_cast<int>(pool.computers.size());
    if (!none_active && standby > kMostStandbyServers)
      report(pool.mark, "the pool " + pool.fqdn + " has " + std::to_string(standby) +
                            " standby Persistent Chat servers, of at most 4; remove some");
  }
}

// A mirror needs what it mirrors, on another server; a backup's mirror needs the backup.
void ChatMirrorStore(const Topology& t, const RuleReport& report) {
  for (const Pool& pool : t.pools)
    for (std::string_view base : {"PersistentChatDatabase", "PersistentChatComplianceDatabase"})
      for (std::string_view prefix : {"Mirror", "BackupMirror"}) {
        const StoreReference* mirror = pool.FindStore(std::string(prefix) + std::string(base));
        if (mirror == nullptr) continue;
        std::string name = (prefix == "Mirror" ? "" : "Backup") + std::string(base);
        const StoreReference* mirrored = pool.FindStore(name);
        if (mirrored == nullptr)
          report(mirror->mark, "the pool " + pool.fqdn + " has a " + mirror->name + " but no " +
                                   name + "; add that or remove the mirror");
        else if (EqualsIgnoreCase(mirrored->fqdn, mirror->fqdn))
          report(mirror->mark, "the " + mirror->name + " of " + pool.fqdn + " is on " +
                                   mirror->fqdn + ", as is what it mirrors; name another server");
      }
}

}  // namespace

std::vector<Rule> ChatRules() {
  return {
      {"chat-collocated", "Persistent Chat shares a pool with a Registrar on Standard Edition only",
       ChatCollocated},
      {"chat-standby-servers", "a Persistent Chat pool has at most 4 standby servers",
       ChatStandbyServers},
      {"chat-mirror-store", "a mirror has what it mirrors, on another server", ChatMirrorStore},
  };
}

}  // namespace sipsh::topology
