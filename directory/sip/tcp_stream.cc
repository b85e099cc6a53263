#include <arpa/inet.h>
#include <array>
#include <cerrno>
#include <cstring>
#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "directory/sip/stream.h"

namespace sipsh::sip {

using directory::Code;

namespace {

class TcpStream final : public Stream {
 public:
  explicit TcpStream(int descriptor) : descriptor_(descriptor) {}
  ~TcpStream() override { close(descriptor_); }

  Status Send(std::string_view bytes, const Wait& wait) override {
    while (!bytes.empty()) {
      ssize_t sent = send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent >= 0) {
        bytes.remove_prefix(static_cast<size_t>(sent));
      } else if (errno == EAGAIN || errno == EINTR) {
        if (Status ready = WaitFor(descriptor_, POLLOUT, wait); !ready.ok()) return ready;
      } else {
        return Lost(errno);
      }
    }
    return Status::Ok();
  }

  Result<std::string> Receive(const Wait& wait) override {
    std::array<char, 16 * 1024> bytes;
    while (true) {
      ssize_t got = recv(descriptor_, bytes.data(), bytes.size(), 0);
      if (got > 0) return std::string(bytes.data(), static_cast<size_t>(got));
      if (got == 0) return Status(Code::kUnavailable, "it closed the connection without an answer");
      if (errno != EAGAIN && errno != EINTR) return Lost(errno);
      if (Status ready = WaitFor(descriptor_, POLLIN, wait); !ready.ok()) return ready;
    }
  }

  int descriptor() const override { return descriptor_; }

 private:
  int descriptor_;
};

// A look-up that goes on in the C library's thread until it is done or given up.
struct Lookup {
  std::string host, port;
  addrinfo hints{};
  gaicb request{};
  ~Lookup() {
    if (request.ar_result != nullptr) freeaddrinfo(request.ar_result);
  }
};

Result<std::unique_ptr<Lookup>> LookUp(const std::string& host, int port, const Wait& wait) {
  auto lookup = std::make_unique<Lookup>();
  lookup->host = host;
  lookup->port = std::to_string(port);
  lookup->hints.ai_socktype = SOCK_STREAM;
  lookup->hints.ai_flags = AI_NUMERICSERV;
  lookup->request.ar_name = lookup->host.c_str();
  lookup->request.ar_service = lookup->port.c_str();
  lookup->request.ar_request = &lookup->hints;
  gaicb* list[] = {&lookup->request};
  int begun = getaddrinfo_a(GAI_NOWAIT, list, 1, nullptr);
  while (begun == 0 && gai_error(&lookup->request) == EAI_INPROGRESS) {
    bool stopping = wait.Stopping();
    if (stopping || wait.Expired()) {
      // What can not be called off any more belongs to the C library for ever.
      if (gai_cancel(&lookup->request) == EAI_NOTCANCELED) (void)lookup.release();
      return Status(stopping ? Code::kCancelled : Code::kTimeout,
                    "the look-up of " + host + " did not end in time");
    }
    timespec slice{0, NextSlice(wait).count() * 1'000'000};
    const gaicb* const waiting[] = {&lookup->request};
    (void)gai_suspend(waiting, 1, &slice);
  }
  int error = begun != 0 ? begun : gai_error(&lookup->request);
  if (error == 0) return lookup;
  return Status(Code::kUnavailable,
                "the name " + host + " leads to no address (" + gai_strerror(error) + ")");
}

Result<std::unique_ptr<Stream>> ConnectTo(const addrinfo& address, const Wait& wait) {
  int descriptor = socket(address.ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (descriptor < 0) return Lost(errno);
  auto stream = std::make_unique<TcpStream>(descriptor);
  int error = connect(descriptor, address.ai_addr, address.ai_addrlen) == 0 ? 0 : errno;
  if (error == EINPROGRESS) {
    if (Status ready = WaitFor(descriptor, POLLOUT, wait); !ready.ok()) return ready;
    socklen_t size = sizeof error;
    getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error, &size);
  }
  if (error == 0) return std::unique_ptr<Stream>(std::move(stream));
  return Status(Code::kUnavailable, strerror(error));
}

using NameOfEnd = int(int, sockaddr*, socklen_t*);

std::string AddressOf(int descriptor, NameOfEnd* name_of_end) {
  sockaddr_storage end{};
  socklen_t size = sizeof end;
  char host[INET6_ADDRSTRLEN], port[8];
  auto* address = reinterpret_cast<sockaddr*>(&end);
  if (name_of_end(descriptor, address, &size) != 0 ||
      getnameinfo(address, size, host, sizeof host, port, sizeof port,
                  NI_NUMERICHOST | NI_NUMERICSERV) != 0) {
    return {};
  }
  std::string text(host);
  text = text.substr(0, text.find('%'));  // Without the interface of a link-local address.
  return (end.ss_family == AF_INET6 ? "[" + text + "]" : text) + ":" + port;
}

}  // namespace

std::string LocalAddress(int descriptor) { return AddressOf(descriptor, getsockname); }
std::string PeerAddress(int descriptor) { return AddressOf(descriptor, getpeername); }

Result<std::unique_ptr<Stream>> ConnectTcp(const std::string& host, int port, const Wait& wait) {
  Result<std::unique_ptr<Lookup>> lookup = LookUp(host, port, wait);
  if (!lookup.ok()) return lookup.status();
  Status last(Code::kUnavailable, "the name " + host + " leads to no address");
  for (addrinfo* each = (*lookup)->request.ar_result; each != nullptr; each = each->ai_next) {
    Result<std::unique_ptr<Stream>> stream = ConnectTo(*each, wait);
    if (stream.ok()) return stream;
    last = stream.status();
    if (last.code == Code::kCancelled || last.code == Code::kTimeout) break;
  }
  return last;
}

}  // namespace sipsh::sip
