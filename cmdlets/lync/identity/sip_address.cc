#include "cmdlets/lync/identity/sip_address.h"

#include <algorithm>
#include <cctype>

#include "directory/entry.h"

namespace sipsh {
namespace {

using directory::Code;
using directory::Status;

constexpr size_t kLongestAddress = 454;  // With the scheme; longer ones overflow SIP's own fields.

bool StartsWithIgnoreCase(std::string_view text, std::string_view start) {
  return text.size() >= start.size() &&
         directory::EqualIgnoreCase(text.substr(0, start.size()), start);
}

Status Malformed(std::string_view text, const std::string& why) {
  return {Code::kInvalidSyntax,
          "'" + std::string(text) + "' is not a SIP address: " + why +
              " Write it as sip:user@domain, for example sip:persistentchat@contoso.com."};
}

// RFC 3261 user part, less what starts a password or parameters.
bool IsUserCharacter(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) ||
         std::string_view("-_.!~*'()&=+$,/%").find(c) != std::string_view::npos;
}

std::string Shown(char c) {
  unsigned char byte = static_cast<unsigned char>(c);
  if (byte == ' ') return "a blank";
  if (byte < 0x20 || byte == 0x7f) return "a control character";
  if (byte >= 0x80) return "a character outside ASCII";
  return std::string("'") + c + "'";
}

}  // namespace

bool IsDnsName(std::string_view text) {
  if (text.empty() || text.size() > 253) return false;
  size_t label = 0;
  char previous = '.';
  for (char c : text) {
    if (c == '.') {
      if (label == 0 || previous == '-') return false;
      label = 0;
    } else {
      bool alnum = std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
      if (!alnum && (c != '-' || label == 0)) return false;
      if (++label > 63) return false;
    }
    previous = c;
  }
  return label != 0 && previous != '-';
}

directory::Result<SipAddress> ParseSipAddress(std::string_view text) {
  if (text.empty()) return Malformed(text, "it is empty.");
  SipAddress address;
  std::string_view rest = text;
  if (StartsWithIgnoreCase(rest, "sip:")) {
    rest.remove_prefix(4);
  } else {
    address.scheme_added = true;
    size_t colon = rest.find(':');
    if (colon != std::string_view::npos && colon < rest.find('@')) {
      return Malformed(
          text, "its scheme is '" + std::string(rest.substr(0, colon + 1)) + "', not 'sip:'.");
    }
  }
  size_t at = rest.find('@');
  if (at == std::string_view::npos) return Malformed(text, "it has no '@'.");
  if (rest.find('@', at + 1) != std::string_view::npos) {
    return Malformed(text, "it has more than one '@'.");
  }
  std::string_view user = rest.substr(0, at), domain = rest.substr(at + 1);
  if (user.empty()) return Malformed(text, "nothing stands before the '@'.");
  if (domain.empty()) return Malformed(text, "nothing stands after the '@'.");
  auto bad = std::find_if_not(user.begin(), user.end(), IsUserCharacter);
  if (bad != user.end()) return Malformed(text, "the user part has " + Shown(*bad) + " in it.");
  if (!IsDnsName(domain)) {
    return Malformed(text, "'" + std::string(domain) + "' is not a domain name.");
  }
  if (rest.size() + 4 > kLongestAddress) {
    return Malformed(text, "it is longer than " + std::to_string(kLongestAddress) + " characters.");
  }
  address.uri = "sip:" + std::string(rest);
  address.user = user;
  address.domain = domain;
  return address;
}

std::string SipAddressKey(std::string_view text) {
  std::string key;
  if (!StartsWithIgnoreCase(text, "sip:")) key = "sip:";
  key.append(text);
  std::transform(key.begin(), key.end(), key.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return key;
}

}  // namespace sipsh
