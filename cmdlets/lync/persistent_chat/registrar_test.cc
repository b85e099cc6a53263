#include "cmdlets/lync/persistent_chat/registrar_test.h"

#include <algorithm>

#include "directory/entry.h"

namespace sipsh {
namespace {

using directory::Code;
using directory::Status;

constexpr std::chrono::seconds kPatience{10};  // For the connection, and for each answer.

class Run {
 public:
  Run(RegistrarTest* test, const directory::Wait& wait, TaskLog* log)
      : test_(*test), wait_(wait), log_(*log), begun_(std::chrono::steady_clock::now()) {}

  void Connect() {
    const sip::Target& target = test_.target;
    bool tls = target.transport == sip::Transport::kTls;
    activity_ = std::string(tls ? "Connect by TLS" : "Connect by TCP") + " to " + target.host +
                ":" + std::to_string(target.port);
    auto client = sip::Client::Open(target, Patience());
    if (!client.ok()) Fail(client.status());
    client_ = std::move(*client);
    std::string security = client_->security();
    Done(client_->peer() + (security.empty() ? "" : ", " + security));
  }

  void Options() {
    sip::Response response = Ask("OPTIONS", Uri("", test_.target.host), Sender(),
                                 Uri("", test_.target.host), test_.target.host);
    int status = response.status;
    if (status == 408 || status >= 600 || (status >= 500 && status != 501)) {
      Fail("The Registrar answered OPTIONS with " + response.Line() + ".",
           "It speaks SIP, but is not in a state to serve: look at its services and its log.");
    }
    Done(response.Line());
  }

  // A REGISTER without a Contact asks and binds nothing (RFC 3261, 10.2.3).
  void AskSignIn(const SipAddress& user) {
    std::string address = Uri(user.user, user.domain);
    sip::Response response =
        Ask("REGISTER", Uri("", user.domain), address, address, "sign-in of " + user.uri);
    int status = response.status;
    if (status == 401 || status == 407) {
      std::vector<std::string> schemes = sip::OfferedSchemes(response);
      CheckScheme(schemes, user);
      for (const std::string& scheme : schemes)
        if (std::find(test_.schemes.begin(), test_.schemes.end(), scheme) == test_.schemes.end())
          test_.schemes.push_back(scheme);
      return Done(response.Line() + ", offers " + Joined(schemes));
    }
    if (status < 300) return Done(response.Line() + ", without asking for a sign-in");
    if (status < 400) {
      return Done(response.Line() + ", sends the user on to " +
                  std::string(response.Find("Contact")));
    }
    bool unknown = status == 404 || status == 403;
    Fail("The Registrar answered the sign-in of " + user.uri + " with " + response.Line() + ".",
         unknown ? "It does not know the user, or lets it not in: what was changed in the "
                   "directory may not have reached it yet. Test again later, or look at "
                   "Get-CsUser " +
                       user.uri + " and at the server's log."
                 : "A Registrar asks for a sign-in here. Name one with -TargetFqdn and "
                   "-RegistrarPort; Get-CsService -Registrar lists them.");
  }

  // What it tells strangers of the chat pool's address differs; nothing follows from a refusal.
  void AskChatAddress() {
    if (test_.chat_address.empty()) return;
    auto chat = ParseSipAddress(test_.chat_address);
    if (!chat.ok()) return;
    std::string address = Uri(chat->user, chat->domain);
    sip::Response response = Ask("OPTIONS", address, Sender(), address, chat->uri);
    bool reached = response.status < 300;
    log_.Add(activity_, reached ? "Success" : "Note",
             response.Line() + (reached ? "" : ", to somebody who has not signed in"));
  }

  void Measure() {
    test_.latency = std::chrono::duration_cast<std::chrono::microseconds>(
        std::chrono::steady_clock::now() - begun_);
  }

 private:
  directory::Wait Patience() const {
    directory::Wait wait = wait_;
    wait.deadline = std::chrono::steady_clock::now() + kPatience;
    return wait;
  }

  std::string Uri(const std::string& user, const std::string& host) {
    auto uri = sip::MakeUri(user, host);
    if (!uri.ok()) Fail(uri.status());
    return *uri;
  }
  std::string Sender() { return Uri(test_.users[0].user, test_.users[0].domain); }

  sip::Response Ask(const std::string& method, const std::string& uri, const std::string& from,
                    const std::string& to, const std::string& about) {
    activity_ = method + " " + about;
    auto answer = client_->Ask({method, uri, from, to, "", "", "", 0}, Patience());
    if (!answer.ok()) Fail(answer.status());
    return std::move(answer->response);
  }

  void CheckScheme(const std::vector<std::string>& schemes, const SipAddress& user) {
    auto offers = [&](std::string_view name) {
      return std::any_of(schemes.begin(), schemes.end(), [&](const std::string& one) {
        return directory::EqualIgnoreCase(one, name);
      });
    };
    const std::string& wanted = test_.scheme_wanted;
    bool fits =
        wanted.empty() || wanted == "LiveID" || wanted == "TrustedServer" ||
        (wanted == "Negotiate" && (offers("NTLM") || offers("Kerberos") || offers("Negotiate"))) ||
        (wanted == "ClientCertificate" && offers("TLS-DSK"));
    if (fits) return;
    Fail("The Registrar offers " + user.uri + " no sign-in by " + wanted + ", but " +
             Joined(schemes) + ".",
         "Switch it on with Set-CsProxyConfiguration on the Registrar's pool, or test with another "
         "-Authentication.");
  }

  void Done(const std::string& detail) { log_.Add(activity_, "Success", detail); }

  [[noreturn]] void Fail(const Status& status) {
    std::string diagnosis;
    switch (status.code) {
      case Code::kTimeout:
        diagnosis = "Nothing came within " + std::to_string(kPatience.count()) +
                    " seconds: a firewall, or a service that hangs.";
        break;
      case Code::kCertificateNotTrusted:
        diagnosis =
            "Give the server a certificate of its own name, or trust its CA: "
            "update-ca-certificates, or $env:SSL_CERT_FILE with a file of CA certificates.";
        break;
      case Code::kCorrupt:
        diagnosis = "Something else than a SIP server listens on this port; see -RegistrarPort.";
        break;
      case Code::kCancelled:
        diagnosis = "The test was stopped.";
        break;
      default:
        diagnosis =
            "Check the name, the port (-RegistrarPort) and whether the service runs: "
            "Get-CsWindowsService.";
    }
    log_.Add(activity_, "Failure", status.message);
    throw TestFailure{(activity_.empty() ? "" : activity_ + ": ") + status.message + ".",
                      std::move(diagnosis)};
  }
  [[noreturn]] void Fail(std::string error, std::string diagnosis) {
    log_.Add(activity_, "Failure", error);
    throw TestFailure{std::move(error), std::move(diagnosis)};
  }

  static std::string Joined(const std::vector<std::string>& names) {
    std::string list;
    for (const std::string& name : names) list += (list.empty() ? "" : ", ") + name;
    return list.empty() ? "nothing" : list;
  }

  RegistrarTest& test_;
  const directory::Wait& wait_;
  TaskLog& log_;
  std::chrono::steady_clock::time_point begun_;
  std::unique_ptr<sip::Client> client_;
  std::string activity_;
};

}  // namespace

void RegistrarTest::Run(const directory::Wait& wait, TaskLog* log) {
  sipsh::Run run(this, wait, log);
  run.Connect();
  run.Options();
  for (const SipAddress& user : users) run.AskSignIn(user);
  run.AskChatAddress();
  run.Measure();
}

}  // namespace sipsh
