// SIP addresses as administrators type them and as the directory keeps them.
// `x@d` and `sip:x@d`, in any case, are one address; it is stored as `sip:x@d`.
#pragma once

#include <string>
#include <string_view>

#include "directory/status.h"

namespace sipsh {

struct SipAddress {
  std::string uri;  // "sip:" and the rest as typed.
  std::string user;
  std::string domain;
  bool scheme_added = false;  // Typed without "sip:".
};

// kInvalidSyntax, whose message says what is wrong with which part.
directory::Result<SipAddress> ParseSipAddress(std::string_view text);

// The form in which two addresses are compared: "sip:" present, ASCII lower case. Text that is no
// address comes back lower-cased.
std::string SipAddressKey(std::string_view text);

// A DNS name: letters, digits and hyphens in labels of at most 63.
bool IsDnsName(std::string_view text);

}  // namespace sipsh
