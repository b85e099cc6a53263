// TransferSource: what an export is made from. The neutral shape is the legacy one
// (legacy_store.h): a tree of categories and rooms under a root, whose settings and lists may be
// inherited. A Persistent Chat pool's flat categories are a tree of depth one. Nothing is converted
// here: the source's own names, lists and states are handed over as they are. Sinks and statuses
// are as in chat/store.h; a sink that answers false ends a reading, with ok.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "directory/chat/legacy_store.h"
#include "directory/chat/store.h"

namespace sipsh::chat {

struct SourceInfo {
  std::string pool;        // FQDN.
  std::string generation;  // OcsServer2007R2, LyncServer2010, LyncServer2013 ...
  std::string database = "mgc";
  bool legacy = false;  // A tree of any depth, with federated, disabled and deleted principals.

  bool operator==(const SourceInfo&) const = default;
};

struct TransferCounts {
  int64_t principals = 0, addins = 0, categories = 0, rooms = 0, disabled_rooms = 0, messages = 0;

  bool operator==(const TransferCounts&) const = default;
};

// How far a long work is; total 0: not known yet. Answering false stops it: kCancelled.
struct TransferState {
  std::string_view doing;  // "Reading tblChat.csv", "Writing messages" ...
  int64_t done = 0, total = 0;
};
using TransferProgress = std::function<bool(const TransferState&)>;

class TransferSource {
 public:
  virtual ~TransferSource() = default;
  TransferSource(const TransferSource&) = delete;
  TransferSource& operator=(const TransferSource&) = delete;

  virtual SourceInfo Info() const = 0;
  // Between the two everything is read as it was at the first, whatever others write meanwhile.
  virtual Status BeginSnapshot() = 0;
  virtual void EndSnapshot() = 0;

  virtual Status EachPrincipal(const Sink<LegacyPrincipal>& sink) = 0;
  virtual Status EachAddin(const Sink<Addin>& sink) = 0;
  // Parents before their children, the root, which has no name of its own, first. Its ids hold
  // until EndSnapshot.
  virtual Status EachNode(const Sink<LegacyNode>& sink) = 0;
  // Of a room, in the order they were written; `from` in milliseconds, inclusive.
  virtual Status EachMessage(int64_t room, std::optional<int64_t> from,
                             const Sink<Message>& sink) = 0;
  virtual Result<int64_t> CountMessages(int64_t room, std::optional<int64_t> from) = 0;

 protected:
  TransferSource() = default;
};

// Everything the source holds; for counts before and after.
Result<TransferCounts> Count(TransferSource& source);

// A legacy pool's database out of its CSV dumps (chat/README.md). They are read into `file`, all or
// nothing, when it does not hold them yet: what they are is told by a digest of their bytes.
struct LegacyDump {
  std::string pool, generation, database = "mgc";
  std::string folder;  // Of the dumps.
  std::string file;    // SQLite, made here; mode 0600.
};
Result<std::unique_ptr<TransferSource>> OpenLegacySource(const LegacyDump& dump,
                                                         const TransferProgress& progress = {});

// A pool of this environment. `store` is not owned and must outlive the source. With a snapshot it
// must not be written through the same `store`.
std::unique_ptr<TransferSource> MakePoolSource(ChatStore& store, const std::string& pool,
                                               const std::string& generation);

}  // namespace sipsh::chat
