// Import: an archive into a Persistent Chat pool. Resumable, killable, undoable:
//
// 1. PlanImport reads the archive's tree and the target and changes nothing. What stops an import
//    (a name too long, a clash) stops it here.
// 2. The objects (add-ins, categories, rooms, overwritten ones with their before-images) and the
//    import itself pass the one door as one change: one record of the journal, one transaction.
// 3. The messages follow, some chunks of the archive a transaction, which also keeps how far the
//    import is. The same archive again goes on where it ended.
//
// Undo-CsChange of the one record takes the import away: with the import go the messages it
// brought, with the rooms it made these, and what it overwrote is as before; one transaction again.
// A message that is in the room already, by an earlier import or by hand, is passed over: same
// room, author, millisecond and text, as many times as it is there.
#pragma once

#include <optional>
#include <string>

#include "directory/chat/transfer/conversion.h"
#include "directory/journal/change_door.h"

namespace sipsh::chat {

struct ImportTarget {
  ChatStore* store = nullptr;           // Not owned, like the journal.
  journal::Journal* journal = nullptr;  // Of the environment.
  std::string pool;
  std::string cmdlet, command_line;  // For the record.
};

struct ImportPlan {
  enum class State { kFresh, kUnfinished, kComplete };

  State state = State::kFresh;
  ImportRun run;                             // As it stands; of a fresh one: as it will be called.
  Conversion conversion;                     // Against what the pool holds now.
  directory::ChangeSet changes;              // None where the import goes on.
  std::vector<directory::Entry> as_read;     // What it overwrites.
  int64_t messages = 0, message_chunks = 0;  // Of the archive.
};

struct ImportResult {
  journal::ChangeId change = 0;  // 0: nothing was left to do.
  int64_t messages = 0, doubles = 0;
};

// `directory` as in ConversionInput.
Result<ImportPlan> PlanImport(ArchiveReader& archive, const ImportTarget& target,
                              std::function<PrincipalFacts(const std::string& name)> directory);

// kConstraintViolation where the plan failed, kAssertionFailed where the pool was changed since it
// was made, kCancelled where `progress` said so: what is there then is whole as far as it goes, and
// the same import goes on.
Result<ImportResult> Import(ArchiveReader& archive, const ImportTarget& target,
                            const ImportPlan& plan, const TransferProgress& progress = {});

// The journal's record that brought an import; 0: the journal has none.
Result<journal::ChangeId> ChangeOf(const journal::Journal& journal, const std::string& pool,
                                   const ImportRun& run);

// What a record of an import that was interrupted came to: all of it or nothing, as the store
// shows. Others are left as they are.
Status SettleImport(ChatStore& store, journal::Record* record);
// Rooms that the record made and that got messages since by others than the import: taking it back
// would take these. "room 'A': 3 messages"
Result<std::vector<std::string>> ForeignMessages(ChatStore& store, const journal::Record& record);

}  // namespace sipsh::chat
