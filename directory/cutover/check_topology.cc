// Checks 1 to 5: what the topology document says.
#include "directory/cutover/checks.h"
#include "directory/file/yaml_document.h"
#include "directory/topology/rules.h"

namespace sipsh::cutover {
namespace {

using topology::Pool;

constexpr int kFirstPersistentChatVersion = 6;  // Lync Server 2013.

std::string Generation(const Pool& pool) {
  return std::string(topology::GenerationName(pool.generation));
}

}  // namespace

Finding CheckTopology(const Ground& ground, const Plan&) {
  std::vector<directory::Problem> problems;
  if (!topology::CheckRules(ground.document->path(), ground.topology(), &problems))
    return FailWith(directory::JoinProblems(problems), "Correct the file and publish it.");
  const topology::SipDomain* domain = ground.topology().DefaultSipDomain();
  if (domain == nullptr)
    return FailWith("there is no default SIP domain", "Set one with Set-CsSipDomain -IsDefault.");
  return Pass("sites: " + std::to_string(ground.topology().sites.size()) +
              ", pools: " + std::to_string(ground.topology().pools.size()) +
              ", default SIP domain " + domain->name);
}

Finding CheckTargetPool(const Ground& ground, const Plan& plan) {
  const Pool* pool = ground.topology().FindPool(plan.target_pool);
  if (pool == nullptr)
    return FailWith(plan.target_pool + " is not in the published topology",
                    "Add and publish it, then make a new plan.");
  if (!pool->IsPersistentChat() ||
      topology::GenerationVersion(pool->generation) < kFirstPersistentChatVersion)
    return FailWith(pool->fqdn + " (" + Generation(*pool) + ") has no Persistent Chat server",
                    "Name a pool of Lync Server 2013 or later that has one.");
  const Pool* home = ground.topology().HomeOf(*pool);
  if (home == nullptr)
    return FailWith(pool->fqdn + " has no next hop with a Registrar",
                    "Set next_hop of the pool and publish.");
  if (topology::GenerationVersion(home->generation) < kFirstPersistentChatVersion)
    return FailWith("the next hop " + home->fqdn + " is " + Generation(*home),
                    "Home the pool on a pool of its own generation.");
  return Pass(pool->fqdn + ", " + Generation(*pool) + ", homed on " + home->fqdn);
}

Finding CheckLegacyHome(const Ground& ground, const Plan& plan) {
  const Pool* pool = ground.topology().FindPool(plan.legacy_pool);
  if (pool == nullptr)
    return FailWith(plan.legacy_pool + " is not in the published topology",
                    "Add the legacy pool by hand or with Merge-CsLegacyTopology.");
  if (!pool->group_chat)
    return FailWith(pool->fqdn + " is not a Group Chat pool", "Name the legacy Group Chat pool.");
  const Pool* home = ground.topology().HomeOf(*pool);
  if (home == nullptr)
    return Warn(pool->fqdn + " has no next hop in the topology", "Add its home pool.");
  if (home->generation != pool->generation)
    return FailWith(pool->fqdn + " is " + Generation(*pool) + ", its home " + home->fqdn + " is " +
                        Generation(*home),
                    "A Group Chat pool is homed on a pool of its own generation.");
  if (!topology::EqualsIgnoreCase(pool->group_chat->well_known_user, plan.address) &&
      !pool->group_chat->well_known_user.empty())
    return Warn("the topology names " + pool->group_chat->well_known_user +
                    " as the pool's well-known user, the plan hands over " + plan.address,
                "Make sure which address the clients are set to; each needs an endpoint.");
  return Pass(pool->fqdn + ", " + Generation(*pool) + ", homed on " + home->fqdn);
}

Finding CheckPublished(const Ground& ground, const Plan& plan) {
  if (ground.document->HasUnpublishedEdits())
    return FailWith(ground.document->path() + " holds edits that are not published",
                    "Publish them with Publish-CsTopology, or take them back.");
  if (ground.trusted_services_of(plan.target_pool).empty())
    return FailWith("the directory has no trusted-service entry of " + plan.target_pool,
                    "Run Enable-CsTopology.");
  Dn home = Dn::FromTrusted(plan.contact.Get(kHomeServer));
  Result<bool> there = directory::Exists(*ground.store, home);
  if (!there.ok()) return Failed(there.status());
  if (!*there) return FailWith("the directory has no " + home.text(), "Run Enable-CsTopology.");
  return Pass("version " + std::to_string(ground.document->Version().number) +
              " is in effect; the pool's objects are in the directory");
}

Finding CheckAddress(const Ground& ground, const Plan& plan) {
  if (!topology::IsSipAddress(plan.address))
    return FailWith("'" + plan.address + "' is no SIP address", "Write it as sip:name@domain.");
  std::string domain = plan.address.substr(plan.address.find('@') + 1);
  if (ground.topology().FindSipDomain(domain) == nullptr)
    return FailWith(domain + " is not a SIP domain", "Add it with New-CsSipDomain.");
  return Pass(plan.address + " in the SIP domain " + domain);
}

}  // namespace sipsh::cutover
