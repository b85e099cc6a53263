#include <algorithm>

#include "cmdlets/lync/contact/sip_object_cmdlets.h"
#include "cmdlets/lync/trusted_application/application_cmdlets.h"
#include "directory/entry.h"

namespace sipsh {
namespace {

using Type = const SipObjectType& (*)();

struct Verb {
  std::string_view name;
  CmdletMetadata (*make)(const SipObjectType&);
  std::vector<Type> nouns;
};

const std::vector<Verb>& Verbs() {
  static const std::vector<Verb> verbs{
      {"Get",
       &GetSipObject,
       {&CsUserType, &CsAdUserType, &CsAdContactType, &CommonAreaPhoneType, &AnalogDeviceType,
        &ExUmContactType, &MeetingRoomType, &TrustedApplicationEndpointType,
        &ApplicationEndpointType}},
      {"New",
       &NewContact,
       {&CommonAreaPhoneType, &AnalogDeviceType, &ExUmContactType,
        &TrustedApplicationEndpointType}},
      {"Set",
       &SetSipObject,
       {&CsUserType, &CommonAreaPhoneType, &AnalogDeviceType, &ExUmContactType, &MeetingRoomType,
        &TrustedApplicationEndpointType}},
      {"Remove",
       &RemoveContact,
       {&CommonAreaPhoneType, &AnalogDeviceType, &ExUmContactType,
        &TrustedApplicationEndpointType}},
      {"Move",
       &MoveSipObject,
       {&CsUserType, &CommonAreaPhoneType, &AnalogDeviceType, &ExUmContactType, &MeetingRoomType}},
      {"Enable", &EnableAccount, {&CsUserType, &MeetingRoomType}},
      {"Disable", &DisableAccount, {&CsUserType, &MeetingRoomType}},
  };
  return verbs;
}

struct Single {
  std::string_view name;
  CmdletMetadata (*make)();
};

constexpr Single kSingles[] = {
    {"Move-CsLegacyUser", &MoveCsLegacyUser},
    {"Move-CsApplicationEndpoint", &MoveCsApplicationEndpoint},
    {"Get-CsUserPoolInfo", &GetCsUserPoolInfo},
    {"New-CsTrustedApplicationPool", &NewCsTrustedApplicationPool},
    {"Get-CsTrustedApplicationPool", &GetCsTrustedApplicationPool},
    {"Set-CsTrustedApplicationPool", &SetCsTrustedApplicationPool},
    {"Remove-CsTrustedApplicationPool", &RemoveCsTrustedApplicationPool},
    {"New-CsTrustedApplication", &NewCsTrustedApplication},
    {"Get-CsTrustedApplication", &GetCsTrustedApplication},
    {"Set-CsTrustedApplication", &SetCsTrustedApplication},
    {"Remove-CsTrustedApplication", &RemoveCsTrustedApplication},
    {"New-CsTrustedApplicationComputer", &NewCsTrustedApplicationComputer},
    {"Get-CsTrustedApplicationComputer", &GetCsTrustedApplicationComputer},
    {"Remove-CsTrustedApplicationComputer", &RemoveCsTrustedApplicationComputer},
};

}  // namespace

std::vector<CmdletMetadata> SipObjectCmdlets() {
  std::vector<CmdletMetadata> cmdlets;
  for (const Verb& verb : Verbs()) {
    for (Type noun : verb.nouns) cmdlets.push_back(verb.make(noun()));
  }
  for (const Single& single : kSingles) cmdlets.push_back(single.make());
  return cmdlets;
}

std::optional<CmdletMetadata> SipObjectCmdlet(std::string_view name) {
  for (const Single& single : kSingles) {
    if (directory::EqualIgnoreCase(single.name, name)) return single.make();
  }
  size_t dash = std::min(name.find('-'), name.size());
  for (const Verb& verb : Verbs()) {
    if (!directory::EqualIgnoreCase(verb.name, name.substr(0, dash))) continue;
    for (Type noun : verb.nouns) {
      if (directory::EqualIgnoreCase(noun().noun, name.substr(std::min(dash + 1, name.size())))) {
        return verb.make(noun());
      }
    }
  }
  return std::nullopt;
}

}  // namespace sipsh
