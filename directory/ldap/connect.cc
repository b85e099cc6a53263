#include "directory/ldap/connect.h"

#include <cstring>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openldap.h>
#include <poll.h>
#include <sstream>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "directory/entry.h"
#include "directory/ldap/certificate.h"
#include "directory/ldap/kerberos.h"
#include "directory/ldap/library.h"

namespace sipsh::directory::ldap {
namespace {

constexpr char kDefaultSocket[] = "/var/run/slapd/ldapi";

Status Unreachable(const Server& server, const std::string& why) {
  return Status(Code::kUnavailable,
                "The directory server " + server.uri + " can not be reached: " + why +
                    ". Check that it is running and that the address is right.");
}

std::string DecodePercent(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size()) {
      out +=
          static_cast<char>(std::strtol(std::string(text.substr(i + 1, 2)).c_str(), nullptr, 16));
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

// Waits until the socket is connected; stops as the wait says.
Status AwaitSocket(const Server& server, int fd, const StoreOptions& options, const Wait& wait) {
  auto give_up = std::chrono::steady_clock::now() + options.connect_timeout;
  for (;;) {
    pollfd ready{fd, POLLOUT, 0};
    if (poll(&ready, 1, 50) > 0) break;
    if (wait.Stopping())
      return Status(Code::kCancelled, "Stopped while connecting to " + server.uri + ".");
    if (wait.Expired() || std::chrono::steady_clock::now() > give_up) {
      return Unreachable(server, "no answer within the time allowed");
    }
  }
  int error = 0;
  socklen_t size = sizeof error;
  getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size);
  return error == 0 ? Status::Ok() : Unreachable(server, std::strerror(error));
}

Result<int> ConnectAddress(const Server& server, int family, const sockaddr* address,
                           socklen_t size, const StoreOptions& options, const Wait& wait) {
  int fd = socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd < 0) return Unreachable(server, std::strerror(errno));
  Status status;
  if (connect(fd, address, size) != 0) {
    status = errno == EINPROGRESS ? AwaitSocket(server, fd, options, wait)
                                  : Unreachable(server, std::strerror(errno));
  }
  if (!status.ok()) {
    close(fd);
    return status;
  }
  fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) & ~O_NONBLOCK);
  return fd;
}

Result<int> ConnectLocal(const Server& server, const StoreOptions& options, const Wait& wait) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (server.host.size() >= sizeof address.sun_path)
    return Unreachable(server, "the path is too long");
  std::memcpy(address.sun_path, server.host.data(), server.host.size());
  return ConnectAddress(server, AF_UNIX, reinterpret_cast<sockaddr*>(&address), sizeof address,
                        options, wait);
}

Result<int> ConnectNetwork(const Server& server, const StoreOptions& options, const Wait& wait) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_ADDRCONFIG;
  addrinfo* found = nullptr;
  int error = getaddrinfo(server.host.c_str(), server.port.c_str(), &hints, &found);
  if (error != 0) return Unreachable(server, gai_strerror(error));
  Result<int> fd = Unreachable(server, "it has no address");
  for (addrinfo* each = found; each; each = each->ai_next) {
    fd = ConnectAddress(server, each->ai_family, each->ai_addr, each->ai_addrlen, options, wait);
    if (fd.ok() || fd.status().code == Code::kCancelled) break;
  }
  freeaddrinfo(found);
  if (fd.ok()) {
    int on = 1;
    setsockopt(*fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    setsockopt(*fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
  }
  return fd;
}

Result<LDAP*> OpenHandle(const Server& server, const StoreOptions& options, const Wait& wait) {
  bool local = server.scheme == "ldapi";
  Result<int> fd =
      local ? ConnectLocal(server, options, wait) : ConnectNetwork(server, options, wait);
  if (!fd.ok()) return fd.status();
  LDAP* handle = nullptr;
  std::string uri = local ? "ldapi://" : server.scheme + "://" + server.host + ":" + server.port;
  int result = ldap_init_fd(*fd, local ? LDAP_PROTO_IPC : LDAP_PROTO_TCP, uri.c_str(), &handle);
  if (result != LDAP_SUCCESS) {
    close(*fd);
    return Unreachable(server, ldap_err2string(result));
  }
  int version = LDAP_VERSION3;
  ldap_set_option(handle, LDAP_OPT_PROTOCOL_VERSION, &version);
  ldap_set_option(handle, LDAP_OPT_REFERRALS, LDAP_OPT_OFF);
  timeval patience{static_cast<time_t>(options.connect_timeout.count() / 1000),
                   static_cast<suseconds_t>(options.connect_timeout.count() % 1000 * 1000)};
  ldap_set_option(handle, LDAP_OPT_NETWORK_TIMEOUT, &patience);
  return handle;
}

void SetTls(LDAP* handle, const StoreOptions& options, int demand) {
  SystemTls tls = ReadSystemTls();
  if (!options.ca_certificate.empty()) {
    tls.ca_certificate = options.ca_certificate;
    tls.ca_folder.clear();
  }
  auto set = [&](int option, const std::string& value) {
    if (!value.empty()) ldap_set_option(handle, option, value.c_str());
  };
  set(LDAP_OPT_X_TLS_CACERTFILE, tls.ca_certificate);
  set(LDAP_OPT_X_TLS_CACERTDIR, tls.ca_folder);
  set(LDAP_OPT_X_TLS_CRLFILE, tls.revocation_list);
  set(LDAP_OPT_X_TLS_CIPHER_SUITE, tls.cipher_suite);
  ldap_set_option(handle, LDAP_OPT_X_TLS_REQUIRE_CERT, &demand);
  int client = 0;
  ldap_set_option(handle, LDAP_OPT_X_TLS_NEWCTX, &client);
}

std::string TakeDiagnostic(LDAP* handle) {
  char* text = nullptr;
  ldap_get_option(handle, LDAP_OPT_DIAGNOSTIC_MESSAGE, &text);
  std::string diagnostic = text ? text : "";
  ldap_memfree(text);
  return diagnostic;
}

Status AskForTls(Connection& connection, const Wait& wait) {
  int id = 0;
  int started = ldap_extended_operation(connection.handle(), LDAP_EXOP_START_TLS, nullptr, nullptr,
                                        nullptr, &id);
  return connection.Finish(started, id, wait, "start TLS", "");
}

// Why the handshake failed: tried once more without looking at the certificate. Whether that works
// decides whose fault it was; the certificate itself tells the rest.
Status ExplainTls(const Server& server, const StoreOptions& options, const Wait& wait,
                  const std::string& diagnostic) {
  Status plain(Code::kUnavailable, "TLS with " + server.uri + " could not be set up" +
                                       (diagnostic.empty() ? "" : " (" + diagnostic + ")") +
                                       ". Check that the server offers it on this port.");
  Result<LDAP*> handle = OpenHandle(server, options, wait);
  if (!handle.ok()) return plain;
  Connection connection(*handle, server.uri, options.connect_timeout);
  SetTls(*handle, options, LDAP_OPT_X_TLS_NEVER);
  if (server.scheme != "ldaps" && !AskForTls(connection, wait).ok()) return plain;
  if (ldap_install_tls(*handle) != LDAP_SUCCESS) return plain;
  std::string why = DescribeCertificateFault(*handle, server.host);
  return Status(Code::kCertificateNotTrusted, "The certificate of " + server.uri +
                                                  " is not trusted: " + why +
                                                  ". Name the CA that issued it as ca_file under "
                                                  "tls: in environment.yaml, or as TLS_CACERT in "
                                                  "the system's ldap.conf. Nothing was sent.");
}

Status StartTls(Connection& connection, const Server& server, const StoreOptions& options,
                const Wait& wait) {
  LDAP* handle = connection.handle();
  if (!options.ca_certificate.empty() && access(options.ca_certificate.c_str(), R_OK) != 0) {
    return Status(Code::kCertificateNotTrusted, "The CA certificate " + options.ca_certificate +
                                                    " can not be read: " + std::strerror(errno) +
                                                    ".");
  }
  SetTls(handle, options, LDAP_OPT_X_TLS_DEMAND);
  if (server.scheme != "ldaps") {
    Status asked = AskForTls(connection, wait);
    if (!asked.ok()) return asked;
  }
  if (ldap_install_tls(handle) == LDAP_SUCCESS) return Status::Ok();
  return ExplainTls(server, options, wait, TakeDiagnostic(handle));
}

Status Bind(Connection& connection, const Server& server, const StoreOptions& options,
            const Wait& wait) {
  BindMethod method = options.bind;
  if (method == BindMethod::kAuto) {
    method = !options.bind_dn.empty()   ? BindMethod::kSimple
             : server.scheme == "ldapi" ? BindMethod::kExternal
                                        : BindMethod::kAnonymous;
  }
  if (method == BindMethod::kAnonymous) return Status::Ok();
  // An empty password would sign in as nobody and look like success (RFC 4513, 5.1.2).
  if (method == BindMethod::kSimple && options.password.empty()) {
    return Status(Code::kInvalidCredentials,
                  "No password was given for " + options.bind_dn + " on " + server.uri + ".",
                  options.bind_dn);
  }
  if (method == BindMethod::kGssapi) return BindGssapi(connection, wait);
  bool simple = method == BindMethod::kSimple;
  std::string secret = simple ? options.password : "";
  berval credential{secret.size(), secret.data()};  // EXTERNAL: empty, but there.
  int id = 0;
  int started =
      ldap_sasl_bind(connection.handle(), simple ? options.bind_dn.c_str() : "",
                     simple ? LDAP_SASL_SIMPLE : "EXTERNAL", &credential, nullptr, nullptr, &id);
  return connection.Finish(started, id, wait, "sign in",
                           simple ? options.bind_dn : "by SASL EXTERNAL");
}

}  // namespace

Result<std::vector<Server>> ParseServers(std::string_view location) {
  std::vector<Server> servers;
  std::istringstream words{std::string(location)};
  for (std::string uri; words >> uri;) {
    Server server;
    server.uri = uri;
    size_t colon = uri.find("://");
    server.scheme = colon == std::string::npos ? "" : uri.substr(0, colon);
    for (char& c : server.scheme) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
    if (server.scheme != "ldap" && server.scheme != "ldaps" && server.scheme != "ldapi") {
      return Status(Code::kInvalidSyntax, "'" + uri +
                                              "' is no directory: write embedded:FILE, ldapi:///, "
                                              "ldap://HOST or ldaps://HOST.");
    }
    std::string rest = uri.substr(colon + 3);
    rest.resize(std::min(rest.find('/'), rest.size()));
    if (server.scheme == "ldapi") {
      server.host = rest.empty() ? kDefaultSocket : DecodePercent(rest);
    } else {
      bool bracket = rest.starts_with('[');
      size_t host_end = bracket ? rest.find(']') : rest.find(':');
      server.host = bracket ? rest.substr(1, host_end - 1) : rest.substr(0, host_end);
      size_t port = rest.find(':', bracket && host_end != std::string::npos ? host_end : 0);
      server.port = port == std::string::npos ? (server.scheme == "ldaps" ? "636" : "389")
                                              : rest.substr(port + 1);
      if (server.host.empty()) {
        return Status(Code::kInvalidSyntax,
                      "'" + uri + "' names no host: write it as in ldap://dc1.contoso.com.");
      }
    }
    servers.push_back(std::move(server));
  }
  if (servers.empty()) return Status(Code::kInvalidSyntax, "No directory server is named.");
  return servers;
}

Result<std::unique_ptr<Connection>> Connect(const Server& server, const StoreOptions& options,
                                            const Wait& wait) {
  bool kerberos = options.bind == BindMethod::kGssapi;
  if (!InitialiseLibrary(kerberos)) {
    return Status(Code::kNotSupported,
                  "Kerberos is not available in this session, which began with an environment "
                  "without it: start sipsh anew with -Environment.");
  }
  Result<LDAP*> handle = OpenHandle(server, options, wait);
  if (!handle.ok()) return handle.status();
  auto connection = std::make_unique<Connection>(*handle, server.uri, options.timeout);
  if (server.scheme == "ldaps" || (options.start_tls && server.scheme == "ldap")) {
    Status secured = StartTls(*connection, server, options, wait);
    if (!secured.ok()) return secured;
  }
  Status bound = Bind(*connection, server, options, wait);
  if (!bound.ok()) return bound;
  return connection;
}

}  // namespace sipsh::directory::ldap
