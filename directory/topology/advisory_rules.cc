#include <algorithm>

#include "directory/topology/rule_sets.h"

namespace sipsh::topology {
namespace {

constexpr size_t kMostGroupChatServers = 3;

bool IsStretched(const Pool& pool) {
  for (const Computer& computer : pool.computers)
    if (!computer.active) return true;
  return false;
}

void GroupChatServers(const Topology& t, const RuleReport& report) {
  for (const Pool& pool : t.pools)
    if (pool.group_chat && pool.computers.size() > kMostGroupChatServers)
      report(pool.mark, "the Group Chat pool " + pool.fqdn + " has " +
                            std::to_string(pool.computers.size()) +
                            " servers, of at most 3; check which of them are in use");
}

// Lync Server 2010 knows a Group Chat pool as a trusted application pool.
void GroupChatTrusted(const Topology& t, const RuleReport& report) {
  for (const Pool& pool : t.pools)
    if (pool.group_chat && pool.generation == Generation::kLyncServer2010 &&
        (pool.FindService("TrustedApplicationPool") == nullptr ||
         pool.trusted_applications.empty()))
      report(pool.group_chat->mark,
             "the Group Chat pool " + pool.fqdn +
                 " is no trusted application pool with an application, as Lync Server 2010 "
                 "demands; add the service TrustedApplicationPool and trusted_applications");
}

void ChatFileShare(const Topology& t, const RuleReport& report) {
  for (const Pool& pool : t.pools) {
    const StoreReference* store = pool.FindStore("FileStore");
    if (!pool.IsPersistentChat() || pool.computers.size() < 2 || store == nullptr) continue;
    ServiceRef service = FindService(t, "FileStore:" + store->fqdn);
    if (service && UncPath(service).empty())
      report(store->mark, "the servers of " + pool.fqdn + " share the file store " + store->fqdn +
                              ", which names no share; write its ShareName");
  }
}

void ChatBackupStore(const Topology& t, const RuleReport& report) {
  for (const Pool& pool : t.pools) {
    if (!pool.IsPersistentChat()) continue;
    const StoreReference* backup = pool.FindStore("BackupPersistentChatDatabase");
    if (IsStretched(pool) && backup == nullptr)
      report(pool.mark, "the stretched pool " + pool.fqdn +
                            " has no BackupPersistentChatDatabase for its standby servers; name "
                            "its server under stores");
    if (!IsStretched(pool) && backup != nullptr)
      report(backup->mark, "the pool " + pool.fqdn +
                               " has a BackupPersistentChatDatabase but no standby server that "
                               "would use it; add one (active: false) or remove the store");
  }
}

// Compliance is on where a collection that concerns the pool names an adapter.
bool ComplianceIsOn(const Topology& t, const Pool& pool) {
  const Setting* all = t.configurations.Find("PersistentChatComplianceConfiguration");
  if (all == nullptr) return false;
  const Site* site = t.FindSite(pool.site);
  const std::string scopes[] = {"Service:PersistentChatServer:" + pool.fqdn,
                                "Site:" + (site == nullptr ? pool.site : site->name), "Global"};
  for (const std::string& scope : scopes) {
    const Setting* collection = all->Find(scope);
    if (collection == nullptr) continue;
    const Setting* adapter = collection->Find("AdapterType");
    return adapter != nullptr && !adapter->text.empty();
  }
  return false;
}

void ChatComplianceStore(const Topology& t, const RuleReport& report) {
  for (const Pool& pool : t.pools)
    if (pool.IsPersistentChat() && ComplianceIsOn(t, pool) &&
        pool.FindStore("PersistentChatComplianceDatabase") == nullptr)
      report(pool.mark, "compliance is configured for " + pool.fqdn +
                            ", which has no PersistentChatComplianceDatabase; name its server "
                            "under stores or empty the AdapterType");
}

void ChatDisplayName(const Topology& t, const RuleReport& report) {
  int chat_pools = 0;
  for (const Pool& pool : t.pools) chat_pools += pool.IsPersistentChat() ? 1 : 0;
  for (const Pool& pool : t.pools)
    if (chat_pools > 1 && pool.IsPersistentChat() && pool.display_name.empty())
      report(pool.mark, "the pool " + pool.fqdn +
                            " has no display_name, by which users tell several pools apart; add "
                            "one");
}

void ChatDefaultPool(const Topology& t, const RuleReport& report) {
  int chat_pools = 0;
  for (const Pool& pool : t.pools) chat_pools += pool.IsPersistentChat() ? 1 : 0;
  if (chat_pools < 2) return;
  for (const Site& site : t.sites)
    for (const Pool& pool : t.pools)
      if (pool.IsPersistentChat() && t.FindSite(pool.site) == &site &&
          site.default_persistent_chat_pool.empty()) {
        report(site.mark, "the site " + site.name +
                              " does not say which of the Persistent Chat pools is its default; "
                              "set it: Set-CsSite -DefaultPersistentChatPool");
        break;
      }
}

// A pool whose servers were all taken off the list keeps the connections there are.
void ChatActiveServer(const Topology& t, const RuleReport& report) {
  for (const Pool& pool : t.pools) {
    bool none = std::none_of(pool.computers.begin(), pool.computers.end(),
                             [](const Computer& computer) { return computer.active; });
    if (pool.IsPersistentChat() && none)
      report(pool.mark, "the pool " + pool.fqdn +
                            " has no active Persistent Chat server, so that nobody can connect "
                            "anew; run Set-CsPersistentChatActiveServer -ActiveServers");
  }
}

bool SomePolicyEnables(const Setting& setting) {
  if (EqualsIgnoreCase(setting.key, "EnablePersistentChat"))
    return EqualsIgnoreCase(setting.text, "true");
  for (const Setting& item : setting.items)
    if (SomePolicyEnables(item)) return true;
  return false;
}

void ChatPolicy(const Topology& t, const RuleReport& report) {
  const Setting* policies = t.policies.Find("PersistentChatPolicy");
  if (policies != nullptr && SomePolicyEnables(*policies)) return;
  for (const Pool& pool : t.pools)
    if (pool.IsPersistentChat()) {
      report(pool.mark,
             "no Persistent Chat policy enables it, so that no Lync 2013 client shows rooms; run "
             "Set-CsPersistentChatPolicy -EnablePersistentChat $true, or grant a policy that "
             "does");
      return;
    }
}

}  // namespace

std::vector<Rule> AdvisoryRules() {
  return {
      {"group-chat-servers", "a Group Chat pool has at most three servers", GroupChatServers},
      {"group-chat-trusted", "a Group Chat 2010 pool is a trusted application pool",
       GroupChatTrusted},
      {"chat-file-share", "several Persistent Chat servers share their files", ChatFileShare},
      {"chat-backup-store", "a stretched pool has a backup store, another one none",
       ChatBackupStore},
      {"chat-compliance-store", "where compliance is on there is a store for it",
       ChatComplianceStore},
      {"chat-display-name", "several Persistent Chat pools are told apart by name",
       ChatDisplayName},
      {"chat-default-pool", "with several Persistent Chat pools each site has a default",
       ChatDefaultPool},
      {"chat-active-server", "a Persistent Chat pool has an active server", ChatActiveServer},
      {"chat-policy", "some policy enables Persistent Chat where there is a pool", ChatPolicy},
  };
}

std::vector<directory::Problem> CheckAdvice(const std::string& file, const Topology& topology) {
  std::vector<directory::Problem> problems;
  for (const Rule& rule : AdvisoryRules())
    rule.check(topology, RuleReport(file, rule.id, &problems));
  return problems;
}

}  // namespace sipsh::topology
