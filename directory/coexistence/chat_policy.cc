#include "directory/coexistence/chat_policy.h"

namespace sipsh::coexistence {

using topology::EqualsIgnoreCase;
using topology::Setting;

namespace {

std::string WithoutPrefix(std::string_view name, std::string_view prefix) {
  bool there = EqualsIgnoreCase(name.substr(0, prefix.size()), prefix);
  return std::string(there ? name.substr(prefix.size()) : name);
}

// Instances are kept by name; scopes may be written with their prefix or without.
const Setting* FindPolicy(const Setting& all, std::string_view prefix, std::string_view name) {
  if (const Setting* found = all.Find(std::string(prefix) + std::string(name))) return found;
  return prefix == "Site:" ? nullptr : all.Find(name);
}

bool Enables(const Setting* policy) {
  const Setting* value = policy == nullptr ? nullptr : policy->Find("EnablePersistentChat");
  return value != nullptr && EqualsIgnoreCase(value->text, "true");
}

}  // namespace

ChatPolicy PolicyInForce(const topology::Topology& topology, const std::string& granted,
                         const topology::Pool* home) {
  const Setting* all = topology.policies.Find("PersistentChatPolicy");
  if (all == nullptr) return {"Global", false};
  if (!granted.empty()) {
    std::string name = WithoutPrefix(granted, "Tag:");
    if (const Setting* policy = FindPolicy(*all, "Tag:", name))
      return {"Tag:" + name, Enables(policy)};
  }
  const topology::Site* site = home == nullptr ? nullptr : topology.FindSite(home->site);
  if (site != nullptr)
    if (const Setting* policy = FindPolicy(*all, "Site:", site->name))
      return {"Site:" + site->name, Enables(policy)};
  return {"Global", Enables(all->Find("Global"))};
}

}  // namespace sipsh::coexistence
