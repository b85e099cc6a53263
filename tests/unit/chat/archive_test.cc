// Archives: what goes in comes out; what is no whole archive is refused by name.
#include "directory/chat/transfer/archive.h"

#include <archive.h>
#include <archive_entry.h>
#include <doctest/doctest.h>
#include <fstream>
#include <sstream>

#include "directory/chat/transfer/xml_text.h"
#include "directory/file/atomic_file.h"
#include "directory/file/digest.h"
#include "tests/unit/topology/test_support.h"

namespace sipsh::chat {
namespace {

using directory::Code;

Manifest Sample() {
  Manifest manifest;
  manifest.source = {"gcpool.contoso.com", "LyncServer2010", "mgc", true};
  manifest.level = Level::kAll;
  manifest.scope = {"Finance", "R&D <x>"};
  manifest.start = 1351641600000;
  manifest.exported = 1700000000123;
  return manifest;
}

LegacyNode Root() {
  LegacyNode root;
  root.id = root.parent = 1;
  root.is_category = true;
  root.name = "Root";
  root.managers = {"sip:ken@contoso.com"};
  return root;
}

LegacyNode Room(int64_t id, const std::string& name) {
  LegacyNode room;
  room.id = id;
  room.parent = 1;
  room.name = name;
  return room;
}

const std::string kOdd = std::string("a\0b\x01\x1F\x7F\r\n\t \\u0041 \\\\srv\\x ]]> <&\">", 33) +
                         "\xFF\xED\xA0\x80 \xEF\xBF\xBE \xF0\x9F\x98\x80";

std::string Bytes(const std::function<void(ArchiveWriter&)>& fill,
                  const Manifest& manifest = Sample()) {
  std::string bytes;
  auto writer = ArchiveWriter::ToMemory(&bytes);
  REQUIRE(writer.ok());
  REQUIRE((*writer)->Begin(manifest).ok());
  fill(**writer);
  Status finished = (*writer)->Finish();
  REQUIRE_MESSAGE(finished.ok(), finished.message);
  return bytes;
}

std::string Rooms(int64_t messages) {
  return Bytes([&](ArchiveWriter& writer) {
    CHECK(writer.Add({7, "sip:ken@contoso.com", "Ken", 5, LegacyPrincipal::State::kDeleted}).ok());
    CHECK(writer.Add(Addin{"Prices", "http://p/?a=1&b=2"}).ok());
    CHECK(writer.Add(ArchiveNode{Root(), true}).ok());
    CHECK(writer.Add(ArchiveNode{Room(5, "Desk"), false}).ok());
    CHECK(writer.Add(ArchiveNode{Room(6, "News"), false}).ok());
    for (int64_t i = 0; i < messages; ++i)
      CHECK(
          writer.Add(ArchiveMessage{i % 3 == 0 ? 6 : 5, {i + 1, "sip:ken@contoso.com", i, "text"}})
              .ok());
  });
}

template <typename T>
std::vector<T> All(ArchiveReader& reader, Status (ArchiveReader::*each)(const Sink<T>&)) {
  std::vector<T> all;
  Status read = (reader.*each)([&](T&& one) {
    all.push_back(std::move(one));
    return true;
  });
  CHECK_MESSAGE(read.ok(), read.message);
  return all;
}

std::unique_ptr<ArchiveReader> Open(std::string bytes) {
  auto reader = ArchiveReader::FromBytes(std::move(bytes));
  REQUIRE_MESSAGE(reader.ok(), reader.status().message);
  Status verified = (*reader)->Verify();
  CHECK_MESSAGE(verified.ok(), verified.message);
  return std::move(*reader);
}

// What refuses it: opening, or else the check.
Status Refusal(std::string bytes) {
  auto reader = ArchiveReader::FromBytes(std::move(bytes));
  return reader.ok() ? (*reader)->Verify() : reader.status();
}

using Files = std::vector<std::pair<std::string, std::string>>;

Files Unpack(const std::string& bytes) {
  Files files;
  archive* zip = archive_read_new();
  archive_read_support_format_zip(zip);
  REQUIRE(archive_read_open_memory(zip, bytes.data(), bytes.size()) == ARCHIVE_OK);
  archive_entry* entry = nullptr;
  while (archive_read_next_header(zip, &entry) == ARCHIVE_OK) {
    std::string text;
    char block[4096];
    for (la_ssize_t got; (got = archive_read_data(zip, block, sizeof block)) > 0;)
      text.append(block, static_cast<size_t>(got));
    files.emplace_back(archive_entry_pathname(entry), text);
  }
  archive_read_free(zip);
  return files;
}

std::string Pack(const Files& files, const char* format = "zip") {
  std::string bytes(32u << 20, '\0');
  size_t used = 0;
  archive* zip = archive_write_new();
  archive_write_set_format_by_name(zip, format);
  archive_write_set_bytes_in_last_block(zip, 1);
  archive_write_open_memory(zip, bytes.data(), bytes.size(), &used);
  for (const auto& [name, text] : files) {
    archive_entry* entry = archive_entry_new();
    archive_entry_set_pathname(entry, name.c_str());
    archive_entry_set_filetype(entry, name.back() == '/' ? AE_IFDIR : AE_IFREG);
    archive_entry_set_perm(entry, 0644);
    archive_entry_set_size(entry, static_cast<int64_t>(text.size()));
    archive_write_header(zip, entry);
    archive_write_data(zip, text.data(), text.size());
    archive_entry_free(entry);
  }
  archive_write_close(zip);
  archive_write_free(zip);
  bytes.resize(used);
  return bytes;
}

void Replace(std::string* text, const std::string& from, const std::string& to) {
  size_t at = text->find(from);
  REQUIRE(at != std::string::npos);
  text->replace(at, from.size(), to);
}

// Files with one of them changed; digests, sizes and identity follow, as a forger would do it.
std::string Forged(const std::string& file, const std::string& from, const std::string& to) {
  Files files = Unpack(Rooms(3));
  std::string old_digest, new_digest, old_size, new_size, identity = "";
  for (auto& [name, text] : files) {
    if (name != file) continue;
    old_digest = directory::Sha256Hex(text);
    old_size = "bytes=\"" + std::to_string(text.size()) + "\" sha256=\"" + old_digest;
    Replace(&text, from, to);
    new_digest = directory::Sha256Hex(text);
    new_size = "bytes=\"" + std::to_string(text.size()) + "\" sha256=\"" + new_digest;
  }
  std::string& contents = files.back().second;
  Replace(&contents, old_size, new_size);
  size_t at = contents.find("identity=\"") + 10;
  std::string all = files.front().second;
  Replace(&all, "2023-11-14T22:13:20.123Z", "1970-01-01T00:00:00.000Z");
  for (size_t i = 1; i + 1 < files.size(); ++i)
    all += files[i].first + " " + directory::Sha256Hex(files[i].second) + "\n";
  contents.replace(at, 64, directory::Sha256Hex(all));
  return Pack(files);
}

bool Says(const Status& status, const std::string& words) {
  bool says = status.message.find(words) != std::string::npos;
  if (!says) MESSAGE(status.message);
  return says;
}

TEST_CASE("text that XML can not hold comes back as it was") {
  std::string xml;
  AppendXml(kOdd, &xml);
  for (char c : xml) CHECK((static_cast<unsigned char>(c) >= 0x20));
  LegacyNode room = Room(5, kOdd);
  room.description = " ";
  std::string bytes = Bytes([&](ArchiveWriter& writer) {
    CHECK(writer.Add(ArchiveNode{Root(), false}).ok());
    CHECK(writer.Add(ArchiveNode{room, false}).ok());
    for (const std::string& text : {kOdd, std::string(), std::string("  "), std::string("\n")})
      CHECK(writer.Add(ArchiveMessage{5, {1, kOdd, 0, text}}).ok());
  });
  auto reader = Open(bytes);
  auto nodes = All<ArchiveNode>(*reader, &ArchiveReader::EachNode);
  REQUIRE(nodes.size() == 2);
  CHECK(nodes[1].node.name == kOdd);
  CHECK(nodes[1].node.description == " ");
  CHECK(reader
            ->EachMessageChunk(1,
                               [&](MessageChunk&& chunk) {
                                 REQUIRE(chunk.messages.size() == 4);
                                 CHECK(chunk.messages[0].message.text == kOdd);
                                 CHECK(chunk.messages[0].message.author == kOdd);
                                 CHECK(chunk.messages[1].message.text.empty());
                                 CHECK(chunk.messages[2].message.text == "  ");
                                 CHECK(chunk.messages[3].message.text == "\n");
                                 return true;
                               })
            .ok());
}

TEST_CASE("times are read as they were written, whatever they are") {
  for (int64_t time : {int64_t{0}, int64_t{1351641600000}, int64_t{-1}, int64_t{-62135596800000},
                       int64_t{253402300799999}, INT64_MAX, INT64_MIN}) {
    std::optional<int64_t> back = ParseTimeText(TimeText(time));
    REQUIRE(back);
    CHECK(*back == time);
  }
  CHECK(TimeText(1351641600000) == "2012-10-31T00:00:00.000Z");
  for (const char* wrong : {"2012-13-01T00:00:00.000Z", "2012-10-31T24:00:00.000Z", "x", ""})
    CHECK_FALSE(ParseTimeText(wrong));
}

TEST_CASE("an archive gives back manifest, records and counts") {
  auto reader = Open(Rooms(2));
  CHECK(reader->manifest() == Sample());
  CHECK(reader->counts() == TransferCounts{1, 1, 0, 2, 0, 2});
  auto principals = All<LegacyPrincipal>(*reader, &ArchiveReader::EachPrincipal);
  REQUIRE(principals.size() == 1);
  CHECK(principals[0].name == "sip:ken@contoso.com");
  CHECK(principals[0].type == 5);
  CHECK(principals[0].state == LegacyPrincipal::State::kDeleted);
  CHECK(All<Addin>(*reader, &ArchiveReader::EachAddin) ==
        std::vector<Addin>{{"Prices", "http://p/?a=1&b=2"}});
  auto nodes = All<ArchiveNode>(*reader, &ArchiveReader::EachNode);
  REQUIRE(nodes.size() == 3);
  CHECK(nodes[0].context);
  CHECK(nodes[0].node.managers == Principals{"sip:ken@contoso.com"});
  CHECK_FALSE(nodes[1].context);
}

TEST_CASE("every setting of a node, said or inherited, comes back") {
  LegacyNode room = Room(5, "Desk");
  room.invitations = false;
  room.file_upload = true;
  room.disabled = true;
  room.type = RoomType::kAuditorium;
  room.privacy = Privacy::kSecret;
  room.addin = "Prices";
  room.allowed = {"a"};
  room.denied = {"CN=d\\, e,DC=x"};
  room.members = {"m1", "m2"};
  room.managers = {"m"};
  room.presenters = {"p"};
  room.creators = {"c"};
  auto reader = Open(Bytes([&](ArchiveWriter& writer) {
    CHECK(writer.Add(Addin{"Prices", "http://p"}).ok());
    CHECK(writer.Add(ArchiveNode{Root(), false}).ok());
    CHECK(writer.Add(ArchiveNode{room, false}).ok());
  }));
  CHECK(reader->counts() == TransferCounts{0, 1, 0, 1, 1, 0});
  LegacyNode back = All<ArchiveNode>(*reader, &ArchiveReader::EachNode)[1].node;
  CHECK(back.invitations == false);
  CHECK_FALSE(back.chat_history.has_value());
  CHECK(back.file_upload == true);
  CHECK(back.disabled);
  CHECK(back.type == room.type);
  CHECK(back.privacy == room.privacy);
  CHECK(back.addin == "Prices");
  CHECK(back.allowed == room.allowed);
  CHECK(back.denied == room.denied);
  CHECK(back.members == room.members);
  CHECK(back.managers == room.managers);
  CHECK(back.presenters == room.presenters);
  CHECK(back.creators == room.creators);
}

TEST_CASE("messages come in chunks, from any of them on") {
  auto reader = Open(Rooms(2500));
  CHECK(reader->message_chunks() == 3);
  std::vector<int64_t> sizes, numbers;
  int64_t next = 2001;
  CHECK(reader
            ->EachMessageChunk(3,
                               [&](MessageChunk&& chunk) {
                                 CHECK(chunk.number == 3);
                                 for (const ArchiveMessage& one : chunk.messages) {
                                   CHECK(one.message.id == next++);
                                   CHECK(one.room == ((one.message.id - 1) % 3 == 0 ? 6 : 5));
                                 }
                                 return true;
                               })
            .ok());
  CHECK(next == 2501);
  CHECK(reader
            ->EachMessageChunk(1,
                               [&](MessageChunk&& chunk) {
                                 sizes.push_back(static_cast<int64_t>(chunk.messages.size()));
                                 return chunk.number < 2;
                               })
            .ok());
  CHECK(sizes == std::vector<int64_t>{1000, 1000});
  CHECK(reader->EachMessageChunk(4, [&](MessageChunk&&) { return false; }).ok());
}

TEST_CASE("large texts end a chunk early") {
  auto reader = Open(Bytes([&](ArchiveWriter& writer) {
    CHECK(writer.Add(ArchiveNode{Root(), false}).ok());
    CHECK(writer.Add(ArchiveNode{Room(5, "Desk"), false}).ok());
    for (int64_t i = 1; i <= 5; ++i)
      CHECK(writer.Add(ArchiveMessage{5, {i, "", 0, std::string(600'000, 'x')}}).ok());
  }));
  CHECK(reader->message_chunks() == 3);
}

TEST_CASE("the same data are the same archive, at whatever time") {
  auto archive = [](int64_t time, const std::string& name) {
    Manifest manifest = Sample();
    manifest.exported = time;
    return Open(Bytes(
                    [&](ArchiveWriter& writer) {
                      CHECK(writer.Add(ArchiveNode{Root(), false}).ok());
                      CHECK(writer.Add(ArchiveNode{Room(5, name), false}).ok());
                    },
                    manifest))
        ->identity();
  };
  CHECK(archive(1, "Desk") == archive(2, "Desk"));
  CHECK(archive(1, "Desk") != archive(1, "News"));
}

TEST_CASE("an archive of nothing is one") {
  auto reader = Open(Bytes([](ArchiveWriter&) {}));
  CHECK(reader->counts() == TransferCounts{});
  CHECK(reader->message_chunks() == 0);
  CHECK(reader->EachMessageChunk(1, [](MessageChunk&&) { return true; }).ok());
}

TEST_CASE("records go in by kind; what was begun and not finished leaves nothing") {
  TemporaryFolder folder;
  std::string path = folder / "export.zip";
  {
    auto writer = ArchiveWriter::ToFile(path);
    REQUIRE(writer.ok());
    REQUIRE((*writer)->Begin(Sample()).ok());
    CHECK((*writer)->Add(ArchiveNode{Root(), false}).ok());
    CHECK((*writer)->Add(Addin{"Prices", "http://p"}).code == Code::kUnwilling);
    CHECK(directory::FileExists(path + ".partial"));
    CHECK(ArchiveWriter::ToFile(path).status().code == Code::kBusyLocked);
    CHECK(directory::FileExists(path + ".partial"));
  }
  CHECK_FALSE(directory::FileExists(path + ".partial"));
  CHECK_FALSE(directory::FileExists(path));
}

TEST_CASE("a file that is there is kept; one left half by a crash is taken over") {
  TemporaryFolder folder;
  std::string path = folder / "export.zip";
  std::ofstream(path + ".partial") << std::string(1 << 20, 'x');
  {
    auto writer = ArchiveWriter::ToFile(path);
    REQUIRE(writer.ok());
    REQUIRE((*writer)->Begin(Sample()).ok());
    REQUIRE((*writer)->Finish().ok());
  }
  CHECK_FALSE(directory::FileExists(path + ".partial"));
  auto reader = ArchiveReader::FromFile(path);
  REQUIRE_MESSAGE(reader.ok(), reader.status().message);
  CHECK((*reader)->Verify().ok());
  CHECK(ArchiveWriter::ToFile(path).status().code == Code::kEntryAlreadyExists);
  CHECK(ArchiveWriter::ToFile(folder / "no/export.zip").status().code == Code::kNoSuchObject);
  CHECK(ArchiveReader::FromFile(folder / "none.zip").status().code == Code::kNoSuchObject);
  CHECK(Says(ArchiveReader::FromFile(folder / ".").status(), "it is no file"));
}

TEST_CASE("what is cut off anywhere is refused") {
  std::string whole = Rooms(50);
  CHECK(Refusal(whole).ok());
  for (size_t size = 0; size < whole.size(); size += whole.size() < 4000 ? 1 : 7)
    CHECK_FALSE(Refusal(whole.substr(0, size)).ok());
  CHECK(Refusal(whole.substr(0, whole.size() / 2)).code == Code::kCorrupt);
}

TEST_CASE("a byte changed anywhere is noticed, or changes nothing") {
  std::string whole = Rooms(50);
  auto read = [](std::string bytes, std::string* text) -> Status {
    auto reader = ArchiveReader::FromBytes(std::move(bytes));
    if (!reader.ok()) return reader.status();
    if (Status verified = (*reader)->Verify(); !verified.ok()) return verified;
    return (*reader)->EachMessageChunk(1, [&](MessageChunk&& chunk) {
      for (const ArchiveMessage& one : chunk.messages)
        *text += std::to_string(one.room) + one.message.text + one.message.author;
      return true;
    });
  };
  std::string expected;
  REQUIRE(read(whole, &expected).ok());
  for (size_t at = 0; at < whole.size(); ++at) {
    std::string changed = whole, text;
    changed[at] = static_cast<char>(changed[at] ^ 0x55);
    if (read(std::move(changed), &text).ok()) CHECK(text == expected);
  }
}

TEST_CASE("files of other kinds are called what they are") {
  CHECK(Says(Refusal(""), "it is empty"));
  CHECK(Says(Refusal("hello, world"), "it is no zip file"));
  CHECK(Says(Refusal("<?xml version=\"1.0\"?><a/>"), "it is XML"));
  CHECK(Refusal("PK\x03\x04 and nothing that follows").code == Code::kCorrupt);
  CHECK(Says(Refusal(Pack({{"a.txt", "x"}})), "begins with 'a.txt'"));
  CHECK(Says(Refusal(Pack({{"manifest.xml", "<a/>"}})), "manifest.xml: its element is not"));
  CHECK(Says(Refusal(Pack({{"manifest.xml", "<chatArchive layout=\"2\"/>"}})), "newer sipsh"));
  Files files = Unpack(Rooms(1));
  files.pop_back();
  CHECK(Says(Refusal(Pack(files)), "cut off"));
}

TEST_CASE("odd paths, doubles and strangers are refused before anything is read") {
  Files files = Unpack(Rooms(1));
  CHECK(Refusal(Pack(files)).ok());
  for (const char* name : {"../../etc/passwd", "/etc/passwd", "nodes/000001.xml", "nodes/",
                           "nodes\\000001.xml", "readme.txt"}) {
    Files odd = files;
    odd.insert(odd.end() - 1, {name, "x"});
    Status refused = Refusal(Pack(odd));
    CHECK_FALSE(refused.ok());
    CHECK(refused.code != Code::kOther);
  }
  Files behind = files;
  behind.push_back({"\x1B[2Jrun.sh", "x"});
  CHECK(Says(Refusal(Pack(behind)), "it holds '?[2Jrun.sh' behind its contents"));
  Files without = files;
  without.erase(without.begin() + 2);
  CHECK_FALSE(Refusal(Pack(without)).ok());
  Files swapped = files;
  std::swap(swapped[1], swapped[2]);
  CHECK_FALSE(Refusal(Pack(swapped)).ok());
}

TEST_CASE("what unpacks beyond all bounds is refused") {
  Files files = Unpack(Rooms(1));
  Files large = files;
  large.front().second += std::string(20u << 20, ' ');
  CHECK(Refusal(Pack(large)).code == Code::kSizeLimit);
  Files grown = files;
  grown[1].second += std::string(10u << 20, ' ');
  CHECK(Refusal(Pack(grown)).code == Code::kSizeLimit);
  Replace(&files.back().second, "bytes=\"", "bytes=\"9999999999");
  CHECK_FALSE(Refusal(Pack(files)).ok());
}

TEST_CASE("what a forger makes fit is still looked through") {
  CHECK(Refusal(Forged("nodes/000001.xml", "Desk", "Disk")).ok());
  CHECK(Says(Refusal(Forged("nodes/000001.xml", "id=\"5\"", "id=\"6\"")), "comes twice"));
  CHECK(Says(Refusal(Forged("nodes/000001.xml", "id=\"5\" parent=\"1\"", "id=\"5\" parent=\"6\"")),
             "below a category that does not come before it"));
  CHECK(Says(Refusal(Forged("nodes/000001.xml", "Desk\"", "Desk\" addin=\"No\"")), "add-in"));
  CHECK(Says(Refusal(Forged("nodes/000001.xml", "Desk\"", "Desk\" odd=\"No\"")), "not known"));
  CHECK(Says(Refusal(Forged("nodes/000001.xml", "Desk", "Desk\\q")), "backslash"));
  CHECK(Says(Refusal(Forged("messages/000001.xml", "id=\"5\"", "id=\"1\"")), "which is no room"));
  CHECK(Says(Refusal(Forged("messages/000001.xml", "</messages>", "")), "well-formed"));
  CHECK(
      Says(Refusal(Forged("messages/000001.xml", ">text<", "><b/><")), "something else than text"));
  CHECK(Says(Refusal(Forged("messages/000001.xml", ">text<", ">te<!-- -->xt<")), "something else"));
  CHECK(Says(Refusal(Forged("principals/000001.xml", "state=\"Deleted\"", "state=\"Odd\"")),
             "state"));
  CHECK(Says(Refusal(Forged("principals/000001.xml", "<principal ", "<user ")), "no principal"));
  CHECK(Says(
      Refusal(Forged("addins/000001.xml", " <addin", " <!DOCTYPE a [<!ENTITY e \"x\">]><addin")),
      "addins/000001.xml"));
}

}  // namespace
}  // namespace sipsh::chat
