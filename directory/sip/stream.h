// Byte streams to a peer: TCP, and TLS over it. Every wait can be stopped and has its end
// (directory/wait.h). Statuses: kUnavailable (no such name, refused, no way there, closed),
// kCertificateNotTrusted, kTimeout, kCancelled; messages are clauses that name the peer.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "directory/status.h"
#include "directory/wait.h"

namespace sipsh::sip {

using directory::Result;
using directory::Status;
using directory::Wait;

class Stream {
 public:
  virtual ~Stream() = default;
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  virtual Status Send(std::string_view bytes, const Wait& wait) = 0;
  // What is there, at least one byte; a peer that closed is kUnavailable.
  virtual Result<std::string> Receive(const Wait& wait) = 0;
  virtual int descriptor() const = 0;
  // What was agreed on, for people: "TLS1.3, CN=pool01.contoso.com"; "" without TLS.
  virtual std::string Security() const { return {}; }

 protected:
  Stream() = default;
};

// Tries the addresses of the name one after the other.
Result<std::unique_ptr<Stream>> ConnectTcp(const std::string& host, int port, const Wait& wait);

// The handshake on an open stream, by GnuTLS, which is loaded now. The certificate must have been
// issued to `host` by a CA that the system trusts; $SSL_CERT_FILE names others instead.
Result<std::unique_ptr<Stream>> StartTls(std::unique_ptr<Stream> stream, const std::string& host,
                                         const Wait& wait);

// Until the descriptor is ready for poll's `events`.
Status WaitFor(int descriptor, short events, const Wait& wait);
// How long to wait before asking `wait` again.
std::chrono::milliseconds NextSlice(const Wait& wait);
Status Lost(int error);  // An errno of a connection.

// "127.0.0.1:5061", "[::1]:5061" of an end of a connection.
std::string LocalAddress(int descriptor);
std::string PeerAddress(int descriptor);

}  // namespace sipsh::sip
