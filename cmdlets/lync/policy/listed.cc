#include "cmdlets/lync/policy/listed.h"

#include <algorithm>

#include "cmdlets/lync/policy/child/children.h"
#include "cmdlets/lync/policy/instances.h"
#include "directory/topology/services.h"

namespace sipsh {
namespace {

using topology::EqualsIgnoreCase;
using topology::Setting;
using topology::SettingKind;

constexpr std::string_view kService = "service:";

std::vector<std::string> TextsOfList(const Noun& noun, std::string_view list,
                                     const topology::Topology& topology) {
  std::vector<std::string> texts;
  std::optional<Instance> global = FindInstance(noun, topology, "Global");
  const SettingProperty* property = noun.Find(list);
  if (!global || property == nullptr) return texts;
  for (const Setting& item : EffectiveSetting(*property, global->said).items) {
    texts.push_back(item.text);
  }
  return texts;
}

std::vector<std::string> NamesOf(const NounRef& noun, const topology::Topology& topology) {
  std::vector<std::string> names;
  if (noun->kind == NounKind::kChild) {
    for (const Child& child : AllChildren(OpenChildNoun(noun), topology)) {
      names.push_back(child.name);
    }
    return names;
  }
  for (const Instance& instance : InstancesOf(*noun, topology)) {
    ScopeIdentity scope = ParseScopeIdentity(*noun, instance.identity);
    if (scope.scope == ScopeIdentity::Scope::kTag) names.push_back(scope.name);
  }
  return names;
}

bool Has(const std::vector<std::string>& names, std::string_view text) {
  return std::any_of(names.begin(), names.end(),
                     [&](const std::string& name) { return EqualsIgnoreCase(name, text); });
}

bool StartsWith(std::string_view text, std::string_view prefix) {
  return EqualsIgnoreCase(text.substr(0, prefix.size()), prefix);
}

bool IsListed(const topology::Topology& topology, const std::string& among, std::string text) {
  if (among == "site") {
    if (StartsWith(text, "site:")) text = text.substr(5);
    return topology.FindSite(text) != nullptr;
  }
  if (among.starts_with(kService)) {
    std::string role = among.substr(kService.size()) + ":";
    if (StartsWith(text, kService)) text = text.substr(kService.size());
    return bool(topology::FindService(topology, StartsWith(text, role) ? text : role + text));
  }
  size_t dot = among.find('.');
  NounRef noun = FindNoun(among.substr(0, dot));
  if (noun == nullptr) return true;
  if (dot != std::string::npos) {
    return Has(TextsOfList(*noun, among.substr(dot + 1), topology), text);
  }
  if (noun->tag && StartsWith(text, "tag:")) text = text.substr(4);
  return Has(NamesOf(noun, topology), text);
}

// The cmdlet that lists them, and how one is added.
std::string WhereListed(const std::string& among) {
  if (among == "site") return "Get-CsSite lists the sites.";
  if (among.starts_with(kService)) return "Get-CsService lists the services.";
  size_t dot = among.find('.');
  std::string noun = among.substr(0, dot);
  return "Get-" + noun + " lists what is; add it there with " +
         (dot == std::string::npos ? "New-" : "Set-") + noun + ".";
}

// The texts of a scalar or of a list.
std::vector<std::string> TextsOf(const Setting& setting) {
  std::vector<std::string> texts;
  if (setting.kind == SettingKind::kScalar) texts.push_back(setting.text);
  for (const Setting& item : setting.items) texts.push_back(item.text);
  return texts;
}

}  // namespace

void CheckListed(const topology::Topology& topology, const SettingProperty& property,
                 const Setting& setting) {
  if (property.among.empty()) return;
  for (const std::string& text : TextsOf(setting)) {
    if (text.empty() || IsListed(topology, property.among, text)) continue;
    Fail("'" + text + "' of " + property.name + " is not listed. " + WhereListed(property.among),
         "NotListed", ErrorCategory::kObjectNotFound, Value::String(text));
  }
}

std::string ListedHelp(const std::string& among) {
  if (among == "site") return "A site, as listed by Get-CsSite.";
  if (among.starts_with(kService)) {
    return "As listed by Get-CsService -" + among.substr(kService.size()) + ".";
  }
  return "As listed by Get-" + among.substr(0, among.find('.')) + ".";
}

void CheckUnique(const Noun& noun, const topology::Topology& topology, const std::string& identity,
                 const std::string& name, const Setting& said) {
  auto refuse = [](const std::string& text, const std::string& other, const std::string& where) {
    Fail("'" + text + "' is taken: the " + other + " '" + where + "' has it. Remove-" + other +
             " takes that out.",
         "NotUnique", ErrorCategory::kResourceExists, Value::String(text));
  };
  for (const std::string& other : noun.not_among) {
    NounRef found = FindNoun(other);
    if (found != nullptr && Has(NamesOf(found, topology), name)) refuse(name, other, name);
  }
  for (const SettingProperty& property : noun.properties) {
    const Setting* mine = said.Find(property.name);
    if (mine == nullptr) continue;
    for (const std::string& place : property.unique) {
      size_t dot = place.find('.');
      NounRef found = FindNoun(place.substr(0, dot));
      if (found == nullptr) continue;
      for (const Child& child : AllChildren(OpenChildNoun(found), topology)) {
        bool itself = found->name == noun.name && EqualsIgnoreCase(child.identity, identity);
        const Setting* theirs = child.said.Find(place.substr(dot + 1));
        if (!itself && theirs != nullptr && EqualsIgnoreCase(theirs->text, mine->text)) {
          refuse(mine->text, found->name, child.identity);
        }
      }
    }
  }
}

void CheckUnused(const Noun& noun, const topology::Topology& topology, const std::string& name) {
  for (const std::string& user : noun.used_by) {
    size_t dot = user.find('.');
    NounRef other = FindNoun(user.substr(0, dot));
    if (other == nullptr) continue;
    for (const Child& child : AllChildren(OpenChildNoun(other), topology)) {
      const Setting* said = child.said.Find(user.substr(dot + 1));
      if (said == nullptr || !Has(TextsOf(*said), name)) continue;
      Fail("The " + noun.name + " '" + name + "' is in use by the " + other->name + " '" +
               child.identity + "'. Remove that or give it another " + user.substr(dot + 1) +
               " first.",
           "InUse", ErrorCategory::kResourceBusy, Value::String(name));
    }
  }
}

}  // namespace sipsh
