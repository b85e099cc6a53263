// A Persistent Chat pool as a source: its categories are the children of a root without a name.
#include <set>

#include "directory/chat/transfer/source.h"
#include "directory/entry.h"

namespace sipsh::chat {
namespace {

using directory::Code;

constexpr int64_t kRoot = 1;

// What a name in a list stands for, in the numbers of the Group Chat database.
int TypeOf(const std::string& name) {
  auto begins = [&](std::string_view with) {
    return directory::EqualIgnoreCase(std::string_view(name).substr(0, with.size()), with);
  };
  if (begins("sip:")) return 5;
  if (begins("DC=")) return 8;
  if (begins("OU=")) return 10;
  return 9;
}

class PoolSource final : public TransferSource {
 public:
  PoolSource(ChatStore& store, std::string pool, std::string generation)
      : store_(store), info_{std::move(pool), std::move(generation), "mgc", false} {}

  SourceInfo Info() const override { return info_; }
  Status BeginSnapshot() override { return store_.BeginRead(); }
  void EndSnapshot() override { store_.EndRead(); }

  // Those that stand in a list. Of them the pool knows no more than the name.
  Status EachPrincipal(const Sink<LegacyPrincipal>& sink) override {
    std::set<std::string> names;
    Status read = EachNode([&](LegacyNode&& node) {
      for (const Principals* list : {&node.allowed, &node.denied, &node.members, &node.managers,
                                     &node.presenters, &node.creators})
        names.insert(list->begin(), list->end());
      return true;
    });
    if (!read.ok()) return read;
    int64_t id = 0;
    for (const std::string& name : names)
      if (!sink({++id, name, "", TypeOf(name), LegacyPrincipal::State::kActive})) break;
    return Status::Ok();
  }

  Status EachAddin(const Sink<Addin>& sink) override { return store_.EachAddin(info_.pool, sink); }

  Status EachNode(const Sink<LegacyNode>& sink) override {
    LegacyNode root;
    root.id = root.parent = kRoot;
    root.is_category = true;
    if (!sink(std::move(root))) return Status::Ok();
    int64_t id = kRoot;
    bool more = true;
    std::vector<std::string> categories;
    Status read = store_.EachCategory(info_.pool, [&](Category&& category) {
      categories.push_back(category.name);
      return more = sink(FromCategory(++id, std::move(category)));
    });
    if (!read.ok() || !more) return read;
    rooms_.clear();
    first_room_ = id + 1;
    for (size_t i = 0; i < categories.size() && read.ok() && more; ++i) {
      read = store_.EachRoom(info_.pool, categories[i], [&](Room&& room) {
        rooms_.push_back(room.name);
        return more = sink(FromRoom(++id, kRoot + 1 + static_cast<int64_t>(i), std::move(room)));
      });
    }
    return read;
  }

  Status EachMessage(int64_t room, std::optional<int64_t> from,
                     const Sink<Message>& sink) override {
    Result<std::string> name = NameOf(room);
    if (!name.ok()) return name.status();
    MessageQuery query;
    query.from = from;
    return store_.EachMessage(info_.pool, *name, query, sink);
  }

  Result<int64_t> CountMessages(int64_t room, std::optional<int64_t> from) override {
    int64_t count = 0;
    if (from) {
      Status read = EachMessage(room, from, [&](Message&&) { return ++count != 0; });
      if (!read.ok()) return read;
      return count;
    }
    Result<std::string> name = NameOf(room);
    if (!name.ok()) return name.status();
    Result<Content> content = store_.ContentOf(info_.pool, *name);
    if (!content.ok()) return content.status();
    return content->messages;
  }

 private:
  static LegacyNode FromCategory(int64_t id, Category&& category) {
    LegacyNode node;
    node.id = id;
    node.parent = kRoot;
    node.is_category = true;
    node.name = std::move(category.name);
    node.description = std::move(category.description);
    node.invitations = category.invitations;
    node.chat_history = category.chat_history;
    node.file_upload = category.file_upload;
    node.allowed = std::move(category.allowed);
    node.denied = std::move(category.denied);
    node.creators = std::move(category.creators);
    return node;
  }

  static LegacyNode FromRoom(int64_t id, int64_t parent, Room&& room) {
    LegacyNode node;
    node.id = id;
    node.parent = parent;
    node.name = std::move(room.name);
    node.description = std::move(room.description);
    if (room.invitations == Invitations::kFalse) node.invitations = false;
    node.disabled = room.disabled;
    node.type = room.type;
    node.privacy = room.privacy;
    node.addin = std::move(room.addin);
    node.members = std::move(room.members);
    node.managers = std::move(room.managers);
    node.presenters = std::move(room.presenters);
    return node;
  }

  // Rooms are numbered as EachNode told them.
  Result<std::string> NameOf(int64_t room) const {
    int64_t at = room - first_room_;
    if (at >= 0 && at < static_cast<int64_t>(rooms_.size())) return rooms_[static_cast<size_t>(at)];
    return Status(Code::kNoSuchObject, "There is no room " + std::to_string(room) + ".");
  }

  ChatStore& store_;
  SourceInfo info_;
  std::vector<std::string> rooms_;
  int64_t first_room_ = 0;
};

}  // namespace

std::unique_ptr<TransferSource> MakePoolSource(ChatStore& store, const std::string& pool,
                                               const std::string& generation) {
  return std::make_unique<PoolSource>(store, pool, generation);
}

}  // namespace sipsh::chat
