#include "cmdlets/lync/topology/uninstall.h"

#include "cmdlets/directory_support/directory_names.h"
#include "cmdlets/directory_support/object_cmdlet.h"
#include "directory/topology/line_editor.h"

namespace sipsh {
namespace {

using directory::Change;
using directory::Dn;
using directory::Entry;
using directory::Filter;

void RequireUnused(EnvironmentService& environment, const char* attribute, const Dn& dn,
                   const std::string& pool) {
  for (const Dn& base : environment.SearchBases()) {
    directory::SearchRequest request;
    request.base = base;
    request.filter = Filter::Equal(attribute, dn.text());
    request.attributes = {"cn"};
    std::optional<Entry> found = Require(directory::FindFirst(environment.Store(), request));
    if (!found) continue;
    Fail("The pool " + pool + " is in use: " + found->dn().text() + " points at it (" + attribute +
             "). Move or disable its users (Get-CsUser), remove its endpoints "
             "(Get-CsPersistentChatEndpoint), then repeat the command.",
         "TopologyInUse", ErrorCategory::kResourceBusy, Value::String(pool));
  }
}

void DeleteIfThere(EnvironmentService& environment, const Dn& dn, directory::ChangeSet* changes) {
  if (Require(directory::Exists(environment.Store(), dn))) {
    changes->changes.push_back(Change::Delete(dn));
  }
}

}  // namespace

directory::ChangeSet PlanUninstall(EnvironmentService& environment) {
  const topology::Topology& topology = environment.Topology();
  DirectoryNames names(environment.Configuration());
  directory::ChangeSet changes;
  for (const topology::Pool& pool : topology.pools) {
    for (const Entry& entry : environment.TrustedServicesOf(pool.fqdn)) {
      RequireUnused(environment, "msRTCSIP-ApplicationDestination", entry.dn(), pool.fqdn);
      changes.changes.push_back(Change::Delete(entry.dn()));
    }
    if (pool.FindService("Registrar") == nullptr) continue;
    const std::string id = topology.DirectoryName(pool);
    RequireUnused(environment, "msRTCSIP-PrimaryHomeServer", names.LcServices(id), pool.fqdn);
    DeleteIfThere(environment, names.LcServices(id), &changes);
    DeleteIfThere(environment, names.Pool(id).Child("cn", "Microsoft"), &changes);
    DeleteIfThere(environment, names.Pool(id), &changes);
  }
  return changes;
}

std::string TextWithoutPools(const topology::Topology& topology) {
  std::string text = "# The deployments have ended; earlier versions are kept beside this file.\n";
  text += "sip_domains:\n";
  for (const topology::SipDomain& domain : topology.sip_domains) {
    text += "  - " + topology::QuoteScalar(domain.name) + "\n";
  }
  const topology::SipDomain* preferred = topology.DefaultSipDomain();
  if (preferred != nullptr) {
    text += "default_sip_domain: " + topology::QuoteScalar(preferred->name) + "\n";
  }
  return text + "sites: []\npools: []\n";
}

}  // namespace sipsh
