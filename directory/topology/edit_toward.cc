// One edit that makes a topology what another one says.
#include "directory/topology/edits.h"

namespace sipsh::topology {
namespace {

using directory::Code;

bool SamePool(const Pool& a, const Pool& b) {
  Topology first, second;
  first.pools = {a};
  second.pools = {b};
  return first == second;
}

const Site* SiteOf(const Topology& topology, const std::string& id) {
  for (const Site& site : topology.sites)
    if (EqualsIgnoreCase(site.id, id)) return &site;
  return nullptr;
}

std::optional<std::string> ValueOrNothing(const std::string& value) {
  return value.empty() ? std::nullopt : std::optional(value);
}

void DomainEdits(const Topology& from, const Topology& to, std::vector<Edit>* edits) {
  for (const SipDomain& domain : to.sip_domains)
    if (from.FindSipDomain(domain.name) == nullptr)
      edits->push_back(AddSipDomain(domain.name, false));
  const SipDomain* before = from.DefaultSipDomain();
  const SipDomain* after = to.DefaultSipDomain();
  if (after != nullptr && (before == nullptr || !EqualsIgnoreCase(before->name, after->name)))
    edits->push_back(SetDefaultSipDomain(after->name));
  for (const SipDomain& domain : from.sip_domains)
    if (to.FindSipDomain(domain.name) == nullptr) edits->push_back(RemoveSipDomain(domain.name));
}

Status SiteEdits(const Topology& from, const Topology& to, std::vector<Edit>* edits) {
  for (const Site& site : to.sites) {
    const Site* before = SiteOf(from, site.id);
    if (before == nullptr) {
      edits->push_back(AddSite(site));
      continue;
    }
    if (before->name != site.name || before->type != site.type)
      return {Code::kNotSupported, "the site with id " + site.id + " is called " + before->name +
                                       " (" + before->type + ") in the topology and " + site.name +
                                       " (" + site.type +
                                       ") in the XML; change that by hand in the file"};
    if (before->description != site.description)
      edits->push_back(
          SetSiteValue(site.id, "description",
                       site.description.empty() ? std::nullopt : std::optional(site.description)));
  }
  return Status::Ok();
}

// Values alone where that is all that differs, else the pool anew.
void PoolEdits(const Pool& before, const Pool& after, std::vector<Edit>* edits,
               std::vector<Edit>* additions) {
  Pool patched = before;
  patched.display_name = after.display_name;
  patched.next_hop = after.next_hop;
  patched.backup_pool = after.backup_pool;
  if (!SamePool(patched, after)) {
    edits->push_back(RemovePool(before.fqdn));
    additions->push_back(AddPool(after));
    return;
  }
  auto set = [&](const char* key, const std::string& old_value, const std::string& new_value) {
    if (old_value != new_value)
      edits->push_back(SetPoolValue(before.fqdn, key, ValueOrNothing(new_value)));
  };
  set("display_name", before.display_name, after.display_name);
  set("next_hop", before.next_hop, after.next_hop);
  set("backup_pool", before.backup_pool, after.backup_pool);
}

}  // namespace

Result<std::optional<Edit>> EditToward(const std::string& description, const Topology& from,
                                       const Topology& to) {
  std::vector<Edit> edits;
  DomainEdits(from, to, &edits);
  if (Status sites = SiteEdits(from, to, &edits); !sites.ok()) return sites;
  std::vector<Edit> additions;
  for (const Pool& pool : from.pools) {
    const Pool* after = to.FindPool(pool.fqdn);
    if (after == nullptr)
      edits.push_back(RemovePool(pool.fqdn));
    else
      PoolEdits(pool, *after, &edits, &additions);
  }
  for (const Pool& pool : to.pools)
    if (from.FindPool(pool.fqdn) == nullptr) additions.push_back(AddPool(pool));
  for (Edit& addition : additions) edits.push_back(std::move(addition));
  for (const Site& site : from.sites) {
    const Site* after = SiteOf(to, site.id);
    if (after == nullptr) edits.push_back(RemoveSite(site.id));
  }
  if (edits.empty()) return std::optional<Edit>();
  return std::optional<Edit>(Sequence(description, std::move(edits)));
}

}  // namespace sipsh::topology
