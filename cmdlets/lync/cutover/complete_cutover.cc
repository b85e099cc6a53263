// Decommissioning: what the legacy pool has left behind.
#include "cmdlets/directory_support/directory_names.h"
#include "cmdlets/directory_support/object_query.h"
#include "cmdlets/lync/cutover/cutover_cmdlets.h"
#include "cmdlets/lync/cutover/session_ground.h"
#include "directory/topology/edits.h"

namespace sipsh {
namespace {

using cutover::Plan;
using directory::Entry;
using topology::Pool;

constexpr std::string_view kBackCompatSite = "BackCompatSite";

class CompleteCutover final : public ObjectCmdlet {
 public:
  std::string id;

 protected:
  Flow Process(CommandRuntime& runtime, EnvironmentService& environment) override {
    CutoverRun run = RequireRun(environment, id);
    const Plan& plan = run.plan;
    cutover::Ground ground = MakeGround(runtime, environment, plan.server, true);
    RequireDone(ground, run);
    std::vector<Entry> services = LegacyServices(environment, ground, plan);
    RefuseContacts(ground, services);
    journal::Request request;
    for (const Entry& service : services) {
      request.changes.changes.push_back(directory::Change::Delete(service.dn()));
      request.as_read.push_back(service);
    }
    request.topology = LegacyEdit(environment, plan);
    if (request.changes.changes.empty() && !request.topology) {
      runtime.WriteMessage(Stream::kVerbose, "Nothing of " + plan.legacy_pool + " is left.");
      return Flow::kMore;
    }
    return Pass(runtime, environment, ground, plan, std::move(request));
  }

 private:
  static void RequireDone(const cutover::Ground& ground, const CutoverRun& run) {
    bool done = run.log.State() == cutover::RunState::kDone;
    cutover::Standing standing = Require(cutover::Look(ground, *ground.store, run.plan));
    if (done && standing.phase == cutover::Phase::kAfter) return;
    Fail("The cut-over " + run.plan.Id() + " is " +
             std::string(cutover::RunStateName(run.log.State())) + " and the address is " +
             std::string(cutover::PhaseText(standing.phase)) +
             "; the legacy pool is removed only behind a cut-over that stands.",
         "CutoverNotDone", ErrorCategory::kInvalidOperation, Value::String(run.plan.address));
  }

  // Trusted-service entries of the legacy pool and its computers.
  static std::vector<Entry> LegacyServices(EnvironmentService& environment,
                                           const cutover::Ground& ground, const Plan& plan) {
    std::vector<directory::Filter> names{
        directory::Filter::Equal("msRTCSIP-TrustedServerFQDN", plan.legacy_pool)};
    if (const Pool* pool = environment.Topology().FindPool(plan.legacy_pool))
      for (const topology::Computer& computer : pool->computers)
        names.push_back(directory::Filter::Equal("msRTCSIP-TrustedServerFQDN", computer.fqdn));
    directory::SearchRequest request;
    request.base = DirectoryNames(environment.Configuration()).TrustedServices();
    request.filter = directory::Filter::Or(std::move(names));
    request.attributes = {"msRTCSIP-TrustedServerFQDN", "msRTCSIP-TrustedServiceType"};
    auto found = directory::FindAll(*ground.store, request);
    if (found.status().code == directory::Code::kNoSuchObject) return {};
    return Require(std::move(found));
  }

  static void RefuseContacts(const cutover::Ground& ground, const std::vector<Entry>& services) {
    for (const Entry& service : services) {
      directory::SearchRequest request;
      request.base = ground.application_contacts;
      request.filter = directory::Filter::Equal(cutover::kDestination, service.dn().text());
      request.attributes = {cutover::kAddress};
      std::optional<Entry> contact = Require(directory::FindFirst(*ground.store, request));
      if (!contact) continue;
      Fail("The contact " + contact->dn().text() + " (" + contact->Get(cutover::kAddress) +
               ") leads to " + service.dn().text() +
               " of the legacy pool and would lead nowhere. Remove it or move it first.",
           "ContactWouldBeOrphaned", ErrorCategory::kInvalidOperation,
           Value::String(contact->dn().text()));
    }
  }

  // The pool, and the site that a merge had made for it once nothing else is in it.
  static std::optional<journal::TopologyStep> LegacyEdit(EnvironmentService& environment,
                                                         const Plan& plan) {
    const topology::Topology& topology = environment.Topology();
    const Pool* legacy = topology.FindPool(plan.legacy_pool);
    const topology::Site* site = topology.FindSite(kBackCompatSite);
    bool others = false;
    for (const Pool& pool : topology.pools)
      others =
          others || (site != nullptr && &pool != legacy && topology.FindSite(pool.site) == site);
    std::vector<topology::Edit> edits;
    std::string description;
    if (legacy != nullptr) {
      edits.push_back(topology::RemovePool(legacy->fqdn));
      description = edits.back().description;
    }
    if (site != nullptr && !others) {
      edits.push_back(topology::RemoveSite(site->id));
      description += (description.empty() ? "" : "; ") + edits.back().description;
    }
    if (edits.empty()) return std::nullopt;
    journal::TopologyStep step;
    step.document = &environment.Parts().Document();
    step.edit = topology::Sequence(description, std::move(edits));
    return step;
  }

  static Flow Pass(CommandRuntime& runtime, EnvironmentService& environment,
                   const cutover::Ground& ground, const Plan& plan, journal::Request request) {
    if (!runtime.ShouldProcess(plan.legacy_pool, "remove what is left of the legacy pool")) {
      if (!runtime.WhatIf()) return Flow::kMore;
      for (const std::string& line : journal::Describe(request.changes)) ShowText(runtime, line);
      if (request.topology) ShowText(runtime, journal::Describe(*request.topology));
      return Flow::kMore;
    }
    request.cmdlet = runtime.Invocation().command_name;
    request.command_line = runtime.Invocation().position.line_text;
    request.target = plan.legacy_pool;
    request.changes.wait = WaitOf(runtime);
    journal::DoorResult result = journal::ChangeDoor(ground.store, ground.journal).Apply(request);
    Check(result.status, Value::String(plan.legacy_pool));
    environment.Refresh();
    runtime.WriteMessage(Stream::kVerbose, "Recorded as change " + std::to_string(result.id) +
                                               "; Undo-CsChange takes it back.");
    return Flow::kMore;
  }
};

}  // namespace

CmdletMetadata CompleteCsCutover() {
  CmdletMetadata m = MakeCmdlet<CompleteCutover>(
      "Complete", "CsCutover",
      "Removes what a cut-over leaves of the legacy pool: its trusted services, the pool in the "
      "topology and an empty BackCompatSite.");
  m.supports_should_process = true;
  m.confirm_impact = ConfirmImpact::kHigh;
  m.Add(Parameter<&CompleteCutover::id>("Id", "The cut-over's id; the newest when left out.")
            .Position(0)
            .ByPropertyName());
  return m;
}

}  // namespace sipsh
