// Records to XML.
#include "directory/chat/transfer/records.h"
#include "directory/chat/transfer/xml_text.h"
#include "directory/file/digest.h"

namespace sipsh::chat {
namespace {

constexpr std::string_view kHead = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

void Attribute(std::string_view name, std::string_view value, std::string* xml) {
  *xml += ' ';
  *xml += name;
  *xml += "=\"";
  AppendXml(value, xml);
  *xml += '"';
}
void Attribute(std::string_view name, int64_t value, std::string* xml) {
  Attribute(name, std::to_string(value), xml);
}
void Flag(std::string_view name, bool value, std::string* xml) {
  if (value) Attribute(name, "true", xml);
}
void Inherited(std::string_view name, std::optional<bool> value, std::string* xml) {
  if (value) Attribute(name, *value ? "true" : "false", xml);
}

void List(std::string_view element, const Principals& names, std::string* xml) {
  for (const std::string& name : names) {
    *xml += "  <";
    *xml += element;
    *xml += '>';
    AppendXml(name, xml);
    *xml += "</";
    *xml += element;
    *xml += ">\n";
  }
}

std::string_view StateName(LegacyPrincipal::State state) {
  return state == LegacyPrincipal::State::kDeleted    ? "Deleted"
         : state == LegacyPrincipal::State::kDisabled ? "Disabled"
                                                      : "Active";
}

}  // namespace

std::string_view Name(ChunkKind kind) {
  constexpr std::string_view kNames[] = {"principals", "addins", "nodes", "messages"};
  return kNames[static_cast<size_t>(kind)];
}

std::string ChunkInfo::FileName() const {
  std::string digits = std::to_string(number);
  if (digits.size() < 6) digits.insert(0, 6 - digits.size(), '0');
  return std::string(Name(kind)) + "/" + digits + ".xml";
}

void AppendRecord(const LegacyPrincipal& principal, std::string* xml) {
  *xml += " <principal";
  Attribute("id", principal.id, xml);
  Attribute("type", principal.type, xml);
  Attribute("state", StateName(principal.state), xml);
  Attribute("name", principal.name, xml);
  Attribute("displayName", principal.display_name, xml);
  *xml += "/>\n";
}

void AppendRecord(const Addin& addin, std::string* xml) {
  *xml += " <addin";
  Attribute("name", addin.name, xml);
  Attribute("url", addin.url, xml);
  *xml += "/>\n";
}

void AppendRecord(const ArchiveNode& one, std::string* xml) {
  const LegacyNode& node = one.node;
  std::string_view element = node.is_category ? "category" : "room";
  *xml += " <";
  *xml += element;
  Attribute("id", node.id, xml);
  Attribute("parent", node.parent, xml);
  Attribute("name", node.name, xml);
  Attribute("description", node.description, xml);
  Attribute("type", Name(node.type), xml);
  Attribute("privacy", Name(node.privacy), xml);
  Inherited("invitations", node.invitations, xml);
  Inherited("chatHistory", node.chat_history, xml);
  Inherited("fileUpload", node.file_upload, xml);
  Flag("disabled", node.disabled, xml);
  if (!node.addin.empty()) Attribute("addin", node.addin, xml);
  Flag("context", one.context, xml);
  *xml += ">\n";
  List("allowed", node.allowed, xml);
  List("denied", node.denied, xml);
  List("member", node.members, xml);
  List("manager", node.managers, xml);
  List("presenter", node.presenters, xml);
  List("creator", node.creators, xml);
  *xml += " </";
  *xml += element;
  *xml += ">\n";
}

void AppendRecord(const Message& message, std::string* xml) {
  *xml += "  <message";
  Attribute("id", message.id, xml);
  Attribute("posted", TimeText(message.posted), xml);
  Attribute("author", message.author, xml);
  *xml += '>';
  AppendXml(message.text, xml);
  *xml += "</message>\n";
}

std::string ManifestXml(const Manifest& manifest) {
  std::string xml(kHead);
  xml += "<chatArchive layout=\"1\">\n <source";
  Attribute("pool", manifest.source.pool, &xml);
  Attribute("generation", manifest.source.generation, &xml);
  Attribute("database", manifest.source.database, &xml);
  Flag("legacy", manifest.source.legacy, &xml);
  xml += "/>\n <export";
  Attribute("level", Name(manifest.level), &xml);
  Attribute("time", TimeText(manifest.exported), &xml);
  if (manifest.start) Attribute("start", TimeText(*manifest.start), &xml);
  xml += "/>\n";
  List("scope", manifest.scope, &xml);
  return xml + "</chatArchive>\n";
}

std::string ContentsXml(const Contents& contents) {
  const TransferCounts& counts = contents.counts;
  std::string xml(kHead);
  xml += "<contents";
  Attribute("identity", contents.identity, &xml);
  xml += ">\n <counts";
  Attribute("principals", counts.principals, &xml);
  Attribute("addins", counts.addins, &xml);
  Attribute("categories", counts.categories, &xml);
  Attribute("rooms", counts.rooms, &xml);
  Attribute("disabledRooms", counts.disabled_rooms, &xml);
  Attribute("messages", counts.messages, &xml);
  xml += "/>\n";
  for (const ChunkInfo& chunk : contents.chunks) {
    xml += " <chunk";
    Attribute("file", chunk.FileName(), &xml);
    Attribute("rows", chunk.rows, &xml);
    Attribute("bytes", chunk.bytes, &xml);
    Attribute("sha256", chunk.digest, &xml);
    xml += "/>\n";
  }
  return xml + "</contents>\n";
}

// The time of the export is no part of it.
std::string Identity(const Manifest& manifest, const std::vector<ChunkInfo>& chunks) {
  Manifest timeless = manifest;
  timeless.exported = 0;
  std::string all = ManifestXml(timeless);
  for (const ChunkInfo& chunk : chunks) all += chunk.FileName() + " " + chunk.digest + "\n";
  return directory::Sha256Hex(all);
}

}  // namespace sipsh::chat
