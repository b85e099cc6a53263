// The records of an archive as XML, and back. A chunk is one element that holds records; messages
// stand in elements of their rooms. Texts are as in xml_text.h.
// Statuses: kInvalidSyntax says what is wrong with which record.
#pragma once

#include <string>
#include <vector>

#include "directory/chat/transfer/archive.h"

namespace sipsh::chat {

enum class ChunkKind { kPrincipals, kAddins, kNodes, kMessages };
inline constexpr ChunkKind kChunkKinds[] = {ChunkKind::kPrincipals, ChunkKind::kAddins,
                                            ChunkKind::kNodes, ChunkKind::kMessages};
std::string_view Name(ChunkKind kind);  // "principals" ...: the folder and the element.

// What contents.xml says.
struct ChunkInfo {
  ChunkKind kind = ChunkKind::kPrincipals;
  int64_t number = 0;  // From 1, for each kind.
  int64_t rows = 0, bytes = 0;
  std::string digest;

  std::string FileName() const;
};

struct Contents {
  TransferCounts counts;
  std::string identity;
  std::vector<ChunkInfo> chunks;
};

void AppendRecord(const LegacyPrincipal& principal, std::string* xml);
void AppendRecord(const Addin& addin, std::string* xml);
void AppendRecord(const ArchiveNode& node, std::string* xml);
void AppendRecord(const Message& message, std::string* xml);

std::string ManifestXml(const Manifest& manifest);
std::string ContentsXml(const Contents& contents);
std::string Identity(const Manifest& manifest, const std::vector<ChunkInfo>& chunks);

// `xml` is used up. kNotSupported: a layout of a later sipsh.
Result<Manifest> ParseManifest(std::string* xml);
Result<Contents> ParseContents(std::string* xml);
Result<std::vector<LegacyPrincipal>> ParsePrincipals(std::string* xml);
Result<std::vector<Addin>> ParseAddins(std::string* xml);
Result<std::vector<ArchiveNode>> ParseNodes(std::string* xml);
Result<std::vector<ArchiveMessage>> ParseMessages(std::string* xml);

}  // namespace sipsh::chat
