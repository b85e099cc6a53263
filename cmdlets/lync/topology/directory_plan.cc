#include "cmdlets/lync/topology/directory_plan.h"

#include <algorithm>
#include <set>

#include "cmdlets/directory_support/directory_error.h"
#include "cmdlets/directory_support/directory_names.h"
#include "directory/rights.h"
#include "directory/topology/services.h"

namespace sipsh {
namespace {

using directory::Change;
using directory::Dn;
using directory::Entry;
using directory::Filter;
using directory::Modification;
using topology::Pool;

struct Wanted {
  const char* attribute;
  std::string value;
};

class Planner {
 public:
  Planner(EnvironmentService& environment, directory::Store& store)
      : environment_(environment),
        topology_(environment.Topology()),
        store_(store),
        names_(environment.Configuration()),
        schema_(*Require(store.GetSchema())) {}

  DirectoryPlan Plan() {
    PlanContainers();
    std::vector<Entry> pools = EntriesBelow(
        names_.Pools(), {"dNSHostName", "msRTCSIP-PoolVersion", "msRTCSIP-PoolDisplayName"});
    std::vector<Entry> trusted = EntriesBelow(
        names_.TrustedServices(), {"msRTCSIP-TrustedServiceType", "msRTCSIP-TrustedServerFQDN",
                                   "msRTCSIP-TrustedServerVersion", "msRTCSIP-TrustedServicePort",
                                   "msRTCSIP-Routable", "msRTCSIP-RoutingPoolDN"});
    const std::vector<Entry> services = trusted;
    std::erase_if(trusted, [](const Entry& entry) {
      return !directory::EqualIgnoreCase(entry.Get("msRTCSIP-TrustedServiceType"),
                                         trusted_service::kPersistentChat);
    });
    for (const Pool& pool : topology_.pools) {
      if (pool.generation == topology::Generation::kNone) continue;
      if (pool.FindService("Registrar") != nullptr) PlanPool(pool, pools);
      if (pool.IsPersistentChat()) {
        topology::ServiceRef chat{&pool, pool.FindService("PersistentChatServer")};
        PlanTrustedService(pool, std::string(trusted_service::kPersistentChat),
                           topology::EffectivePort(chat, "MtlsPort"), services);
      }
      // Group Chat and older installations wrote their own entries.
      if (pool.group_chat || pool.generation == topology::Generation::kOcsServer2007R2) continue;
      for (const topology::TrustedApplication& one : pool.trusted_applications) {
        PlanTrustedService(pool, one.id, one.port, services);
      }
    }
    TellExtraPools(pools);
    TellExtraTrustedServices(trusted);
    return std::move(plan_);
  }

 private:
  Entry NewEntry(const Dn& dn, const char* class_name) {
    Entry entry(dn);
    std::vector<std::string> classes = environment_.Profile().container_classes;
    if (class_name != nullptr && schema_.FindClass(class_name) != nullptr) {
      classes.emplace_back(class_name);
    }
    entry.Set("objectClass", classes);
    entry.Set("cn", dn.LeafValue());
    return entry;
  }

  void Add(Entry entry) { plan_.changes.changes.push_back(Change::Add(std::move(entry))); }

  void AddUnlessThere(const Dn& dn, const char* class_name = nullptr) {
    if (!Require(directory::Exists(store_, dn))) Add(NewEntry(dn, class_name));
  }

  void PlanContainers() {
    AddUnlessThere(names_.Configuration(), "configuration");
    AddUnlessThere(names_.Services());
    AddUnlessThere(names_.RtcService());
    AddUnlessThere(names_.GlobalSettings(), "msRTCSIP-GlobalContainer");
    AddUnlessThere(names_.Pools(), "msRTCSIP-Pools");
    AddUnlessThere(names_.TrustedServices(), "msRTCSIP-TrustedServices");
    AddUnlessThere(names_.TrustedMcus(), "msRTCSIP-TrustedMCUs");
    AddUnlessThere(names_.ApplicationContacts(), "msRTCSIP-ApplicationContacts");
    AddUnlessThere(names_.ConferenceDirectories(), "msRTCSIP-ConferenceDirectories");
  }

  std::vector<Entry> EntriesBelow(const Dn& container, std::vector<std::string> attributes) {
    directory::SearchRequest request;
    request.base = container;
    request.scope = directory::Scope::kOneLevel;
    request.attributes = std::move(attributes);
    auto found = directory::FindAll(store_, request);
    if (!found.ok() && found.status().code == directory::Code::kNoSuchObject) return {};
    return Require(std::move(found));
  }

  // One modification for each value that differs, asserted to be still what was read.
  void Correct(const Entry& entry, const std::vector<Wanted>& wanted) {
    std::vector<Modification> modifications;
    std::vector<Filter> as_read;
    for (const Wanted& one : wanted) {
      std::string value = entry.Get(one.attribute);
      if (Same(one, value)) continue;
      modifications.push_back({Modification::Operation::kReplace, one.attribute, {one.value}});
      as_read.push_back(value.empty() ? Filter::Not(Filter::Present(one.attribute))
                                      : Filter::Equal(one.attribute, value));
    }
    if (modifications.empty()) return;
    Change change = Change::Modify(entry.dn(), std::move(modifications));
    change.assertion = as_read.size() == 1 ? as_read[0] : Filter::And(std::move(as_read));
    plan_.changes.changes.push_back(std::move(change));
  }

  static bool Same(const Wanted& wanted, const std::string& value) {
    if (directory::EqualIgnoreCase(wanted.value, value)) return true;
    bool dn = std::string_view(wanted.attribute).ends_with("DN");
    return dn && !value.empty() && Dn::FromTrusted(wanted.value) == Dn::FromTrusted(value);
  }

  void PlanPool(const Pool& pool, const std::vector<Entry>& there) {
    const std::string id = topology_.DirectoryName(pool);
    const Dn dn = names_.Pool(id);
    std::vector<Wanted> wanted{
        {"dNSHostName", pool.fqdn},
        {"msRTCSIP-PoolVersion", std::to_string(topology::GenerationVersion(pool.generation))}};
    // A name that only the directory gives is left to it.
    if (!pool.display_name.empty())
      wanted.push_back({"msRTCSIP-PoolDisplayName", pool.display_name});
    auto found = std::find_if(there.begin(), there.end(),
                              [&](const Entry& entry) { return entry.dn() == dn; });
    if (found != there.end()) {
      Correct(*found, wanted);
    } else {
      if (pool.display_name.empty()) wanted.push_back({"msRTCSIP-PoolDisplayName", pool.fqdn});
      Entry entry = NewEntry(dn, "msRTCSIP-Pool");
      for (const Wanted& one : wanted) entry.Set(one.attribute, one.value);
      Add(std::move(entry));
    }
    AddUnlessThere(dn.Child("cn", "Microsoft"));
    AddUnlessThere(names_.LcServices(id), "msRTCSIP-PoolService");
  }

  void PlanTrustedService(const Pool& pool, const std::string& type, int port,
                          const std::vector<Entry>& there) {
    std::vector<Wanted> wanted{{"msRTCSIP-TrustedServerFQDN", pool.fqdn},
                               {"msRTCSIP-TrustedServerVersion",
                                std::to_string(topology::GenerationVersion(pool.generation))},
                               {"msRTCSIP-TrustedServicePort", std::to_string(port)},
                               {"msRTCSIP-TrustedServiceType", type},
                               {"msRTCSIP-Routable", "TRUE"}};
    if (const Pool* home = topology_.HomeOf(pool)) {
      wanted.push_back(
          {"msRTCSIP-RoutingPoolDN", names_.Pool(topology_.DirectoryName(*home)).text()});
    }
    std::vector<const Entry*> of_pool;
    for (const Entry& entry : there) {
      if (directory::EqualIgnoreCase(entry.Get("msRTCSIP-TrustedServiceType"), type) &&
          directory::EqualIgnoreCase(entry.Get("msRTCSIP-TrustedServerFQDN"), pool.fqdn)) {
        of_pool.push_back(&entry);
      }
    }
    if (of_pool.empty()) {
      Entry entry = NewEntry(names_.TrustedServices().Child("cn", NewBracedGuid()),
                             "msRTCSIP-TrustedService");
      for (const Wanted& one : wanted) entry.Set(one.attribute, one.value);
      Add(std::move(entry));
    } else if (of_pool.size() == 1) {
      Correct(*of_pool[0], wanted);
    } else {
      plan_.extras.push_back("The directory has " + std::to_string(of_pool.size()) +
                             " trusted-service entries for " + type + " of the pool " + pool.fqdn +
                             ", beginning with " + of_pool[0]->dn().text() +
                             "; one is enough. They are left as they are: delete those that no "
                             "endpoint points at.");
    }
  }

  void TellExtraPools(const std::vector<Entry>& there) {
    for (const Entry& entry : there) {
      if (topology_.FindPoolByDirectoryName(entry.dn().LeafValue()) != nullptr) continue;
      std::string fqdn = entry.Get("dNSHostName");
      const Pool* moved = topology_.FindPool(fqdn);
      plan_.extras.push_back(
          "The pool object " + entry.dn().text() + (fqdn.empty() ? "" : " (" + fqdn + ")") +
          (moved == nullptr ? " is of no pool of the published topology."
                            : " is of a pool that the published topology calls " +
                                  topology_.DirectoryName(*moved) + ".") +
          " It is left as it is: users may still be homed there.");
    }
  }

  void TellExtraTrustedServices(const std::vector<Entry>& there) {
    for (const Entry& entry : there) {
      std::string fqdn = entry.Get("msRTCSIP-TrustedServerFQDN");
      const Pool* pool = topology_.FindPool(fqdn);
      if (pool != nullptr && pool->IsPersistentChat()) continue;
      plan_.extras.push_back("The trusted-service entry " + entry.dn().text() + " names " +
                             (fqdn.empty() ? "no pool" : fqdn) +
                             ", which is no Persistent Chat pool of the published topology. It is "
                             "left as it is: endpoints may still point at it.");
    }
  }

  EnvironmentService& environment_;
  const topology::Topology& topology_;
  directory::Store& store_;
  DirectoryNames names_;
  const directory::Schema& schema_;
  DirectoryPlan plan_;
};

}  // namespace

size_t DirectoryPlan::Added() const {
  return static_cast<size_t>(
      std::count_if(changes.changes.begin(), changes.changes.end(),
                    [](const Change& change) { return change.kind == Change::Kind::kAdd; }));
}

DirectoryPlan PlanDirectory(EnvironmentService& environment, directory::Store& store) {
  return Planner(environment, store).Plan();
}

std::vector<std::string> MissingRights(directory::Store& store, const directory::ChangeSet& changes,
                                       const directory::Wait& wait) {
  std::set<std::string> made;
  std::vector<std::string> missing;
  for (const Change& change : changes.changes) {
    if (change.kind == Change::Kind::kAdd) made.insert(change.dn.Key());
    if (made.count(change.kind == Change::Kind::kAdd ? change.dn.Parent().Key() : "") != 0)
      continue;
    directory::RightAnswer answer = Require(directory::AskRight(store, change, wait));
    if (answer.right == directory::Right::kMissing) missing.push_back(std::move(answer.why));
  }
  return missing;
}

}  // namespace sipsh
