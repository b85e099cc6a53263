// Records from XML, strictly: what is not known is refused, since it would be lost.
#include <iterator>
#include <pugixml.hpp>

#include "directory/chat/transfer/records.h"
#include "directory/chat/transfer/xml_text.h"

namespace sipsh::chat {
namespace {

using directory::Code;

constexpr unsigned kParse = pugi::parse_escapes | pugi::parse_eol | pugi::parse_wconv_attribute |
                            pugi::parse_cdata | pugi::parse_ws_pcdata_single;

// The first fault that was found; later ones are not looked at.
class Faults {
 public:
  void Add(const pugi::xml_node& node, const std::string& what) {
    if (!first_.empty()) return;
    first_ = "<" + std::string(node.name()).substr(0, 40) + ">";
    if (node.attribute("id")) first_ += " " + std::string(node.attribute("id").value(), 0, 40);
    first_ += ": " + what;
  }
  bool any() const { return !first_.empty(); }
  Status status() const { return any() ? Status(Code::kInvalidSyntax, first_) : Status::Ok(); }

 private:
  std::string first_;
};

std::string Text(const pugi::xml_node& node, std::string_view raw, Faults* faults) {
  std::optional<std::string> text = FromXml(raw);
  if (!text) faults->Add(node, "a backslash is not followed by \\, uXXXX or xXX");
  return text.value_or("");
}

std::string TextWithin(const pugi::xml_node& node, Faults* faults) {
  pugi::xml_node child = node.first_child();
  if (!child) return {};
  bool text = child.type() == pugi::node_pcdata || child.type() == pugi::node_cdata;
  if (!text || child.next_sibling()) {
    faults->Add(node, "it holds something else than text");
    return {};
  }
  return Text(node, child.value(), faults);
}

// The attributes of one element; each is asked for once, none may be left.
class Attributes {
 public:
  Attributes(const pugi::xml_node& node, Faults* faults) : node_(node), faults_(faults) {}

  std::string Words(const char* name) { return Text(node_, Needed(name), faults_); }
  std::string WordsOrNone(const char* name) {
    pugi::xml_attribute found = Find(name);
    return found ? Text(node_, found.value(), faults_) : std::string();
  }
  int64_t Number(const char* name) {
    std::optional<int64_t> number = ParseInteger(Needed(name));
    if (!number) faults_->Add(node_, std::string(name) + " is no number");
    return number.value_or(0);
  }
  int64_t Count(const char* name) {
    int64_t number = Number(name);
    if (number < 0) faults_->Add(node_, std::string(name) + " is negative");
    return number;
  }
  int64_t Time(const char* name) {
    std::optional<int64_t> time = ParseTimeText(Needed(name));
    if (!time) faults_->Add(node_, std::string(name) + " is no time");
    return time.value_or(0);
  }
  std::optional<int64_t> TimeOrNone(const char* name) {
    return node_.attribute(name) ? std::optional<int64_t>(Time(name)) : std::nullopt;
  }
  std::optional<bool> FlagOrNone(const char* name) {
    pugi::xml_attribute found = Find(name);
    if (!found) return std::nullopt;
    std::string_view value = found.value();
    if (value != "true" && value != "false")
      faults_->Add(node_, std::string(name) + " is neither true nor false");
    return value == "true";
  }
  bool Flag(const char* name) { return FlagOrNone(name).value_or(false); }
  template <typename T>
  T OneOf(const char* name, std::optional<T> (*parse)(std::string_view), T otherwise) {
    std::optional<T> value = parse(Needed(name));
    if (!value) faults_->Add(node_, std::string(name) + " has an unknown value");
    return value.value_or(otherwise);
  }
  void Finish() {
    auto all = node_.attributes();
    if (std::distance(all.begin(), all.end()) != asked_)
      faults_->Add(node_, "it has an attribute that is not known");
  }

 private:
  pugi::xml_attribute Find(const char* name) {
    pugi::xml_attribute found = node_.attribute(name);
    if (found) ++asked_;
    return found;
  }
  const char* Needed(const char* name) {
    pugi::xml_attribute found = Find(name);
    if (!found) faults_->Add(node_, "it has no " + std::string(name));
    return found.value();
  }

  pugi::xml_node node_;
  Faults* faults_;
  std::ptrdiff_t asked_ = 0;
};

// Parses, and checks the root element's name.
Status Load(std::string* xml, std::string_view root, pugi::xml_document* document) {
  pugi::xml_parse_result parsed =
      document->load_buffer_inplace(xml->data(), xml->size(), kParse, pugi::encoding_utf8);
  if (!parsed)
    return {Code::kInvalidSyntax, "no well-formed XML at byte " + std::to_string(parsed.offset) +
                                      ": " + parsed.description()};
  pugi::xml_node top = document->document_element();
  if (root != top.name() || top.next_sibling())
    return {Code::kInvalidSyntax, "its element is not <" + std::string(root) + ">"};
  return Status::Ok();
}

// The line end of an element without children is kept as if it were its text.
bool Blank(const pugi::xml_node& node) {
  return node.type() == pugi::node_pcdata &&
         std::string_view(node.value()).find_first_not_of(" \t\r\n") == std::string_view::npos;
}

// Every child of the chunk's element by `read`.
template <typename T>
Result<std::vector<T>> Records(std::string* xml, ChunkKind kind,
                               void (*read)(const pugi::xml_node&, std::vector<T>*, Faults*)) {
  pugi::xml_document document;
  if (Status loaded = Load(xml, Name(kind), &document); !loaded.ok()) return loaded;
  std::vector<T> records;
  Faults faults;
  for (pugi::xml_node one : document.document_element()) {
    if (Blank(one)) continue;
    read(one, &records, &faults);
    if (faults.any()) return faults.status();
  }
  return records;
}

bool Is(const pugi::xml_node& node, std::string_view name) { return name == node.name(); }

std::optional<LegacyPrincipal::State> ParseState(std::string_view name) {
  using State = LegacyPrincipal::State;
  if (name == "Active") return State::kActive;
  if (name == "Disabled") return State::kDisabled;
  if (name == "Deleted") return State::kDeleted;
  return std::nullopt;
}

void ReadPrincipal(const pugi::xml_node& node, std::vector<LegacyPrincipal>* all, Faults* faults) {
  if (!Is(node, "principal")) return faults->Add(node, "no principal");
  Attributes in(node, faults);
  LegacyPrincipal one;
  one.id = in.Number("id");
  one.type = static_cast<int>(in.Number("type"));
  one.state = in.OneOf("state", ParseState, one.state);
  one.name = in.Words("name");
  one.display_name = in.Words("displayName");
  in.Finish();
  all->push_back(std::move(one));
}

void ReadAddin(const pugi::xml_node& node, std::vector<Addin>* all, Faults* faults) {
  if (!Is(node, "addin")) return faults->Add(node, "no add-in");
  Attributes in(node, faults);
  Addin one{in.Words("name"), in.Words("url")};
  in.Finish();
  all->push_back(std::move(one));
}

Principals* ListOf(LegacyNode* node, std::string_view name) {
  if (name == "allowed") return &node->allowed;
  if (name == "denied") return &node->denied;
  if (name == "member") return &node->members;
  if (name == "manager") return &node->managers;
  if (name == "presenter") return &node->presenters;
  if (name == "creator") return &node->creators;
  return nullptr;
}

void ReadNode(const pugi::xml_node& node, std::vector<ArchiveNode>* all, Faults* faults) {
  if (!Is(node, "category") && !Is(node, "room"))
    return faults->Add(node, "neither category nor room");
  Attributes in(node, faults);
  ArchiveNode one;
  LegacyNode& into = one.node;
  into.is_category = Is(node, "category");
  into.id = in.Number("id");
  into.parent = in.Number("parent");
  into.name = in.Words("name");
  into.description = in.Words("description");
  into.type = in.OneOf("type", ParseRoomType, into.type);
  into.privacy = in.OneOf("privacy", ParsePrivacy, into.privacy);
  into.invitations = in.FlagOrNone("invitations");
  into.chat_history = in.FlagOrNone("chatHistory");
  into.file_upload = in.FlagOrNone("fileUpload");
  into.disabled = in.Flag("disabled");
  into.addin = in.WordsOrNone("addin");
  one.context = in.Flag("context");
  in.Finish();
  for (pugi::xml_node child : node) {
    if (Blank(child)) continue;
    Principals* list = ListOf(&into, child.name());
    if (list == nullptr) return faults->Add(node, "it holds an element that is not known");
    list->push_back(TextWithin(child, faults));
  }
  all->push_back(std::move(one));
}

void ReadRoomMessages(const pugi::xml_node& node, std::vector<ArchiveMessage>* all,
                      Faults* faults) {
  if (!Is(node, "room")) return faults->Add(node, "no room");
  Attributes of_room(node, faults);
  int64_t room = of_room.Number("id");
  of_room.Finish();
  for (pugi::xml_node child : node) {
    if (Blank(child)) continue;
    if (!Is(child, "message")) return faults->Add(node, "it holds something else than messages");
    Attributes in(child, faults);
    ArchiveMessage one;
    one.room = room;
    one.message.id = in.Number("id");
    one.message.posted = in.Time("posted");
    one.message.author = in.Words("author");
    in.Finish();
    one.message.text = TextWithin(child, faults);
    if (faults->any()) return;
    all->push_back(std::move(one));
  }
}

// "messages/000001.xml"
bool ParseFileName(std::string_view file, ChunkInfo* chunk) {
  size_t slash = file.find('/');
  if (slash == std::string_view::npos) return false;
  for (ChunkKind kind : kChunkKinds) {
    if (Name(kind) != file.substr(0, slash)) continue;
    std::string_view number = file.substr(slash + 1);
    chunk->kind = kind;
    chunk->number = ParseInteger(number.substr(0, number.find('.'))).value_or(0);
    return chunk->FileName() == file;
  }
  return false;
}

}  // namespace

Result<Manifest> ParseManifest(std::string* xml) {
  pugi::xml_document document;
  if (Status loaded = Load(xml, "chatArchive", &document); !loaded.ok()) return loaded;
  pugi::xml_node top = document.document_element();
  Faults faults;
  int64_t layout = Attributes(top, &faults).Number("layout");
  if (!faults.any() && layout != 1)
    return Status(Code::kNotSupported, "it is of layout " + std::to_string(layout) +
                                           "; this sipsh knows 1. Use a newer sipsh.");
  Manifest manifest;
  Attributes source(top.child("source"), &faults);
  manifest.source.pool = source.Words("pool");
  manifest.source.generation = source.Words("generation");
  manifest.source.database = source.Words("database");
  manifest.source.legacy = source.Flag("legacy");
  source.Finish();
  Attributes made(top.child("export"), &faults);
  manifest.level = made.OneOf("level", ParseLevel, Level::kAll);
  manifest.exported = made.Time("time");
  manifest.start = made.TimeOrNone("start");
  made.Finish();
  for (pugi::xml_node one : top.children("scope"))
    manifest.scope.push_back(TextWithin(one, &faults));
  if (faults.any()) return faults.status();
  return manifest;
}

Result<Contents> ParseContents(std::string* xml) {
  pugi::xml_document document;
  if (Status loaded = Load(xml, "contents", &document); !loaded.ok()) return loaded;
  pugi::xml_node top = document.document_element();
  Faults faults;
  Contents contents;
  contents.identity = Attributes(top, &faults).Words("identity");
  Attributes counts(top.child("counts"), &faults);
  contents.counts.principals = counts.Count("principals");
  contents.counts.addins = counts.Count("addins");
  contents.counts.categories = counts.Count("categories");
  contents.counts.rooms = counts.Count("rooms");
  contents.counts.disabled_rooms = counts.Count("disabledRooms");
  contents.counts.messages = counts.Count("messages");
  counts.Finish();
  for (pugi::xml_node one : top.children("chunk")) {
    Attributes in(one, &faults);
    ChunkInfo chunk;
    if (!ParseFileName(in.Words("file"), &chunk)) faults.Add(one, "its file has an odd name");
    chunk.rows = in.Count("rows");
    chunk.bytes = in.Count("bytes");
    chunk.digest = in.Words("sha256");
    in.Finish();
    if (faults.any()) break;
    contents.chunks.push_back(std::move(chunk));
  }
  if (faults.any()) return faults.status();
  return contents;
}

Result<std::vector<LegacyPrincipal>> ParsePrincipals(std::string* xml) {
  return Records(xml, ChunkKind::kPrincipals, ReadPrincipal);
}
Result<std::vector<Addin>> ParseAddins(std::string* xml) {
  return Records(xml, ChunkKind::kAddins, ReadAddin);
}
Result<std::vector<ArchiveNode>> ParseNodes(std::string* xml) {
  return Records(xml, ChunkKind::kNodes, ReadNode);
}
Result<std::vector<ArchiveMessage>> ParseMessages(std::string* xml) {
  return Records(xml, ChunkKind::kMessages, ReadRoomMessages);
}

}  // namespace sipsh::chat
