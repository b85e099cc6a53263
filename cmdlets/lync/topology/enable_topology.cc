#include <optional>

#include "cmdlets/directory_support/object_cmdlet.h"
#include "cmdlets/directory_support/object_query.h"
#include "cmdlets/lync/topology/directory_plan.h"
#include "cmdlets/lync/topology/report.h"
#include "cmdlets/lync/topology/topology_cmdlets.h"
#include "directory/journal/change_door.h"
#include "directory/topology/services.h"
#include "shell/value/containers.h"

namespace sipsh {
namespace {

using directory::Dn;

class EnableTopology final : public ObjectCmdlet {
 public:
  std::string global_catalog, settings_controller, report;
  std::optional<bool> skip_prepare_check;
  bool force = false;

 protected:
  Flow Process(CommandRuntime& runtime, EnvironmentService& environment) override {
    directory::Store& store = environment.StoreOn(settings_controller);
    environment.Profile();  // The schema first: a directory without it cannot be enabled.
    if (!skip_prepare_check.value_or(false)) CheckPrepared(environment, store);
    DirectoryPlan plan = PlanDirectory(environment, store);
    if (!skip_prepare_check.value_or(false)) CheckRights(runtime, store, plan.changes);
    std::vector<std::string> lines = journal::Describe(plan.changes);
    lines.insert(lines.end(), plan.extras.begin(), plan.extras.end());
    if (!force) {
      for (const std::string& extra : plan.extras) runtime.WriteMessage(Stream::kWarning, extra);
    }
    if (plan.changes.changes.empty()) {
      runtime.WriteMessage(Stream::kVerbose, "The directory follows the topology already.");
    } else {
      std::string action = Action(plan);
      DirectoryChange change{
          environment.Configuration().text(), action, std::move(plan.changes), {}};
      if (!CommitChange(runtime, environment, store, std::move(change))) return Flow::kMore;
      environment.Refresh();
    }
    if (!report.empty()) WriteReport(report, "Enable-CsTopology", lines);
    return Flow::kMore;
  }

 private:
  // Without the naming context above it nothing below can be made.
  static void CheckPrepared(EnvironmentService& environment, directory::Store& store) {
    if (Require(directory::Exists(store, environment.Base()))) return;
    Fail("The directory has no " + environment.Base().text() +
             ", the `base` that environment.yaml names. Create it, or correct `base`.",
         "BaseNotFound", ErrorCategory::kObjectNotFound, Value::String(environment.Base().text()));
  }

  // Asked beforehand, so that nothing is left half done.
  static void CheckRights(CommandRuntime& runtime, directory::Store& store,
                          const directory::ChangeSet& changes) {
    std::vector<std::string> missing = MissingRights(store, changes, WaitOf(runtime));
    if (missing.empty()) return;
    std::string text = "There is no right to make " + std::to_string(missing.size()) + " of the " +
                       std::to_string(changes.changes.size()) +
                       " changes that are needed: " + missing.front() +
                       ". Bind as a domain administrator, or as somebody who was given the right "
                       "to set up servers; -SkipPrepareCheck $true tries all the same.";
    if (runtime.WhatIf()) return runtime.WriteMessage(Stream::kWarning, text);
    Fail("Nothing was changed. " + text, "TopologyRightsMissing", ErrorCategory::kPermissionDenied,
         Value::String(changes.changes.front().dn.text()));
  }

  static std::string Action(const DirectoryPlan& plan) {
    auto objects = [](size_t count) {
      return std::to_string(count) + (count == 1 ? " object" : " objects");
    };
    std::string action;
    if (plan.Added() > 0) action = "create " + objects(plan.Added());
    if (plan.Corrected() > 0) {
      action += (action.empty() ? "" : " and ") + ("correct " + objects(plan.Corrected()));
    }
    return action + " that the published topology needs";
  }
};

template <auto Catalog, auto Controller, auto Report, typename C>
void AddTaskParameters(CmdletMetadata* m) {
  m->Add(Parameter<Catalog, C>("GlobalCatalog", "FQDN of a global catalog; not needed here."));
  m->Add(Parameter<Controller, C>("GlobalSettingsDomainController",
                                  "FQDN of the server that holds the global settings."));
  m->Add(Parameter<Report, C>("Report", "Path of an HTML report."));
}

}  // namespace

CmdletMetadata EnableCsTopology() {
  using C = EnableTopology;
  CmdletMetadata m = MakeCmdlet<C>(
      "Enable", "CsTopology",
      "Creates and corrects the directory objects that the published topology needs.");
  m.supports_should_process = true;
  AddTaskParameters<&C::global_catalog, &C::settings_controller, &C::report, C>(&m);
  m.Add(Parameter<&C::skip_prepare_check>("SkipPrepareCheck",
                                          "$true leaves out the checks that the base is there and "
                                          "that the changes are allowed."));
  m.Add(Parameter<&C::force>(
      "Force", "Leaves out the warnings of objects that the topology does not have."));
  return m;
}

}  // namespace sipsh
