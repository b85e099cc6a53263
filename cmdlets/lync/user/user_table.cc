#include "cmdlets/lync/user/user_table.h"

namespace sipsh {
namespace {

using Kind = PropertyKind;

// In the order of the vendor's list view, the rest behind it.
constexpr PropertyDefinition kCsUser[] = {
    {"Identity", Kind::kDn},
    {"VoicePolicy", Kind::kPolicy, "msRTCSIP-UserPolicies"},
    {"ConferencingPolicy", Kind::kPolicy, "msRTCSIP-UserPolicies"},
    {"PresencePolicy", Kind::kPolicy, "msRTCSIP-UserPolicies"},
    {"DialPlan", Kind::kPolicy, "msRTCSIP-UserPolicies"},
    {"LocationPolicy", Kind::kPolicy, "msRTCSIP-UserPolicies"},
    {"ClientPolicy", Kind::kPolicy, "msRTCSIP-UserPolicies"},
    {"ClientVersionPolicy", Kind::kPolicy, "msRTCSIP-UserPolicies"},
    {"ArchivingPolicy", Kind::kPolicy, "msRTCSIP-UserPolicies"},
    {"PinPolicy", Kind::kPolicy, "msRTCSIP-UserPolicies"},
    {"ExternalAccessPolicy", Kind::kPolicy, "msRTCSIP-UserPolicies"},
    {"HostedVoiceMail", Kind::kExtensionFlag, "msRTCSIP-UserExtension"},
    {"HostedVoicemailPolicy", Kind::kPolicy, "msRTCSIP-UserPolicies"},
    {"HostingProvider", Kind::kText, "msRTCSIP-DeploymentLocator"},
    {"RegistrarPool", Kind::kPoolFqdn, "msRTCSIP-PrimaryHomeServer"},
    {"Enabled", Kind::kBoolean, "msRTCSIP-UserEnabled"},
    {"SipAddress", Kind::kText, "msRTCSIP-PrimaryUserAddress"},
    {"LineURI", Kind::kText, "msRTCSIP-Line"},
    {"EnterpriseVoiceEnabled", Kind::kBit, "msRTCSIP-OptionFlags", 128},
    {"HomeServer", Kind::kText, "msRTCSIP-PrimaryHomeServer"},
    {"DisplayName", Kind::kText, "displayName"},
    {"SamAccountName", Kind::kText, "sAMAccountName"},
    {"PersistentChatPolicy", Kind::kPolicy, "msRTCSIP-UserPolicies"},
    {"MobilityPolicy", Kind::kPolicy, "msRTCSIP-UserPolicies"},
    {"ExchangeArchivingPolicy", Kind::kExtension, "msRTCSIP-UserExtension"},
    {"AudioVideoDisabled", Kind::kExtensionFlag, "msRTCSIP-UserExtension"},
    {"AcpInfo", Kind::kTextList, "msRTCSIP-AcpInfo"},
    {"TenantId", Kind::kGuid, "msRTCSIP-TenantId"},
    {"UserRoutingGroupId", Kind::kGuid, "msRTCSIP-UserRoutingGroupId"},
    {"UserPrincipalName", Kind::kText, "userPrincipalName"},
    {"FirstName", Kind::kText, "givenName"},
    {"LastName", Kind::kText, "sn"},
    {"WindowsEmailAddress", Kind::kText, "mail"},
    {"Sid", Kind::kSid, "objectSid"},
    {"OriginatorSid", Kind::kSid, "msRTCSIP-OriginatorSid"},
    {"LineServerURI", Kind::kText, "msRTCSIP-LineServer"},
    {"PrivateLine", Kind::kText, "msRTCSIP-PrivateLine"},
    {"PublicNetworkEnabled", Kind::kBit, "msRTCSIP-OptionFlags", 1},
    {"RemoteCallControlTelephonyEnabled", Kind::kBit, "msRTCSIP-OptionFlags", 16},
    {"EnabledForRichPresence", Kind::kBit, "msRTCSIP-OptionFlags", 256},
    {"EnabledForFederation", Kind::kFlag, "msRTCSIP-FederationEnabled"},
    {"EnabledForInternetAccess", Kind::kFlag, "msRTCSIP-InternetAccessEnabled"},
    {"TargetServerIfMoving", Kind::kText, "msRTCSIP-TargetHomeServer"},
    {"TargetRegistrarPool", Kind::kPoolFqdn, "msRTCSIP-TargetHomeServer"},
    {"ProxyAddresses", Kind::kTextList, "proxyAddresses"},
    {"Name", Kind::kRdn},
    {"DistinguishedName", Kind::kDn},
    {"Guid", Kind::kGuid, "objectGUID", 0, "entryUUID"},
    {"ObjectClass", Kind::kObjectClass, "objectClass"},
    {"WhenCreated", Kind::kTime, "whenCreated", 0, "createTimestamp"},
    {"WhenChanged", Kind::kTime, "whenChanged", 0, "modifyTimestamp"},
    {"OriginatingServer", Kind::kSource},
    {"IsValid", Kind::kAlwaysTrue},
};

constexpr std::string_view kCsUserView[] = {"Identity",
                                            "VoicePolicy",
                                            "ConferencingPolicy",
                                            "PresencePolicy",
                                            "DialPlan",
                                            "LocationPolicy",
                                            "ClientPolicy",
                                            "ClientVersionPolicy",
                                            "ArchivingPolicy",
                                            "PinPolicy",
                                            "ExternalAccessPolicy",
                                            "HostedVoiceMail",
                                            "HostedVoicemailPolicy",
                                            "HostingProvider",
                                            "RegistrarPool",
                                            "Enabled",
                                            "SipAddress",
                                            "LineURI",
                                            "EnterpriseVoiceEnabled",
                                            "HomeServer",
                                            "DisplayName",
                                            "SamAccountName"};

constexpr PropertyDefinition kCsAdUser[] = {
    {"Identity", Kind::kDn},
    {"DisplayName", Kind::kText, "displayName"},
    {"SamAccountName", Kind::kText, "sAMAccountName"},
    {"UserPrincipalName", Kind::kText, "userPrincipalName"},
    {"FirstName", Kind::kText, "givenName"},
    {"LastName", Kind::kText, "sn"},
    {"Enabled", Kind::kBoolean, "msRTCSIP-UserEnabled"},
    {"SipAddress", Kind::kText, "msRTCSIP-PrimaryUserAddress"},
    {"RegistrarPool", Kind::kPoolFqdn, "msRTCSIP-PrimaryHomeServer"},
    {"WindowsEmailAddress", Kind::kText, "mail"},
    {"Title", Kind::kText, "title"},
    {"Department", Kind::kText, "department"},
    {"Company", Kind::kText, "company"},
    {"Office", Kind::kText, "physicalDeliveryOfficeName"},
    {"City", Kind::kText, "l"},
    {"Phone", Kind::kText, "telephoneNumber"},
    {"MobilePhone", Kind::kText, "mobile"},
    {"UserAccountControl", Kind::kInteger, "userAccountControl"},
    {"ProxyAddresses", Kind::kTextList, "proxyAddresses"},
    {"Sid", Kind::kSid, "objectSid"},
    {"Name", Kind::kRdn},
    {"DistinguishedName", Kind::kDn},
    {"Guid", Kind::kGuid, "objectGUID", 0, "entryUUID"},
    {"ObjectClass", Kind::kObjectClass, "objectClass"},
    {"WhenCreated", Kind::kTime, "whenCreated", 0, "createTimestamp"},
    {"WhenChanged", Kind::kTime, "whenChanged", 0, "modifyTimestamp"},
    {"OriginatingServer", Kind::kSource},
    {"IsValid", Kind::kAlwaysTrue},
};

}  // namespace

const ObjectTable& CsUserTable() {
  static const ObjectTable table{"Microsoft.Rtc.Management.ADConnect.Schema.ADUser", kCsUser,
                                 kCsUserView};
  return table;
}

const ObjectTable& CsAdUserTable() {
  static const ObjectTable table{
      "Microsoft.Rtc.Management.ADConnect.Schema.CSADUser", kCsAdUser, {}};
  return table;
}

}  // namespace sipsh
