// A legacy pool's database as a source.
#include "directory/chat/transfer/source.h"

namespace sipsh::chat {
namespace {

using directory::Code;

class LegacySource final : public TransferSource {
 public:
  LegacySource(SourceInfo info, std::unique_ptr<LegacyStore> store)
      : info_(std::move(info)), store_(std::move(store)) {}

  SourceInfo Info() const override { return info_; }
  Status BeginSnapshot() override { return store_->BeginRead(); }
  void EndSnapshot() override { store_->EndRead(); }
  Status EachPrincipal(const Sink<LegacyPrincipal>& sink) override {
    return store_->EachPrincipal(sink);
  }
  Status EachAddin(const Sink<Addin>& sink) override { return store_->EachAddin(sink); }
  Status EachNode(const Sink<LegacyNode>& sink) override { return store_->EachNode(sink); }
  Status EachMessage(int64_t room, std::optional<int64_t> from,
                     const Sink<Message>& sink) override {
    return store_->EachMessage(room, from, sink);
  }
  Result<int64_t> CountMessages(int64_t room, std::optional<int64_t> from) override {
    return store_->CountMessages(room, from);
  }

 private:
  SourceInfo info_;
  std::unique_ptr<LegacyStore> store_;
};

}  // namespace

Result<std::unique_ptr<TransferSource>> OpenLegacySource(const LegacyDump& dump,
                                                         const TransferProgress& progress) {
  auto telling = [&progress](const char* verb) -> LegacyProgress {
    if (!progress) return {};
    return [&progress, verb](std::string_view file, int64_t done, int64_t total) {
      std::string doing = std::string(verb) + " " + std::string(file);
      return progress({doing, done, total});
    };
  };
  Result<std::unique_ptr<LegacyStore>> store = LegacyStore::Open(dump.file);
  if (!store.ok()) return store.status();
  Result<std::string> digest = LegacyStore::DigestOf(dump.folder, telling("Checking"));
  if (!digest.ok()) return digest.status();
  if ((*store)->FilledFrom() != *digest) {
    Result<LegacyCounts> filled = (*store)->Fill(dump.folder, telling("Reading"));
    if (!filled.ok()) return filled.status();
  }
  SourceInfo info{dump.pool, dump.generation, dump.database, true};
  return std::unique_ptr<TransferSource>(
      std::make_unique<LegacySource>(std::move(info), std::move(*store)));
}

Result<TransferCounts> Count(TransferSource& source) {
  TransferCounts counts;
  if (Status begun = source.BeginSnapshot(); !begun.ok()) return begun;
  std::vector<int64_t> rooms;
  Status read = source.EachPrincipal([&](LegacyPrincipal&&) { return ++counts.principals != 0; });
  if (read.ok()) read = source.EachAddin([&](Addin&&) { return ++counts.addins != 0; });
  if (read.ok()) {
    read = source.EachNode([&](LegacyNode&& node) {
      if (node.is_category) {
        counts.categories += node.IsRoot() ? 0 : 1;
      } else {
        rooms.push_back(node.id);
        counts.disabled_rooms += node.disabled ? 1 : 0;
      }
      return true;
    });
  }
  counts.rooms = static_cast<int64_t>(rooms.size());
  for (int64_t room : rooms) {
    if (!read.ok()) break;
    Result<int64_t> messages = source.CountMessages(room, std::nullopt);
    read = messages.status();
    if (messages.ok()) counts.messages += *messages;
  }
  source.EndSnapshot();
  if (!read.ok()) return read;
  return counts;
}

}  // namespace sipsh::chat
