#include "directory/ldap/library.h"

#include <cstdlib>
#include <fstream>
#include <ldap.h>
#include <optional>
#include <sstream>
#include <strings.h>

namespace sipsh::directory::ldap {
namespace {

// Sets an environment variable for as long as it lives.
class TemporaryVariable {
 public:
  TemporaryVariable(const char* name, const char* value) : name_(name) {
    if (const char* before = std::getenv(name)) before_ = before;
    setenv(name, value, 1);
  }
  ~TemporaryVariable() {
    if (before_)
      setenv(name_, before_->c_str(), 1);
    else
      unsetenv(name_);
  }
  TemporaryVariable(const TemporaryVariable&) = delete;

 private:
  const char* name_;
  std::optional<std::string> before_;
};

void ReadFile(const char* path, SystemTls* tls) {
  std::ifstream in(path);
  std::string line;
  while (std::getline(in, line)) {
    std::istringstream words(line);
    std::string key, value;
    words >> key >> std::ws;
    std::getline(words, value);
    value.erase(value.find_last_not_of(" \t\r") + 1);
    if (strcasecmp(key.c_str(), "TLS_CACERT") == 0)
      tls->ca_certificate = value;
    else if (strcasecmp(key.c_str(), "TLS_CACERTDIR") == 0)
      tls->ca_folder = value;
    else if (strcasecmp(key.c_str(), "TLS_CRLFILE") == 0)
      tls->revocation_list = value;
    else if (strcasecmp(key.c_str(), "TLS_CIPHER_SUITE") == 0)
      tls->cipher_suite = value;
  }
}

}  // namespace

bool InitialiseLibrary(bool plugins) {
  static const bool loaded = [plugins] {
    TemporaryVariable no_files("LDAPNOINIT", "1");
    // Simple and EXTERNAL binds need no SASL plug-in; loading them all takes milliseconds.
    std::optional<TemporaryVariable> no_plugins;
    if (!plugins) no_plugins.emplace("SASL_PATH", "/nonexistent");
    LDAP* handle = nullptr;
    if (ldap_create(&handle) == LDAP_SUCCESS) ldap_unbind_ext(handle, nullptr, nullptr);
    return plugins;
  }();
  return loaded || !plugins;
}

SystemTls ReadSystemTls() {
  SystemTls tls;
  if (const char* path = std::getenv("LDAPCONF")) {
    ReadFile(path, &tls);
  } else {
    ReadFile("/etc/openldap/ldap.conf", &tls);
    ReadFile("/etc/ldap/ldap.conf", &tls);
  }
  if (const char* file = std::getenv("LDAPTLS_CACERT")) tls.ca_certificate = file;
  if (const char* folder = std::getenv("LDAPTLS_CACERTDIR")) tls.ca_folder = folder;
  return tls;
}

}  // namespace sipsh::directory::ldap
