// Views: how objects of a type are shown unless a Format-* cmdlet says otherwise.  Views are data.
//
// A registry belongs to one session; plug-ins add views for their types through SessionViews(). The
// most special type name that has a view wins.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shell/format/text_layout.h"
#include "shell/value/value.h"

namespace sipsh::format {

enum class FormatKind { kTable, kList, kWide, kText };

struct ViewColumn {
  std::string property;
  std::string header = {};  // Empty: the property's name.
  int width = 0;            // 0: by content.
  std::optional<Alignment> alignment = {};
  std::string format = {};
  Value (*read)(const Value& object) = nullptr;  // Instead of `property`.
};

struct ViewDefinition {
  std::vector<std::string> type_names;
  std::optional<FormatKind> kind;  // None: table up to four columns, else list.
  std::vector<ViewColumn> columns;
  std::string group_property = {};
  std::string group_label = {};
  std::string (*text)(const Value& object) = nullptr;  // kText
  bool wrap = false;  // kTable: long texts go on in the next line, as with -Wrap.
};

class ViewRegistry {
 public:
  static constexpr std::string_view kServiceKey = "sipsh.ViewRegistry";

  ViewRegistry();                 // With the engine's own views.
  void Add(ViewDefinition view);  // Replaces what its types had.
  // Null when the type has none; it holds as long as the registry.
  const ViewDefinition* Find(const Value& object) const;

 private:
  std::vector<std::unique_ptr<ViewDefinition>> views_;
  std::map<std::string, const ViewDefinition*, std::less<>> by_type_;  // Lower case.
};

// Text, numbers, truth values and alike: shown as one line, never as a table.
bool IsScalar(const Value& value);

// The registry of a session; made when first asked for.
template <typename Services>
ViewRegistry& SessionViews(Services& services) {
  if (ViewRegistry* views = services.template Find<ViewRegistry>()) return *views;
  services.template Add<ViewRegistry>(std::make_shared<ViewRegistry>());
  return services.template Get<ViewRegistry>();
}

}  // namespace sipsh::format
