// Import into a pool: whole, resumed, repeated and undone, with the messages counted.
#include "directory/chat/transfer/import.h"

#include <doctest/doctest.h>
#include <stdexcept>

#include "directory/chat/objects.h"
#include "directory/journal/undo.h"
#include "tests/unit/topology/test_support.h"

namespace sipsh::chat {
namespace {

constexpr const char* kPool = "pcpool.contoso.com";
using directory::Code;
using State = ImportPlan::State;

class ArchiveInMemory final : public ArchiveReader {
 public:
  ArchiveInMemory() {
    manifest_.source = {"gcpool.contoso.com", "LyncServer2010", "mgc", true};
    Node(1, 1, true, "Root");
    Node(2, 1, true, "IT");
    Node(10, 2, false, "Help");
    Node(11, 2, false, "Mail");
  }
  LegacyNode& Node(int64_t id, int64_t parent, bool category, const std::string& name) {
    ArchiveNode one;
    one.node.id = id;
    one.node.parent = parent;
    one.node.is_category = category;
    one.node.name = name;
    nodes.push_back(one);
    return nodes.back().node;
  }
  void Say(int64_t room, int64_t posted, const std::string& text, size_t chunk) {
    if (chunks.size() < chunk) chunks.resize(chunk);
    chunks[chunk - 1].number = static_cast<int64_t>(chunk);
    chunks[chunk - 1].messages.push_back({room, {0, "sip:ken@contoso.com", posted, text}});
    ++counts_.messages;
  }

  const Manifest& manifest() const override { return manifest_; }
  const TransferCounts& counts() const override { return counts_; }
  const std::string& identity() const override { return identity_; }
  int64_t message_chunks() const override { return static_cast<int64_t>(chunks.size()); }
  Status Verify(const TransferProgress&) override { return Status::Ok(); }
  Status EachPrincipal(const Sink<LegacyPrincipal>&) override { return Status::Ok(); }
  Status EachAddin(const Sink<Addin>& sink) override {
    sink(Addin{"Prices", "http://prices"});
    return Status::Ok();
  }
  Status EachNode(const Sink<ArchiveNode>& sink) override {
    for (ArchiveNode one : nodes) sink(std::move(one));
    return Status::Ok();
  }
  Status EachMessageChunk(int64_t first, const Sink<MessageChunk>& sink) override {
    for (size_t i = static_cast<size_t>(first) - 1; i < chunks.size(); ++i) {
      MessageChunk chunk = chunks[i];
      if (!sink(std::move(chunk))) break;
    }
    return Status::Ok();
  }

  std::vector<ArchiveNode> nodes;
  std::vector<MessageChunk> chunks;
  std::string identity_ = "0123456789abcdef";

 private:
  Manifest manifest_;
  TransferCounts counts_;
};

struct Place {
  TemporaryFolder folder;
  std::unique_ptr<ChatStore> store = std::move(*OpenChatStore("sqlite:" + folder / "chat.db"));
  journal::Journal journal = std::move(*journal::Journal::Open(folder / "journal"));
  ArchiveInMemory archive;
  ImportTarget target{store.get(), &journal, kPool, "Import-CsPersistentChatData", "import"};

  ImportPlan Plan() {
    auto plan = PlanImport(archive, target, {});
    REQUIRE_MESSAGE(plan.ok(), plan.status().message);
    return std::move(*plan);
  }
  Result<ImportResult> Run(const TransferProgress& progress = {}) {
    return Import(archive, target, Plan(), progress);
  }
  std::vector<std::string> Texts(const std::string& room) {
    std::vector<std::string> texts;
    CHECK(store
              ->EachMessage(kPool, room, {},
                            [&](Message&& message) {
                              texts.push_back(message.text);
                              return true;
                            })
              .ok());
    return texts;
  }
  void Undo(journal::ChangeId id) {
    auto record = journal.Find(id);
    REQUIRE(record.ok());
    REQUIRE(SettleImport(*store, &*record).ok());
    ChatObjects objects(*store);
    auto plan = journal::PlanUndo(objects, nullptr, {*record}, false);
    REQUIRE_MESSAGE(plan.ok(), plan.status().message);
    CHECK(plan->conflicts.empty());
    journal::Request request{"Undo-CsChange", "it", "", plan->changes, plan->as_read, {}, {}, {id}};
    journal::DoorResult made = journal::ChangeDoor(&objects, &journal).Apply(request);
    REQUIRE_MESSAGE(made.ok(), made.status.message);
  }
};

using Texts = std::vector<std::string>;

TEST_CASE("an archive comes in as one change, and goes as one") {
  Place place;
  place.archive.Say(10, 1, "a", 1);
  place.archive.Say(10, 2, "b", 2);
  place.archive.Say(11, 3, "c", 2);
  auto done = place.Run();
  REQUIRE_MESSAGE(done.ok(), done.status().message);
  CHECK(done->messages == 3);
  CHECK(place.Texts("Help") == Texts{"a", "b"});
  CHECK(place.Texts("Mail") == Texts{"c"});
  CHECK(place.store->FindAddin(kPool, "prices").ok());
  CHECK(place.Plan().state == State::kComplete);
  CHECK(place.Run()->change == 0);

  place.Undo(done->change);
  CHECK(place.store->FindRoom(kPool, "Help").status().code == Code::kNoSuchObject);
  CHECK(place.store->FindCategory(kPool, "IT").status().code == Code::kNoSuchObject);
  CHECK(place.Plan().state == State::kFresh);
  CHECK(place.Run()->messages == 3);
  CHECK(place.Texts("Help") == Texts{"a", "b"});
}

TEST_CASE("stopped anywhere, it goes on where it ended") {
  for (int64_t stop = 1; stop <= 6; ++stop) {
    Place place;
    for (size_t chunk = 1; chunk <= 4; ++chunk)
      for (int64_t i = 0; i < 3; ++i)
        place.archive.Say(chunk < 3 ? 10 : 11, static_cast<int64_t>(chunk) * 10, "same", chunk);
    int64_t asked = 0;
    auto stopped = place.Run([&](const TransferState&) { return ++asked != stop; });
    CHECK((stopped.ok() || stopped.status().code == Code::kCancelled));
    auto on = place.Run();
    REQUIRE_MESSAGE(on.ok(), on.status().message);
    CHECK(place.Texts("Help").size() == 6);
    CHECK(place.Texts("Mail").size() == 6);
    CHECK(place.Plan().state == State::kComplete);
  }
}

TEST_CASE("what is thrown while messages come in leaves no transaction open") {
  Place place;
  for (size_t chunk = 1; chunk <= 3; ++chunk) place.archive.Say(10, 1, "x", chunk);
  int asked = 0;
  CHECK_THROWS(place.Run([&](const TransferState&) -> bool {
    if (++asked == 4) throw std::runtime_error("stop");
    return true;
  }));
  CHECK(place.store->Add(kPool, Addin{"Other", "http://other"}).ok());
  REQUIRE(place.Run().ok());
  CHECK(place.Texts("Help").size() == 3);
}

TEST_CASE("messages that are there already are not doubled, equal ones not lost") {
  Place place;
  place.archive.Say(10, 5, "hello", 1);
  place.archive.Say(10, 5, "hello", 1);
  REQUIRE(place.Run().ok());
  CHECK(place.Texts("Help") == Texts{"hello", "hello"});
  // A later export of the same pool: the same and more, cut into other chunks.
  place.archive.identity_ = "fedcba9876543210";
  place.archive.chunks.clear();
  place.archive.Say(10, 5, "hello", 1);
  place.archive.Say(10, 5, "hello", 2);
  place.archive.Say(10, 5, "hello", 2);
  place.archive.Say(10, 6, "new", 2);
  CHECK(place.Plan().state == State::kFresh);
  int asked = 0;
  auto stopped = place.Run([&](const TransferState&) { return ++asked < 3; });
  CHECK(stopped.status().code == Code::kCancelled);
  auto done = place.Run();
  REQUIRE_MESSAGE(done.ok(), done.status().message);
  CHECK(done->messages == 2);
  CHECK(done->doubles == 2);
  CHECK(place.Texts("Help") == Texts{"hello", "hello", "hello", "new"});
  // Only what the second one brought goes with it.
  place.Undo(done->change);
  CHECK(place.Texts("Help") == Texts{"hello", "hello"});
}

TEST_CASE("what is overwritten comes back with the undo, and keeps its messages") {
  Place place;
  Category category;
  category.name = "IT";
  category.description = "before";
  Room room;
  room.name = "help";
  room.category = "IT";
  room.members = {"sip:a@contoso.com", "sip:b@contoso.com"};
  REQUIRE(place.store->Add(kPool, category).ok());
  REQUIRE(place.store->Add(kPool, room).ok());
  REQUIRE(place.store->AddMessage(kPool, "help", {0, "sip:a@contoso.com", 1, "mine"}).ok());
  place.archive.nodes[2].node.description = "after";
  place.archive.Say(10, 2, "theirs", 1);
  auto done = place.Run();
  REQUIRE_MESSAGE(done.ok(), done.status().message);
  CHECK(place.store->FindRoom(kPool, "help")->description == "after");
  CHECK(place.store->FindRoom(kPool, "help")->members.empty());
  CHECK(place.Texts("help") == Texts{"mine", "theirs"});
  place.Undo(done->change);
  CHECK(*place.store->FindRoom(kPool, "help") == room);
  CHECK(place.store->FindCategory(kPool, "IT")->description == "before");
  CHECK(place.Texts("help") == Texts{"mine"});
}

TEST_CASE("a plan that fails, or that was overtaken, changes nothing") {
  Place place;
  place.archive.Node(12, 2, false, "HELP");
  CHECK(place.Run().status().code == Code::kConstraintViolation);
  CHECK(place.store->FindCategory(kPool, "IT").status().code == Code::kNoSuchObject);

  place.archive.nodes.pop_back();
  ImportPlan plan = place.Plan();
  ImportPlan second = place.Plan();
  REQUIRE(Import(place.archive, place.target, plan).ok());
  CHECK_FALSE(Import(place.archive, place.target, second).ok());
}

TEST_CASE("two that go on at the same time do not double a message") {
  Place place;
  for (size_t chunk = 1; chunk <= 3; ++chunk) place.archive.Say(10, 1, "x", chunk);
  int asked = 0;
  CHECK(place.Run([&](const TransferState&) { return ++asked < 3; }).status().code ==
        Code::kCancelled);
  ImportPlan one = place.Plan(), other = place.Plan();
  CHECK(one.state == State::kUnfinished);
  REQUIRE(Import(place.archive, place.target, one).ok());
  CHECK(Import(place.archive, place.target, other).status().code == Code::kAssertionFailed);
  CHECK(place.Texts("Help").size() == 3);
}

TEST_CASE("a file of the first layout gets what imports need") {
  Place place;
  REQUIRE(place.store->Add(kPool, Addin{"Old", "http://old"}).ok());
  place.store.reset();
  {
    using directory::embedded::Database;
    auto file = Database::Open(place.folder / "chat.db", Database::Mode::kWrite, {});
    REQUIRE((*file)
                ->Execute("DROP TABLE import_range; DROP TABLE import; PRAGMA user_version = 1")
                .ok());
  }
  place.store = std::move(*OpenChatStore("sqlite:" + (place.folder / "chat.db")));
  place.target.store = place.store.get();
  place.archive.Say(10, 1, "x", 1);
  REQUIRE(place.Run().ok());
  CHECK(place.store->FindAddin(kPool, "old").ok());
}

TEST_CASE("messages of others in a room that an import made are told before it is undone") {
  Place place;
  place.archive.Say(10, 1, "x", 1);
  auto done = place.Run();
  REQUIRE(done.ok());
  auto record = place.journal.Find(done->change);
  CHECK(ForeignMessages(*place.store, *record)->empty());
  REQUIRE(place.store->AddMessage(kPool, "Mail", {0, "sip:a@contoso.com", 1, "live"}).ok());
  CHECK(*ForeignMessages(*place.store, *record) == Texts{"room 'Mail': 1 message"});
}

}  // namespace
}  // namespace sipsh::chat
