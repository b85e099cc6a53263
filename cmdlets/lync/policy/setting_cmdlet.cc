#include "cmdlets/lync/policy/setting_cmdlet.h"

#include <algorithm>

#include "cmdlets/directory_support/object_query.h"
#include "cmdlets/lync/policy/listed.h"
#include "cmdlets/lync/policy/put_into.h"
#include "shell/value/members.h"

namespace sipsh {

using topology::Setting;

void SettingCmdlet::BeginProcessing(CommandRuntime&) {
  if (tenant.IsNull()) return;
  throw TerminatingError(
      "-Tenant names a tenant of the online service; a topology document has none. Leave it out.",
      "ParameterNotKept", ErrorCategory::kNotEnabled, tenant);
}

void BoundProperties::Bind(const SettingProperty& property, const Value& value) {
  std::erase_if(bound_, [&](const auto& pair) { return pair.first == &property; });
  bound_.emplace_back(&property, value);
}

void BoundProperties::ApplyBound(const Noun& noun, std::string_view set, Setting* said) const {
  for (const auto& [parameter, value] : bound_) {
    for (const auto& [in_set, path] : parameter->into) {
      if (in_set != "*" && in_set != set) continue;
      Setting setting = ToSetting(*parameter, value);
      if (setting.kind != topology::SettingKind::kNull) PutInto(noun, path, setting, said);
    }
  }
  for (const auto& [property, value] : bound_) {
    if (property->position || noun.Find(property->name) != property) continue;
    Say(*property, ModifyList(*property, EffectiveSetting(*property, *said), value), said);
  }
}

void BoundProperties::TakeRenewed(const Noun& noun, Setting* said) const {
  auto bound = [&](const std::string& name) {
    const SettingProperty* property = noun.Find(name);
    return property != nullptr && FindBound(*property) != nullptr;
  };
  for (const SettingRule& rule : noun.rules) {
    if (rule.renew.empty() || !bound(rule.renew) || bound(rule.fill)) continue;
    std::erase_if(said->items, [&](const Setting& item) { return item.key == rule.fill; });
  }
}

bool BoundProperties::ConfirmBound(CommandRuntime& runtime, bool force) const {
  if (force || runtime.WhatIf()) return true;
  return std::all_of(bound_.begin(), bound_.end(), [&](const auto& pair) {
    const auto& [property, value] = pair;
    return property->confirm.empty() || value.IsNull() ||
           runtime.ShouldContinue(property->confirm, "Set " + property->name + "?");
  });
}

const Value* BoundProperties::FindBound(const SettingProperty& property) const {
  for (const auto& [mine, value] : bound_) {
    if (mine == &property) return &value;
  }
  return nullptr;
}

void SettingCmdlet::TakeFromObject(const Value& instance, Setting* said) const {
  for (const SettingProperty& property : noun().properties) {
    Value value;
    if (!property.position && TryGetMember(instance, property.name, &value)) {
      Say(property, ToSetting(property, value), said);
    }
  }
}

std::string SettingCmdlet::IdentityOf(const Value& instance) const {
  Value named;
  if (TryGetMember(instance, "Identity", &named) && !named.IsNull()) return IdentityText(named);
  Fail("-Instance takes an object of Get-" + noun().name + " or New-" + noun().name +
           " -InMemory; this one has no Identity.",
       "InvalidInstance", ErrorCategory::kInvalidArgument, instance);
}

Instance SettingCmdlet::RequireInstance(const topology::Topology& topology,
                                        const std::string& shown) const {
  std::optional<Instance> found = FindInstance(noun(), topology, shown);
  if (found) return std::move(*found);
  Fail("There is no " + noun().name + " '" + shown + "'. Get-" + noun().name + " lists all.",
       "IdentityNotFound", ErrorCategory::kObjectNotFound, Value::String(shown));
}

void SettingCmdlet::Commit(CommandRuntime& runtime, EnvironmentService& environment,
                           const std::string& action, topology::Edit edit) const {
  journal::TopologyStep step;
  step.edit = std::move(edit);
  step.edit->description = action;
  CommitTopology(runtime, environment, action, std::move(step));
}

namespace {

std::string DefaultText(const SettingProperty& property) {
  const Setting& standard = property.standard;
  if (property.type == PropertyType::kObject && !standard.items.empty()) {
    std::string text;
    for (const Setting& item : standard.items) {
      text += (text.empty() ? "" : ", ") + item.key + " " + item.text;
    }
    return text;
  }
  if (standard.kind == topology::SettingKind::kScalar) return standard.text;
  if (standard.items.empty()) return "none";
  std::string text;
  for (const Setting& item : standard.items) {
    std::string part = item.items.empty() ? item.text : item.items.front().text;
    text += (text.empty() ? "" : ", ") + part;
  }
  return text;
}

std::string SourceText(DefaultSource source) {
  switch (source) {
    case DefaultSource::kDocumentation:
      return "";
    case DefaultSource::kSample:
      return " (as a published sample shows it)";
    case DefaultSource::kChoice:
      return " (unconfirmed: a choice of sipsh)";
    case DefaultSource::kUnknown:
      return " (the product's own default is not published)";
  }
  return "";
}

}  // namespace

std::string PropertyHelp(const SettingProperty& property) {
  std::string help = property.help;
  auto add = [&](const std::string& sentence) { help += (help.empty() ? "" : " ") + sentence; };
  if (!property.least.empty() && !property.most.empty()) {
    add("From " + property.least + " to " + property.most + ".");
  } else if (!property.least.empty()) {
    add("At least " + property.least + ".");
  } else if (!property.most.empty()) {
    add("At most " + property.most + ".");
  }
  if (property.max_length > 0) {
    add("At most " + std::to_string(property.max_length) + " characters.");
  }
  if (!property.among.empty()) add(ListedHelp(property.among));
  if (property.IsList() && !property.values.empty()) {
    std::string list;
    for (const std::string& value : property.values) list += (list.empty() ? "" : ", ") + value;
    add("Of " + list + ".");
  }
  if (property.IsList()) add("A list, or @{Add=...}, @{Remove=...}, @{Replace=...}.");
  if (property.position) {
    add("Its place in the list, from 0; the last when left out.");
    return help;
  }
  if (!property.into.empty() || property.type_name == "switch") return help;
  add("Default: " + DefaultText(property) + SourceText(property.source) + ".");
  return help;
}

namespace {

ParameterMetadata PropertyParameter(const SettingProperty* property, bool for_new) {
  // The factory keeps the noun, and so the property.
  ParameterMetadata parameter =
      DynamicParameter(property->name, PropertyHelp(*property), property->type_name,
                       [property](Cmdlet& cmdlet, const Value& value) {
                         dynamic_cast<BoundProperties&>(cmdlet).Bind(*property, value);
                       })
          .AllowNull()
          .AllowEmpty();
  if (property->type == PropertyType::kEnum) parameter.enum_values = property->values;
  if (!property->sets.empty()) {
    ParameterSetEntry entry = parameter.sets.front();
    parameter.sets.clear();
    for (const std::string& set : property->sets) {
      entry.set = set;
      parameter.sets.push_back(entry);
    }
  }
  for (ParameterSetEntry& entry : parameter.sets) {
    if (for_new && property->mandatory) entry.mandatory = true;
  }
  return parameter;
}

}  // namespace

void AddPropertyParameters(const Noun& noun, bool for_new, CmdletMetadata* metadata) {
  for (const SettingProperty& property : noun.properties) {
    bool elsewhere = for_new ? property.only_set : property.only_new;
    if (property.key || property.read_only || elsewhere) continue;
    metadata->Add(PropertyParameter(&property, for_new));
  }
  for (const SettingProperty& parameter : noun.parameters) {
    metadata->Add(PropertyParameter(&parameter, for_new));
  }
}

void AddTenant(const Noun& noun, CmdletMetadata* metadata) {
  if (!noun.tenant) return;
  ParameterMetadata tenant = DynamicParameter("Tenant", "Online service only.", "guid",
                                              [](Cmdlet& cmdlet, const Value& value) {
                                                static_cast<SettingCmdlet&>(cmdlet).tenant = value;
                                              });
  metadata->Add(std::move(tenant));
}

std::vector<CmdletMetadata> UniformCmdlets() {
  std::vector<CmdletMetadata> cmdlets;
  for (const std::string& name : NounNames()) {
    NounRef noun = FindNoun(name);
    for (const std::string& verb : noun->verbs) {
      if (std::optional<CmdletMetadata> cmdlet = UniformCmdlet(verb + "-" + name)) {
        cmdlets.push_back(std::move(*cmdlet));
      }
    }
  }
  return cmdlets;
}

std::optional<CmdletMetadata> UniformCmdlet(std::string_view name) {
  struct Verb {
    std::string_view name;
    CmdletMetadata (*make)(const NounRef&);
    CmdletMetadata (*make_child)(const NounRef&);
  };
  static constexpr Verb kVerbs[] = {
      {"Get", &GetSetting, &GetChild},    {"New", &NewSetting, &NewChild},
      {"Set", &SetSetting, &SetChild},    {"Remove", &RemoveSetting, &RemoveChild},
      {"Grant", &GrantPolicy, nullptr},   {"Enable", nullptr, &EnableChild},
      {"Disable", nullptr, &DisableChild}};
  size_t dash = name.find('-');
  if (dash == std::string_view::npos) return std::nullopt;
  for (const Verb& verb : kVerbs) {
    if (!topology::EqualsIgnoreCase(verb.name, name.substr(0, dash))) continue;
    NounRef noun = FindNoun(name.substr(dash + 1));
    if (noun == nullptr) return std::nullopt;
    bool has = std::find(noun->verbs.begin(), noun->verbs.end(), verb.name) != noun->verbs.end();
    if (!has) continue;
    if (noun->kind == NounKind::kObject) return NewObject(noun);
    auto make = noun->kind == NounKind::kChild ? verb.make_child : verb.make;
    if (make != nullptr) return make(noun);
  }
  return std::nullopt;
}

}  // namespace sipsh
