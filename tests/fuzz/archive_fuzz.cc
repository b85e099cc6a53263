// Archives and the XML in them must take any bytes without crashing, and text must come back from
// XML as it went in.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <pugixml.hpp>
#include <string>

#include "directory/chat/transfer/archive.h"
#include "directory/chat/transfer/records.h"
#include "directory/chat/transfer/xml_text.h"

namespace {

using namespace sipsh::chat;

// What is read at all reads to the end, or says why not.
void ReadArchive(const std::string& bytes) {
  auto reader = ArchiveReader::FromBytes(bytes);
  if (!reader.ok()) {
    if (reader.status().message.empty()) abort();
    return;
  }
  Status verified = (*reader)->Verify();
  int64_t messages = 0;
  Status read = (*reader)->EachMessageChunk(1, [&](MessageChunk&& chunk) {
    messages += static_cast<int64_t>(chunk.messages.size());
    return true;
  });
  if (verified.ok() && (!read.ok() || messages != (*reader)->counts().messages)) abort();
}

template <typename T>
void ReadRecords(std::string xml, sipsh::directory::Result<T> (*parse)(std::string*)) {
  auto records = parse(&xml);
  if (!records.ok() && records.status().message.empty()) abort();
}

void ThereAndBack(const std::string& text) {
  std::string xml = "<a>";
  AppendXml(text, &xml);
  xml += "</a>";
  pugi::xml_document document;
  if (!document.load_buffer(xml.data(), xml.size(),
                            pugi::parse_escapes | pugi::parse_eol | pugi::parse_ws_pcdata_single,
                            pugi::encoding_utf8))
    abort();
  auto back = FromXml(document.document_element().child_value());
  if (!back || *back != text) abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::string bytes(reinterpret_cast<const char*>(data), size);
  ReadArchive(bytes);
  ReadRecords(bytes, ParseManifest);
  ReadRecords(bytes, ParseContents);
  ReadRecords(bytes, ParsePrincipals);
  ReadRecords(bytes, ParseAddins);
  ReadRecords(bytes, ParseNodes);
  ReadRecords(bytes, ParseMessages);
  ThereAndBack(bytes);
  return 0;
}
