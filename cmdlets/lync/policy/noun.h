// Uniform nouns: policies and configurations whose New-, Get-, Set-, Remove- and Grant- cmdlets
// differ in their data alone. A noun is one YAML file in nouns/ (README.md tells the format),
// embedded in the module and read when one of its cmdlets is first named; each verb is one class.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "directory/file/yaml_document.h"
#include "directory/topology/model.h"

namespace sipsh {

enum class PropertyType {
  kBool,
  kText,
  kInteger,
  kTimeSpan,
  kTimeOfDay,  // A DateTime whose date says nothing.
  kBytes,
  kEnum,
  kObject,
  kTextList,
  kObjectList,
};

// What a text must look like.
enum class TextForm { kAny, kGuid, kUri, kFqdn };

struct Noun;
using NounRef = std::shared_ptr<const Noun>;

// Where a default value is known from; help says so when it is not public documentation.
enum class DefaultSource { kDocumentation, kSample, kChoice, kUnknown };

struct SettingProperty {
  std::string name;
  PropertyType type = PropertyType::kText;
  TextForm form = TextForm::kAny;
  std::string type_name;       // As a parameter: "bool", "uint32", "timespan" ...
  topology::Setting standard;  // What holds when nothing is said; null: nothing.
  DefaultSource source = DefaultSource::kDocumentation;
  std::string help;
  std::vector<std::string> values;  // kEnum
  std::string least, most;          // In the notation of the type; empty: no limit.
  int max_length = 0;               // 0: no limit.
  std::string pattern;
  std::string prefix;      // Put before a text that lacks it: "site:"
  std::string among;       // "CsPstnUsage.Usage": each text must be listed there.
  bool mandatory = false;  // For New-.
  bool key = false;        // The name of a child in its list.
  bool position = false;   // Where a child stands in its list, from 0; kept by the order alone.
  bool read_only = false;  // No cmdlet has such a parameter.
  std::string confirm;     // What to ask before it is set, unless -Force.
  bool only_new = false;   // Set- has no such parameter.
  std::vector<std::string> unique;  // "CsHostingProvider.ProxyFqdn": no other child there has it.
  bool only_set = false;            // New- has no such parameter.
  // A parameter alone (Noun::parameters): the parameter sets it is in, none: all; and for each set,
  // or for all as "*", where its value goes (put_into.h).
  std::vector<std::string> sets;
  std::vector<std::pair<std::string, std::string>> into;
  // kObject, kObjectList: what an object may be; more than one: the document says which as
  // `Choice`.
  std::vector<NounRef> shapes;

  bool IsList() const {
    return type == PropertyType::kTextList || type == PropertyType::kObjectList;
  }
};

// "PINLifetime above 0 needs PINHistoryCount above 0"; or what is filled in where nothing is said.
struct SettingRule {
  struct Condition {
    std::string property;
    // is, not, above; has: a list at least so many; differs: from the property named as value.
    std::string relation;
    std::string value;
  };
  std::vector<Condition> when;  // All of them; none: always.
  std::optional<Condition> need;
  std::string fill, with;  // A property, and its value; "new guid" makes one.
  std::string renew;       // Set- of this property alone fills it anew.
  bool warn = false;       // Warns instead of refusing.
  std::string message;
};

enum class NounKind {
  kPolicy,         // Under `policies` in the document.
  kConfiguration,  // Under `configurations`.
  kObject,         // An object of memory alone, made by New- to be put into a property.
  kChild,          // An element of a list of another noun, with a name of its own.
};

struct Noun {
  std::string name;       // CsPersistentChatPolicy
  std::string synopsis;   // "the Persistent Chat policies"
  std::string type_name;  // Of its objects.
  NounKind kind = NounKind::kConfiguration;
  bool global = false, site = false, tag = false;  // Scopes it may have.
  std::vector<std::string> services;               // Roles of services that may have one.
  std::vector<std::string> verbs;
  bool tenant = false;                       // Its cmdlets know -Tenant.
  bool resets_global = true;                 // Remove- of the global one puts back the defaults.
  int grant_identity = 0, grant_policy = 1;  // Positions of Grant-'s parameters.
  bool grant_policy_mandatory = false;
  std::vector<SettingProperty> properties;
  std::vector<SettingProperty> parameters;  // That are no properties.
  std::string default_set;                  // Of New-, where parameters have sets.
  std::vector<SettingRule> rules;

  // kChild:
  std::string in;                      // "CsTrunkConfiguration.OutboundTranslationRulesList"
  bool key_parameter = true;           // New- takes the name alone, too.
  bool makes_parent = false;           // New- makes the instance at a scope that has none.
  std::vector<std::string> not_among;  // Children of other nouns that must not have its name.
  std::string switched;                // The property that Enable- and Disable- set.
  std::vector<std::string> used_by;    // "CsNetworkSite.NetworkRegionID": who may name one.

  std::string Key() const { return name.substr(2); }  // In the document: PersistentChatPolicy
  bool IsPolicy() const { return kind == NounKind::kPolicy; }
  std::string_view Section() const { return IsPolicy() ? "policies" : "configurations"; }
  const SettingProperty* Find(std::string_view property) const;  // Ignores case.
};

// Reads a noun's text, strictly; null when something is wrong: then `problems` grew.
NounRef ReadNoun(const std::string& file, std::string_view text,
                 std::vector<directory::Problem>* problems);

// The nouns embedded in this module.
std::vector<std::string> NounNames();
// The noun of that name in any case; null when there is none.
NounRef FindNoun(std::string_view name);

}  // namespace sipsh
