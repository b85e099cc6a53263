// The kinds of objects that bear a SIP address, as data: what they are called, how the directory
// tells them apart, and what can be written to them. The cmdlets are one class a verb
// (sip_object_cmdlets.h) and read these tables. Constant data.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cmdlets/directory_support/object_table.h"
#include "directory/filter.h"

namespace sipsh {

enum class SipPropertyKind {
  kAddress,        // The SIP address, and its sip: value in proxyAddresses.
  kText,           // One value; empty text removes the attribute.
  kTextList,       // All values.
  kObjects,        // Likewise, of objects of any type.
  kBoolean,        // TRUE or FALSE.
  kBit,            // `bits` in an integer attribute; other bits stay.
  kLine,           // tel: URI that nobody else may have.
  kTel,            // tel: or sip: URI.
  kSipUri,         // sip: URI of a gateway.
  kFqdn,           // As kExtension; a host name.
  kExtension,      // `parameter=value` among the values of msRTCSIP-UserExtension.
  kExtensionFlag,  // Likewise, TRUE or FALSE.
  kNotKept,        // Known to the cmdlet, refused: for users in the cloud.
};

// One parameter of a New- or Set- cmdlet.
struct SipProperty {
  std::string_view parameter;
  SipPropertyKind kind = SipPropertyKind::kText;
  std::string_view attribute = {};
  int bits = 0;
  std::string_view help = {};
  std::string_view alias = {};
  bool mandatory = false;  // In New-.
};

struct SipObjectType {
  std::string_view noun;  // CsCommonAreaPhone
  std::string_view what;  // "common area phone", in messages
  std::string_view stem;  // CommonAreaPhone, in error ids: CommonAreaPhoneNotFound
  bool account = false;   // A user account; else a contact.
  bool enabled = true;    // Only objects that have a SIP address.
  std::string_view
      owner;  // msRTCSIP-OwnerUrn; ends in * for all that begin so; empty: any or none.
  const ObjectTable* table = nullptr;
  std::span<const SipProperty> created = {};  // New-
  std::span<const SipProperty> changed = {};  // Set-

  directory::Filter Kind() const;  // Which entries are of this type.
};

const SipObjectType& CsUserType();
const SipObjectType& CsAdUserType();
const SipObjectType& CsAdContactType();
const SipObjectType& CommonAreaPhoneType();
const SipObjectType& AnalogDeviceType();
const SipObjectType& ExUmContactType();
const SipObjectType& MeetingRoomType();
const SipObjectType& TrustedApplicationEndpointType();
const SipObjectType& ApplicationEndpointType();

}  // namespace sipsh
