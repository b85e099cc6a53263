// libldap's process-wide state, and the settings taken from the system's ldap.conf.
//
// libldap by itself reads ldaprc in the working directory and the home, which could send an
// administrator to another server or switch off the certificate check. So it is initialised with
// LDAPNOINIT set, and what is needed is read here: TLS_CACERT, TLS_CACERTDIR, TLS_CRLFILE and
// TLS_CIPHER_SUITE of $LDAPCONF or else /etc/ldap/ldap.conf or /etc/openldap/ldap.conf; after it
// LDAPTLS_CACERT and LDAPTLS_CACERTDIR from the environment. TLS_REQCERT is not obeyed: a
// certificate is always demanded.
#pragma once

#include <string>

namespace sipsh::directory::ldap {

struct SystemTls {
  std::string ca_certificate, ca_folder, revocation_list, cipher_suite;
};

// Before any other use of libldap. Changes the environment for the moment of the first call, so
// that first call belongs to the program's one thread.
// `plugins`: SASL's mechanisms are wanted (GSSAPI). They are loaded by the first call or never:
// false when an earlier call did without.
bool InitialiseLibrary(bool plugins = false);
SystemTls ReadSystemTls();

}  // namespace sipsh::directory::ldap
