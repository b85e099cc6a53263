#include "directory/chat/transfer/zip.h"

#include <dlfcn.h>
#include <unistd.h>

#ifndef SIPSH_MODULE_DIR
#define SIPSH_MODULE_DIR "/usr/lib/sipsh"
#endif

namespace sipsh::chat {
namespace {

using directory::Code;
using OpenWriter = void(ZipWriter::Out*, Result<std::unique_ptr<ZipWriter>>*);
using OpenReader = void(ZipReader::In*, int64_t, Result<std::unique_ptr<ZipReader>>*);

constexpr char kModule[] = "/sipsh_zip.so";

struct Module {
  OpenWriter* writer = nullptr;
  OpenReader* reader = nullptr;
  std::string missing;
};

// Beside the plug-in that this code is linked into, else where the build tree or the installation
// has it.
std::string FindModule() {
  Dl_info self{};
  if (dladdr(reinterpret_cast<void*>(&OpenZipReader), &self) != 0 && self.dli_fname != nullptr) {
    std::string folder = self.dli_fname;
    folder.resize(folder.rfind('/') == std::string::npos ? 0 : folder.rfind('/'));
    if (folder.empty()) folder = ".";
    for (const char* way : {"", "/../directory", "/../../directory", "/../../../directory"}) {
      std::string path = folder + way + (*way != '\0' ? "/chat/transfer" : "") + kModule;
      if (access(path.c_str(), R_OK) == 0) return path;
    }
  }
  return std::string(SIPSH_MODULE_DIR) + kModule;
}

// Never unloaded: readers and writers live in it.
Module LoadModule() {
  Module module;
  std::string path = FindModule();
  if (void* handle = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL)) {
    module.writer = reinterpret_cast<OpenWriter*>(dlsym(handle, "sipsh_open_zip_writer"));
    module.reader = reinterpret_cast<OpenReader*>(dlsym(handle, "sipsh_open_zip_reader"));
  }
  if (module.writer == nullptr || module.reader == nullptr)
    module.missing = "Archives can not be read or written: the module " + path +
                     " can not be loaded. Install libarchive, or sipsh anew.";
  return module;
}

const Module& Zip() {
  static const Module module = LoadModule();
  return module;
}

}  // namespace

Result<std::unique_ptr<ZipWriter>> OpenZipWriter(ZipWriter::Out out) {
  Result<std::unique_ptr<ZipWriter>> writer = Status(Code::kUnavailable, Zip().missing);
  if (Zip().missing.empty()) Zip().writer(&out, &writer);
  return writer;
}

Result<std::unique_ptr<ZipReader>> OpenZipReader(ZipReader::In in, int64_t size) {
  Result<std::unique_ptr<ZipReader>> reader = Status(Code::kUnavailable, Zip().missing);
  if (Zip().missing.empty()) Zip().reader(&in, size, &reader);
  return reader;
}

}  // namespace sipsh::chat
