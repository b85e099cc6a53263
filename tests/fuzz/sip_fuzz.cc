// The reader of SIP messages must take any bytes, whole or torn, and show nothing but plain text;
// what the writer makes must be whole lines.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "directory/sip/message.h"

namespace {

using namespace sipsh::sip;

void RequirePlain(std::string_view text) {
  for (unsigned char c : text)
    if (c < ' ' || c >= 0x7F) abort();
}

// What came of it, as one text.
std::string ReadAll(std::string_view bytes, size_t step) {
  MessageReader reader;
  std::string read;
  for (size_t at = 0; at < bytes.size(); at += step) {
    reader.Add(bytes.substr(at, step));
    while (true) {
      Result<std::optional<Response>> next = reader.Next();
      if (!next.ok()) return read + "!";
      if (!*next) break;
      const Response& response = **next;
      if (response.status != 0 && (response.status < 100 || response.status > 699)) abort();
      RequirePlain(response.reason);
      read += response.Line() + "\n";
      for (const Header& header : response.headers) {
        RequirePlain(header.name);
        RequirePlain(header.value);
        read += header.name + ":" + header.value + "\n";
      }
      for (const std::string& scheme : OfferedSchemes(response)) RequirePlain(scheme);
    }
  }
  return read;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::string_view bytes(reinterpret_cast<const char*>(data), size);
  std::string whole = ReadAll(bytes, bytes.size() + 1);
  if (size <= 2000 && (ReadAll(bytes, 1) != whole || ReadAll(bytes, 7) != whole)) abort();

  std::string_view user = bytes.substr(0, bytes.size() / 2), host = bytes.substr(user.size());
  for (std::string_view at : {std::string_view("contoso.com"), host}) {
    Result<std::string> uri = MakeUri(user, at);
    Request request{"OPTIONS",
                    uri.ok() ? *uri : std::string(user),
                    std::string(host),
                    "sip:b",
                    "SIP/2.0/TCP c",
                    "1",
                    "2",
                    1};
    if (uri.ok()) request.from = *uri;
    Result<std::string> text = Write(request);
    if (!text.ok()) continue;
    size_t lines = 0;
    for (char c : *text) lines += c == '\n' ? 1 : 0;
    if (lines != 10) abort();
  }
  return 0;
}
