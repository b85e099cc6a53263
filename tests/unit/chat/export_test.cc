// Exports: from dumps and from pools, by level, scope and start date.
#include "directory/chat/transfer/export.h"

#include <doctest/doctest.h>
#include <fstream>

#include "directory/file/atomic_file.h"
#include "tests/unit/topology/test_support.h"

namespace sipsh::chat {
namespace {

using directory::Code;

// A tree of two branches with the rooms Desk (Finance / Trading), Budget (Finance), News (Company).
struct Legacy {
  TemporaryFolder folder;
  std::unique_ptr<TransferSource> source;

  Legacy() {
    Write("tblNode.csv",
          "nodeID,parentID,nodeType,nodeName,nodeDesc,invite,logged,filePost,disabled,behavior,"
          "visibility,siopID\n"
          "1,1,1,Root,,1,1,0,0,4,6,NULL\n2,1,1,Finance,,0,1,0,0,4,6,NULL\n"
          "3,2,1,Trading,,NULL,NULL,NULL,0,4,6,NULL\n4,1,1,Company,,1,1,0,0,4,6,NULL\n"
          "6,4,1,Trading,,1,1,0,0,4,6,NULL\n"
          "10,3,0,Desk,,1,NULL,NULL,0,4,2,A\n11,2,0,Budget,,NULL,NULL,NULL,1,4,3,NULL\n"
          "12,4,0,News,,NULL,NULL,NULL,0,4,6,B\n");
    Write("tblPrincipal.csv",
          "prinID,prinUri,prinName,prinADPath,prinDisabled,prinTypeID\n"
          "1,sip:ken@contoso.com,Ken,\"CN=Ken,DC=contoso,DC=com\",0,5\n"
          "2,sip:amy@contoso.com,Amy,NULL,1,5\n3,sip:pat@fabrikam.com,Pat,NULL,0,7\n"
          "4,ma-grp://x,Sales,NULL,0,9\n");
    Write("tblRoleType.csv", "rtypeID,rtypeDesc\n1,Member\n2,Manager\n");
    Write("tblPrincipalRole.csv",
          "prinRoleNodeID,prinRolePrinID,prinRoleTypeID\n1,1,2\n10,3,1\n12,2,1\n");
    Write("tblSiopWhiteList.csv", "siopID,siopName,siopUrl\nA,Prices,http://p\nB,Board,http://b\n");
    Write("tblChat.csv",
          "channelId,chatId,chatDate,userId,content\n"
          "10,1,634872384000000000,1,October 31\n10,2,634873248000009999,3,NULL\n"
          "12,7,634873248000000000,1,November 1\n");
    Status opened = Open();
    REQUIRE_MESSAGE(opened.ok(), opened.message);
  }
  void Write(const std::string& name, const std::string& text) {
    std::ofstream(folder / name, std::ios::binary) << text;
  }
  Status Open() {
    LegacyDump dump{"gc.contoso.com", "LyncServer2010", "mgc", folder / ".", folder / "legacy.db"};
    auto opened = OpenLegacySource(dump);
    if (opened.ok()) source = std::move(*opened);
    return opened.status();
  }
};

struct Archive {
  Status status;
  ExportResult result;
  std::unique_ptr<ArchiveReader> reader;
  std::string nodes, principals, addins, messages;  // "Name(context) ..."

  Archive(TransferSource& source, const ExportOptions& options,
          const TransferProgress& progress = {}) {
    std::string bytes;
    auto writer = ArchiveWriter::ToMemory(&bytes);
    REQUIRE(writer.ok());
    auto exported = Export(source, options, **writer, progress);
    status = exported.status();
    if (!exported.ok()) return;
    result = std::move(*exported);
    auto opened = ArchiveReader::FromBytes(std::move(bytes));
    REQUIRE_MESSAGE(opened.ok(), opened.status().message);
    reader = std::move(*opened);
    Status verified = reader->Verify();
    CHECK_MESSAGE(verified.ok(), verified.message);
    CHECK(reader->identity() == result.identity);
    CHECK(reader->counts() == result.counts);
    auto add = [](std::string* list, const std::string& one) {
      *list += (list->empty() ? "" : " ") + one;
      return true;
    };
    CHECK(reader->EachPrincipal([&](LegacyPrincipal&& one) { return add(&principals, one.name); })
              .ok());
    CHECK(reader->EachAddin([&](Addin&& one) { return add(&addins, one.name); }).ok());
    CHECK(reader
              ->EachNode([&](ArchiveNode&& one) {
                return add(&nodes, one.node.name + (one.context ? "(context)" : ""));
              })
              .ok());
    CHECK(reader
              ->EachMessageChunk(1,
                                 [&](MessageChunk&& chunk) {
                                   for (const ArchiveMessage& one : chunk.messages)
                                     add(&messages, std::to_string(one.room) + ":" +
                                                        std::to_string(one.message.id));
                                   return true;
                                 })
              .ok());
  }
};

TEST_CASE("everything of a legacy pool") {
  Legacy legacy;
  Archive all(*legacy.source, {});
  REQUIRE_MESSAGE(all.status.ok(), all.status.message);
  CHECK(all.nodes == "Root Finance Company Trading Trading Budget News Desk");
  CHECK(all.principals ==
        "sip:ken@contoso.com sip:amy@contoso.com sip:pat@fabrikam.com ma-grp://x");
  CHECK(all.addins == "Board Prices");
  CHECK(all.messages == "12:7 10:1 10:2");
  CHECK(all.result.counts == TransferCounts{4, 2, 4, 3, 1, 3});
  CHECK(all.result.last_posted == 1351728000000);
  REQUIRE(all.result.rooms.size() == 3);
  CHECK(all.result.rooms[0].name == "Budget");
  CHECK(all.result.rooms[0].category == "Finance");
  CHECK(all.result.rooms[0].disabled);
  CHECK(all.reader->manifest().source ==
        SourceInfo{"gc.contoso.com", "LyncServer2010", "mgc", true});
  auto counted = Count(*legacy.source);
  REQUIRE(counted.ok());
  CHECK(*counted == all.result.counts);
}

TEST_CASE("levels") {
  Legacy legacy;
  auto level = [&](Level one, std::optional<int64_t> start = {}) {
    Archive archive(*legacy.source, {one, {}, start});
    REQUIRE_MESSAGE(archive.status.ok(), archive.status.message);
    return archive.nodes + "|" + archive.addins + "|" + archive.messages;
  };
  CHECK(level(Level::kUser) == "||");
  CHECK(level(Level::kCategory) == "Root Finance Company Trading Trading||");
  CHECK(level(Level::kRoomDirectory) ==
        "Root Finance Company Trading Trading Budget News Desk|Board Prices|");
  CHECK(level(Level::kRoomDirectory, 1351728000000) ==
        "Root Finance Company Trading Trading Budget News Desk|Board Prices|12:7 10:2");
  CHECK(level(Level::kContent) ==
        "Root(context) Finance(context) Company(context) Trading(context) Trading(context) "
        "Budget(context) News(context) Desk(context)||12:7 10:1 10:2");
  CHECK(level(Level::kAll, 1351728000001) ==
        "Root Finance Company Trading Trading Budget News Desk|Board Prices|");
  for (Level without : {Level::kUser, Level::kCategory})
    CHECK(Archive(*legacy.source, {without, {}, 0}).status.code == Code::kConstraintViolation);
}

TEST_CASE("a scope is a branch: its parents come as context, its own people and add-ins alone") {
  Legacy legacy;
  Archive finance(*legacy.source, {Level::kAll, {"finance"}, {}});
  CHECK(finance.nodes == "Root(context) Finance Trading Budget Desk");
  CHECK(finance.principals == "sip:ken@contoso.com sip:pat@fabrikam.com");
  CHECK(finance.addins == "Prices");
  CHECK(finance.messages == "10:1 10:2");
  CHECK(finance.result.counts.categories == 2);
  Archive trading(*legacy.source, {Level::kAll, {"Finance - Trading"}, {}});
  CHECK(trading.nodes == "Root(context) Finance(context) Trading Desk");
  Archive two(*legacy.source, {Level::kCategory, {"Finance - Trading", "Company"}, {}});
  CHECK(two.nodes == "Root(context) Finance(context) Company Trading Trading");
  Status many = Archive(*legacy.source, {Level::kAll, {"Trading"}, {}}).status;
  CHECK(many.code == Code::kConstraintViolation);
  CHECK(many.message.find("'Finance - Trading'") != std::string::npos);
  CHECK(Archive(*legacy.source, {Level::kAll, {"Desk"}, {}}).status.code == Code::kNoSuchObject);
  CHECK(Archive(*legacy.source, {Level::kUser, {"Company"}, {}}).principals ==
        "sip:ken@contoso.com sip:amy@contoso.com");
}

TEST_CASE("an export that is stopped ends as cancelled and leaves no file") {
  Legacy legacy;
  std::string rows = "channelId,chatId,chatDate,userId,content\n";
  for (int i = 1; i <= 3000; ++i) rows += "10," + std::to_string(i) + ",634872384000000000,1,x\n";
  legacy.Write("tblChat.csv", rows);
  REQUIRE(legacy.Open().ok());
  std::string path = legacy.folder / "out.zip";
  {
    auto writer = ArchiveWriter::ToFile(path);
    REQUIRE(writer.ok());
    int64_t last = 0, total = 0;
    auto stopped = Export(*legacy.source, {}, **writer, [&](const TransferState& state) {
      last = state.done;
      total = state.total;
      return last < 1000;
    });
    CHECK(stopped.status().code == Code::kCancelled);
    CHECK(total == 3000);
    CHECK(last >= 1000);
    CHECK(last < 2000);
  }
  CHECK_FALSE(directory::FileExists(path));
  CHECK_FALSE(directory::FileExists(path + ".partial"));
  // The source is as it was: the snapshot has ended.
  Archive again(*legacy.source, {});
  CHECK(again.result.counts.messages == 3000);
}

TEST_CASE("dumps are read once, and again when they changed; faulty ones leave what was there") {
  Legacy legacy;
  int reads = 0;
  LegacyDump dump{"gc.contoso.com", "LyncServer2010", "mgc", legacy.folder / ".",
                  legacy.folder / "legacy.db"};
  std::string rows = "channelId,chatId,chatDate,userId,content\n";
  for (int i = 1; i <= 1500; ++i) rows += "10," + std::to_string(i) + ",634872384000000000,1,x\n";
  legacy.Write("tblChat.csv", rows);
  auto open = [&] {
    reads = 0;
    return OpenLegacySource(dump, [&](const TransferState& state) {
      CHECK(state.done <= state.total);
      reads += state.doing.starts_with("Reading") ? 1 : 0;
      return true;
    });
  };
  CHECK(open().ok());
  CHECK(reads == 1);
  CHECK(open().ok());
  CHECK(reads == 0);
  auto stopped = OpenLegacySource(dump, [](const TransferState&) { return false; });
  CHECK(stopped.status().code == Code::kCancelled);
  legacy.Write("tblChat.csv", rows + "99,1,634872384000000000,1,lost\n");
  auto faulty = open();
  CHECK(faulty.status().code == Code::kConstraintViolation);
  CHECK(faulty.status().message.find("messages of 99") != std::string::npos);
  auto store = LegacyStore::Open(dump.file);
  REQUIRE(store.ok());
  CHECK(*(*store)->CountMessages(10, std::nullopt) == 1500);
}

TEST_CASE("dumps in other encodings, or torn apart, are refused by file and line") {
  auto refusal = [](const std::string& file, const std::string& text) {
    Legacy legacy;
    legacy.Write(file, text);
    return legacy.Open().message;
  };
  auto says = [](const std::string& message, const std::string& words) {
    INFO(message);
    return message.find(words) != std::string::npos;
  };
  CHECK(says(refusal("tblChat.csv",
                     "\xFF\xFE"
                     "c\0h\0"),
             "UTF-16"));
  CHECK(
      says(refusal("tblChat.csv",
                   "channelId,chatId,chatDate,userId,content\n10,1,634872384000000000,1,Caf\xE9\n"),
           "tblChat.csv:2: content is no UTF-8"));
  CHECK(says(refusal("tblSiopWhiteList.csv", "siopID,siopName,siopUrl\nA,Prices,http://p\n"),
             "the room 12 has the add-in B"));
  CHECK(says(
      refusal("tblPrincipalRole.csv", "prinRoleNodeID,prinRolePrinID,prinRoleTypeID\n10,77,1\n"),
      "the principal 77 of node 10"));
}

TEST_CASE("a Persistent Chat pool is a tree of depth one") {
  TemporaryFolder folder;
  auto store = std::move(*OpenChatStore("sqlite:" + (folder / "chat.db")));
  const std::string pool = "pc.contoso.com";
  Category company{"Company", "All", true, false, true, {"DC=contoso,DC=com"}, {}, {"sip:a@b.c"}};
  Room hall{"Hall", "Big", "Company"};
  hall.addin = "Board";
  hall.privacy = Privacy::kOpen;
  hall.type = RoomType::kAuditorium;
  hall.invitations = Invitations::kFalse;
  hall.disabled = true;
  hall.members = {"OU=Users,DC=contoso,DC=com", "sip:a@b.c"};
  hall.presenters = {"sip:a@b.c"};
  REQUIRE(store->Add(pool, company).ok());
  REQUIRE(store->Add(pool, Category{"Alone"}).ok());
  REQUIRE(store->Add(pool, Addin{"Board", "http://b"}).ok());
  REQUIRE(store->Add(pool, hall).ok());
  REQUIRE(store->Add("other.contoso.com", Category{"Foreign"}).ok());
  for (int64_t time : {1000, 2000})
    REQUIRE(store->AddMessage(pool, "Hall", {0, "sip:a@b.c", time, "text"}).ok());
  auto source = MakePoolSource(*store, pool, "LyncServer2013");
  Archive all(*source, {});
  REQUIRE_MESSAGE(all.status.ok(), all.status.message);
  CHECK(all.nodes == "Alone Company Hall");
  CHECK(all.principals == "DC=contoso,DC=com OU=Users,DC=contoso,DC=com sip:a@b.c");
  CHECK(all.result.counts == TransferCounts{3, 1, 2, 1, 1, 2});
  CHECK(*Count(*source) == all.result.counts);
  std::vector<LegacyNode> nodes;
  CHECK(all.reader
            ->EachNode([&](ArchiveNode&& one) {
              nodes.push_back(std::move(one.node));
              return true;
            })
            .ok());
  const LegacyNode& back = nodes[3];
  CHECK(nodes[2].invitations == true);
  CHECK(nodes[2].file_upload == false);
  CHECK(nodes[2].creators == company.creators);
  CHECK(back.parent == nodes[2].id);
  CHECK(back.invitations == false);
  CHECK_FALSE(back.chat_history.has_value());
  CHECK(back.disabled);
  CHECK(back.type == RoomType::kAuditorium);
  CHECK(back.addin == "Board");
  CHECK(back.members == hall.members);
  CHECK(back.presenters == hall.presenters);
  Archive late(*source, {Level::kContent, {"company"}, 2000});
  CHECK(late.result.counts.messages == 1);
  Archive none(*MakePoolSource(*store, "new.contoso.com", "LyncServer2013"), {});
  CHECK(none.nodes.empty());
  CHECK(none.result.counts == TransferCounts{});
}

TEST_CASE("what is written during an export is not in it") {
  TemporaryFolder folder;
  auto store = std::move(*OpenChatStore("sqlite:" + (folder / "chat.db")));
  auto other = std::move(*OpenChatStore("sqlite:" + (folder / "chat.db")));
  const std::string pool = "pc.contoso.com";
  REQUIRE(store->Add(pool, Category{"Company"}).ok());
  REQUIRE(store->Add(pool, Room{"News", "", "Company"}).ok());
  REQUIRE(store->Begin().ok());
  for (int64_t time = 0; time < 5000; ++time)
    REQUIRE(store->AddMessage(pool, "News", {0, "sip:a@b.c", time, "text"}).ok());
  REQUIRE(store->Commit().ok());
  auto source = MakePoolSource(*store, pool, "LyncServer2013");
  bool written = false;
  Archive archive(*source, {}, [&](const TransferState&) {
    if (!written) CHECK(other->AddMessage(pool, "News", {0, "sip:a@b.c", 9999, "late"}).ok());
    if (!written) CHECK(other->Add(pool, Category{"Late"}).ok());
    written = true;
    return true;
  });
  CHECK(written);
  CHECK(archive.result.counts == TransferCounts{0, 0, 1, 1, 0, 5000});
  CHECK(Count(*source)->messages == 5001);
}

}  // namespace
}  // namespace sipsh::chat
