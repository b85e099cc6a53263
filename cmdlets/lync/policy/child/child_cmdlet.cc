#include "cmdlets/lync/policy/child/child_cmdlet.h"

#include "cmdlets/directory_support/object_query.h"
#include "shell/value/convert.h"
#include "shell/value/members.h"

namespace sipsh {

using topology::EqualsIgnoreCase;
using topology::Setting;

std::optional<Instance> ChildCmdlet::ParentOf(const topology::Topology& topology,
                                              const ChildIdentity& identity) const {
  return FindInstance(*children_.parent, topology, identity.parent);
}

ChildCmdlet::Place ChildCmdlet::RequireChild(const topology::Topology& topology,
                                             const std::string& identity) const {
  ChildIdentity meant = ParseChildIdentity(children_, identity);
  Place place;
  if (std::optional<Instance> parent = ParentOf(topology, meant)) {
    place.parent = std::move(*parent);
    place.children = ChildrenOf(children_, place.parent);
  }
  for (; place.index < place.children.size(); ++place.index) {
    if (EqualsIgnoreCase(place.child().name, meant.name)) return place;
  }
  Fail("There is no " + noun().name + " '" + ShownIdentity(children_, meant) + "'. Get-" +
           noun().name + " lists all.",
       "IdentityNotFound", ErrorCategory::kObjectNotFound, Value::String(identity));
}

std::optional<size_t> ChildCmdlet::PositionAsked(const Value& instance) const {
  if (children_.position == nullptr) return std::nullopt;
  const Value* bound = FindBound(*children_.position);
  Value asked = bound == nullptr ? Value() : *bound;
  if (asked.IsNull() && !instance.IsNull()) {
    (void)TryGetMember(instance, children_.position->name, &asked);
  }
  if (asked.IsNull()) return std::nullopt;
  Setting number = ToSetting(*children_.position, asked);
  return static_cast<size_t>(std::stoll(number.text));
}

void ChildCmdlet::StoreList(CommandRuntime& runtime, EnvironmentService& environment,
                            const std::string& action, Instance parent,
                            const std::vector<Child>& children) const {
  Setting list;
  list.kind = topology::SettingKind::kSequence;
  for (const Child& child : children) list.items.push_back(child.said);
  Say(*children_.list, std::move(list), &parent.said);
  bool nothing_said = parent.said.items.empty() && parent.identity == "Global";
  Commit(runtime, environment, action,
         nothing_said ? TakeInstance(*children_.parent, parent.identity)
                      : PutInstance(*children_.parent, parent));
}

}  // namespace sipsh
