// TLS by GnuTLS, in a module of its own: it and what it needs take longer to load than most cmdlets
// run, and only this one stream needs them.
#include <arpa/inet.h>
#include <array>
#include <cstdlib>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <poll.h>

#include "directory/certificate.h"
#include "directory/sip/stream.h"

namespace sipsh::sip {
namespace {

using directory::Code;

bool IsAddress(const std::string& host) {
  in6_addr address;
  return inet_pton(AF_INET, host.c_str(), &address) == 1 ||
         inet_pton(AF_INET6, host.c_str(), &address) == 1;
}

class TlsStream final : public Stream {
 public:
  TlsStream(std::unique_ptr<Stream> below, std::string host)
      : below_(std::move(below)), host_(std::move(host)) {}

  ~TlsStream() override {
    if (session_ != nullptr) {
      if (open_) (void)gnutls_bye(session_, GNUTLS_SHUT_WR);
      gnutls_deinit(session_);
    }
    if (trusted_ != nullptr) gnutls_certificate_free_credentials(trusted_);
  }

  Status Start(const Wait& wait) {
    if (Status trust = TakeTrusted(); !trust.ok()) return trust;
    if (gnutls_init(&session_, GNUTLS_CLIENT | GNUTLS_NONBLOCK | GNUTLS_NO_SIGNAL) != 0 ||
        gnutls_set_default_priority(session_) != 0 ||
        gnutls_credentials_set(session_, GNUTLS_CRD_CERTIFICATE, trusted_) != 0) {
      return {Code::kOther, "GnuTLS could not be set up"};
    }
    if (!IsAddress(host_))
      (void)gnutls_server_name_set(session_, GNUTLS_NAME_DNS, host_.data(), host_.size());
    gnutls_session_set_verify_cert(session_, host_.c_str(), 0);
    gnutls_transport_set_int(session_, below_->descriptor());
    int result;
    do {
      result = gnutls_handshake(session_);
      if (Status went = Went(result, wait); !went.ok()) return went;
    } while (result < 0);
    open_ = true;
    return Status::Ok();
  }

  Status Send(std::string_view bytes, const Wait& wait) override {
    while (!bytes.empty()) {
      ssize_t sent = gnutls_record_send(session_, bytes.data(), bytes.size());
      if (Status went = Went(sent, wait); !went.ok()) return went;
      if (sent > 0) bytes.remove_prefix(static_cast<size_t>(sent));
    }
    return Status::Ok();
  }

  Result<std::string> Receive(const Wait& wait) override {
    std::array<char, 16 * 1024> bytes;
    while (true) {
      ssize_t got = gnutls_record_recv(session_, bytes.data(), bytes.size());
      if (got > 0) return std::string(bytes.data(), static_cast<size_t>(got));
      if (got == 0) return Status(Code::kUnavailable, "it closed the connection without an answer");
      if (Status went = Went(got, wait); !went.ok()) return went;
    }
  }

  int descriptor() const override { return below_->descriptor(); }

  std::string Security() const override {
    std::string text = gnutls_protocol_get_name(gnutls_protocol_get_version(session_));
    unsigned count = 0;
    const gnutls_datum_t* chain = gnutls_certificate_get_peers(session_, &count);
    gnutls_x509_crt_t certificate;
    if (count == 0 || gnutls_x509_crt_init(&certificate) != 0) return text;
    gnutls_datum_t subject{};
    if (gnutls_x509_crt_import(certificate, &chain[0], GNUTLS_X509_FMT_DER) == 0 &&
        gnutls_x509_crt_get_dn3(certificate, &subject, 0) == 0) {
      text.append(", ").append(reinterpret_cast<char*>(subject.data), subject.size);
      gnutls_free(subject.data);
    }
    gnutls_x509_crt_deinit(certificate);
    return text;
  }

 private:
  Status TakeTrusted() {
    if (gnutls_certificate_allocate_credentials(&trusted_) != 0)
      return {Code::kOther, "GnuTLS could not be set up"};
    const char* file = getenv("SSL_CERT_FILE");
    int count = file != nullptr && *file != '\0'
                    ? gnutls_certificate_set_x509_trust_file(trusted_, file, GNUTLS_X509_FMT_PEM)
                    : gnutls_certificate_set_x509_system_trust(trusted_);
    if (count > 0) return Status::Ok();
    return {Code::kCertificateNotTrusted,
            file != nullptr && *file != '\0'
                ? std::string("SSL_CERT_FILE names ") + file + ", which holds no CA's certificate"
                : "the system trusts no CA at all (package ca-certificates)"};
  }

  // After a call that may have to be repeated: ok when it went well or is to be repeated now.
  Status Went(ssize_t result, const Wait& wait) {
    if (result >= 0 || result == GNUTLS_E_INTERRUPTED) return Status::Ok();
    if (result == GNUTLS_E_AGAIN) {
      short events = gnutls_record_get_direction(session_) == 0 ? POLLIN : POLLOUT;
      return WaitFor(below_->descriptor(), events, wait);
    }
    // A warning does not end the session.
    if (gnutls_error_is_fatal(static_cast<int>(result)) == 0) return Status::Ok();
    open_ = false;
    if (result == GNUTLS_E_CERTIFICATE_VERIFICATION_ERROR)
      return {Code::kCertificateNotTrusted, "its certificate is not trusted: " + Fault()};
    if (result == GNUTLS_E_PREMATURE_TERMINATION)
      return {Code::kUnavailable, "it closed the connection without an answer"};
    return {Code::kUnavailable, std::string("TLS failed (") +
                                    gnutls_strerror(static_cast<int>(result)) +
                                    "); does this port speak TLS?"};
  }

  std::string Fault() const {
    unsigned count = 0;
    const gnutls_datum_t* chain = gnutls_certificate_get_peers(session_, &count);
    if (count == 0) return "it showed none";
    std::string_view der(reinterpret_cast<char*>(chain[0].data), chain[0].size);
    return directory::DescribeCertificateFault(der, host_);
  }

  std::unique_ptr<Stream> below_;
  std::string host_;
  gnutls_session_t session_ = nullptr;
  gnutls_certificate_credentials_t trusted_ = nullptr;
  bool open_ = false;
};

}  // namespace
}  // namespace sipsh::sip

extern "C" __attribute__((visibility("default"))) void sipsh_start_tls(
    std::unique_ptr<sipsh::sip::Stream>* below, const std::string* host,
    const sipsh::directory::Wait* wait,
    sipsh::directory::Result<std::unique_ptr<sipsh::sip::Stream>>* stream) {
  auto tls = std::make_unique<sipsh::sip::TlsStream>(std::move(*below), *host);
  if (sipsh::directory::Status started = tls->Start(*wait); !started.ok()) {
    *stream = std::move(started);
    return;
  }
  *stream = std::unique_ptr<sipsh::sip::Stream>(std::move(tls));
}
