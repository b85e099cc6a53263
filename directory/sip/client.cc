#include "directory/sip/client.h"

#include <sys/random.h>

namespace sipsh::sip {

using directory::Code;

namespace {

constexpr int kMostBesideTheAnswer = 100;  // Provisional answers and a peer's own requests.

// 96 bits that nobody guesses.
std::string Random() {
  unsigned char bytes[12];
  std::string text;
  if (getrandom(bytes, sizeof bytes, 0) != sizeof bytes) return text;
  for (unsigned char byte : bytes) {
    text += "0123456789abcdef"[byte >> 4];
    text += "0123456789abcdef"[byte & 15];
  }
  return text;
}

}  // namespace

Client::Client(std::unique_ptr<Stream> stream, Transport transport) : stream_(std::move(stream)) {
  via_ = std::string("SIP/2.0/") + (transport == Transport::kTls ? "TLS " : "TCP ") +
         LocalAddress(stream_->descriptor()) + ";rport;branch=z9hG4bK";
}

Result<std::unique_ptr<Client>> Client::Open(const Target& target, const Wait& wait) {
  Result<std::unique_ptr<Stream>> stream = ConnectTcp(target.host, target.port, wait);
  if (stream.ok() && target.transport == Transport::kTls)
    stream = StartTls(std::move(*stream), target.host, wait);
  if (!stream.ok()) return stream.status();
  return std::unique_ptr<Client>(new Client(std::move(*stream), target.transport));
}

Result<Answer> Client::Ask(Request request, const Wait& wait) {
  request.tag = Random();
  request.call_id = Random();
  request.via = via_ + Random();
  request.sequence = ++sequence_;
  Result<std::string> text = Write(request);
  if (!text.ok()) return text.status();
  auto begun = std::chrono::steady_clock::now();
  if (Status sent = stream_->Send(*text, wait); !sent.ok()) return sent;
  Result<Response> response = Receive(request, wait);
  if (!response.ok()) return response.status();
  return Answer{std::move(*response), std::chrono::duration_cast<std::chrono::microseconds>(
                                          std::chrono::steady_clock::now() - begun)};
}

Result<Response> Client::Receive(const Request& request, const Wait& wait) {
  std::string sequence = std::to_string(request.sequence) + " " + request.method;
  for (int beside = 0; beside < kMostBesideTheAnswer;) {
    Result<std::optional<Response>> message = reader_.Next();
    if (!message.ok()) return message.status();
    if (!*message) {
      Result<std::string> bytes = stream_->Receive(wait);
      if (!bytes.ok()) return bytes.status();
      reader_.Add(*bytes);
      continue;
    }
    Response& response = **message;
    if (response.status >= 200 && response.Find("Call-ID") == request.call_id &&
        response.Find("CSeq") == sequence) {
      return std::move(response);
    }
    ++beside;
  }
  return Status(Code::kCorrupt, "of a hundred messages none was the answer");
}

}  // namespace sipsh::sip
