#include "cmdlets/lync/policy/setting_value.h"

#include <algorithm>

#include "cmdlets/directory_support/object_cmdlet.h"
#include "shell/value/compare.h"
#include "shell/value/containers.h"
#include "shell/value/convert.h"
#include "shell/value/members.h"
#include "shell/value/regex.h"
#include "shell/value/type_table.h"

namespace sipsh {
namespace {

using topology::Setting;
using topology::SettingKind;

[[noreturn]] void Refuse(const SettingProperty& property, const Value& value,
                         const std::string& why) {
  Fail("'" + ToText(value) + "' is no value for " + property.name + ": " + why + ".",
       "InvalidPropertyValue", ErrorCategory::kInvalidArgument, value);
}

Value Typed(const SettingProperty& property, const Value& value) {
  const TypeInfo* type = Heap::Current().types().Find(property.type_name);
  Value typed;
  if (type != nullptr && TryConvertTo(value, *type, &typed)) return typed;
  Refuse(property, value, "it must be of type " + property.type_name);
}

std::string RangeText(const SettingProperty& property) {
  if (property.most.empty()) return "the least is " + property.least;
  if (property.least.empty()) return "the most is " + property.most;
  return "it may be from " + property.least + " to " + property.most;
}

void CheckRange(const SettingProperty& property, const Value& value) {
  auto outside = [&](const std::string& limit, int side) {
    if (limit.empty()) return false;
    return CompareValues(value, Typed(property, Value::String(limit))) * side > 0;
  };
  if (outside(property.least, -1) || outside(property.most, 1)) {
    Refuse(property, value, RangeText(property));
  }
}

void CheckText(const SettingProperty& property, const std::string& text, const Value& value) {
  if (property.max_length > 0 && text.size() > static_cast<size_t>(property.max_length)) {
    Refuse(property, value,
           "it may have at most " + std::to_string(property.max_length) + " characters");
  }
  if (!property.pattern.empty() && !Regex::Compile(property.pattern)->IsMatch(text)) {
    Refuse(property, value, "it must match " + property.pattern);
  }
}

std::string EnumText(const SettingProperty& property, const Value& value) {
  std::string text = ToText(value);
  for (const std::string& known : property.values) {
    if (topology::EqualsIgnoreCase(known, text)) return known;
  }
  std::string list;
  for (const std::string& known : property.values) list += (list.empty() ? "" : ", ") + known;
  Refuse(property, value, "it may be " + list);
}

// An object's property may be text (Import-Csv); only the two words are taken for truth values.
std::string TruthText(const SettingProperty& property, const Value& value) {
  if (!value.IsString()) return ToBool(Typed(property, value)) ? "true" : "false";
  if (topology::EqualsIgnoreCase(value.AsStringView(), "true")) return "true";
  if (topology::EqualsIgnoreCase(value.AsStringView(), "false")) return "false";
  Refuse(property, value, "it must be true or false");
}

Setting Scalar(std::string text, bool quoted = false) {
  Setting setting;
  setting.kind = SettingKind::kScalar;
  setting.text = std::move(text);
  setting.quoted = quoted;
  return setting;
}

std::vector<Value> ElementsOf(const Value& value) {
  return value.IsNull() ? std::vector<Value>() : ToVector(value);
}

Setting ObjectSetting(const SettingProperty& property, const Value& value) {
  Setting mapping;
  mapping.kind = SettingKind::kMapping;
  for (const SettingProperty& field : property.fields) {
    Value member;
    if (!TryGetMember(value, field.name, &member) || member.IsNull()) {
      if (field.mandatory) Refuse(property, value, "an element needs " + field.name);
      continue;
    }
    Setting setting = ToSetting(field, member);
    setting.key = field.name;
    mapping.items.push_back(std::move(setting));
  }
  if (mapping.items.empty()) {
    Refuse(property, value,
           "an element is an object or hash table with " + property.fields.front().name +
               " and the like");
  }
  return mapping;
}

Setting ElementSetting(const SettingProperty& property, const Value& value) {
  if (property.type == PropertyType::kObjectList) return ObjectSetting(property, value);
  std::string text = ToText(value);
  CheckText(property, text, value);
  return Scalar(std::move(text), true);
}

Setting ListSetting(const SettingProperty& property, const std::vector<Value>& elements) {
  Setting list;
  list.kind = SettingKind::kSequence;
  for (const Value& element : elements) list.items.push_back(ElementSetting(property, element));
  return list;
}

void RemoveFrom(Setting* list, const Setting& taken) {
  for (const Setting& item : taken.items) {
    auto same = std::find_if(list->items.begin(), list->items.end(),
                             [&](const Setting& mine) { return SameSetting(mine, item); });
    if (same != list->items.end()) list->items.erase(same);
  }
}

void AddTo(Setting* list, const Setting& added) {
  for (const Setting& item : added.items) {
    bool there = std::any_of(list->items.begin(), list->items.end(),
                             [&](const Setting& mine) { return SameSetting(mine, item); });
    if (!there) list->items.push_back(item);
  }
}

Value ObjectValue(const SettingProperty& property, const Setting& setting,
                  const std::string& where) {
  ShapeBuilder shape(property.element_type);
  std::vector<Value> slots;
  for (const SettingProperty& field : property.fields) {
    shape.Add(field.name);
    const Setting* said = setting.Find(field.name);
    slots.push_back(ToValue(field, said == nullptr ? field.standard : *said, where));
  }
  return Value::FromObject(new RecordObject(shape.Build(), std::move(slots)));
}

}  // namespace

bool SameSetting(const Setting& a, const Setting& b) {
  if (a.kind != b.kind || a.text != b.text || a.items.size() != b.items.size()) return false;
  for (size_t i = 0; i < a.items.size(); ++i) {
    if (a.kind == SettingKind::kMapping && a.items[i].key != b.items[i].key) return false;
    if (!SameSetting(a.items[i], b.items[i])) return false;
  }
  return true;
}

Value ToValue(const SettingProperty& property, const Setting& setting, const std::string& where) {
  if (property.type == PropertyType::kTextList || property.type == PropertyType::kObjectList) {
    std::vector<Value> elements;
    for (const Setting& item : setting.items) {
      elements.push_back(property.type == PropertyType::kTextList
                             ? Value::String(item.text)
                             : ObjectValue(property, item, where));
    }
    return MakeArray(std::move(elements));
  }
  if (setting.kind == SettingKind::kNull) return {};
  Value text = Value::String(setting.text);
  if (property.type == PropertyType::kText || property.type == PropertyType::kEnum) return text;
  if (property.type == PropertyType::kBool) {
    if (topology::EqualsIgnoreCase(setting.text, "true")) return Value::Bool(true);
    if (topology::EqualsIgnoreCase(setting.text, "false")) return Value::Bool(false);
  }
  const TypeInfo* type = Heap::Current().types().Find(property.type_name);
  Value typed;
  if (property.type != PropertyType::kBool && type != nullptr &&
      TryConvertTo(text, *type, &typed)) {
    return typed;
  }
  Fail("In the topology document, " + where + " says " + property.name + ": " + setting.text +
           ", which is no " + property.type_name + ". Correct it there and publish it.",
       "InvalidPropertyValue", ErrorCategory::kInvalidData, text);
}

Setting ToSetting(const SettingProperty& property, const Value& value) {
  if (property.type == PropertyType::kTextList || property.type == PropertyType::kObjectList) {
    return ListSetting(property, ElementsOf(value));
  }
  if (value.IsNull() || (value.IsString() && value.AsStringView().empty())) return {};
  switch (property.type) {
    case PropertyType::kBool:
      return Scalar(TruthText(property, value));
    case PropertyType::kEnum:
      return Scalar(EnumText(property, value), true);
    case PropertyType::kText: {
      std::string text = ToText(value);
      CheckText(property, text, value);
      return Scalar(std::move(text), true);
    }
    default: {
      Value typed = Typed(property, value);
      CheckRange(property, typed);
      return Scalar(ToText(typed), property.type == PropertyType::kTimeSpan);
    }
  }
}

Setting ModifyList(const SettingProperty& property, const Setting& before, const Value& value) {
  const auto* table = value.As<HashtableObject>();
  if (table == nullptr) return ToSetting(property, value);
  Setting list = before;
  list.kind = SettingKind::kSequence;
  bool modifies = false;
  auto part = [&](const char* name) -> const Value* {
    const Value* found = table->Find(name);
    modifies |= found != nullptr;
    return found;
  };
  if (const Value* all = part("Replace")) list = ListSetting(property, ElementsOf(*all));
  if (const Value* gone = part("Remove"))
    RemoveFrom(&list, ListSetting(property, ElementsOf(*gone)));
  if (const Value* more = part("Add")) AddTo(&list, ListSetting(property, ElementsOf(*more)));
  return modifies ? list : ToSetting(property, value);
}

}  // namespace sipsh
