#include "directory/topology/model.h"

#include <algorithm>

#include "directory/topology/fast_form.h"

namespace sipsh::topology {
namespace {

struct GenerationRow {
  Generation generation;
  std::string_view name;
  int version;
};
constexpr GenerationRow kGenerations[] = {
    {Generation::kOcsServer2007R2, "OcsServer2007R2", 4},
    {Generation::kLyncServer2010, "LyncServer2010", 5},
    {Generation::kLyncServer2013, "LyncServer2013", 6},
    {Generation::kSkypeForBusiness2015, "SkypeForBusiness2015", 7},
};

char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

template <class Range, class Predicate>
auto Find(const Range& range, Predicate predicate) -> decltype(&*range.begin()) {
  auto it = std::find_if(range.begin(), range.end(), predicate);
  return it == range.end() ? nullptr : &*it;
}

}  // namespace

bool EqualsIgnoreCase(std::string_view a, std::string_view b) {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(),
                                            [](char x, char y) { return Lower(x) == Lower(y); });
}

std::string_view GenerationName(Generation generation) {
  for (const auto& row : kGenerations)
    if (row.generation == generation) return row.name;
  return "";
}

std::optional<Generation> ParseGeneration(std::string_view name) {
  for (const auto& row : kGenerations)
    if (EqualsIgnoreCase(row.name, name)) return row.generation;
  return std::nullopt;
}

int GenerationVersion(Generation generation) {
  for (const auto& row : kGenerations)
    if (row.generation == generation) return row.version;
  return 0;
}

const Setting* Setting::Find(std::string_view name) const {
  if (kind != SettingKind::kMapping) return nullptr;
  return topology::Find(items, [&](const Setting& s) { return EqualsIgnoreCase(s.key, name); });
}

const Service* Pool::FindService(std::string_view role) const {
  return Find(services, [&](const Service& s) { return EqualsIgnoreCase(s.role, role); });
}

const StoreReference* Pool::FindStore(std::string_view name) const {
  return Find(stores, [&](const StoreReference& s) { return EqualsIgnoreCase(s.name, name); });
}

const Site* Topology::FindSite(std::string_view id_or_name) const {
  if (const Site* site =
          Find(sites, [&](const Site& s) { return EqualsIgnoreCase(s.id, id_or_name); }))
    return site;
  return Find(sites, [&](const Site& s) { return EqualsIgnoreCase(s.name, id_or_name); });
}

const Pool* Topology::FindPool(std::string_view fqdn) const {
  return Find(pools, [&](const Pool& p) { return EqualsIgnoreCase(p.fqdn, fqdn); });
}

const SipDomain* Topology::FindSipDomain(std::string_view name) const {
  return Find(sip_domains, [&](const SipDomain& d) { return EqualsIgnoreCase(d.name, name); });
}

const SipDomain* Topology::DefaultSipDomain() const {
  return Find(sip_domains, [](const SipDomain& d) { return d.is_default; });
}

const Pool* Topology::PoolOfComputer(std::string_view fqdn) const {
  return Find(pools, [&](const Pool& pool) {
    return Find(pool.computers,
                [&](const Computer& c) { return EqualsIgnoreCase(c.fqdn, fqdn); }) != nullptr;
  });
}

const Pool* Topology::FindPoolByDirectoryName(std::string_view name) const {
  return Find(pools, [&](const Pool& p) { return EqualsIgnoreCase(DirectoryName(p), name); });
}

std::string Topology::DirectoryName(const Pool& pool) const {
  return pool.directory_name.empty() ? ClusterId(pool) : pool.directory_name;
}

const Pool* Topology::HomeOf(const Pool& pool) const {
  if (!pool.next_hop.empty()) return FindPool(pool.next_hop);
  return pool.FindService("Registrar") == nullptr ? nullptr : FindPool(pool.fqdn);
}

std::string Topology::ClusterId(const Pool& pool) const {
  const Site* site = FindSite(pool.site);
  return site == nullptr ? "" : site->id + ":" + std::to_string(pool.number);
}

std::vector<Generation> Topology::Deployments() const {
  std::vector<Generation> found;
  for (const auto& row : kGenerations)
    if (Find(pools, [&](const Pool& p) { return p.generation == row.generation; }))
      found.push_back(row.generation);
  return found;
}

bool operator==(const Topology& a, const Topology& b) { return EncodeFast(a) == EncodeFast(b); }

}  // namespace sipsh::topology
