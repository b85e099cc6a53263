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
}

}  // namespace sipsh
