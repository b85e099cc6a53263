#include "shell/format/format_entry.h"

#include "shell/value/containers.h"
#include "shell/value/convert.h"
#include "shell/value/format_string.h"
#include "shell/value/members.h"
#include "shell/value/objects.h"
#include "shell/value/text.h"

namespace sipsh::format {
namespace {

constexpr size_t kTableLimit = 4;

const TypeInfo kFormatEntryType = {
    .full_name = "Microsoft.PowerShell.Commands.Internal.Format.FormatEntryData",
    .name = "FormatEntryData",
    .base = &types::kObject,
};

std::string ItemText(const Value& item) {
  if (item.IsNull()) return {};
  return ToDisplayText(item);
}

std::string Several(const std::vector<std::string>& items, bool more) {
  std::string out = "{";
  for (size_t i = 0; i < items.size(); ++i) {
    if (i > 0) out += ", ";
    out += items[i];
  }
  if (more) out += "\xE2\x80\xA6";
  return out + "}";
}

}  // namespace

const TypeInfo& FormatEntry::Type() const { return kFormatEntryType; }

std::string CellText(const Value& value, std::string_view format, int enumeration_limit) {
  if (value.IsNull()) return {};
  if (value.IsString()) return std::string(value.AsStringView());
  if (!format.empty()) {
    return format.find('{') != std::string_view::npos
               ? FormatComposite(format, std::span<const Value>(&value, 1))
               : FormatValue(value, format);
  }
  const size_t limit = enumeration_limit < 0 ? SIZE_MAX : static_cast<size_t>(enumeration_limit);
  std::vector<std::string> items;
  if (const HashtableObject* table = AsHashtable(value)) {
    table->ForEach([&](const Value& key, const Value& item) {
      if (items.size() < limit) items.push_back("[" + ItemText(key) + ", " + ItemText(item) + "]");
      return items.size() < limit;
    });
    return Several(items, table->size() > items.size());
  }
  if (value.IsObject() && IsEnumerable(value)) {
    bool more = false;
    Enumerate(value, [&](const Value& item) {
      more = items.size() >= limit;
      if (!more) items.push_back(ItemText(item));
      return !more;
    });
    return Several(items, more);
  }
  return ToDisplayText(value);
}

EntryMaker::EntryMaker(FormatRequest request, const ViewRegistry* views, Evaluator evaluate,
                       int enumeration_limit)
    : request_(std::move(request)),
      views_(views),
      evaluate_(std::move(evaluate)),
      enumeration_limit_(enumeration_limit) {}

void EntryMaker::TakeView(const ViewDefinition& view) {
  for (const ViewColumn& column : view.columns) {
    PropertySpec spec;
    spec.property = column.property;
    spec.label = column.header.empty() ? column.property : column.header;
    spec.width = column.width;
    spec.alignment = column.alignment;
    spec.format = column.format;
    specs_.push_back(std::move(spec));
    readers_.push_back(column.read);
  }
  if (view.group_property.empty()) return;
  group_ = PropertySpec{};
  group_->property = view.group_property;
  group_->label = view.group_label.empty() ? view.group_property : view.group_label;
}

void EntryMaker::BeginShape(const Value& object, const ViewDefinition* view) {
  specs_.clear();
  readers_.clear();
  group_ = request_.group_by;
  view_ = view;
  const auto type_names = TypeNames(object);
  type_name_ = type_names.empty() ? std::string() : type_names.front();
  shape_ = std::make_shared<FormatShape>();
  std::optional<FormatKind> kind = request_.kind;
  if (!request_.properties.empty()) {
    specs_ = ExpandWildcards(request_.properties, object);
  } else if (view && view->kind != FormatKind::kText &&
             (!kind || !view->kind || *kind == *view->kind)) {
    const auto asked = group_;
    TakeView(*view);
    if (asked) group_ = asked;
    if (!kind) kind = view->kind;
  } else {
    for (const std::string& name : PropertyNames(object)) {
      PropertySpec spec;
      spec.property = spec.label = name;
      specs_.push_back(std::move(spec));
    }
  }
  readers_.resize(specs_.size(), nullptr);
  if (kind == FormatKind::kWide && specs_.size() > 1) {
    for (size_t i = 0; i < specs_.size(); ++i) {
      if (EqualsIgnoreCase(specs_[i].property, "Name")) std::swap(specs_[0], specs_[i]);
    }
    specs_.resize(1);
    readers_.resize(1);
  }
  shape_->kind = kind                           ? *kind
                 : specs_.size() <= kTableLimit ? FormatKind::kTable
                                                : FormatKind::kList;
  if (shape_->kind == FormatKind::kTable && request_.properties.empty() && !view_ &&
      specs_.size() > 10) {
    specs_.resize(10);
    readers_.resize(10);
  }
  shape_->wrap = request_.wrap || (view && view->wrap);
  shape_->hide_headers = request_.hide_headers;
  shape_->auto_size = request_.auto_size;
  shape_->wide_columns = request_.wide_columns;
  shape_->group_apart = group_.has_value();
  for (size_t i = 0; i < specs_.size(); ++i) {
    const PropertySpec& spec = specs_[i];
    Alignment alignment = Alignment::kLeft;
    if (spec.alignment) {
      alignment = *spec.alignment;
    } else if (shape_->kind == FormatKind::kTable) {
      const Value first = ReadColumn(i, object);
      if (Unwrap(first).IsNumber()) alignment = Alignment::kRight;
    }
    shape_->columns.push_back({spec.label, request_.auto_size ? 0 : spec.width, alignment});
  }
}

Value EntryMaker::ReadColumn(size_t index, const Value& object) const {
  if (readers_[index]) return readers_[index](object);
  return Read(specs_[index], object, evaluate_);
}

std::string EntryMaker::GroupOf(const Value& object) const {
  if (!group_) return {};
  const Value value = Read(*group_, object, evaluate_);
  return group_->label + ": " + CellText(value, group_->format, enumeration_limit_);
}

ObjectRef<FormatEntry> EntryMaker::Make(const Value& object) {
  if (object.IsNull()) return nullptr;
  const bool named = !request_.properties.empty();
  if (IsScalar(Unwrap(object)) && !named) return nullptr;
  const ViewDefinition* view = named || !views_ ? nullptr : views_->Find(object);
  if (view && view->kind == FormatKind::kText && !request_.kind) return nullptr;
  const auto* record = AsRecord(object);
  const std::string type_name = !shape_ || view || named ? std::string()
                                : record && !record->is_wrapper()
                                    ? record->shape()->type_names().front()
                                    : TypeNames(object).front();
  const bool same = shape_ && (named || (view ? view == view_ : !view_ && type_name == type_name_));
  if (!same) BeginShape(object, view);
  if (specs_.empty()) {
    shape_.reset();
    return nullptr;
  }
  std::vector<std::string> cells;
  cells.reserve(specs_.size());
  for (size_t i = 0; i < specs_.size(); ++i) {
    cells.push_back(CellText(ReadColumn(i, object), specs_[i].format, enumeration_limit_));
  }
  return MakeObject<FormatEntry>(shape_, GroupOf(object), std::move(cells));
}

}  // namespace sipsh::format
