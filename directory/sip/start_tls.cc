#include "directory/module_file.h"
#include "directory/sip/stream.h"

namespace sipsh::sip {
namespace {

constexpr char kModule[] = "sipsh_tls.so";

using Start = void(std::unique_ptr<Stream>*, const std::string*, const Wait*,
                   Result<std::unique_ptr<Stream>>*);

}  // namespace

Result<std::unique_ptr<Stream>> StartTls(std::unique_ptr<Stream> stream, const std::string& host,
                                         const Wait& wait) {
  static auto* const start =
      reinterpret_cast<Start*>(directory::FindInModule(kModule, "sipsh_start_tls"));
  Result<std::unique_ptr<Stream>> secured = Status(
      directory::Code::kUnavailable, "the module " + directory::ModuleFile(kModule) +
                                         " can not be loaded; install libgnutls30, or sipsh anew");
  if (start != nullptr) start(&stream, &host, &wait, &secured);
  return secured;
}

}  // namespace sipsh::sip
