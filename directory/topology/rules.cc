#include "directory/topology/rules.h"

#include <map>

#include "directory/topology/rule_sets.h"

namespace sipsh::topology {
namespace {

std::string Lower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  return lower;
}

void SipDomainNeeded(const Topology& t, const RuleReport& report) {
  if (t.sip_domains.empty())
    report(t.sip_domains_mark,
           "the topology has no SIP domain; list at least one under sip_domains");
}

void SipDomainDefault(const Topology& t, const RuleReport& report) {
  int defaults = 0;
  for (const SipDomain& domain : t.sip_domains) defaults += domain.is_default ? 1 : 0;
  if (t.sip_domains.empty() || defaults == 1) return;
  report(defaults == 0 ? t.sip_domains_mark : t.default_domain_mark,
         defaults == 0 ? "no SIP domain is the default; add a line default_sip_domain: " +
                             t.sip_domains.front().name
                       : "several SIP domains are the default; keep one");
}

void SipDomainName(const Topology& t, const RuleReport& report) {
  for (const SipDomain& domain : t.sip_domains)
    if (!IsFqdn(domain.name))
      report(domain.mark, "'" + domain.name + "' is no domain name; write one such as contoso.com");
}

void SipDomainDuplicate(const Topology& t, const RuleReport& report) {
  std::map<std::string, int> seen;
  for (const SipDomain& domain : t.sip_domains)
    if (seen[Lower(domain.name)]++ > 0)
      report(domain.mark, "the SIP domain " + domain.name + " is listed twice; remove one");
}

void SiteName(const Topology& t, const RuleReport& report) {
  for (const Site& site : t.sites) {
    bool good = !site.id.empty();
    for (char c : site.id)
      good = good && ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'));
    if (!good)
      report(site.mark,
             "'" + site.id + "' is no site id; use letters and digits, such as 1 or co1");
    if (site.name.empty() || site.name.find(':') != std::string::npos)
      report(site.mark, "'" + site.name + "' is no site name; write one without a colon");
  }
}

void SiteDuplicate(const Topology& t, const RuleReport& report) {
  for (size_t i = 0; i < t.sites.size(); ++i)
    for (size_t j = 0; j < i; ++j) {
      const Site& site = t.sites[i];
      const Site& other = t.sites[j];
      if (EqualsIgnoreCase(site.id, other.id))
        report(site.mark, "the site id " + site.id + " is already that of " + other.name +
                              "; give each site its own");
      else if (EqualsIgnoreCase(site.name, other.name) || EqualsIgnoreCase(site.name, other.id) ||
               EqualsIgnoreCase(site.id, other.name))
        report(site.mark, "the site name " + site.name + " already means the site with id " +
                              other.id + "; give each site its own");
    }
}

void SiteRoute(const Topology& t, const RuleReport& report) {
  for (const Site& site : t.sites)
    for (const std::string& route : {site.federation_route, site.xmpp_federation_route})
      if (!route.empty() && !FindService(t, route))
        report(site.mark, "the site " + site.name + " routes federation to " + route +
                              ", which is no service here; write EdgeServer:<pool FQDN>");
}

void PoolFqdn(const Topology& t, const RuleReport& report) {
  for (const Pool& pool : t.pools)
    if (!IsFqdn(pool.fqdn))
      report(pool.mark, "'" + pool.fqdn + "' is no FQDN; write one such as pool01.contoso.com");
}

void PoolDuplicate(const Topology& t, const RuleReport& report) {
  std::map<std::string, int> seen;
  for (const Pool& pool : t.pools)
    if (seen[Lower(pool.fqdn)]++ > 0)
      report(pool.mark, "the pool " + pool.fqdn + " stands here a second time; remove one");
}

void PoolSite(const Topology& t, const RuleReport& report) {
  for (const Pool& pool : t.pools) {
    if (t.FindSite(pool.site) != nullptr) continue;
    std::string known;
    for (const Site& site : t.sites) known += (known.empty() ? "" : ", ") + site.name;
    report(pool.site_mark,
           "the pool " + pool.fqdn + " stands in the site '" + pool.site +
               "', which is not there; the sites are: " + (known.empty() ? "none" : known));
  }
}

void PoolNumber(const Topology& t, const RuleReport& report) {
  std::map<std::string, const Pool*> seen;
  for (const Pool& pool : t.pools) {
    std::string id = Lower(t.ClusterId(pool));
    if (id.empty()) continue;
    auto [it, fresh] = seen.emplace(id, &pool);
    if (!fresh)
      report(pool.number_mark, "the number " + std::to_string(pool.number) + " of " + pool.fqdn +
                                   " is already that of " + it->second->fqdn +
                                   " in the same site; give each pool of a site its own");
  }
}

void PoolGeneration(const Topology& t, const RuleReport& report) {
  for (const Pool& pool : t.pools) {
    if (pool.generation != Generation::kNone) continue;
    bool only_stores = !pool.services.empty();
    for (const Service& service : pool.services) {
      const RoleInfo* role = FindRole(service.role);
      only_stores = only_stores && role != nullptr && role->is_store;
    }
    if (!only_stores)
      report(pool.mark, "the pool " + pool.fqdn +
                            " has no generation; only file and SQL servers may leave it out, so "
                            "add a line such as generation: LyncServer2013");
  }
}

void ComputerFqdn(const Topology& t, const RuleReport& report) {
  for (const Pool& pool : t.pools)
    for (const Computer& computer : pool.computers)
      if (!IsFqdn(computer.fqdn) && computer.fqdn != pool.fqdn)
        report(computer.mark, "'" + computer.fqdn + "' is no FQDN of a computer");
}

void ComputerInTwoPools(const Topology& t, const RuleReport& report) {
  std::map<std::string, const Pool*> seen;
  for (const Pool& pool : t.pools)
    for (const Computer& computer : pool.computers) {
      auto [it, fresh] = seen.emplace(Lower(computer.fqdn), &pool);
      if (!fresh)
        report(computer.mark,
               "the computer " + computer.fqdn + " is in " +
                   (it->second == &pool ? pool.fqdn + " twice"
                                        : it->second->fqdn + " and in " + pool.fqdn) +
                   "; a computer belongs to one pool");
      const Pool* named = t.FindPool(computer.fqdn);
      if (named != nullptr && named != &pool && !EqualsIgnoreCase(named->fqdn, pool.fqdn) && fresh)
        report(computer.mark, "the computer " + computer.fqdn + " of " + pool.fqdn +
                                  " bears the name of another pool; rename one");
    }
}

void PoolOfOneComputer(const Topology& t, const RuleReport& report) {
  for (const Pool& pool : t.pools)
    for (const Computer& computer : pool.computers)
      if (pool.computers.size() > 1 && EqualsIgnoreCase(computer.fqdn, pool.fqdn))
        report(computer.mark, "the computer " + computer.fqdn +
                                  " bears its pool's name, so the pool can have no other; give the "
                                  "pool a name of its own or remove the others");
}

void ServiceDuplicate(const Topology& t, const RuleReport& report) {
  std::map<std::string, std::string> ids;
  for (const ServiceRef& ref : AllServices(t)) {
    if (ref.pool->FindService(ref.service->role) != ref.service)
      report(ref.service->mark, "the pool " + ref.pool->fqdn + " has the role " +
                                    ref.service->role + " twice; remove one");
    else if (t.FindSite(ref.pool->site) != nullptr) {
      auto [it, fresh] = ids.emplace(Lower(ServiceId(t, ref)), ServiceIdentity(ref));
      if (!fresh)
        report(ref.service->mark, "the service id " + ServiceId(t, ref) + " of " +
                                      ServiceIdentity(ref) + " is already that of " + it->second +
                                      "; give one another instance number");
    }
  }
}

void PortConflict(const Topology& t, const RuleReport& report) {
  for (const Pool& pool : t.pools) {
    std::map<int, std::string> used;
    auto take = [&](int port, const std::string& owner, Mark mark) {
      auto [it, fresh] = used.emplace(port, owner);
      if (!fresh)
        report(mark, "the port " + std::to_string(port) + " of " + owner + " is already that of " +
                         it->second + " on " + pool.fqdn + "; choose another");
    };
    for (const Service& service : pool.services)
      for (const Port& port : EffectivePorts({&pool, &service}))
        if (service.role != "EdgeServer")  // Each port there has an interface of its own.
          take(port.number, service.role + " " + port.name, port.mark);
    for (const TrustedApplication& application : pool.trusted_applications)
      take(application.port, application.id, application.mark);
  }
}

}  // namespace

std::vector<Rule> BasicRules() {
  return {
      {"sip-domain-needed", "there is a SIP domain", SipDomainNeeded},
      {"sip-domain-default", "exactly one SIP domain is the default", SipDomainDefault},
      {"sip-domain-name", "SIP domains are domain names", SipDomainName},
      {"sip-domain-duplicate", "a SIP domain is listed once", SipDomainDuplicate},
      {"site-name", "sites have an id and a name fit for identities", SiteName},
      {"site-duplicate", "a site's id and name mean no other site", SiteDuplicate},
      {"site-route", "federation routes lead to services", SiteRoute},
      {"pool-fqdn", "pools are named by FQDN", PoolFqdn},
      {"pool-duplicate", "a pool stands once", PoolDuplicate},
      {"pool-site", "a pool's site exists", PoolSite},
      {"pool-number", "cluster ids (site id and pool number) are unique", PoolNumber},
      {"pool-generation", "a pool of servers has a generation", PoolGeneration},
      {"computer-fqdn", "computers are named by FQDN", ComputerFqdn},
      {"computer-in-two-pools", "a computer belongs to one pool", ComputerInTwoPools},
      {"pool-of-one-computer", "a pool named as its computer has no other", PoolOfOneComputer},
      {"service-duplicate", "a role stands once a pool, a service id once", ServiceDuplicate},
      {"port-conflict", "ports are unique on a pool", PortConflict},
  };
}

std::vector<Rule> AllRules() {
  std::vector<Rule> rules = BasicRules();
  for (Rule& rule : DeploymentRules()) rules.push_back(rule);
  for (Rule& rule : ChatRules()) rules.push_back(rule);
  return rules;
}

bool CheckRules(const std::string& file, const Topology& topology,
                std::vector<directory::Problem>* problems) {
  size_t before = problems->size();
  for (const Rule& rule : AllRules()) rule.check(topology, RuleReport(file, rule.id, problems));
  return problems->size() == before;
}

bool IsFqdn(std::string_view name) {
  if (name.empty() || name.size() > 253) return false;
  size_t labels = 0;
  bool digits = false;
  while (!name.empty()) {
    size_t dot = name.find('.');
    std::string_view label = name.substr(0, dot);
    if (label.empty() || label.size() > 63 || label.front() == '-' || label.back() == '-')
      return false;
    digits = true;
    for (char c : label) {
      bool digit = c >= '0' && c <= '9';
      bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      if (!digit && !letter && c != '-') return false;
      digits = digits && digit;
    }
    ++labels;
    if (dot == std::string_view::npos) break;
    name.remove_prefix(dot + 1);
    if (name.empty()) return false;
  }
  return labels >= 2 && !digits;
}

bool IsSipAddress(std::string_view address) {
  if (!EqualsIgnoreCase(address.substr(0, 4), "sip:")) return false;
  address.remove_prefix(4);
  size_t at = address.rfind('@');
  if (at == std::string_view::npos || at == 0 || address.find('@') != at) return false;
  for (char c : address.substr(0, at))
    if (static_cast<unsigned char>(c) <= ' ' || c == '<' || c == '>' || c == '"' || c == 0x7F)
      return false;
  return IsFqdn(address.substr(at + 1));
}

}  // namespace sipsh::topology
