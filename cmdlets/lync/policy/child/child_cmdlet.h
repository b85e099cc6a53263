// What the verbs over children share.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cmdlets/lync/policy/child/children.h"
#include "cmdlets/lync/policy/setting_cmdlet.h"

namespace sipsh {

class ChildCmdlet : public SettingCmdlet {
 public:
  explicit ChildCmdlet(NounRef noun)
      : SettingCmdlet(std::move(noun)), children_(OpenChildNoun(this->noun_ref())) {}

 protected:
  const ChildNoun& children() const { return children_; }

  // The parent's instance, if there is one.
  std::optional<Instance> ParentOf(const topology::Topology& topology,
                                   const ChildIdentity& identity) const;
  // Both as they stand; IdentityNotFound names the cmdlet that lists them.
  struct Place {
    Instance parent;
    std::vector<Child> children;
    size_t index = 0;

    Child& child() { return children[index]; }
  };
  Place RequireChild(const topology::Topology& topology, const std::string& identity) const;

  // The position that was asked for, when it was.
  std::optional<size_t> PositionAsked(const Value& instance) const;
  // Writes the list as it now is.
  void StoreList(CommandRuntime& runtime, EnvironmentService& environment,
                 const std::string& action, Instance parent,
                 const std::vector<Child>& children) const;

 private:
  ChildNoun children_;
};

}  // namespace sipsh
