#include "cmdlets/lync/contact/sip_object_type.h"

#include "cmdlets/directory_support/user_accounts.h"
#include "cmdlets/lync/contact/contact_tables.h"
#include "cmdlets/lync/user/user_table.h"

namespace sipsh {
namespace {

using directory::Filter;
using Kind = SipPropertyKind;

constexpr std::string_view kFlags = "msRTCSIP-OptionFlags";
constexpr std::string_view kExtensions = "msRTCSIP-UserExtension";

// Rows that several types share.
constexpr SipProperty kSipAddress{
    "SipAddress", Kind::kAddress, "msRTCSIP-PrimaryUserAddress", 0,
    "The SIP address, in a supported SIP domain; sip: may be left out."};
constexpr SipProperty kDisplayName{"DisplayName", Kind::kText, "displayName", 0,
                                   "Name shown in the address book."};
constexpr SipProperty kDisplayNumber{"DisplayNumber", Kind::kText, "telephoneNumber", 0,
                                     "Number shown in the address book, as people write it."};
constexpr SipProperty kDescription{"Description", Kind::kText, "description", 0,
                                   "What it is and where it stands."};
constexpr SipProperty kEnabled{"Enabled",
                               Kind::kBoolean,
                               "msRTCSIP-UserEnabled",
                               0,
                               "$false blocks signing in and keeps all else.",
                               "CsEnabled"};
constexpr SipProperty kEnterpriseVoice{"EnterpriseVoiceEnabled", Kind::kBit, kFlags,
                                       option_flags::kEnterpriseVoice,
                                       "Enterprise Voice on or off."};
constexpr SipProperty kArchiving{
    "ExchangeArchivingPolicy", Kind::kExtension, kExtensions, 0,
    "Where messages are archived; kept among the values of msRTCSIP-UserExtension."};
constexpr SipProperty kLineUri{"LineURI", Kind::kLine, "msRTCSIP-Line", 0,
                               "tel: URI of the phone number, which nobody else may have."};

constexpr SipProperty Required(SipProperty property) {
  property.mandatory = true;
  return property;
}

constexpr SipProperty Named(SipProperty property, std::string_view parameter) {
  property.parameter = parameter;
  return property;
}

constexpr SipProperty kGateway{"Gateway", Kind::kFqdn, kExtensions, 0,
                               "FQDN of the gateway; kept among the values of "
                               "msRTCSIP-UserExtension."};
constexpr SipProperty kAnalogFax{"AnalogFax", Kind::kExtensionFlag, kExtensions, 0,
                                 "$true for a fax machine; kept among the values of "
                                 "msRTCSIP-UserExtension."};
constexpr SipProperty kAutoAttendant{"AutoAttendant", Kind::kExtensionFlag, kExtensions, 0,
                                     "$true for an auto attendant, $false for subscriber access; "
                                     "kept among the values of msRTCSIP-UserExtension."};
constexpr SipProperty kPrimaryLanguage{"PrimaryLanguage", Kind::kText,
                                       "msRTCSIP-ApplicationPrimaryLanguage", 0,
                                       "Language code, for instance en-US."};
constexpr SipProperty kSecondaryLanguages{"SecondaryLanguages", Kind::kTextList,
                                          "msRTCSIP-ApplicationSecondaryLanguages", 0,
                                          "Further language codes."};

// ---- New-
constexpr SipProperty kNewPhone[] = {Required(Named(kLineUri, "LineUri")), kDescription,
                                     kDisplayName, kDisplayNumber, kSipAddress};
constexpr SipProperty kNewAnalogDevice[] = {Required(Named(kLineUri, "LineUri")),
                                            kSipAddress,
                                            kDisplayName,
                                            kDisplayNumber,
                                            Required(kAnalogFax),
                                            Required(kGateway)};
constexpr SipProperty kNewExUmContact[] = {Required(kSipAddress), Required(kDisplayNumber),
                                           kAutoAttendant, kDescription};
constexpr SipProperty kNewEndpoint[] = {
    kSipAddress,
    kDisplayName,
    kDisplayNumber,
    kLineUri,
    kPrimaryLanguage,
    kSecondaryLanguages,
    {"Tenant", Kind::kNotKept, {}, 0, "For tenants of the cloud only."}};

// ---- Set-
constexpr SipProperty kSetPhone[] = {kEnabled,         kDescription, kDisplayName, kDisplayNumber,
                                     kEnterpriseVoice, kSipAddress,  kLineUri,     kArchiving};
constexpr SipProperty kSetAnalogDevice[] = {kGateway,         kAnalogFax,   kLineUri,
                                            kSipAddress,      kDisplayName, kDisplayNumber,
                                            kEnterpriseVoice, kEnabled,     kArchiving};
constexpr SipProperty kSetExUmContact[] = {kAutoAttendant,   kDescription, kDisplayNumber, kEnabled,
                                           kEnterpriseVoice, kSipAddress,  kArchiving};
constexpr SipProperty kSetEndpoint[] = {
    kDisplayName,
    kDisplayNumber,
    kEnabled,
    {"EnabledForFederation", Kind::kBoolean, "msRTCSIP-FederationEnabled", 0,
     "Federated partners may call it."},
    kEnterpriseVoice,
    kLineUri,
    kPrimaryLanguage,
    kSecondaryLanguages,
    kSipAddress,
    {"Type", Kind::kExtension, kExtensions, 0,
     "Kind of application; kept among the values of msRTCSIP-UserExtension."},
    kArchiving};

#define USER_PROPERTIES                                                                           \
  {"LineServerURI", Kind::kSipUri, "msRTCSIP-LineServer", 0, "SIP URI of the gateway."},          \
      {"AudioVideoDisabled", Kind::kExtensionFlag, kExtensions, 0,                                \
       "Audio and video off; kept among the values of msRTCSIP-UserExtension."},                  \
      {"RemoteCallControlTelephonyEnabled", Kind::kBit, kFlags, option_flags::kRemoteCallControl, \
       "Remote call control on or off."},                                                         \
      {"PrivateLine", Kind::kTel, "msRTCSIP-PrivateLine", 0, "tel: URI that is not published."},  \
      {"HostedVoiceMail", Kind::kExtensionFlag, kExtensions, 0,                                   \
       "Hosted voice mail; kept among the values of msRTCSIP-UserExtension."},                    \
      kEnterpriseVoice, kArchiving, kLineUri, kSipAddress, kEnabled

constexpr std::string_view kAcpInfo = "msRTCSIP-AcpInfo";
constexpr SipProperty kSetMeetingRoom[] = {
    USER_PROPERTIES, {"AcpInfo", Kind::kTextList, kAcpInfo, 0, "Audio conferencing providers."}};
constexpr SipProperty kSetUser[] = {
    USER_PROPERTIES,
    {"AcpInfo", Kind::kObjects, kAcpInfo, 0, "Audio conferencing provider."},
    {"OnPremLineURI", Kind::kNotKept, {}, 0, "For users of the cloud only."}};
#undef USER_PROPERTIES

}  // namespace

Filter SipObjectType::Kind() const {
  std::vector<Filter> parts;
  if (enabled) parts.push_back(Filter::Present("msRTCSIP-PrimaryUserAddress"));
  if (!owner.empty()) parts.push_back(Filter::Wildcard("msRTCSIP-OwnerUrn", owner));
  if (account) {
    parts.push_back(UserAccounts());
  } else if (owner.empty()) {
    // Contacts that stand for the users of another forest.
    parts.push_back(Filter::Present("msRTCSIP-OriginatorSid"));
    parts.push_back(Filter::Equal("objectClass", "contact"));
  }
  return parts.size() == 1 ? std::move(parts[0]) : Filter::And(std::move(parts));
}

const SipObjectType& CsUserType() {
  static const SipObjectType type{.noun = "CsUser",
                                  .what = "user",
                                  .stem = "User",
                                  .account = true,
                                  .owner = {},
                                  .table = &CsUserTable(),
                                  .changed = kSetUser};
  return type;
}

const SipObjectType& CsAdUserType() {
  static const SipObjectType type{.noun = "CsAdUser",
                                  .what = "user",
                                  .stem = "User",
                                  .account = true,
                                  .enabled = false,
                                  .owner = {},
                                  .table = &CsAdUserTable()};
  return type;
}

const SipObjectType& CsAdContactType() {
  static const SipObjectType type{.noun = "CsAdContact",
                                  .what = "contact",
                                  .stem = "Contact",
                                  .enabled = false,
                                  .owner = {},
                                  .table = &CsAdContactTable()};
  return type;
}

const SipObjectType& CommonAreaPhoneType() {
  static const SipObjectType type{.noun = "CsCommonAreaPhone",
                                  .what = "common area phone",
                                  .stem = "CommonAreaPhone",
                                  .owner = "urn:device:commonareaphone",
                                  .table = &CommonAreaPhoneTable(),
                                  .created = kNewPhone,
                                  .changed = kSetPhone};
  return type;
}

const SipObjectType& AnalogDeviceType() {
  static const SipObjectType type{.noun = "CsAnalogDevice",
                                  .what = "analog device",
                                  .stem = "AnalogDevice",
                                  .owner = "urn:device:analogdevice",
                                  .table = &AnalogDeviceTable(),
                                  .created = kNewAnalogDevice,
                                  .changed = kSetAnalogDevice};
  return type;
}

const SipObjectType& ExUmContactType() {
  static const SipObjectType type{.noun = "CsExUmContact",
                                  .what = "Exchange UM contact",
                                  .stem = "ExUmContact",
                                  .owner = "urn:device:exum",
                                  .table = &ExUmContactTable(),
                                  .created = kNewExUmContact,
                                  .changed = kSetExUmContact};
  return type;
}

const SipObjectType& MeetingRoomType() {
  static const SipObjectType type{.noun = "CsMeetingRoom",
                                  .what = "meeting room",
                                  .stem = "MeetingRoom",
                                  .account = true,
                                  .owner = "urn:device:roomsystem",
                                  .table = &MeetingRoomTable(),
                                  .changed = kSetMeetingRoom};
  return type;
}

const SipObjectType& TrustedApplicationEndpointType() {
  static const SipObjectType type{.noun = "CsTrustedApplicationEndpoint",
                                  .what = "trusted application endpoint",
                                  .stem = "ApplicationEndpoint",
                                  .owner = "urn:application:*",
                                  .table = &ApplicationContactTable(),
                                  .created = kNewEndpoint,
                                  .changed = kSetEndpoint};
  return type;
}

const SipObjectType& ApplicationEndpointType() {
  static const SipObjectType type{.noun = "CsApplicationEndpoint",
                                  .what = "application endpoint",
                                  .stem = "ApplicationEndpoint",
                                  .owner = "urn:application:*",
                                  .table = &ApplicationContactTable()};
  return type;
}

}  // namespace sipsh
