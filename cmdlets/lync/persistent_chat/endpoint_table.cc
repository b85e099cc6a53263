#include "cmdlets/lync/persistent_chat/endpoint_table.h"

namespace sipsh {
namespace {

using Kind = PropertyKind;

constexpr PropertyDefinition kContact[] = {
    {"Identity", Kind::kDn},
    {"PersistentChatPoolFqdn", Kind::kServicePoolFqdn, "msRTCSIP-ApplicationDestination"},
    {"RegistrarPool", Kind::kPoolFqdn, "msRTCSIP-PrimaryHomeServer"},
    {"HomeServer", Kind::kText, "msRTCSIP-PrimaryHomeServer"},
    {"OwnerUrn", Kind::kText, "msRTCSIP-OwnerUrn"},
    {"SipAddress", Kind::kText, "msRTCSIP-PrimaryUserAddress"},
    {"DisplayName", Kind::kText, "displayName"},
    {"DisplayNumber", Kind::kAlwaysNull},
    {"LineURI", Kind::kText, "msRTCSIP-Line"},
    {"PrimaryLanguage", Kind::kText, "msRTCSIP-ApplicationPrimaryLanguage"},
    {"SecondaryLanguages", Kind::kTextList, "msRTCSIP-ApplicationSecondaryLanguages"},
    {"ConferencingPolicy", Kind::kPolicy, "msRTCSIP-UserPolicies"},
    {"EnterpriseVoiceEnabled", Kind::kBit, "msRTCSIP-OptionFlags", 128},
    {"ExUmEnabled", Kind::kAlwaysNull},
    {"Enabled", Kind::kBoolean, "msRTCSIP-UserEnabled"},
};

}  // namespace

const ObjectTable& PersistentChatContactTable() {
  static const ObjectTable table{
      "Microsoft.Rtc.Management.ADConnect.Schema.OCSPersistentChatContact", kContact, {}};
  return table;
}

}  // namespace sipsh
