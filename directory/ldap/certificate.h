// What is wrong with the certificate of an LDAP server (directory/certificate.h).
#pragma once

#include <ldap.h>
#include <string>

#include "directory/certificate.h"

namespace sipsh::directory::ldap {

using directory::DescribeCertificateFault;

// `handle` has a TLS session that was set up without checking. A clause without full stop.
std::string DescribeCertificateFault(LDAP* handle, const std::string& host);

}  // namespace sipsh::directory::ldap
