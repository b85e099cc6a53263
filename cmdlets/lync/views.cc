#include "cmdlets/lync/views.h"

#include "cmdlets/lync/user/user_table.h"
#include "shell/format/view_registry.h"

namespace sipsh {

void AddLyncViews(ServiceRegistry& services) {
  format::ViewRegistry& views = format::SessionViews(services);
  for (const ObjectTable* table : {&CsUserTable()}) {
    format::ViewDefinition view;
    view.type_names = {std::string(table->type_name)};
    view.kind = format::FormatKind::kList;
    for (std::string_view property : table->default_view) {
      view.columns.push_back({.property = std::string(property)});
    }
    views.Add(std::move(view));
  }
  format::ViewDefinition service;
  service.type_names = {"Microsoft.Rtc.Management.Deployment.Core.NTService"};
  service.kind = format::FormatKind::kTable;
  for (const char* property : {"Status", "Name", "ComputerName", "RoleName", "Confirmation"}) {
    service.columns.push_back({.property = property});
  }
  views.Add(std::move(service));
  format::ViewDefinition change;
  change.type_names = {"Sipsh.Change"};
  change.kind = format::FormatKind::kTable;
  for (const char* property : {"Id", "Time", "Who", "Cmdlet", "Target", "State"}) {
    change.columns.push_back({.property = property});
  }
  views.Add(std::move(change));
  format::ViewDefinition check;
  check.type_names = {"Sipsh.CutoverCheck"};
  check.kind = format::FormatKind::kTable;
  for (const char* property : {"Number", "Id", "Result", "Evidence"}) {
    check.columns.push_back({.property = property});
  }
  views.Add(std::move(check));
  format::ViewDefinition step;
  step.type_names = {"Sipsh.CutoverStep"};
  step.kind = format::FormatKind::kTable;
  for (const char* property : {"Operation", "Step", "State", "Change", "Detail"}) {
    step.columns.push_back({.property = property});
  }
  views.Add(std::move(step));
  format::ViewDefinition cutover;
  cutover.type_names = {"Sipsh.Cutover"};
  cutover.kind = format::FormatKind::kList;
  for (const char* property : {"Id", "State", "Address", "LegacyPool", "TargetPool", "OldUser",
                               "Contact", "Server", "GapMilliseconds", "Changes"}) {
    cutover.columns.push_back({.property = property});
  }
  views.Add(std::move(cutover));
  format::ViewDefinition task;
  task.type_names = {"Microsoft.Rtc.SyntheticTransactions.TaskOutput#Message"};
  task.kind = format::FormatKind::kList;
  for (const char* property : {"TargetFqdn", "Result", "Latency", "Error", "Diagnosis"}) {
    task.columns.push_back({.property = property});
  }
  views.Add(std::move(task));
}

}  // namespace sipsh
