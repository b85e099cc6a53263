// Objects made ready to be shown: what Format-Table, -List and -Wide put into the pipeline, and
// what FormatWriter turns into lines.  An entry holds text only, so it may be kept and shown later.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "shell/format/property_spec.h"
#include "shell/format/table_layout.h"
#include "shell/format/view_registry.h"
#include "shell/value/object.h"

namespace sipsh::format {

// What consecutive entries share.
struct FormatShape {
  FormatKind kind = FormatKind::kTable;
  std::vector<TableColumn> columns;
  bool wrap = false;
  bool hide_headers = false;
  bool group_apart = false;  // Show the group above each run of entries.
  int wide_columns = 0;      // kWide; 0: as many as fit when auto_size, else two.
  bool auto_size = false;
};

class FormatEntry final : public Object {
 public:
  FormatEntry(std::shared_ptr<const FormatShape> shape, std::string group,
              std::vector<std::string> cells)
      : shape_(std::move(shape)), group_(std::move(group)), cells_(std::move(cells)) {}
  const TypeInfo& Type() const override;
  const std::shared_ptr<const FormatShape>& shape() const { return shape_; }
  const std::string& group() const { return group_; }
  const std::vector<std::string>& cells() const { return cells_; }

 private:
  std::shared_ptr<const FormatShape> shape_;
  std::string group_;
  std::vector<std::string> cells_;
};

// What a Format-* cmdlet was asked for.
struct FormatRequest {
  std::optional<FormatKind> kind;  // None: as the object's view or number of properties says.
  std::vector<PropertySpec> properties;
  std::optional<PropertySpec> group_by;
  bool wrap = false, hide_headers = false, auto_size = false;
  int wide_columns = 0;
};

// Turns one object after the other into entries.
class EntryMaker {
 public:
  // `views` and what `evaluate` refers to must outlive the maker; `views` may be null.
  EntryMaker(FormatRequest request, const ViewRegistry* views, Evaluator evaluate,
             int enumeration_limit = 4);
  // Null for what is shown as plain text.
  ObjectRef<FormatEntry> Make(const Value& object);

 private:
  void BeginShape(const Value& object, const ViewDefinition* view);
  void TakeView(const ViewDefinition& view);
  Value ReadColumn(size_t index, const Value& object) const;
  std::string GroupOf(const Value& object) const;

  FormatRequest request_;
  const ViewRegistry* views_;
  Evaluator evaluate_;
  int enumeration_limit_;
  std::shared_ptr<FormatShape> shape_;
  const ViewDefinition* view_ = nullptr;
  std::string type_name_;
  std::vector<PropertySpec> specs_;
  std::vector<Value (*)(const Value&)> readers_;
  std::optional<PropertySpec> group_;
};

// A property's value in a cell: {a, b…} for several, nothing for $null.
std::string CellText(const Value& value, std::string_view format, int enumeration_limit);

}  // namespace sipsh::format
