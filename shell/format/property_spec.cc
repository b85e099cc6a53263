#include "shell/format/property_spec.h"

#include "shell/value/containers.h"
#include "shell/value/convert.h"
#include "shell/value/error.h"
#include "shell/value/members.h"
#include "shell/value/text.h"
#include "shell/value/wildcard.h"

namespace sipsh::format {
namespace {

bool IsKey(std::string_view key, std::string_view full) {
  return !key.empty() && StartsWithIgnoreCase(full, key);
}

Alignment ParseAlignment(const Value& value) {
  const std::string text = ToText(value);
  if (IsKey(text, "Left")) return Alignment::kLeft;
  if (IsKey(text, "Right")) return Alignment::kRight;
  if (IsKey(text, "Center")) return Alignment::kCenter;
  throw ValueError("DictionaryKeyIllegalValue",
                   "The key \"alignment\" has an illegal value \"" + text +
                       "\". The valid values are left, center, and right.",
                   ValueErrorCategory::kInvalidArgument);
}

void SetExpression(PropertySpec& spec, const Value& value) {
  if (IsScriptBlock(value)) {
    spec.script = value;
    if (spec.label.empty()) spec.label = std::string(TrimWhiteSpace(ToText(value)));
  } else {
    spec.property = ToText(value);
    if (spec.label.empty()) spec.label = spec.property;
  }
}

void SetEntry(PropertySpec& spec, const std::string& key, const Value& value) {
  if (IsKey(key, "Name") || IsKey(key, "Label")) {
    spec.label = ToText(value);
  } else if (IsKey(key, "Expression")) {
    SetExpression(spec, value);
  } else if (IsKey(key, "Width")) {
    spec.width = ToInt32(value);
  } else if (IsKey(key, "FormatString")) {
    spec.format = ToText(value);
  } else if (EqualsIgnoreCase(key, "a") || IsKey(key, "Alignment")) {
    spec.alignment = ParseAlignment(value);
  } else if (IsKey(key, "Ascending")) {
    spec.descending = !ToBool(value);
  } else if (IsKey(key, "Descending")) {
    spec.descending = ToBool(value);
  } else if (!IsKey(key, "Depth")) {
    throw ValueError("DictionaryKeyUnknown",
                     "The key '" + key +
                         "' is not valid in a property's "
                         "hash table. Use Name, Label, Expression, Width, Alignment, FormatString, "
                         "Ascending or Descending.",
                     ValueErrorCategory::kInvalidArgument);
  }
}

}  // namespace

bool IsScriptBlock(const Value& value) {
  return value.IsObject() &&
         value.object()->Type().full_name == "System.Management.Automation.ScriptBlock";
}

PropertySpec ParsePropertySpec(const Value& value) {
  PropertySpec spec;
  if (const HashtableObject* table = AsHashtable(value)) {
    table->ForEach([&](const Value& key, const Value& entry) {
      const std::string name = ToText(key);
      if (IsKey(name, "Name") || IsKey(name, "Label")) spec.label = ToText(entry);
      return true;
    });
    table->ForEach([&](const Value& key, const Value& entry) {
      SetEntry(spec, ToText(key), entry);
      return true;
    });
    if (spec.script.IsNull() && spec.property.empty()) spec.property = spec.label;
    return spec;
  }
  SetExpression(spec, Unwrap(value));
  return spec;
}

std::vector<PropertySpec> ParsePropertySpecs(const std::vector<Value>& values) {
  std::vector<PropertySpec> specs;
  for (const Value& value : values) {
    if (IsEnumerable(value) && !AsHashtable(value)) {
      for (const Value& item : ToVector(value)) specs.push_back(ParsePropertySpec(item));
    } else {
      specs.push_back(ParsePropertySpec(value));
    }
  }
  return specs;
}

std::vector<PropertySpec> ExpandWildcards(const std::vector<PropertySpec>& specs,
                                          const Value& object) {
  std::vector<PropertySpec> expanded;
  const auto add = [&](PropertySpec spec) {
    for (const PropertySpec& known : expanded) {
      if (EqualsIgnoreCase(known.label, spec.label)) return;
    }
    expanded.push_back(std::move(spec));
  };
  for (const PropertySpec& spec : specs) {
    if (!spec.script.IsNull() || !WildcardPattern::HasWildcards(spec.property)) {
      expanded.push_back(spec);
      continue;
    }
    const WildcardPattern pattern(spec.property);
    for (const std::string& name : PropertyNames(object)) {
      if (!pattern.Matches(name)) continue;
      PropertySpec found = spec;
      found.property = found.label = name;
      add(std::move(found));
    }
  }
  return expanded;
}

Value Read(const PropertySpec& spec, const Value& object, const Evaluator& evaluate) {
  if (!spec.script.IsNull()) return evaluate ? evaluate(spec.script, object) : Value();
  Value result;
  if (const HashtableObject* table = AsHashtable(object)) {
    if (const Value* found = table->Find(spec.property)) return *found;
  }
  try {
    TryGetMember(object, spec.property, &result);
  } catch (const ValueError&) {
    return Value();
  }
  return result;
}

}  // namespace sipsh::format
