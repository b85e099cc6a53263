#include "cmdlets/directory_support/entry_reader.h"

#include <array>
#include <charconv>
#include <cstdio>

#include "cmdlets/directory_support/user_policies.h"
#include "shell/value/containers.h"
#include "shell/value/date_time.h"

namespace sipsh {

using directory::EntryView;
using directory::EqualIgnoreCase;
using directory::ValueRange;

namespace {

bool ToInteger(std::string_view text, int64_t* out) {
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), *out);
  return error == std::errc() && end == text.data() + text.size();
}

bool ComesFromName(PropertyKind kind) {
  return kind == PropertyKind::kDn || kind == PropertyKind::kRdn || kind == PropertyKind::kSource ||
         kind == PropertyKind::kAlwaysTrue;
}

}  // namespace

EntryReader::EntryReader(const ObjectTable& table, ReaderContext context,
                         const std::vector<std::string>& extra_attributes)
    : context_(std::move(context)),
      properties_(table.properties.begin(), table.properties.end()),
      extra_names_(extra_attributes),
      attributes_(table.Attributes()) {
  for (const std::string& name : extra_names_) {
    properties_.push_back({name, PropertyKind::kText, name});
    attributes_.push_back(name);
  }
  ShapeBuilder builder(table.type_name);
  for (const PropertyDefinition& property : properties_) builder.Add(property.name);
  shape_ = builder.Build();
  for (size_t slot = 0; slot < properties_.size(); ++slot) {
    const PropertyDefinition& property = properties_[slot];
    defaults_.push_back(Absent(property));
    if (ComesFromName(property.kind)) {
      named_.push_back({&property, slot});
      continue;
    }
    for (std::string_view attribute : {property.attribute, property.fallback}) {
      if (attribute.empty()) continue;
      Binding* binding = nullptr;
      for (Binding& known : bindings_) {
        if (EqualIgnoreCase(known.attribute, attribute)) binding = &known;
      }
      if (binding == nullptr)
        binding = &bindings_.emplace_back(Binding{std::string(attribute), {}});
      binding->uses.push_back({&property, slot});
    }
  }
}

Value EntryReader::Absent(const PropertyDefinition& property) const {
  switch (property.kind) {
    case PropertyKind::kFlag:
    case PropertyKind::kBit:
    case PropertyKind::kExtensionFlag:
      return Value::Bool(false);
    case PropertyKind::kAccountEnabled:
      return Value::Bool(true);
    case PropertyKind::kTextList:
      return MakeArray({});
    default:
      return Value();
  }
}

const EntryReader::Binding* EntryReader::Find(std::string_view attribute, size_t position) {
  if (position < guesses_.size() && guesses_[position] != nullptr &&
      EqualIgnoreCase(guesses_[position]->attribute, attribute)) {
    return guesses_[position];
  }
  for (const Binding& binding : bindings_) {
    if (!EqualIgnoreCase(binding.attribute, attribute)) continue;
    if (position >= guesses_.size()) guesses_.resize(position + 1);
    guesses_[position] = &binding;
    return &binding;
  }
  return nullptr;
}

bool EntryReader::FromName(const PropertyDefinition& property, const EntryView& entry,
                           Value* out) const {
  switch (property.kind) {
    case PropertyKind::kDn:
      *out = Value::String(entry.dn());
      return true;
    case PropertyKind::kRdn:
      *out = Value::String(directory::Dn::FromTrusted(std::string(entry.dn())).LeafValue());
      return true;
    case PropertyKind::kSource:
      *out = Value::String(context_.source);
      return true;
    case PropertyKind::kAlwaysTrue:
      *out = Value::Bool(true);
      return true;
    default:
      return false;
  }
}

Value EntryReader::Read(const EntryView& entry) {
  std::vector<Value> slots(defaults_);
  for (const Use& use : named_) FromName(*use.property, entry, &slots[use.slot]);
  size_t position = 0;
  for (const directory::AttributeView& attribute : entry) {
    const Binding* binding = Find(attribute.name, position++);
    if (binding == nullptr || attribute.values.empty()) continue;
    for (const Use& use : binding->uses) {
      // A fallback never overrides the attribute proper.
      if (!use.property->fallback.empty() && !slots[use.slot].IsNull() &&
          EqualIgnoreCase(use.property->fallback, attribute.name)) {
        continue;
      }
      slots[use.slot] = Convert(*use.property, attribute.values);
    }
  }
  return Value::FromObject(new RecordObject(shape_, std::move(slots)));
}

Value EntryReader::ReadProperty(const PropertyDefinition& property, const EntryView& entry) {
  Value named;
  if (FromName(property, entry, &named)) return named;
  for (std::string_view attribute : {property.attribute, property.fallback}) {
    if (attribute.empty()) continue;
    ValueRange values = entry.Values(attribute);
    if (!values.empty()) return Convert(property, values);
  }
  return Absent(property);
}

Value EntryReader::PoolOf(const std::function<std::string(std::string_view)>& look_up,
                          std::string_view dn) {
  auto known = pools_.find(std::string(dn));
  if (known != pools_.end()) return known->second;
  std::string fqdn = look_up ? look_up(dn) : std::string();
  Value value = fqdn.empty() ? Value() : Value::String(std::move(fqdn));
  pools_.emplace(std::string(dn), value);
  return value;
}

Value EntryReader::Convert(const PropertyDefinition& property, const ValueRange& values) {
  std::string_view first = values.front();
  int64_t number = 0;
  switch (property.kind) {
    case PropertyKind::kText:
      if (values.size() == 1 || property.name != property.attribute) return Value::String(first);
      [[fallthrough]];
    case PropertyKind::kTextList: {
      std::vector<Value> items;
      for (std::string_view value : values) items.push_back(Value::String(value));
      return MakeArray(std::move(items));
    }
    case PropertyKind::kBoolean:
    case PropertyKind::kFlag:
      return Value::Bool(EqualIgnoreCase(first, "TRUE"));
    case PropertyKind::kInteger:
      return ToInteger(first, &number) ? Value::Integer(number) : Value::String(first);
    case PropertyKind::kBit:
      return Value::Bool(ToInteger(first, &number) && (number & property.bits) != 0);
    case PropertyKind::kAccountEnabled:
      return Value::Bool(!ToInteger(first, &number) || (number & 2) == 0);
    case PropertyKind::kTime:
      return GeneralizedTime(first);
    case PropertyKind::kGuid:
      return Value::String(GuidText(first));
    case PropertyKind::kSid:
      return Value::String(SidText(first));
    case PropertyKind::kPoolFqdn:
      return PoolOf(context_.pool_of_home_server, first);
    case PropertyKind::kServicePoolFqdn:
      return PoolOf(context_.pool_of_trusted_service, first);
    case PropertyKind::kGroupCategory:
      return Value::String(ToInteger(first, &number) && number >= 0 ? "Distribution" : "Security");
    case PropertyKind::kGroupScope:
      ToInteger(first, &number);
      return Value::String(number & 8 ? "Universal" : number & 4 ? "DomainLocal" : "Global");
    case PropertyKind::kPolicy: {
      if (!context_.policy || !HasUserPolicies(values)) return Value();
      std::string name = context_.policy(property.name, values);
      return name.empty() ? Value() : Value::String(std::move(name));
    }
    case PropertyKind::kExtension:
    case PropertyKind::kExtensionFlag: {
      std::string_view text = ExtensionValue(values, property.name);
      if (property.kind == PropertyKind::kExtensionFlag) {
        return Value::Bool(EqualIgnoreCase(text, "TRUE"));
      }
      return text.empty() ? Value() : Value::String(text);
    }
    case PropertyKind::kObjectClass: {
      std::string_view last = first;
      for (std::string_view value : values) {
        if (!EqualIgnoreCase(value, "top") && !EqualIgnoreCase(value, "extensibleObject") &&
            value.substr(0, 8) != "msRTCSIP") {
          last = value;
        }
      }
      return Value::String(last);
    }
    default:
      return Value();
  }
}

std::string_view ExtensionValue(const ValueRange& values, std::string_view name) {
  for (std::string_view value : values) {
    bool named = value.size() > name.size() && value[name.size()] == '=' &&
                 EqualIgnoreCase(value.substr(0, name.size()), name);
    if (named) return value.substr(name.size() + 1);
  }
  return {};
}

std::string GuidText(std::string_view bytes) {
  if (bytes.size() != 16) return std::string(bytes);
  static constexpr std::array<int, 16> kOrder{3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15};
  std::string text;
  for (size_t i = 0; i < kOrder.size(); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) text += '-';
    char pair[3];
    std::snprintf(pair, sizeof pair, "%02x",
                  static_cast<unsigned char>(bytes[static_cast<size_t>(kOrder[i])]));
    text += pair;
  }
  return text;
}

std::string SidText(std::string_view bytes) {
  auto at = [&](size_t i) { return static_cast<uint64_t>(static_cast<unsigned char>(bytes[i])); };
  if (bytes.size() < 8 || bytes[0] != 1 || bytes.size() != 8 + 4 * at(1)) return std::string(bytes);
  uint64_t authority = 0;
  for (size_t i = 2; i < 8; ++i) authority = authority << 8 | at(i);
  std::string text = "S-1-" + std::to_string(authority);
  for (size_t i = 8; i < bytes.size(); i += 4) {
    text += "-" + std::to_string(at(i) | at(i + 1) << 8 | at(i + 2) << 16 | at(i + 3) << 24);
  }
  return text;
}

Value GeneralizedTime(std::string_view text) {
  if (text.size() < 14) return {};
  for (size_t i = 0; i < 14; ++i) {
    if (text[i] < '0' || text[i] > '9') return {};
  }
  auto part = [&](size_t from, size_t count) {
    int number = 0;
    for (size_t i = from; i < from + count; ++i) number = number * 10 + (text[i] - '0');
    return number;
  };
  DateFields fields;
  fields.year = part(0, 4);
  fields.month = part(4, 2);
  fields.day = part(6, 2);
  fields.hour = part(8, 2);
  fields.minute = part(10, 2);
  fields.second = part(12, 2);
  bool valid = fields.year > 0 && fields.month >= 1 && fields.month <= 12 && fields.day >= 1 &&
               fields.day <= DaysInMonth(fields.year, fields.month) && fields.hour < 24 &&
               fields.minute < 60 && fields.second < 60;
  if (!valid) return {};
  return ToLocalTime(Value::DateTime(TicksOf(fields), DateTimeKind::kUtc));
}

}  // namespace sipsh
