// What an archive's tree, lists and add-ins become in a Persistent Chat pool (the differences of
// the two models: domain rules of the migration, README.md). Pure: no store, no directory; what the
// target pool holds and what the directory knows of principals come in. Nothing is decided
// silently: every rename, conversion, overwriting and loss is a Finding. A finding that is a
// failure stops an import before its first write.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "directory/chat/rules.h"
#include "directory/chat/transfer/archive.h"

namespace sipsh::chat {

struct Finding {
  enum class Severity { kInformation, kWarning, kFailure };

  std::string id;  // Stable: RoomRenamed, NameTooLong, RootManager ...
  Severity severity = Severity::kInformation;
  std::string object;  // "room 'IT - Mail'"
  std::string before, after;
  std::string text;  // What becomes of it, and what to do.

  // "IT - Mail (was Mail): ..."
  std::string Line() const;
};
std::string_view Name(Finding::Severity severity);  // Information, Warning, Failure

// What the directory knows of a principal.
struct PrincipalFacts {
  // kOutside: a SIP domain that is none of ours.
  enum class State { kActive, kDisabled, kUnknown, kOutside };
  State state = State::kActive;
  Subject subject;  // Of an active one: what it is in.
};

// Keys are names, folded.
struct PoolContents {
  std::map<std::string, Category> categories;
  std::map<std::string, Room> rooms;
  std::map<std::string, Addin> addins;
};
Result<PoolContents> ReadPool(ChatStore& store, const std::string& pool);

struct ConversionInput {
  SourceInfo source;
  std::vector<ArchiveNode> nodes;  // Parents first.
  std::vector<LegacyPrincipal> principals;
  std::vector<Addin> addins;
  PoolContents target;
  // By the name that stands on lists. Empty: the archive's own word counts alone.
  std::function<PrincipalFacts(const std::string& name)> directory;
};

// An object as it will be, and the target's own of that name where there is one.
template <typename T>
struct Converted {
  T object;
  std::optional<T> overwritten;

  bool Unchanged() const { return overwritten && *overwritten == object; }
};

struct Conversion {
  std::vector<Converted<Addin>> addins;
  std::vector<Converted<Category>> categories;
  std::vector<Converted<Room>> rooms;
  std::map<int64_t, std::string> room_of;  // By node: the room that gets its messages.
  std::vector<Finding> findings;

  size_t Count(Finding::Severity severity) const;
  bool Failed() const { return Count(Finding::Severity::kFailure) != 0; }
};

Conversion Convert(const ConversionInput& input);

// Reads everything but the messages, and the target pool.
Result<ConversionInput> ReadForConversion(ArchiveReader& archive, ChatStore& store,
                                          const std::string& pool);

}  // namespace sipsh::chat
