// The topology, typed: what an administrator wrote in topology.yaml.
//
// A plain value: copy it, compare it, keep it. Every node remembers where it
// was written (`mark`, line and column from 1; 0 when it came from elsewhere).
// Nothing here is checked beyond its shape; rules.h says what a valid topology
// is, services.h derives service ids, dependencies and versions.
// The format is described in README.md beside this file.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sipsh::topology {

struct Mark {
  int line = 0;
  int column = 0;
};

// One generation's installation is a deployment. A pool without a generation
// (file and SQL servers) belongs to none and may serve all.
enum class Generation : uint8_t {
  kNone,
  kOcsServer2007R2,
  kLyncServer2010,
  kLyncServer2013,
  kSkypeForBusiness2015,
};
std::string_view GenerationName(Generation generation);
std::optional<Generation> ParseGeneration(std::string_view name);  // Ignores case.
int GenerationVersion(Generation generation);                      // 4, 5, 6, 7; 0 for kNone.

enum class SettingKind : uint8_t { kNull, kScalar, kSequence, kMapping };

// A piece of the document that is kept as written: policies, configurations
// and role settings. Keys keep their order.
struct Setting {
  SettingKind kind = SettingKind::kNull;
  std::string key;   // In a mapping.
  std::string text;  // Of a scalar.
  bool quoted = false;
  std::vector<Setting> items;  // Of a sequence or mapping.
  Mark mark;

  const Setting* Find(std::string_view key) const;  // Ignores case; nullptr when absent.
};

struct Port {
  std::string name;  // As Get-CsService calls it: MtlsPort, SipPort ...
  int number = 0;
  Mark mark;
};

struct Service {
  std::string role;         // As the switches of Get-CsService: Registrar, PersistentChatServer ...
  int instance = 0;         // The n of <siteId>-<RoleName>-<n>; 0: the pool's number.
  std::vector<Port> ports;  // Only those written; services.h adds the defaults.
  Setting settings;         // Mapping of further properties (ShareName, SqlInstanceName ...).
  Mark mark;
};

// A reference from a pool to a file or SQL server.
struct StoreReference {
  std::string name;  // FileStore, PersistentChatDatabase, MirrorPersistentChatDatabase ...
  std::string fqdn;
  Mark mark;
};

struct Computer {
  std::string fqdn;
  bool active = true;  // Persistent Chat: an active or a standby server.
  Mark mark;
};

struct TrustedApplication {
  std::string id;  // urn:application:<name>
  int port = 0;
  std::string legacy_name;
  Mark mark;
};

// Present on a legacy Group Chat pool.
struct GroupChat {
  std::string well_known_user;  // SIP address the Lookup service registers with: sip:...
  Mark mark;
};

struct Pool {
  std::string fqdn;
  Generation generation = Generation::kNone;
  std::string site;  // A site's id or name, as written.
  int number = 0;    // With the site's id, the cluster id <siteId>:<number>.
  std::string display_name;
  std::string directory_name;       // RDN of its pool object where that is not the cluster id.
  std::string next_hop;             // FQDN of the pool this one is homed on.
  std::string backup_pool;          // FQDN.
  std::vector<Computer> computers;  // Left out in the file: one, named as the pool.
  std::vector<StoreReference> stores;
  std::optional<GroupChat> group_chat;
  std::vector<Service> services;
  std::vector<TrustedApplication> trusted_applications;
  Mark mark, next_hop_mark, site_mark, generation_mark, number_mark, backup_pool_mark;

  const Service* FindService(std::string_view role) const;
  const StoreReference* FindStore(std::string_view name) const;
  bool IsPersistentChat() const { return FindService("PersistentChatServer") != nullptr; }
  bool IsChat() const { return group_chat.has_value() || IsPersistentChat(); }
};

struct Site {
  std::string id;    // "1" or "co1".
  std::string name;  // Identity is Site:<name>.
  std::string display_name;
  std::string description;
  std::string type = "CentralSite";  // or RemoteSite
  std::string default_persistent_chat_pool;
  std::string federation_route;  // EdgeServer:fqdn
  std::string xmpp_federation_route;
  Mark mark, default_pool_mark;
};

struct SipDomain {
  std::string name;
  bool is_default = false;
  Mark mark;
};

struct Topology {
  std::vector<SipDomain> sip_domains;
  std::vector<Site> sites;
  std::vector<Pool> pools;
  Setting policies;        // Mapping or null; kept as written.
  Setting configurations;  // Likewise.
  Mark sip_domains_mark{1, 1}, default_domain_mark{1, 1};

  // Look-ups ignore case and return nullptr when nothing has that name.
  const Site* FindSite(std::string_view id_or_name) const;
  const Pool* FindPool(std::string_view fqdn) const;
  const SipDomain* FindSipDomain(std::string_view name) const;
  const SipDomain* DefaultSipDomain() const;
  const Pool* PoolOfComputer(std::string_view fqdn) const;
  const Pool* FindPoolByDirectoryName(std::string_view name) const;  // "1:2", or "pool07"

  std::string ClusterId(const Pool& pool) const;  // <siteId>:<number>; "" without site.
  // What the pool's object below CN=Pools is called: its cluster id, or what older generations
  // wrote.
  std::string DirectoryName(const Pool& pool) const;
  // The front end pool a pool is homed on: its next hop, or itself where it has a Registrar of its
  // own (a Standard Edition server). nullptr when there is none.
  const Pool* HomeOf(const Pool& pool) const;
  // The generations that have a pool here, oldest first.
  std::vector<Generation> Deployments() const;
};

// Equal in content; marks do not count.
bool operator==(const Topology& a, const Topology& b);
inline bool operator!=(const Topology& a, const Topology& b) { return !(a == b); }

bool EqualsIgnoreCase(std::string_view a, std::string_view b);

}  // namespace sipsh::topology
