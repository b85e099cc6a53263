// What the verbs over uniform nouns share: the noun, and the properties bound as parameters.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cmdlets/lync/policy/instances.h"
#include "shell/command/cmdlet_metadata.h"

namespace sipsh {

// The properties that were given as parameters.
class BoundProperties {
 public:
  virtual ~BoundProperties() = default;
  void Bind(const SettingProperty& property, const Value& value);

 protected:
  // Puts them into what the instance says: lists are modified, the rest replaced. `set` is the
  // parameter set in use.
  void ApplyBound(const Noun& noun, std::string_view set, topology::Setting* said) const;
  // Takes out what a rule fills anew, now that what it goes by was given.
  void TakeRenewed(const Noun& noun, topology::Setting* said) const;
  // Asks what a property given wants to have asked first; false: no.
  bool ConfirmBound(CommandRuntime& runtime, bool force) const;
  const Value* FindBound(const SettingProperty& property) const;  // Null: not given.

 private:
  std::vector<std::pair<const SettingProperty*, Value>> bound_;
};

class SettingCmdlet : public ObjectCmdlet, public BoundProperties {
 public:
  explicit SettingCmdlet(NounRef noun) : noun_(std::move(noun)) {}

  Value identity;
  Value tenant;
  bool force = false;

  void BeginProcessing(CommandRuntime& runtime) override;

 protected:
  const Noun& noun() const { return *noun_; }
  const NounRef& noun_ref() const { return noun_; }
  // What an object of Get- or New- -InMemory says, put into `said`.
  void TakeFromObject(const Value& instance, topology::Setting* said) const;
  // Its Identity; throws InvalidInstance for what has none.
  std::string IdentityOf(const Value& instance) const;
  // The one meant; IdentityNotFound names the cmdlet that lists them.
  Instance RequireInstance(const topology::Topology& topology, const std::string& shown) const;
  void Commit(CommandRuntime& runtime, EnvironmentService& environment, const std::string& action,
              topology::Edit edit) const;

 private:
  NounRef noun_;
};

// The declarations, each from the noun's data.
CmdletMetadata GetSetting(const NounRef& noun);
CmdletMetadata NewSetting(const NounRef& noun);
CmdletMetadata SetSetting(const NounRef& noun);
CmdletMetadata RemoveSetting(const NounRef& noun);
CmdletMetadata GrantPolicy(const NounRef& noun);
CmdletMetadata NewObject(const NounRef& noun);  // Of memory alone.
CmdletMetadata GetChild(const NounRef& noun);   // Of elements of another noun's list.
CmdletMetadata NewChild(const NounRef& noun);
CmdletMetadata SetChild(const NounRef& noun);
CmdletMetadata RemoveChild(const NounRef& noun);
CmdletMetadata EnableChild(const NounRef& noun);
CmdletMetadata DisableChild(const NounRef& noun);
CmdletMetadata GetCsEffectivePolicy();

// Verb-Noun of any uniform noun; nothing when there is no such cmdlet.
std::optional<CmdletMetadata> UniformCmdlet(std::string_view name);
std::vector<CmdletMetadata> UniformCmdlets();

// A parameter for each property, in every set. For New- those that only Set- has are left out, and
// what the noun says is mandatory is so.
void AddPropertyParameters(const Noun& noun, bool for_new, CmdletMetadata* metadata);
// -Tenant, where the noun's cmdlets know it.
void AddTenant(const Noun& noun, CmdletMetadata* metadata);
// What a parameter's help says of type, range and default, and where the default is known from.
std::string PropertyHelp(const SettingProperty& property);

}  // namespace sipsh
