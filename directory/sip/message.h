// SIP messages as text (RFC 3261): requests are written, responses are read. Plain values, no I/O.
//
// Nothing of a request can end its line: what holds a control character, a blank or an angle
// bracket where the grammar has none is refused (kInvalidSyntax), so no name typed by somebody
// becomes a header. Of a response, whatever is shown to people has lost its control characters.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "directory/status.h"

namespace sipsh::sip {

using directory::Result;
using directory::Status;

// sip:user@host with what is no plain character of a user part escaped (RFC 3261, 25.1); without a
// user sip:host.
Result<std::string> MakeUri(std::string_view user, std::string_view host);

struct Request {
  std::string method;  // OPTIONS
  std::string uri;     // By MakeUri, as are the two below.
  std::string from, to;
  // The rest is the dialogue's (client.h).
  std::string via, tag, call_id;
  int sequence = 1;
};
Result<std::string> Write(const Request& request);

struct Header {
  std::string name, value;
};

struct Response {
  int status = 0;      // 100 to 699; 0: it is a request of the peer.
  std::string reason;  // Without control characters.
  std::vector<Header> headers;

  // The first of that name, in any case and also in its short form; "" when there is none.
  std::string_view Find(std::string_view name) const;
  std::vector<std::string_view> All(std::string_view name) const;
  std::string Line() const { return std::to_string(status) + " " + reason; }
};

// The schemes by which a peer that answered 401 or 407 lets people sign in: NTLM, Kerberos ...
std::vector<std::string> OfferedSchemes(const Response& response);

// Takes bytes as they come and gives whole messages. What is no SIP, or larger than a peer has any
// reason to send, is kCorrupt; the connection is of no use afterwards.
class MessageReader {
 public:
  static constexpr size_t kMostOfHead = 64 * 1024;
  static constexpr size_t kMostOfBody = 1024 * 1024;

  void Add(std::string_view bytes) { bytes_ += bytes; }
  Result<std::optional<Response>> Next();  // Nothing: more bytes are needed.

 private:
  std::string bytes_;
};

}  // namespace sipsh::sip
