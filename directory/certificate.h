// What is wrong with a server's certificate, for people. The decision not to trust it was the TLS
// library's; this only reads dates and names out of it (X.509, RFC 5280).
#pragma once

#include <string>
#include <string_view>

namespace sipsh::directory {

// A clause without full stop.
std::string DescribeCertificateFault(std::string_view der, const std::string& host);

}  // namespace sipsh::directory
