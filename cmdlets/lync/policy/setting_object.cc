#include "cmdlets/lync/policy/setting_object.h"

#include <algorithm>

#include "shell/value/containers.h"
#include "shell/value/convert.h"
#include "shell/value/members.h"

namespace sipsh {
namespace {

using topology::Setting;
using topology::SettingKind;

constexpr const char* kChoice = "Choice";

// The shape whose type the value has, else that its Choice names, else the first with a member that
// it has.
const Noun* ShapeOf(const SettingProperty& property, const Value& value) {
  const auto& shapes = property.shapes;
  std::vector<std::string> names = TypeNames(value);
  for (const NounRef& shape : shapes) {
    if (std::find(names.begin(), names.end(), shape->type_name) != names.end()) return shape.get();
  }
  Value choice, member;
  bool chosen = shapes.size() > 1 && TryGetMember(value, kChoice, &choice) && !choice.IsNull();
  for (const NounRef& shape : shapes) {
    if (chosen) {
      if (topology::EqualsIgnoreCase(shape->Key(), ToText(choice))) return shape.get();
      continue;
    }
    for (const SettingProperty& field : shape->properties) {
      if (TryGetMember(value, field.name, &member)) return shape.get();
    }
  }
  return nullptr;
}

std::string FormsOf(const SettingProperty& property) {
  std::string forms;
  for (const NounRef& shape : property.shapes) {
    if (!forms.empty()) forms += " or ";
    if (!shape->name.empty()) {
      forms += "an object of New-" + shape->name;
    } else {
      forms += "an object or hash table with " + shape->properties.front().name + " and the like";
    }
  }
  return forms;
}

}  // namespace

Setting ObjectSetting(const SettingProperty& property, const Value& value) {
  const Noun* shape = ShapeOf(property, value);
  if (shape == nullptr) RefuseValue(property, value, "it must be " + FormsOf(property));
  Setting mapping;
  mapping.kind = SettingKind::kMapping;
  if (property.shapes.size() > 1) {
    Setting choice;
    choice.kind = SettingKind::kScalar;
    choice.key = kChoice;
    choice.text = shape->Key();
    mapping.items.push_back(std::move(choice));
  }
  for (const SettingProperty& field : shape->properties) {
    if (field.position) continue;
    Value member;
    bool said = TryGetMember(value, field.name, &member) && !member.IsNull();
    Setting setting = said ? ToSetting(field, member) : field.standard;
    bool nothing = setting.kind != SettingKind::kScalar && setting.items.empty();
    if (nothing && field.mandatory) RefuseValue(property, value, "it needs " + field.name);
    if (nothing) continue;
    setting.key = field.name;
    mapping.items.push_back(std::move(setting));
  }
  if (mapping.items.empty()) RefuseValue(property, value, "it must be " + FormsOf(property));
  return mapping;
}

Setting WholeSetting(const Noun& shape, const Setting& said) {
  Setting mapping;
  mapping.kind = SettingKind::kMapping;
  for (const SettingProperty& field : shape.properties) {
    const Setting* mine = said.Find(field.name);
    Setting setting = mine == nullptr ? field.standard : *mine;
    if (field.position || (setting.kind != SettingKind::kScalar && setting.items.empty())) continue;
    setting.key = field.name;
    mapping.items.push_back(std::move(setting));
  }
  return mapping;
}

Value ShapeValue(const Noun& shape, const Setting& setting, const std::string& where) {
  ShapeBuilder builder(shape.type_name);
  std::vector<Value> slots;
  for (const SettingProperty& field : shape.properties) {
    if (field.position) continue;
    builder.Add(field.name);
    const Setting* said = setting.Find(field.name);
    slots.push_back(ToValue(field, said == nullptr ? field.standard : *said, where));
  }
  return Value::FromObject(new RecordObject(builder.Build(), std::move(slots)));
}

Value ObjectValue(const SettingProperty& property, const Setting& setting,
                  const std::string& where) {
  if (setting.kind != SettingKind::kMapping) RefuseDocument(property, setting, where, "mapping");
  const Setting* choice = property.shapes.size() > 1 ? setting.Find(kChoice) : nullptr;
  if (choice == nullptr) return ShapeValue(*property.shapes.front(), setting, where);
  for (const NounRef& shape : property.shapes) {
    if (topology::EqualsIgnoreCase(shape->Key(), choice->text)) {
      return ShapeValue(*shape, setting, where);
    }
  }
  std::string names;
  for (const NounRef& shape : property.shapes)
    names += (names.empty() ? "" : " or ") + shape->Key();
  RefuseDocument(property, *choice, where, names);
}

}  // namespace sipsh
