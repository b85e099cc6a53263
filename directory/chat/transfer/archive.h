// The file of a chat data export: a zip with XML in it. The inner layout is ours (README.md); the
// product's own is not public. Written and read in order, chunk by chunk, so that millions of
// messages pass in flat memory; a chunk is at most some 1,000 records or 1 MB, but always whole
// records.
//
//   manifest.xml            layout version, source, level, scope, start date, time
//   principals/000001.xml   ...
//   addins/000001.xml
//   nodes/000001.xml        categories and rooms, parents first
//   messages/000001.xml     ...
//   contents.xml            counts, and of every chunk its rows, size and SHA-256
//
// Statuses: kNoSuchObject, kEntryAlreadyExists (the file to be written is there), kCorrupt
// (damaged, truncated), kInvalidSyntax (no such archive: foreign or made odd on purpose),
// kNotSupported (of a later layout), kSizeLimit (a chunk that unpacks beyond all bounds),
// kDiskFull, kBusyLocked (another export writes the same file), kCancelled.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "directory/chat/transfer/source.h"

namespace sipsh::chat {

// Levels: User: principals. Category: and categories. RoomDirectory: and rooms and add-ins; with a
// start date, and their messages from then on. Content: messages, with the tree they hang in, which
// is there to tell the rooms and is not to be imported itself. All: everything.
enum class Level { kAll, kUser, kCategory, kRoomDirectory, kContent };
std::string_view Name(Level level);
std::optional<Level> ParseLevel(std::string_view name);  // Ignores case.

struct Manifest {
  SourceInfo source;
  Level level = Level::kAll;
  std::vector<std::string> scope;  // Names of categories; none: all.
  std::optional<int64_t> start;    // Milliseconds since 1970; messages from then on.
  int64_t exported = 0;            // When, milliseconds since 1970.

  bool operator==(const Manifest&) const = default;
};

struct ArchiveNode {
  LegacyNode node;
  // Not to be imported itself: a parent outside the scope, or any node where the level is Content.
  // It is here for the names, managers and settings of what lies below it.
  bool context = false;
};

struct ArchiveMessage {
  int64_t room = 0;  // LegacyNode::id. Message::id is the source's own.
  Message message;
};

struct MessageChunk {
  int64_t number = 0;  // From 1.
  std::vector<ArchiveMessage> messages;
};

// Records go in by kind: principals, add-ins, nodes, messages; going back is kUnwilling. Without
// Finish nothing is left: not the file, nor the .partial it is written as.
class ArchiveWriter {
 public:
  // Refuses a file that is there. Mode 0600.
  static Result<std::unique_ptr<ArchiveWriter>> ToFile(const std::string& path);
  // `bytes` gets the archive at Finish; not owned, must outlive the writer.
  static Result<std::unique_ptr<ArchiveWriter>> ToMemory(std::string* bytes);
  virtual ~ArchiveWriter() = default;

  virtual Status Begin(const Manifest& manifest) = 0;
  virtual Status Add(const LegacyPrincipal& principal) = 0;
  virtual Status Add(const Addin& addin) = 0;
  virtual Status Add(const ArchiveNode& node) = 0;
  virtual Status Add(const ArchiveMessage& message) = 0;
  virtual Status Finish() = 0;  // fsync, rename.

  virtual const TransferCounts& counts() const = 0;
  // After Finish: see ArchiveReader::identity.
  virtual const std::string& identity() const = 0;
};

// Opening reads the names, the manifest and the contents, and refuses what is no whole archive by
// its looks; Verify reads everything. Both change nothing.
class ArchiveReader {
 public:
  static Result<std::unique_ptr<ArchiveReader>> FromFile(const std::string& path);
  static Result<std::unique_ptr<ArchiveReader>> FromBytes(std::string bytes);
  virtual ~ArchiveReader() = default;

  virtual const Manifest& manifest() const = 0;
  virtual const TransferCounts& counts() const = 0;
  // SHA-256 over what was exported, from where, at which level, scope and start date: the same data
  // exported twice is the same archive, whatever its file is called and when it was made.
  virtual const std::string& identity() const = 0;
  virtual int64_t message_chunks() const = 0;

  // Unpacks, digests and parses every chunk, and checks that what refers to a node or add-in finds
  // it. To be called before anything is changed.
  virtual Status Verify(const TransferProgress& progress = {}) = 0;

  virtual Status EachPrincipal(const Sink<LegacyPrincipal>& sink) = 0;
  virtual Status EachAddin(const Sink<Addin>& sink) = 0;
  virtual Status EachNode(const Sink<ArchiveNode>& sink) = 0;
  // From chunk `first` (1: all) on; those before it are skipped unread.
  virtual Status EachMessageChunk(int64_t first, const Sink<MessageChunk>& sink) = 0;
};

}  // namespace sipsh::chat
