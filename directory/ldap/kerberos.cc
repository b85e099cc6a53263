#include "directory/ldap/kerberos.h"

#include <sasl/sasl.h>

#include "directory/ldap/codes.h"

namespace sipsh::directory::ldap {
namespace {

constexpr char kMechanism[] = "GSSAPI";

// GSSAPI asks under which name to act: the ticket's.
int AnswerNothing(LDAP*, unsigned, void*, void* questions) {
  for (auto* each = static_cast<sasl_interact_t*>(questions); each->id != SASL_CB_LIST_END;
       ++each) {
    each->result = each->defresult ? each->defresult : "";
    each->len = 0;
  }
  return LDAP_SUCCESS;
}

std::string Diagnostic(LDAP* handle) {
  char* text = nullptr;
  ldap_get_option(handle, LDAP_OPT_DIAGNOSTIC_MESSAGE, &text);
  std::string diagnostic = text ? text : "";
  ldap_memfree(text);
  return diagnostic;
}

Status Explain(const Connection& connection, int result) {
  std::string why = Diagnostic(connection.handle());
  std::string words = why.empty() ? ldap_err2string(result) : why;
  if (result == LDAP_AUTH_UNKNOWN) {
    return Status(Code::kNotSupported,
                  "SASL's mechanism GSSAPI is not installed here: install the package "
                  "libsasl2-modules-gssapi-mit (" +
                      words + ").");
  }
  if (result == LDAP_LOCAL_ERROR) {
    return Status(Code::kInvalidCredentials, "Kerberos could not sign in to " +
                                                 connection.server() + " (" + words +
                                                 "). Get a ticket with kinit first, and see with "
                                                 "klist that it is valid.");
  }
  return Refusal(result, connection.server(), "sign in", "by SASL GSSAPI", why);
}

}  // namespace

Status BindGssapi(Connection& connection, const Wait& wait) {
  LDAP* handle = connection.handle();
  // The name in the URI is the service's: asking the DNS for another could be led astray.
  ldap_set_option(handle, LDAP_OPT_X_SASL_NOCANON, LDAP_OPT_ON);
  // Within TLS no second layer: Active Directory refuses both.
  if (ldap_tls_inplace(handle)) {
    ber_len_t none = 0;
    ldap_set_option(handle, LDAP_OPT_X_SASL_SSF_MAX, &none);
  }
  Message answer;
  const char* mechanism = nullptr;
  for (;;) {
    int id = 0;
    int result =
        ldap_sasl_interactive_bind(handle, nullptr, kMechanism, nullptr, nullptr, LDAP_SASL_QUIET,
                                   AnswerNothing, nullptr, answer.get(), &mechanism, &id);
    if (result == LDAP_SUCCESS) return Status::Ok();
    if (result != LDAP_SASL_BIND_IN_PROGRESS) return Explain(connection, result);
    Result<Message> next = connection.Await(id, wait, "signing in by SASL GSSAPI");
    if (!next.ok()) return next.status();
    answer = *std::move(next);
  }
}

}  // namespace sipsh::directory::ldap
