#include "cmdlets/lync/contact/contact_tables.h"

namespace sipsh {
namespace {

using Kind = PropertyKind;

constexpr std::string_view kAddress = "msRTCSIP-PrimaryUserAddress";
constexpr std::string_view kHome = "msRTCSIP-PrimaryHomeServer";
constexpr std::string_view kPolicies = "msRTCSIP-UserPolicies";
constexpr std::string_view kExtension = "msRTCSIP-UserExtension";
constexpr std::string_view kFlags = "msRTCSIP-OptionFlags";

constexpr PropertyDefinition kCommonAreaPhone[] = {
    {"Identity", Kind::kDn},
    {"RegistrarPool", Kind::kPoolFqdn, kHome},
    {"Enabled", Kind::kBoolean, "msRTCSIP-UserEnabled"},
    {"SipAddress", Kind::kText, kAddress},
    {"ClientPolicy", Kind::kPolicy, kPolicies},
    {"PinPolicy", Kind::kPolicy, kPolicies},
    {"VoicePolicy", Kind::kPolicy, kPolicies},
    {"MobilityPolicy", Kind::kPolicy, kPolicies},
    {"ConferencingPolicy", Kind::kPolicy, kPolicies},
    {"LineURI", Kind::kText, "msRTCSIP-Line"},
    {"DisplayNumber", Kind::kText, "telephoneNumber"},
    {"DisplayName", Kind::kText, "displayName"},
    {"Description", Kind::kText, "description"},
    {"EnterpriseVoiceEnabled", Kind::kBit, kFlags, 128},
    {"HomeServer", Kind::kText, kHome},
    {"DialPlan", Kind::kPolicy, kPolicies},
    {"LocationPolicy", Kind::kPolicy, kPolicies},
    {"ExchangeArchivingPolicy", Kind::kExtension, kExtension},
    {"OwnerUrn", Kind::kText, "msRTCSIP-OwnerUrn"},
    {"Name", Kind::kRdn},
    {"DistinguishedName", Kind::kDn},
    {"Guid", Kind::kGuid, "objectGUID", 0, "entryUUID"},
    {"WhenCreated", Kind::kTime, "whenCreated", 0, "createTimestamp"},
    {"WhenChanged", Kind::kTime, "whenChanged", 0, "modifyTimestamp"},
};

constexpr PropertyDefinition kAnalogDevice[] = {
    {"Identity", Kind::kDn},
    {"Gateway", Kind::kExtension, kExtension},
    {"AnalogFax", Kind::kExtensionFlag, kExtension},
    {"RegistrarPool", Kind::kPoolFqdn, kHome},
    {"Enabled", Kind::kBoolean, "msRTCSIP-UserEnabled"},
    {"SipAddress", Kind::kText, kAddress},
    {"VoicePolicy", Kind::kPolicy, kPolicies},
    {"LineURI", Kind::kText, "msRTCSIP-Line"},
    {"DisplayNumber", Kind::kText, "telephoneNumber"},
    {"DisplayName", Kind::kText, "displayName"},
    {"EnterpriseVoiceEnabled", Kind::kBit, kFlags, 128},
    {"HomeServer", Kind::kText, kHome},
    {"DialPlan", Kind::kPolicy, kPolicies},
    {"ExchangeArchivingPolicy", Kind::kExtension, kExtension},
    {"OwnerUrn", Kind::kText, "msRTCSIP-OwnerUrn"},
    {"Name", Kind::kRdn},
    {"DistinguishedName", Kind::kDn},
    {"Guid", Kind::kGuid, "objectGUID", 0, "entryUUID"},
    {"WhenCreated", Kind::kTime, "whenCreated", 0, "createTimestamp"},
    {"WhenChanged", Kind::kTime, "whenChanged", 0, "modifyTimestamp"},
};

constexpr PropertyDefinition kExUmContact[] = {
    {"Identity", Kind::kDn},
    {"AutoAttendant", Kind::kExtensionFlag, kExtension},
    {"RegistrarPool", Kind::kPoolFqdn, kHome},
    {"Enabled", Kind::kBoolean, "msRTCSIP-UserEnabled"},
    {"SipAddress", Kind::kText, kAddress},
    {"LineURI", Kind::kText, "msRTCSIP-Line"},
    {"DisplayNumber", Kind::kText, "telephoneNumber"},
    {"DisplayName", Kind::kText, "displayName"},
    {"Description", Kind::kText, "description"},
    {"EnterpriseVoiceEnabled", Kind::kBit, kFlags, 128},
    {"HomeServer", Kind::kText, kHome},
    {"ExchangeArchivingPolicy", Kind::kExtension, kExtension},
    {"OwnerUrn", Kind::kText, "msRTCSIP-OwnerUrn"},
    {"Name", Kind::kRdn},
    {"DistinguishedName", Kind::kDn},
    {"Guid", Kind::kGuid, "objectGUID", 0, "entryUUID"},
    {"WhenCreated", Kind::kTime, "whenCreated", 0, "createTimestamp"},
    {"WhenChanged", Kind::kTime, "whenChanged", 0, "modifyTimestamp"},
};

constexpr PropertyDefinition kMeetingRoom[] = {
    {"Identity", Kind::kDn},
    {"RegistrarPool", Kind::kPoolFqdn, kHome},
    {"Enabled", Kind::kBoolean, "msRTCSIP-UserEnabled"},
    {"SipAddress", Kind::kText, kAddress},
    {"ClientPolicy", Kind::kPolicy, kPolicies},
    {"VoicePolicy", Kind::kPolicy, kPolicies},
    {"ConferencingPolicy", Kind::kPolicy, kPolicies},
    {"ExternalAccessPolicy", Kind::kPolicy, kPolicies},
    {"LineURI", Kind::kText, "msRTCSIP-Line"},
    {"DisplayName", Kind::kText, "displayName"},
    {"EnterpriseVoiceEnabled", Kind::kBit, kFlags, 128},
    {"HostingProvider", Kind::kText, "msRTCSIP-DeploymentLocator"},
    {"HomeServer", Kind::kText, kHome},
    {"SamAccountName", Kind::kText, "sAMAccountName"},
    {"UserPrincipalName", Kind::kText, "userPrincipalName"},
    {"LineServerURI", Kind::kText, "msRTCSIP-LineServer"},
    {"PrivateLine", Kind::kText, "msRTCSIP-PrivateLine"},
    {"RemoteCallControlTelephonyEnabled", Kind::kBit, kFlags, 16},
    {"AudioVideoDisabled", Kind::kExtensionFlag, kExtension},
    {"HostedVoiceMail", Kind::kExtensionFlag, kExtension},
    {"ExchangeArchivingPolicy", Kind::kExtension, kExtension},
    {"AcpInfo", Kind::kTextList, "msRTCSIP-AcpInfo"},
    {"OriginatorSid", Kind::kSid, "msRTCSIP-OriginatorSid"},
    {"OwnerUrn", Kind::kText, "msRTCSIP-OwnerUrn"},
    {"Name", Kind::kRdn},
    {"DistinguishedName", Kind::kDn},
    {"Guid", Kind::kGuid, "objectGUID", 0, "entryUUID"},
    {"WhenCreated", Kind::kTime, "whenCreated", 0, "createTimestamp"},
    {"WhenChanged", Kind::kTime, "whenChanged", 0, "modifyTimestamp"},
};

constexpr PropertyDefinition kApplicationContact[] = {
    {"Identity", Kind::kDn},
    {"RegistrarPool", Kind::kPoolFqdn, kHome},
    {"HomeServer", Kind::kText, kHome},
    {"OwnerUrn", Kind::kText, "msRTCSIP-OwnerUrn"},
    {"SipAddress", Kind::kText, kAddress},
    {"DisplayName", Kind::kText, "displayName"},
    {"DisplayNumber", Kind::kText, "telephoneNumber"},
    {"LineURI", Kind::kText, "msRTCSIP-Line"},
    {"PrimaryLanguage", Kind::kText, "msRTCSIP-ApplicationPrimaryLanguage"},
    {"SecondaryLanguages", Kind::kTextList, "msRTCSIP-ApplicationSecondaryLanguages"},
    {"EnterpriseVoiceEnabled", Kind::kBit, kFlags, 128},
    {"ExUmEnabled", Kind::kExtensionFlag, kExtension},
    {"Enabled", Kind::kBoolean, "msRTCSIP-UserEnabled"},
};

constexpr PropertyDefinition kCsAdContact[] = {
    {"Identity", Kind::kDn},
    {"DisplayName", Kind::kText, "displayName"},
    {"FirstName", Kind::kText, "givenName"},
    {"LastName", Kind::kText, "sn"},
    {"Enabled", Kind::kBoolean, "msRTCSIP-UserEnabled"},
    {"SipAddress", Kind::kText, kAddress},
    {"RegistrarPool", Kind::kPoolFqdn, kHome},
    {"OriginatorSid", Kind::kSid, "msRTCSIP-OriginatorSid"},
    {"WindowsEmailAddress", Kind::kText, "mail"},
    {"Title", Kind::kText, "title"},
    {"Department", Kind::kText, "department"},
    {"Company", Kind::kText, "company"},
    {"Phone", Kind::kText, "telephoneNumber"},
    {"ProxyAddresses", Kind::kTextList, "proxyAddresses"},
    {"Name", Kind::kRdn},
    {"DistinguishedName", Kind::kDn},
    {"Guid", Kind::kGuid, "objectGUID", 0, "entryUUID"},
    {"ObjectClass", Kind::kObjectClass, "objectClass"},
    {"WhenCreated", Kind::kTime, "whenCreated", 0, "createTimestamp"},
    {"WhenChanged", Kind::kTime, "whenChanged", 0, "modifyTimestamp"},
};

}  // namespace

const ObjectTable& CommonAreaPhoneTable() {
  static const ObjectTable table{
      "Microsoft.Rtc.Management.ADConnect.Schema.OCSADCommonAreaPhoneContact",
      kCommonAreaPhone,
      {}};
  return table;
}

const ObjectTable& AnalogDeviceTable() {
  static const ObjectTable table{
      "Microsoft.Rtc.Management.ADConnect.Schema.OCSADAnalogDeviceContact", kAnalogDevice, {}};
  return table;
}

const ObjectTable& ExUmContactTable() {
  static const ObjectTable table{
      "Microsoft.Rtc.Management.ADConnect.Schema.OCSADExUmContact", kExUmContact, {}};
  return table;
}

const ObjectTable& MeetingRoomTable() {
  static const ObjectTable table{
      "Microsoft.Rtc.Management.ADConnect.Schema.OCSADMeetingRoom", kMeetingRoom, {}};
  return table;
}

const ObjectTable& ApplicationContactTable() {
  static const ObjectTable table{
      "Microsoft.Rtc.Management.ADConnect.Schema.OCSADApplicationContact", kApplicationContact, {}};
  return table;
}

const ObjectTable& CsAdContactTable() {
  static const ObjectTable table{
      "Microsoft.Rtc.Management.ADConnect.Schema.ADContact", kCsAdContact, {}};
  return table;
}

}  // namespace sipsh
