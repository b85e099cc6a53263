#include "directory/open_store.h"

#include <dlfcn.h>
#include <unistd.h>

#include "directory/embedded/embedded_store.h"

#ifndef SIPSH_MODULE_DIR
#define SIPSH_MODULE_DIR "/usr/lib/sipsh"
#endif

namespace sipsh::directory {
namespace {

constexpr char kModule[] = "/sipsh_ldap.so";

using OpenLdap = void(const StoreOptions*, Result<std::unique_ptr<Store>>*);

// Beside the plug-in that this code is linked into, else where the build tree or the installation
// has it.
std::string FindModule() {
  Dl_info self{};
  if (dladdr(reinterpret_cast<void*>(&OpenStore), &self) && self.dli_fname) {
    std::string folder = self.dli_fname;
    folder.resize(folder.rfind('/') == std::string::npos ? 0 : folder.rfind('/'));
    if (folder.empty()) folder = ".";
    for (const char* way : {"", "/../directory", "/../../directory", "/../../../directory"}) {
      std::string path = folder + way + kModule;
      if (access(path.c_str(), R_OK) == 0) return path;
    }
  }
  return std::string(SIPSH_MODULE_DIR) + kModule;
}

// Never unloaded: stores live in it.
OpenLdap* LoadModule() {
  void* module = dlopen(FindModule().c_str(), RTLD_NOW | RTLD_LOCAL);
  return module ? reinterpret_cast<OpenLdap*>(dlsym(module, "sipsh_open_ldap_store")) : nullptr;
}

Result<std::unique_ptr<Store>> OpenBehindServer(const StoreOptions& options) {
  static OpenLdap* const open = LoadModule();
  Result<std::unique_ptr<Store>> store =
      Status(Code::kUnavailable, "LDAP servers can not be reached: the module " + FindModule() +
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
