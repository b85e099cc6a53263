// A SIP client that asks and waits for the answer, one request at a time, on one connection. It
// registers nothing, holds no password and opens no dialog: what a peer tells anybody is what it
// can find out.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "directory/sip/message.h"
#include "directory/sip/stream.h"

namespace sipsh::sip {

enum class Transport { kTcp, kTls };

struct Target {
  std::string host;
  int port = 5061;
  Transport transport = Transport::kTls;
};

struct Answer {
  Response response;  // A final one.
  std::chrono::microseconds latency{0};
};

class Client {
 public:
  static Result<std::unique_ptr<Client>> Open(const Target& target, const Wait& wait);

  // method, uri, from and to of the request are the caller's. kInvalidSyntax: not sent.
  Result<Answer> Ask(Request request, const Wait& wait);

  std::string peer() const { return PeerAddress(stream_->descriptor()); }
  std::string security() const { return stream_->Security(); }

 private:
  Client(std::unique_ptr<Stream> stream, Transport transport);
  Result<Response> Receive(const Request& request, const Wait& wait);

  std::unique_ptr<Stream> stream_;
  std::string via_;
  MessageReader reader_;
  int sequence_ = 0;
};

}  // namespace sipsh::sip
