// What a first session finds: contoso.com, the sample organisation of the
// documentation, on an embedded directory. Meant to be edited.
#include "directory/environment/environment.h"
#include "directory/file/atomic_file.h"

namespace sipsh::environment {
namespace {

using directory::Code;
using directory::ReplaceFile;

constexpr std::string_view kEnvironment =
    "# What sipsh administers. Paths are relative to this file.\n"
    "# contoso.com is a sample organisation; put your own in its place.\n"
    "directory: embedded:directory.db   # or ldapi:///, ldap://dc1.contoso.com, ldaps://...\n"
    "seed: directory.ldif               # loaded when the embedded directory is first made\n"
    "base: dc=contoso,dc=com\n"
    "topology: topology.yaml\n"
    "chat: sqlite:chat.db\n";

constexpr std::string_view kTopology =
    "# The deployments. Edit this file, then run Publish-CsTopology.\n"
    "sip_domains:\n"
    "  - contoso.com\n"
    "default_sip_domain: contoso.com\n"
    "\n"
    "sites:\n"
    "  - id: 1\n"
    "    name: Redmond\n"
    "    default_persistent_chat_pool: pcpool.contoso.com\n"
    "\n"
    "pools:\n"
    "  - fqdn: pool01.contoso.com\n"
    "    generation: LyncServer2013\n"
    "    site: Redmond\n"
    "    number: 1\n"
    "    computers:\n"
    "      - fe01.contoso.com\n"
    "    stores:\n"
    "      UserDatabase: sql01.contoso.com\n"
    "      FileStore: fs01.contoso.com\n"
    "    services: [Registrar, UserServer, WebServer]\n"
    "\n"
    "  - fqdn: pcpool.contoso.com\n"
    "    generation: LyncServer2013\n"
    "    site: Redmond\n"
    "    number: 2\n"
    "    display_name: Contoso rooms\n"
    "    next_hop: pool01.contoso.com\n"
    "    computers:\n"
    "      - pc01.contoso.com\n"
    "    stores:\n"
    "      FileStore: fs01.contoso.com\n"
    "      PersistentChatDatabase: sql01.contoso.com\n"
    "    services: [PersistentChatServer]\n"
    "\n"
    "  # File and SQL servers belong to no generation.\n"
    "  - fqdn: fs01.contoso.com\n"
    "    site: Redmond\n"
    "    number: 3\n"
    "    services:\n"
    "      FileStore:\n"
    "        ShareName: lyncshare\n"
    "\n"
    "  - fqdn: sql01.contoso.com\n"
    "    site: Redmond\n"
    "    number: 4\n"
    "    services: [UserDatabase, PersistentChatDatabase]\n";

std::string Record(const std::string& dn, const std::string& classes, const std::string& rest) {
  std::string text = "dn: " + dn + "\nobjectClass: top\n";
  size_t at = 0;
  while (at < classes.size()) {
    size_t end = std::min(classes.find(' ', at), classes.size());
    text += "objectClass: " + classes.substr(at, end - at) + "\n";
    at = end + 1;
  }
  return text + rest + "\n";
}

std::string Container(const std::string& name, const std::string& parent,
                      const std::string& more = "", const std::string& rest = "") {
  return Record("CN=" + name + "," + parent, "container" + (more.empty() ? "" : " " + more),
                "cn: " + name + "\n" + rest);
}

std::string Pool(const std::string& id, const std::string& fqdn, const std::string& pools) {
  std::string dn = "CN=" + id + "," + pools;
  return Container(id, pools, "msRTCSIP-Pool",
                   "dNSHostName: " + fqdn + "\nmsRTCSIP-PoolDisplayName: " + fqdn +
                       "\nmsRTCSIP-PoolVersion: 6\n") +
         Container("Microsoft", dn) +
         Container("Lc Services", "CN=Microsoft," + dn, "msRTCSIP-PoolService");
}

std::string Seed() {
  const std::string base = "dc=contoso,dc=com", configuration = "CN=Configuration," + base;
  const std::string service = "CN=RTC Service,CN=Services," + configuration;
  const std::string pools = "CN=Pools," + service, trusted = "CN=Trusted Services," + service;
  return Record(base, "domain", "dc: contoso\n") +
         Record(configuration, "configuration", "cn: Configuration\n") +
         Container("Services", configuration) +
         Container("RTC Service", "CN=Services," + configuration) +
         Container("Global Settings", service, "msRTCSIP-GlobalContainer") +
         Container("Pools", service, "msRTCSIP-Pools") +
         Container("Trusted Services", service, "msRTCSIP-TrustedServices") +
         Container("Application Contacts", service, "msRTCSIP-ApplicationContacts") +
         Pool("1:1", "pool01.contoso.com", pools) +
         Container("{6a3f2f0e-52d1-4e0c-8c7e-2b6d8f1f9a11}", trusted, "msRTCSIP-TrustedService",
                   "msRTCSIP-TrustedServerFQDN: pcpool.contoso.com\n"
                   "msRTCSIP-TrustedServerVersion: 6\n"
                   "msRTCSIP-TrustedServicePort: 5041\n"
                   "msRTCSIP-TrustedServiceType: PersistentChatService\n"
                   "msRTCSIP-Routable: TRUE\n"
                   "msRTCSIP-RoutingPoolDN: CN=1:1," +
                       pools + "\n") +
         Record("OU=Users," + base, "organizationalUnit", "ou: Users\n");
}

// A file that is there already is somebody's: it stays.
Status WriteNew(const std::string& path, std::string_view text) {
  return directory::FileExists(path) ? Status::Ok() : ReplaceFile(path, text);
}

}  // namespace

Status MakeDefaultEnvironment(const std::string& folder) {
  if (Status made = directory::MakeDirectories(folder, 0700); !made.ok()) return made;
  if (Status s = WriteNew(folder + "/directory.ldif", Seed()); !s.ok()) return s;
  if (Status s = WriteNew(folder + "/topology.yaml", kTopology); !s.ok()) return s;
  return WriteNew(folder + "/environment.yaml", kEnvironment);  // Last: it says that all is there.
}

}  // namespace sipsh::environment
