// The rules of uniform nouns between their properties.
#include <algorithm>
#include <cstdlib>

#include "cmdlets/lync/policy/instances.h"
#include "shell/value/objects.h"

namespace sipsh {
namespace {

using topology::EqualsIgnoreCase;
using topology::Setting;

std::string TextOf(const Noun& noun, const std::string& property, const Setting& said) {
  const SettingProperty* found = noun.Find(property);
  if (found == nullptr) return "";
  const Setting& setting = EffectiveSetting(*found, said);
  std::string text = setting.text;  // Of a list, its texts between commas.
  for (const Setting& item : setting.items) text += (text.empty() ? "" : ",") + item.text;
  return text;
}

bool Holds(const Noun& noun, const SettingRule::Condition& condition, const Setting& said) {
  if (condition.relation == "has") {
    const SettingProperty* list = noun.Find(condition.property);
    return list != nullptr && static_cast<long long>(EffectiveSetting(*list, said).items.size()) >=
                                  std::atoll(condition.value.c_str());
  }
  std::string text = TextOf(noun, condition.property, said);
  if (condition.relation == "above") {
    return std::atoll(text.c_str()) > std::atoll(condition.value.c_str());
  }
  if (condition.relation == "differs") {
    return text.empty() || !EqualsIgnoreCase(text, TextOf(noun, condition.value, said));
  }
  return EqualsIgnoreCase(text, condition.value) == (condition.relation == "is");
}

// Only where nothing is said yet.
void Fill(const Noun& noun, const SettingRule& rule, Setting* said) {
  const SettingProperty* property = noun.Find(rule.fill);
  if (property == nullptr || said->Find(property->name) != nullptr) return;
  bool new_guid = rule.with == "new guid";
  Setting setting;
  setting.kind = topology::SettingKind::kScalar;
  setting.text = new_guid ? GuidObject::MakeRandom()->ToText() : rule.with;
  setting.quoted = new_guid;
  Say(*property, std::move(setting), said);
}

}  // namespace

std::vector<std::string> ApplyRules(const Noun& noun, const std::string& what, Setting* said) {
  std::vector<std::string> warnings;
  for (const SettingRule& rule : noun.rules) {
    bool applies = std::all_of(rule.when.begin(), rule.when.end(), [&](const auto& condition) {
      return Holds(noun, condition, *said);
    });
    if (!applies) continue;
    if (!rule.need) {
      Fill(noun, rule, said);
    } else if (!Holds(noun, *rule.need, *said)) {
      std::string message = what + ": " + rule.message;
      if (!rule.warn) {
        Fail(message, "PropertyRuleBroken", ErrorCategory::kInvalidArgument, Value::String(what));
      }
      warnings.push_back(std::move(message));
    }
  }
  return warnings;
}

}  // namespace sipsh
