#include "directory/ldap/connection.h"

#include <sys/socket.h>

#include "directory/ldap/codes.h"

namespace sipsh::directory::ldap {
namespace {

constexpr int kSliceMicroseconds = 50 * 1000;  // Between two looks at the wait.

}  // namespace

// An idle connection has nothing to say: what can be read is its end or a notice of it.
bool Connection::Alive() const {
  int fd = -1;
  if (broken_ || ldap_get_option(handle_, LDAP_OPT_DESC, &fd) != LDAP_OPT_SUCCESS || fd < 0)
    return false;
  char byte;
  return recv(fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT) < 0 && (errno == EAGAIN || errno == EINTR);
}

Status Connection::Lost(std::string_view doing) {
  broken_ = true;
  return Status(Code::kUnavailable,
                "The connection to " + server_ + " broke while " + std::string(doing) + ".");
}

Result<Message> Connection::Await(int message_id, const Wait& wait, std::string_view doing) {
  auto give_up = std::chrono::steady_clock::now() + patience_;
  for (;;) {
    timeval slice{0, kSliceMicroseconds};
    LDAPMessage* message = nullptr;
    int kind = ldap_result(handle_, message_id, LDAP_MSG_ONE, &slice, &message);
    if (kind > 0) return Message(message);
    if (kind < 0) return Lost(doing);
    if (wait.Stopping()) {
      Abandon(message_id);
      return Status(Code::kCancelled, "Stopped while " + std::string(doing) + ".");
    }
    if (wait.Expired() || std::chrono::steady_clock::now() > give_up) {
      Abandon(message_id);
      return Status(Code::kTimeout, server_ + " gave no answer within the time allowed while " +
                                        std::string(doing) + ".");
    }
  }
}

Status Connection::FinishRaw(int started, int message_id, const Wait& wait, std::string_view action,
                             std::string_view dn, int* result) {
  *result = -1;
  std::string doing =
      "waiting to " + std::string(action) + (dn.empty() ? "" : " ") + std::string(dn);
  if (started == LDAP_SERVER_DOWN) return Lost(doing);
  if (started != LDAP_SUCCESS) return Refusal(started, server_, action, dn, "");
  Result<Message> message = Await(message_id, wait, doing);
  if (!message.ok()) return message.status();
  char* diagnostic = nullptr;
  char** referrals = nullptr;
  int parsed = ldap_parse_result(handle_, message->get(), result, nullptr, &diagnostic, &referrals,
                                 nullptr, 0);
  Status status;
  if (parsed != LDAP_SUCCESS)
    status = Refusal(parsed, server_, action, dn, "");
  else if (FromLdap(*result) != Code::kOk) {
    status = Refusal(*result, server_, action, dn,
                     *result == LDAP_REFERRAL && referrals ? referrals[0]
                     : diagnostic                          ? diagnostic
                                                           : "");
  }
  ldap_memvfree(reinterpret_cast<void**>(referrals));
  ldap_memfree(diagnostic);
  return status;
}

Status Connection::Finish(int started, int message_id, const Wait& wait, std::string_view action,
                          std::string_view dn) {
  int result;
  return FinishRaw(started, message_id, wait, action, dn, &result);
}

}  // namespace sipsh::directory::ldap
