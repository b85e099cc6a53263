#include "directory/module_file.h"

#include <dlfcn.h>
#include <unistd.h>

#ifndef SIPSH_MODULE_DIR
#define SIPSH_MODULE_DIR "/usr/lib/sipsh"
#endif

namespace sipsh::directory {

std::string ModuleFile(const std::string& file) {
  Dl_info self{};
  if (dladdr(reinterpret_cast<void*>(&ModuleFile), &self) && self.dli_fname) {
    std::string folder = self.dli_fname;
    folder.resize(folder.rfind('/') == std::string::npos ? 0 : folder.rfind('/'));
    if (folder.empty()) folder = ".";
    for (const char* way : {"/", "/../directory/", "/../../directory/", "/../../../directory/"}) {
      std::string path = folder + way + file;
      if (access(path.c_str(), R_OK) == 0) return path;
    }
  }
  return SIPSH_MODULE_DIR "/" + file;
}

void* FindInModule(const std::string& file, const char* function) {
  void* module = dlopen(ModuleFile(file).c_str(), RTLD_NOW | RTLD_LOCAL);
  return module != nullptr ? dlsym(module, function) : nullptr;
}

}  // namespace sipsh::directory
