#include "directory/open_store.h"

#include "directory/embedded/embedded_store.h"
#include "directory/module_file.h"

namespace sipsh::directory {
namespace {

constexpr char kModule[] = "sipsh_ldap.so";

using OpenLdap = void(const StoreOptions*, Result<std::unique_ptr<Store>>*);

Result<std::unique_ptr<Store>> OpenBehindServer(const StoreOptions& options) {
  static auto* const open =
      reinterpret_cast<OpenLdap*>(FindInModule(kModule, "sipsh_open_ldap_store"));
  Result<std::unique_ptr<Store>> store = Status(
      Code::kUnavailable, "LDAP servers can not be reached: the module " + ModuleFile(kModule) +
                              " can not be loaded. Install libldap, or sipsh anew.");
  if (open) open(&options, &store);
  return store;
}

}  // namespace

Result<std::unique_ptr<Store>> OpenStore(const StoreOptions& options) {
  constexpr std::string_view kEmbedded = "embedded:";
  std::string_view location = options.location;
  if (location.starts_with(kEmbedded)) {
    return OpenEmbeddedStore(options.location.substr(kEmbedded.size()), options);
  }
  if (location.find("://") == std::string_view::npos) {
    return Status(Code::kInvalidSyntax, "'" + options.location +
                                            "' is no directory: write embedded:FILE, "
                                            "ldapi:///, ldap://HOST or ldaps://HOST.");
  }
  return OpenBehindServer(options);
}

}  // namespace sipsh::directory
