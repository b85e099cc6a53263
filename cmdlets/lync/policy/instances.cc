#include "cmdlets/lync/policy/instances.h"

#include <algorithm>
#include <cstdlib>

#include "cmdlets/lync/policy/listed.h"
#include "shell/value/containers.h"
#include "shell/value/convert.h"

namespace sipsh {
namespace {

using topology::EqualsIgnoreCase;
using topology::Setting;
using topology::SettingKind;

constexpr std::string_view kGlobal = "Global";
constexpr const char* kAnchor = "Anchor";

const Setting* Section(const Noun& noun, const topology::Topology& topology) {
  const Setting& section = noun.IsPolicy() ? topology.policies : topology.configurations;
  return section.Find(noun.Key());
}

}  // namespace

std::vector<Instance> InstancesOf(const Noun& noun, const topology::Topology& topology) {
  std::vector<Instance> instances;
  const Setting* section = Section(noun, topology);
  if (noun.global) {
    const Setting* said = section == nullptr ? nullptr : section->Find(kGlobal);
    Instance global{std::string(kGlobal), said == nullptr ? Setting() : *said};
    global.said.kind = SettingKind::kMapping;
    instances.push_back(std::move(global));
  }
  if (section == nullptr) return instances;
  for (const Setting& item : section->items) {
    if (noun.global && EqualsIgnoreCase(item.key, kGlobal)) continue;
    instances.push_back({ParseScopeIdentity(noun, item.key).Text(), item});
    instances.back().said.kind = SettingKind::kMapping;
  }
  return instances;
}

std::optional<Instance> FindInstance(const Noun& noun, const topology::Topology& topology,
                                     const std::string& identity) {
  for (Instance& instance : InstancesOf(noun, topology)) {
    if (EqualsIgnoreCase(instance.identity, identity)) return std::move(instance);
  }
  return std::nullopt;
}

Value InstanceObject(const Noun& noun, const Instance& instance) {
  ShapeBuilder shape(noun.type_name);
  std::vector<Value> slots;
  shape.Add("Identity");
  slots.push_back(Value::String(instance.identity));
  for (const SettingProperty& property : noun.properties) {
    shape.Add(property.name);
    slots.push_back(ToValue(property, EffectiveSetting(property, instance.said),
                            noun.name + " " + instance.identity));
  }
  return Value::FromObject(new RecordObject(shape.Build(), std::move(slots)));
}

const Setting& EffectiveSetting(const SettingProperty& property, const Setting& said) {
  const Setting* mine = said.Find(property.name);
  return mine == nullptr ? property.standard : *mine;
}

void Say(const SettingProperty& property, Setting setting, Setting* said) {
  said->kind = SettingKind::kMapping;
  setting.key = property.name;
  auto mine = std::find_if(said->items.begin(), said->items.end(), [&](const Setting& item) {
    return EqualsIgnoreCase(item.key, property.name);
  });
  bool is_default =
      SameSetting(setting, property.standard) ||
      (setting.items.empty() && property.standard.items.empty() &&
       setting.kind != SettingKind::kScalar && property.standard.kind != SettingKind::kScalar);
  if (is_default) {
    if (mine != said->items.end()) said->items.erase(mine);
  } else if (mine != said->items.end()) {
    *mine = std::move(setting);
  } else {
    said->items.push_back(std::move(setting));
  }
}

void CheckInstance(CommandRuntime& runtime, const Noun& noun, const topology::Topology& topology,
                   Instance* instance) {
  for (const SettingProperty& property : noun.properties) {
    if (const Setting* mine = instance->said.Find(property.name)) {
      CheckListed(topology, property, *mine);
    }
  }
  std::string what = noun.name + " " + instance->identity;
  for (const std::string& warning : ApplyRules(noun, what, &instance->said)) {
    runtime.WriteMessage(Stream::kWarning, warning);
  }
}

void AddAnchor(const Noun& noun, const topology::Topology& topology, Setting* said) {
  int highest = 0;
  for (const Instance& instance : InstancesOf(noun, topology)) {
    const Setting* anchor = instance.said.Find(kAnchor);
    if (anchor != nullptr) highest = std::max(highest, std::atoi(anchor->text.c_str()));
  }
  Setting anchor;
  anchor.kind = SettingKind::kScalar;
  anchor.key = kAnchor;
  anchor.text = std::to_string(highest + 1);
  said->items.insert(said->items.begin(), std::move(anchor));
}

topology::Edit PutInstance(const Noun& noun, const Instance& instance) {
  Setting setting = instance.said;
  setting.kind = SettingKind::kMapping;
  setting.mark = {};
  return topology::SetSetting(std::string(noun.Section()), {noun.Key(), instance.identity},
                              std::move(setting));
}

topology::Edit TakeInstance(const Noun& noun, const std::string& identity) {
  return topology::SetSetting(std::string(noun.Section()), {noun.Key(), identity}, std::nullopt);
}

}  // namespace sipsh
