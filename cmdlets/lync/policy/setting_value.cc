#include "cmdlets/lync/policy/setting_value.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdio>

#include "cmdlets/directory_support/object_cmdlet.h"
#include "cmdlets/lync/policy/setting_object.h"
#include "directory/topology/rules.h"
#include "shell/value/compare.h"
#include "shell/value/containers.h"
#include "shell/value/convert.h"
#include "shell/value/date_time.h"
#include "shell/value/members.h"
#include "shell/value/objects.h"
#include "shell/value/regex.h"
#include "shell/value/type_table.h"

namespace sipsh {
namespace {

using topology::Setting;
using topology::SettingKind;

constexpr auto Refuse = &RefuseValue;

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

bool IsUri(const std::string& text) {
  return Regex::Compile("^[A-Za-z][A-Za-z0-9+.-]*:[^\\s\\x00-\\x1f]+$")->IsMatch(text);
}

void CheckForm(const SettingProperty& property, const std::string& text, const Value& value) {
  std::array<uint8_t, 16> guid;
  if (property.form == TextForm::kGuid && !ParseGuid(text, &guid)) {
    Refuse(property, value, "it must be a GUID, 32 hexadecimal digits as 8-4-4-4-12");
  }
  if (property.form == TextForm::kFqdn && !topology::IsFqdn(text)) {
    Refuse(property, value, "it must be a fully qualified domain name");
  }
  if (property.form == TextForm::kUri && !IsUri(text)) {
    Refuse(property, value, "it must be a URI with its scheme, such as https://www.contoso.com");
  }
}

void CheckText(const SettingProperty& property, const std::string& text, const Value& value) {
  CheckForm(property, text, value);
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

// Of a DateTime, or of anything that is one, such as "22:30" and "10:30 PM".
std::string TimeOfDayText(const SettingProperty& property, const Value& value) {
  DateFields fields = FieldsOf(Typed(property, value).AsTicks());
  char text[32];
  std::snprintf(text, sizeof text, "%02d:%02d:%02d", fields.hour, fields.minute, fields.second);
  std::string_view time(text);  // Two digits each: as texts they compare as times do.
  if ((!property.least.empty() && time < property.least) ||
      (!property.most.empty() && time > property.most)) {
    Refuse(property, Value::String(time), RangeText(property));
  }
  return text;
}

Value TimeOfDayValue(std::string_view text) {
  int hour = 0, minute = 0, second = 0;
  int read = std::sscanf(std::string(text).c_str(), "%2d:%2d:%2d", &hour, &minute, &second);
  bool valid = read >= 2 && hour >= 0 && hour < 24 && minute >= 0 && minute < 60 && second >= 0 &&
               second < 60;
  if (!valid) return {};
  return Value::DateTime(hour * kTicksPerHour + minute * kTicksPerMinute +
                         second * kTicksPerSecond);
}

bool IsHex(std::string_view text) {
  return text.size() % 2 == 0 &&
         std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isxdigit(c); });
}

// Bytes stand in the document as hexadecimal digits; blanks between them may be given.
std::string BytesText(const SettingProperty& property, const Value& value) {
  static constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string text;
  if (value.IsString()) {
    for (char c : value.AsStringView()) {
      if (c != ' ') text += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    }
    if (text.empty() || !IsHex(text)) Refuse(property, value, "it must be bytes, or hex digits");
    return text;
  }
  const TypeInfo* byte = Heap::Current().types().Find("byte");
  for (const Value& item : ToVector(value)) {
    Value typed;
    if (!TryConvertTo(item, *byte, &typed)) Refuse(property, value, "it must be bytes");
    auto number = static_cast<size_t>(typed.AsInt64());
    text += {kDigits[number >> 4], kDigits[number & 15]};
  }
  return text;
}

Value BytesValue(std::string_view text) {
  const TypeInfo* array = Heap::Current().types().Find("byte[]");
  if (!IsHex(text) || array == nullptr) return {};
  std::vector<Value> bytes;
  for (size_t i = 0; i < text.size(); i += 2) {
    bytes.push_back(Value::Int32(std::stoi(std::string(text.substr(i, 2)), nullptr, 16)));
  }
  Value typed;
  return TryConvertTo(MakeArray(std::move(bytes)), *array, &typed) ? typed : Value();
}

std::vector<Value> ElementsOf(const Value& value) {
  return value.IsNull() ? std::vector<Value>() : ToVector(value);
}

std::string Prefixed(const SettingProperty& property, std::string text) {
  auto starts = [&](std::string_view with) {
    return topology::EqualsIgnoreCase(text.substr(0, with.size()), with);
  };
  return starts(property.prefix) || starts("service:") ? text : property.prefix + text;
}

Setting ElementSetting(const SettingProperty& property, const Value& value) {
  if (property.type == PropertyType::kObjectList) return ObjectSetting(property, value);
  if (!property.values.empty()) return Scalar(EnumText(property, value), true);
  std::string text = Prefixed(property, ToText(value));
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

}  // namespace

void RefuseValue(const SettingProperty& property, const Value& value, const std::string& why) {
  std::string given = AsHashtable(value) ? "The hash table" : "'" + ToText(value) + "'";
  Fail(given + " is no value for " + property.name + ": " + why + ".", "InvalidPropertyValue",
       ErrorCategory::kInvalidArgument, value);
}

bool SameSetting(const Setting& a, const Setting& b) {
  if (a.kind != b.kind || a.text != b.text || a.items.size() != b.items.size()) return false;
  for (size_t i = 0; i < a.items.size(); ++i) {
    if (a.kind == SettingKind::kMapping && a.items[i].key != b.items[i].key) return false;
    if (!SameSetting(a.items[i], b.items[i])) return false;
  }
  return true;
}

void RefuseDocument(const SettingProperty& property, const Setting& setting,
                    const std::string& where, const std::string& type) {
  Fail("In the topology document, " + where + " says " + property.name +
           (setting.kind == SettingKind::kScalar ? ": " + setting.text : "") + ", which is no " +
           type + ". Correct it there and publish it.",
       "InvalidPropertyValue", ErrorCategory::kInvalidData, Value::String(setting.text));
}

namespace {

Value ListValue(const SettingProperty& property, const Setting& setting, const std::string& where) {
  if (setting.kind == SettingKind::kScalar || setting.kind == SettingKind::kMapping) {
    RefuseDocument(property, setting, where, "list");
  }
  std::vector<Value> elements;
  for (const Setting& item : setting.items) {
    elements.push_back(property.type == PropertyType::kTextList
                           ? Value::String(item.text)
                           : ObjectValue(property, item, where));
  }
  // Scripts add to it and take from it, then hand the object to Set- -Instance.
  return MakeArray(std::move(elements), types::kList);
}

// As a message calls the type.
std::string NameOfType(const SettingProperty& property) {
  if (property.type == PropertyType::kTimeOfDay) return "time of day";
  if (property.type == PropertyType::kBytes) return "row of hexadecimal digits";
  constexpr std::string_view kNullable = "nullable[";
  std::string name = property.type_name;
  return name.starts_with(kNullable) ? name.substr(kNullable.size(), name.size() - 10) : name;
}

}  // namespace

Value ToValue(const SettingProperty& property, const Setting& setting, const std::string& where) {
  if (property.IsList()) return ListValue(property, setting, where);
  if (setting.kind == SettingKind::kNull) return {};
  if (property.type == PropertyType::kObject) return ObjectValue(property, setting, where);
  Value text = Value::String(setting.text);
  if (property.type == PropertyType::kText || property.type == PropertyType::kEnum) return text;
  if (property.type == PropertyType::kBool) {
    if (topology::EqualsIgnoreCase(setting.text, "true")) return Value::Bool(true);
    if (topology::EqualsIgnoreCase(setting.text, "false")) return Value::Bool(false);
  }
  Value typed;
  if (property.type == PropertyType::kTimeOfDay) typed = TimeOfDayValue(setting.text);
  if (property.type == PropertyType::kBytes) typed = BytesValue(setting.text);
  if (property.type == PropertyType::kInteger || property.type == PropertyType::kTimeSpan) {
    const TypeInfo* type = Heap::Current().types().Find(property.type_name);
    if (type == nullptr || !TryConvertTo(text, *type, &typed)) typed = {};
  }
  if (typed.IsNull()) RefuseDocument(property, setting, where, NameOfType(property));
  return typed;
}

Setting ToSetting(const SettingProperty& property, const Value& value) {
  if (property.IsList()) return ListSetting(property, ElementsOf(value));
  if (value.IsNull() || (value.IsString() && value.AsStringView().empty())) return {};
  switch (property.type) {
    case PropertyType::kBool:
      return Scalar(TruthText(property, value));
    case PropertyType::kObject:
      return ObjectSetting(property, value);
    case PropertyType::kTimeOfDay:
      return Scalar(TimeOfDayText(property, value), true);
    case PropertyType::kBytes:
      return Scalar(BytesText(property, value), true);
    case PropertyType::kEnum:
      return Scalar(EnumText(property, value), true);
    case PropertyType::kText: {
      std::string text = Prefixed(property, ToText(value));
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
  if (!property.IsList()) return ToSetting(property, value);
  const auto* table = value.As<HashtableObject>();
  if (table == nullptr) return ToSetting(property, value);
  // As this would write it, so that equal elements are the same.
  Setting list = property.type == PropertyType::kObjectList
                     ? ToSetting(property, ToValue(property, before, "the document"))
                     : before;
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
