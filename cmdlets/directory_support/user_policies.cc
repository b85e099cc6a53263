#include "cmdlets/directory_support/user_policies.h"

#include <charconv>

namespace sipsh {
namespace {

using topology::Setting;
using topology::Topology;

struct KnownType {
  std::string_view policy;
  int type;
};

constexpr KnownType kKnownTypes[] = {
    {"ConferencingPolicy", 1}, {"LocationPolicy", 5}, {"VoicePolicy", 7},
    {"DialPlan", 9},           {"ClientPolicy", 13},  {"ClientVersionPolicy", 11},
    {"ArchivingPolicy", 15},   {"PinPolicy", 19},     {"ExternalAccessPolicy", 21},
};

constexpr std::string_view kTag = "Tag:";

std::string_view WithoutTag(std::string_view name) {
  bool tagged = topology::EqualsIgnoreCase(name.substr(0, kTag.size()), kTag);
  return tagged ? name.substr(kTag.size()) : name;
}

bool ToNumber(std::string_view text, int* out) {
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), *out);
  return error == std::errc() && end == text.data() + text.size();
}

}  // namespace

std::optional<int> UserPolicyType(const Topology& topology, std::string_view policy) {
  for (const KnownType& known : kKnownTypes) {
    if (topology::EqualsIgnoreCase(known.policy, policy)) return known.type;
  }
  const Setting* types = topology.configurations.Find("UserPolicyTypes");
  const Setting* said = types == nullptr ? nullptr : types->Find(policy);
  int type = 0;
  if (said == nullptr || !ToNumber(said->text, &type)) return std::nullopt;
  return type;
}

std::string_view UserPolicyAnchor(const directory::ValueRange& values, int type) {
  for (std::string_view value : values) {
    size_t equals = value.find('=');
    int number = 0;
    if (equals == std::string_view::npos || !ToNumber(value.substr(0, equals), &number)) continue;
    if (number == type) return value.substr(equals + 1);
  }
  return {};
}

std::string UserPolicyName(const Topology& topology, std::string_view policy,
                           std::string_view anchor) {
  const Setting* instances = topology.policies.Find(policy);
  if (instances == nullptr) return {};
  for (const Setting& instance : instances->items) {
    const Setting* its = instance.Find("Anchor");
    if (its != nullptr && its->text == anchor) return std::string(WithoutTag(instance.key));
  }
  return {};
}

std::optional<std::string> AnchorOfUserPolicy(const Topology& topology, std::string_view policy,
                                              std::string_view name) {
  const Setting* instances = topology.policies.Find(policy);
  if (instances == nullptr) return std::nullopt;
  for (const Setting& instance : instances->items) {
    if (!topology::EqualsIgnoreCase(WithoutTag(instance.key), WithoutTag(name))) continue;
    const Setting* anchor = instance.Find("Anchor");
    if (anchor != nullptr && !anchor->text.empty()) return anchor->text;
  }
  return std::nullopt;
}

bool HasUserPolicies(const directory::ValueRange& values) {
  for (std::string_view value : values) {
    if (value.substr(0, 2) != "0=") return true;
  }
  return false;
}

}  // namespace sipsh
