// Opens a directory by the text environment.yaml gives for it:
//   embedded:PATH                    one SQLite file, made when create is set
//   ldapi:///  ldap://a ldap://b  ldaps://c   libldap; blanks between servers, tried in turn
// An LDAP store connects with its first use; a bad URI or file is told at once.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "directory/store.h"

namespace sipsh::directory {

enum class BindMethod { kAuto, kAnonymous, kSimple, kExternal, kGssapi };

struct StoreOptions {
  std::string location;
  // Embedded.
  bool create = true;      // Make the file when it is not there.
  bool read_only = false;  // Both kinds: refuse changes.
  std::chrono::milliseconds lock_wait{5000};
  // LDAP. kAuto: simple with a bind_dn, EXTERNAL over ldapi, else anonymous.
  BindMethod bind = BindMethod::kAuto;
  std::string bind_dn;
  std::string password;  // Never logged, never in an error.
  bool start_tls = false;
  // Change sets may go as RFC 5805 transactions where the server offers them.
  bool transactions = false;
  std::string ca_certificate;  // File; else the system's ldap.conf.
  std::string pinned_server;   // Use only this one of the location's servers.
  std::chrono::milliseconds connect_timeout{5000};
  std::chrono::milliseconds timeout{60000};  // Without an answer; Wait::deadline may be earlier.
};

Result<std::unique_ptr<Store>> OpenStore(const StoreOptions& options);

}  // namespace sipsh::directory
