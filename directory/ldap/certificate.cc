#include "directory/ldap/certificate.h"

namespace sipsh::directory::ldap {

std::string DescribeCertificateFault(LDAP* handle, const std::string& host) {
  berval der{0, nullptr};
  if (ldap_get_option(handle, LDAP_OPT_X_TLS_PEERCERT, &der) != LDAP_OPT_SUCCESS || !der.bv_val) {
    return "it can not be read";
  }
  std::string why = DescribeCertificateFault(std::string_view(der.bv_val, der.bv_len), host);
  ldap_memfree(der.bv_val);
  return why;
}

}  // namespace sipsh::directory::ldap
